// Package held has caches that are known by who holds them, and sources by what they take.
package held

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// API sends requests, whoever it is.
type API interface {
	Do(req *http.Request) (*http.Response, error)
}

type Keys struct {
	api  API
	url  string
	mu   sync.RWMutex
	keys map[string]string
}

func (k *Keys) Key(ctx context.Context, kid string) (string, error) {
	k.mu.RLock()
	v, ok := k.keys[kid]
	k.mu.RUnlock()
	if ok {
		return v, nil
	}
	if err := k.refresh(ctx); err != nil {
		return "", err
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	if v, ok = k.keys[kid]; !ok {
		return "", fmt.Errorf("no key %s", kid)
	}
	return v, nil
}

func (k *Keys) refresh(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, "GET", k.url, nil)
	if err != nil {
		return err
	}
	resp, err := k.api.Do(req) // want "stampede warn"
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	keys := map[string]string{}
	if err := json.NewDecoder(resp.Body).Decode(&keys); err != nil {
		return err
	}
	k.mu.Lock()
	k.keys = keys
	k.mu.Unlock()
	return nil
}

// TTL keeps values; who holds one calls it a cache.
type TTL[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

func (c *TTL[K, V]) Get(k K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.m[k]
	return v, ok
}

func (c *TTL[K, V]) Put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = v
}

type Names struct {
	cache TTL[string, *Item]
	db    *sql.DB
}

type Item struct{ ID, Name string }

func (n *Names) row(ctx context.Context, id string) (*Item, error) {
	it := &Item{ID: id}
	return it, n.db.QueryRowContext(ctx, "SELECT name FROM items WHERE id = ?", id).Scan(&it.Name)
}

func (n *Names) Get(ctx context.Context, id string) (*Item, error) {
	if v, ok := n.cache.Get(id); ok {
		return v, nil
	}
	it, err := n.row(ctx, id) // want "stampede warn"
	if err == nil {
		n.cache.Put(id, it)
	}
	return it, err
}

// Recent is called nothing, and says what it has as long as the clock lets it.
type Recent[V any] struct {
	mu sync.Mutex
	m  map[int]item[V]
}

type item[V any] struct {
	v   V
	exp time.Time
}

func (r *Recent[V]) Get(id int) (v V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	it, ok := r.m[id]
	if !ok || time.Now().After(it.exp) {
		return v, false
	}
	return it.v, true
}

func (r *Recent[V]) Set(id int, v V, d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m[id] = item[V]{v, time.Now().Add(d)}
}

type People struct {
	db     *sql.DB
	recent *Recent[string]
}

func NewPeople(db *sql.DB, r *Recent[string]) *People { return &People{db, r} }

func (p *People) Name(ctx context.Context, id int) (string, error) {
	if n, ok := p.recent.Get(id); ok {
		return n, nil
	}
	var n string
	if err := p.db.QueryRowContext(ctx, "SELECT name FROM people WHERE id = ?", id).Scan(&n); err != nil { // want "stampede warn"
		return "", err
	}
	p.recent.Set(id, n, time.Minute)
	return n, nil
}

// settings are loaded into a new map each minute.
var (
	settingsMu sync.RWMutex
	settings   map[string]string
	loaded     time.Time
)

func Setting(db *sql.DB, k string) (string, error) {
	settingsMu.RLock()
	if time.Since(loaded) < time.Minute {
		defer settingsMu.RUnlock()
		return settings[k], nil
	}
	settingsMu.RUnlock()
	rows, err := db.Query("SELECT k, v FROM settings LIMIT 100") // want "stampede warn"
	if err != nil {
		return "", err
	}
	defer rows.Close()
	m := map[string]string{}
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return "", err
		}
		m[a] = b
	}
	settingsMu.Lock()
	settings, loaded = m, time.Now()
	settingsMu.Unlock()
	return m[k], nil
}
