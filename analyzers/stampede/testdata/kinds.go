// Package kinds keeps what it fetched in things of several kinds, and fetches it from
// several sources.
package kinds

import (
	"context"
	"database/sql"
	"net/http"
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
