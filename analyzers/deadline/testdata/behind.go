// Package behind leaves the lock to a goroutine, which gives it back.
package behind

import (
	"context"
	"database/sql"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/redis/go-redis/v9"
)

// Pages serves what it has, and has one refresh it.
type Pages struct {
	db  *sql.DB
	rdb *redis.Client
}

// Page holds the lock for as long as the query takes.
func (p *Pages) Page(ctx context.Context, id string) (string, error) {
	text, err := p.rdb.Get(ctx, "page:"+id).Result()
	if err != nil {
		return "", err
	}
	if ok, _ := p.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result(); ok {
		go func() { // want "no-deadline warn"
			ctx := context.Background()
			defer p.rdb.Del(ctx, "lock:"+id)
			p.refresh(ctx, id)
		}()
	}
	return text, nil
}

// Short gives it a time.
func (p *Pages) Short(ctx context.Context, id string) (string, error) {
	text, err := p.rdb.Get(ctx, "page:"+id).Result()
	if err != nil {
		return "", err
	}
	if ok, _ := p.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result(); ok {
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			defer p.rdb.Del(ctx, "lock:"+id)
			p.refresh(ctx, id)
		}()
	}
	return text, nil
}

// Beside has a goroutine that nobody waits for: the lock is another one's to give back.
func (p *Pages) Beside(ctx context.Context, id string) error {
	if ok, err := p.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result(); err != nil || !ok {
		return err
	}
	defer p.rdb.Del(ctx, "lock:"+id)
	go p.refresh(context.Background(), id)
	return p.rdb.Set(ctx, "seen:"+id, 1, time.Minute).Err()
}

func (p *Pages) refresh(ctx context.Context, id string) {
	var text string
	if err := p.db.QueryRowContext(ctx, "SELECT text FROM pages WHERE id = ?", id).Scan(&text); err == nil {
		p.rdb.Set(ctx, "page:"+id, text, time.Hour)
	}
}

func background() context.Context { return context.WithValue(context.Background(), "who", "pages") }

func short() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), time.Second)
}

// Made has its context from a function.
func (p *Pages) Made(id string) error {
	if ok, err := p.rdb.SetNX(background(), "lock:"+id, 1, time.Minute).Result(); err != nil || !ok {
		return err
	}
	var text string
	if err := p.db.QueryRowContext(background(), "SELECT text FROM pages WHERE id = ?", id).Scan(&text); err != nil { // want "no-deadline warn"
		return err
	}
	return p.rdb.Set(background(), "page:"+id, text, time.Hour).Err()
}

// Limited has one that ends.
func (p *Pages) Limited(id string) error {
	ctx, cancel := short()
	defer cancel()
	if ok, err := p.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result(); err != nil || !ok {
		return err
	}
	var text string
	if err := p.db.QueryRowContext(ctx, "SELECT text FROM pages WHERE id = ?", id).Scan(&text); err != nil {
		return err
	}
	return p.rdb.Set(ctx, "page:"+id, text, time.Hour).Err()
}

// Dialled limits no more than the wait for a connection.
type Dialled struct {
	mu     sync.Mutex
	rdb    *redis.Client
	client *http.Client
}

func NewDialled(r *redis.Client) *Dialled {
	dial := (&net.Dialer{Timeout: time.Second}).DialContext
	return &Dialled{rdb: r, client: &http.Client{Transport: &http.Transport{DialContext: dial}}}
}

func (d *Dialled) Text(ctx context.Context, u string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if v, err := d.rdb.Get(ctx, u).Result(); err == nil {
		return v, nil
	}
	v, err := text(d.client, u) // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	return v, d.rdb.Set(ctx, u, v, time.Minute).Err()
}

// Answering waits no longer for the answer either.
type Answering struct {
	mu     sync.Mutex
	rdb    *redis.Client
	client *http.Client
}

func NewAnswering(r *redis.Client) *Answering {
	return &Answering{rdb: r, client: &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: time.Second}}}
}

func (d *Answering) Text(ctx context.Context, u string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := text(d.client, u)
	if err != nil {
		return "", err
	}
	return v, d.rdb.Set(ctx, u, v, time.Minute).Err()
}

func text(c *http.Client, u string) (string, error) {
	resp, err := c.Get(u)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

// Settings come by a client that this package never limits.
type Settings struct {
	mu   sync.Mutex
	text string
	at   time.Time
	rest *resty.Client
}

func NewSettings() *Settings { return &Settings{rest: resty.New()} }

func (s *Settings) Text() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.at) < time.Minute {
		return s.text, nil
	}
	resp, err := s.rest.R().Get("http://settings") // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	s.text, s.at = resp.String(), time.Now()
	return s.text, nil
}

// Asked is told by its user what to ask.
type Asked struct {
	Request func() *http.Request
	mu      sync.Mutex
	rdb     *redis.Client
}

func (a *Asked) Text(ctx context.Context) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if v, err := a.rdb.Get(ctx, "asked").Result(); err == nil {
		return v, nil
	}
	resp, err := http.DefaultClient.Do(a.Request()) // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	return string(b), a.rdb.Set(ctx, "asked", b, time.Minute).Err()
}

// Told hands on the context.
type Told struct {
	Request func(ctx context.Context) *http.Request
	mu      sync.Mutex
	rdb     *redis.Client
}

func (a *Told) Text(ctx context.Context) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	resp, err := http.DefaultClient.Do(a.Request(ctx))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	return string(b), a.rdb.Set(ctx, "asked", b, time.Minute).Err()
}
