// Package kinds keeps what it fetched in things of several kinds, and fetches it from
// several sources.
package kinds

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	gocache "github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
)

var db *sql.DB

var rdb *redis.Client

func query(k string) (v string, err error) {
	err = db.QueryRow("SELECT v FROM t WHERE k = ?", k).Scan(&v)
	return
}

var touching = redis.NewScript(`local v = redis.call('GET', KEYS[1]); if v then redis.call('EXPIRE', KEYS[1], ARGV[1]) end; return v`)

var counting = redis.NewScript(`local n = redis.call('INCR', KEYS[1]); return redis.call('GET', KEYS[1])`)

// Sliding reads by a script.
func Sliding(ctx context.Context, k string) (string, error) {
	v, err := touching.Run(ctx, rdb, []string{k}, 60).Text()
	if err == nil {
		return v, nil
	}
	if v, err = query(k); err != nil { // want "stampede warn"
		return "", err
	}
	return v, rdb.Set(ctx, k, v, time.Minute).Err()
}

// Counted counts.
func Counted(ctx context.Context, k string) (string, error) {
	v, err := counting.Run(ctx, rdb, []string{k}, 60).Text()
	if err == nil {
		return v, nil
	}
	if v, err = query(k); err != nil {
		return "", err
	}
	return v, rdb.Set(ctx, k+":n", v, time.Minute).Err()
}

// Head is what a program answers.
func Head(ctx context.Context, repo string) (string, error) {
	v, err := rdb.Get(ctx, repo).Result()
	if err == nil {
		return v, nil
	}
	out, err := exec.Command("git", "-C", repo, "rev-parse", "HEAD").Output() // want "stampede warn"
	if err != nil {
		return "", err
	}
	return string(out), rdb.Set(ctx, repo, out, time.Minute).Err()
}

// File is read once for each caller.
func File(ctx context.Context, path string) ([]byte, error) {
	b, err := rdb.Get(ctx, path).Bytes()
	if err == nil {
		return b, nil
	}
	if b, err = os.ReadFile(path); err != nil { // want "stampede warn"
		return nil, err
	}
	return b, rdb.Set(ctx, path, b, time.Minute).Err()
}

// Store goes by functions that it was made with.
type Store struct {
	read  func(ctx context.Context, k string) (string, error)
	write func(ctx context.Context, k, v string) error
}

func NewStore(c *redis.Client) *Store {
	return &Store{
		read:  func(ctx context.Context, k string) (string, error) { return c.Get(ctx, k).Result() },
		write: func(ctx context.Context, k, v string) error { return c.Set(ctx, k, v, time.Hour).Err() },
	}
}

func (s *Store) Value(ctx context.Context, k string) (string, error) {
	v, err := s.read(ctx, k)
	if err == nil {
		return v, nil
	}
	if v, err = query(k); err != nil { // want "stampede warn"
		return "", err
	}
	return v, s.write(ctx, k, v)
}

type token struct {
	text string
	exp  time.Time
}

// Auth keeps a token that nobody waits for.
type Auth struct{ tok atomic.Pointer[token] }

func (a *Auth) Header() (string, error) {
	if t := a.tok.Load(); t != nil && t.exp.After(time.Now()) {
		return t.text, nil
	}
	resp, err := http.Get("https://example.com/token") // want "stampede warn"
	if err != nil {
		return "", err
	}
	resp.Body.Close()
	a.tok.Store(&token{resp.Header.Get("Token"), time.Now().Add(time.Hour)})
	return resp.Header.Get("Token"), nil
}

// Limits says when it was read, and not when it ends.
type Limits struct {
	mu   sync.RWMutex
	last time.Time
	text string
}

func (l *Limits) Text() (string, error) {
	l.mu.RLock()
	if time.Since(l.last) < time.Minute {
		defer l.mu.RUnlock()
		return l.text, nil
	}
	l.mu.RUnlock()
	text, err := query("limits") // want "stampede warn"
	if err != nil {
		return "", err
	}
	l.mu.Lock()
	l.text, l.last = text, time.Now()
	l.mu.Unlock()
	return text, nil
}

// Tables is called no cache, and spares a query.
type Tables struct {
	mu   sync.RWMutex
	rows map[string]string
}

func (t *Tables) row(k string) (string, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	v, ok := t.rows[k]
	return v, ok
}

func (t *Tables) Row(k string) (string, error) {
	if v, ok := t.row(k); ok {
		return v, nil
	}
	v, err := query(k) // want "stampede warn"
	if err == nil {
		t.mu.Lock()
		t.rows[k] = v
		t.mu.Unlock()
	}
	return v, err
}

// Known notes which there are.
type Known struct{ names sync.Map }

func (n *Known) Check(k string) error {
	if _, ok := n.names.Load(k); ok {
		return nil
	}
	v, err := query(k)
	if err == nil {
		n.names.Store(v, struct{}{})
	}
	return err
}

// Memo keeps what a function gave, in variables of its own.
func Memo(f func(k string) (string, error)) func(k string) (string, error) {
	var mu sync.RWMutex
	all := map[string]string{}
	return func(k string) (string, error) {
		mu.RLock()
		v, ok := all[k]
		mu.RUnlock()
		if ok {
			return v, nil
		}
		v, err := f(k) // want "stampede warn"
		if err == nil {
			mu.Lock()
			all[k] = v
			mu.Unlock()
		}
		return v, err
	}
}

// Gate lets one in at a time.
type Gate struct {
	room  chan struct{}
	mu    sync.RWMutex
	cache map[string]string
}

func NewGate() *Gate { return &Gate{room: make(chan struct{}, 1), cache: map[string]string{}} }

// Hall lets many in.
type Hall struct {
	room  chan struct{}
	mu    sync.RWMutex
	cache map[string]string
}

func NewHall() *Hall { return &Hall{room: make(chan struct{}, 10), cache: map[string]string{}} }

func (g *Gate) look(k string) (string, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	v, ok := g.cache[k]
	return v, ok
}

func (g *Gate) Value(k string) (string, error) {
	if v, ok := g.look(k); ok {
		return v, nil
	}
	g.room <- struct{}{}
	defer func() { <-g.room }()
	if v, ok := g.look(k); ok {
		return v, nil
	}
	v, err := query(k)
	g.mu.Lock()
	g.cache[k] = v
	g.mu.Unlock()
	return v, err
}

func (h *Hall) Value(k string) (string, error) {
	h.mu.RLock()
	v, ok := h.cache[k]
	h.mu.RUnlock()
	if ok {
		return v, nil
	}
	h.room <- struct{}{}
	defer func() { <-h.room }()
	v, err := query(k) // want "stampede warn"
	h.mu.Lock()
	h.cache[k] = v
	h.mu.Unlock()
	return v, err
}

// Gathered makes a cache for itself.
func Gathered(keys []string) ([]string, error) {
	c := gocache.New(time.Minute, time.Minute)
	var out []string
	for _, k := range keys {
		if v, ok := c.Get(k); ok {
			out = append(out, v.(string))
			continue
		}
		v, err := query(k)
		if err != nil {
			return nil, err
		}
		c.SetDefault(k, v)
		out = append(out, v)
	}
	return out, nil
}

// Client asks another; who is asked, nobody here knows.
type Client interface {
	Call(ctx context.Context, req string, rsp any) error
}

type keptCache struct{ m sync.Map }

func (c *keptCache) Get(k string) (any, bool) { return c.m.Load(k) }
func (c *keptCache) Set(k string, v any)      { c.m.Store(k, v) }

type wrapper struct {
	Cache *keptCache
	Client
}

func (w *wrapper) Call(ctx context.Context, req string, rsp any) error {
	if v, ok := w.Cache.Get(req); ok {
		*rsp.(*any) = v
		return nil
	}
	if err := w.Client.Call(ctx, req, rsp); err != nil { // want "stampede warn"
		return err
	}
	w.Cache.Set(req, rsp)
	return nil
}

// Around makes cache and wrapper together.
func Around(c Client) Client { return &wrapper{Cache: &keptCache{}, Client: c} }

// Certs asks a function for what it has not, and is called no cache.
type Certs struct {
	mu    sync.RWMutex
	certs map[string]string
	ask   func(ctx context.Context, host string) (string, error)
}

func (c *Certs) Cert(ctx context.Context, host string) (string, error) {
	c.mu.RLock()
	cert, ok := c.certs[host]
	c.mu.RUnlock()
	if ok {
		return cert, nil
	}
	cert, err := c.ask(ctx, host) // want "stampede warn"
	if err == nil {
		c.mu.Lock()
		c.certs[host] = cert
		c.mu.Unlock()
	}
	return cert, err
}

// Plugins makes what it has not, which asks a function at some point.
type Plugins struct {
	mu    sync.RWMutex
	made  map[string]*plugin
	setup func(name string) (string, error)
}

type plugin struct{ text string }

func (p *Plugins) make(name string) (*plugin, error) {
	text, err := p.setup(name)
	return &plugin{text}, err
}

func (p *Plugins) Plugin(name string) (*plugin, error) {
	p.mu.RLock()
	x, ok := p.made[name]
	p.mu.RUnlock()
	if ok {
		return x, nil
	}
	x, err := p.make(name)
	p.mu.Lock()
	p.made[name] = x
	p.mu.Unlock()
	return x, err
}

// Schema looks into what a getter gives.
type Schema struct {
	types sync.Map
}

func (s *Schema) typeCache() *sync.Map { return &s.types }

func (s *Schema) Type(k string) (string, error) {
	if v, ok := s.typeCache().Load(k); ok {
		return v.(string), nil
	}
	v, err := query(k) // want "stampede warn"
	if err != nil {
		return "", err
	}
	s.typeCache().Store(k, v)
	return v, nil
}

// Hosts keeps a value that a step renews.
type Hosts struct{ all atomic.Value }

type hosts struct {
	names   string
	fetched time.Time
}

func (h *Hosts) Names() (string, error) {
	if v, ok := h.all.Load().(*hosts); ok && time.Since(v.fetched) < time.Minute {
		return v.names, nil
	}
	return h.refresh()
}

func (h *Hosts) refresh() (string, error) {
	names, err := query("hosts") // want "stampede warn"
	if err != nil {
		return "", err
	}
	h.all.Store(&hosts{names, time.Now()})
	return names, nil
}

// Counted is a lock for a key, and how many wait for it.
type counted struct {
	sync.Mutex
	n int
}

// Locks hands out locks.
type Locks struct {
	mu sync.Mutex
	m  map[string]*counted
}

func (l *Locks) acquire(k string) func() {
	l.mu.Lock()
	c := l.m[k]
	if c == nil {
		c = &counted{}
		l.m[k] = c
	}
	c.n++
	l.mu.Unlock()
	c.Lock()
	return func() {
		c.Unlock()
		l.mu.Lock()
		if c.n--; c.n == 0 {
			delete(l.m, k)
		}
		l.mu.Unlock()
	}
}

// count leaves nothing locked.
func (l *Locks) count(k string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.m)
}

// Guarded has one caller for each key.
type Guarded struct{ locks, others Locks }

func (g *Guarded) Value(ctx context.Context, k string) (string, error) {
	if v, err := rdb.Get(ctx, k).Result(); err == nil {
		return v, nil
	}
	defer g.locks.acquire(k)()
	v, err := rdb.Get(ctx, k).Result()
	if err == nil {
		return v, nil
	}
	if v, err = query(k); err != nil {
		return "", err
	}
	return v, rdb.Set(ctx, k, v, time.Hour).Err()
}

func (g *Guarded) Counted(ctx context.Context, k string) (string, error) {
	v, err := rdb.Get(ctx, k).Result()
	if err == nil || g.locks.count(k) > 9 {
		return v, err
	}
	if v, err = query(k); err != nil { // want "stampede warn"
		return "", err
	}
	return v, rdb.Set(ctx, k, v, time.Hour).Err()
}

// Blobs is where bytes are put; what of it is a cache is said by who has it.
type Blobs interface {
	Get(k string) ([]byte, error)
	Put(k string, b []byte) error
}

type NameCache struct{ blobs Blobs }

func (c *NameCache) find(k string) ([]byte, bool, error) {
	b, err := c.blobs.Get(k)
	if os.IsNotExist(err) {
		return nil, false, nil
	}
	return b, err == nil, err
}

func (c *NameCache) Resolve(k string, next func(k string) ([]byte, error)) ([]byte, error) {
	b, ok, err := c.find(k)
	if err != nil {
		return nil, err
	}
	if ok {
		return b, nil
	}
	if b, err = next(k); err != nil { // want "stampede warn"
		return nil, err
	}
	return b, c.blobs.Put(k, b)
}

// LRU is a cache by what it does.
type LRU struct {
	mu sync.Mutex
	m  map[string]string
}

func (l *LRU) Get(k string) (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v, ok := l.m[k]
	return v, ok
}

func (l *LRU) Put(k, v string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.m[k] = v
}

type Plans struct{ lru *LRU }

func (p *Plans) Plan(k string) (string, error) {
	if v, ok := p.lru.Get(k); ok {
		return v, nil
	}
	v, err := query(k) // want "stampede warn"
	if err == nil {
		p.lru.Put(k, v)
	}
	return v, err
}

// Flights are under way, and no cache.
type Flights struct {
	mu   sync.Mutex
	open map[string]*flight
	solo bool
}

type flight struct {
	done sync.WaitGroup
	text string
	err  error
}

func (f *Flights) Fetch(k string) (string, error) {
	if f.solo {
		return query(k)
	}
	f.mu.Lock()
	x, ok := f.open[k]
	if ok {
		f.mu.Unlock()
		x.done.Wait()
		return x.text, x.err
	}
	x = &flight{}
	x.done.Add(1)
	f.open[k] = x
	f.mu.Unlock()
	x.text, x.err = query(k)
	x.done.Done()
	f.mu.Lock()
	delete(f.open, k)
	f.mu.Unlock()
	return x.text, x.err
}

func (f *Flights) FetchUpper(k string) (string, error) {
	text, err := f.Fetch(k)
	if err != nil {
		return "", err
	}
	return text, nil
}

// loader is one request's.
type loader struct {
	mu   sync.Mutex
	rows map[string]string
}

var loaders = sync.Pool{New: func() any { return &loader{rows: map[string]string{}} }}

func (l *loader) row(k string) (string, error) {
	l.mu.Lock()
	v, ok := l.rows[k]
	l.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := query(k)
	l.mu.Lock()
	l.rows[k] = v
	l.mu.Unlock()
	return v, err
}

func Both(a, b string) (string, error) {
	l := loaders.Get().(*loader)
	defer loaders.Put(l)
	x, err := l.row(a)
	if err != nil {
		return "", err
	}
	y, err := l.row(b)
	return x + y, err
}

// options are for a client elsewhere, which asks for a token with each request.
func (h *Hosts) options() *http.Transport {
	c := gocache.New(time.Minute, time.Minute)
	return &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) {
		if v, ok := c.Get("token"); ok {
			r.Header.Set("Token", v.(string))
			return nil, nil
		}
		v, err := query("token") // want "stampede warn"
		if err != nil {
			return nil, err
		}
		r.Header.Set("Token", v)
		c.SetDefault("token", v)
		return nil, nil
	}}
}

// NewClient has them.
func NewClient() *http.Client { return &http.Client{Transport: (&Hosts{}).options()} }

// Peers has words of its own for what it does.
type Peers interface {
	Assign(ctx context.Context, k, v string) error
	Resolve(ctx context.Context, k string) (string, error)
}

type next interface {
	ByName(ctx context.Context, k string) (string, error)
	ByPhone(ctx context.Context, k string) (string, error)
}

type PeerCache struct {
	next  next
	peers Peers
}

func (c PeerCache) unknown(ctx context.Context, k string, f func(context.Context, string) (string, error)) (string, error) {
	v, err := f(ctx, k) // want "stampede warn"
	if err != nil {
		return "", err
	}
	return v, c.peers.Assign(ctx, k, v)
}

func (c PeerCache) resolve(ctx context.Context, k string, f func(context.Context, string) (string, error)) (string, error) {
	v, err := c.peers.Resolve(ctx, k)
	if err != nil {
		if os.IsNotExist(err) {
			return c.unknown(ctx, k, f)
		}
		return "", err
	}
	return v, nil
}

func (c PeerCache) ByName(ctx context.Context, k string) (string, error) {
	return c.resolve(ctx, k, c.next.ByName)
}

func (c PeerCache) ByPhone(ctx context.Context, k string) (string, error) {
	return c.resolve(ctx, k, c.next.ByPhone)
}
