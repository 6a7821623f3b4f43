// Package held has caches that are known by who holds them, and sources by what they take.
package held

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
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
