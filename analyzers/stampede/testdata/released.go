// Package released has locks that a step of the type gives back.
package released

import (
	"database/sql"
	"sync"
	"time"
)

// Cache is what the tokens are kept in.
type Cache interface {
	Add(key string, v any, span time.Duration) error
	Value(key string, into any) error
}

// Table locks itself in Add and unlocks in a step that runs callbacks.
type Table struct {
	mu    sync.Mutex
	items map[string]any
	added []func(any)
}

func (t *Table) Add(key string, v any, span time.Duration) error {
	t.mu.Lock()
	t.put(key, v)
	return nil
}

func (t *Table) put(key string, v any) {
	t.items[key] = v
	added := t.added
	t.mu.Unlock()
	for _, f := range added {
		f(v)
	}
}

func (t *Table) Value(key string, into any) error {
	t.mu.Lock()
	t.touch(key)
	return nil
}

func (t *Table) touch(key string) {
	t.items[key] = t.items[key]
	t.mu.Unlock()
}

// Client asks the source with no lock held.
type Client struct {
	db    *sql.DB
	cache Cache
}

func NewClient(db *sql.DB, t *Table) *Client { return &Client{db: db, cache: t} }

func (c *Client) Token(app string) (token string, err error) {
	if c.cache.Value(app, &token) == nil {
		return token, nil
	}
	if err = c.db.QueryRow("SELECT token FROM tokens WHERE app = ?", app).Scan(&token); err != nil { // want "stampede warn"
		return "", err
	}
	return token, c.cache.Add(app, token, time.Hour)
}

// Own has its map, and gives the lock back by a step before it asks.
type Own struct {
	mu sync.Mutex
	db *sql.DB
	m  map[string]string
}

func (o *Own) done() { o.mu.Unlock() }

func (o *Own) Get(key string) (string, error) {
	o.mu.Lock()
	v, ok := o.m[key]
	o.done()
	if ok {
		return v, nil
	}
	if err := o.db.QueryRow("SELECT v FROM t WHERE k = ?", key).Scan(&v); err != nil { // want "stampede warn"
		return "", err
	}
	o.mu.Lock()
	o.m[key] = v
	o.done()
	return v, nil
}

// Kept holds the lock while it asks: the step unlocks for a moment and locks again.
type Kept struct {
	mu sync.Mutex
	db *sql.DB
	m  map[string]string
}

func (o *Kept) breathe() {
	o.mu.Unlock()
	o.mu.Lock()
}

func (o *Kept) Get(key string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.breathe()
	v, ok := o.m[key]
	if ok {
		return v, nil
	}
	if err := o.db.QueryRow("SELECT v FROM t WHERE k = ?", key).Scan(&v); err != nil {
		return "", err
	}
	o.m[key] = v
	return v, nil
}
