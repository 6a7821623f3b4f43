package limited

import (
	"errors"
	"sync"
	"time"
)

type window struct {
	until time.Time
	n     int
}

// windowCache is a cache of them.
type windowCache struct {
	mu sync.Mutex
	m  map[string]*window
}

func (c *windowCache) Get(key string) (*window, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, ok := c.m[key]
	return w, ok
}

func (c *windowCache) Set(key string, w *window) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[key] = w
}

type check struct {
	windows *windowCache
}

var checker = check{windows: &windowCache{m: map[string]*window{}}}

// limited keeps count of who asks how often.
func limited(key string) bool {
	w, ok := checker.windows.Get(key)
	if !ok {
		w = &window{until: time.Now().Add(time.Second)}
		checker.windows.Set(key, w)
	}
	w.n++
	return w.n > 5
}

// Client asks for what its user wants, if not too often.
type Client struct {
	load  func(id string) ([]byte, error)
	proxy *proxy
}

func (c *Client) Config(id string) ([]byte, error) { return c.proxy.query(c, id) }

type proxy struct{}

func (p *proxy) query(c *Client, id string) ([]byte, error) {
	if limited(id) {
		return nil, errors.New("limited")
	}
	return p.ask(c, id)
}

func (p *proxy) ask(c *Client, id string) ([]byte, error) {
	return c.load(id)
}
