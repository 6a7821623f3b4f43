// Package process keeps locks in caches of its own process, where they expire.
package process

import (
	"errors"
	"sync"
	"time"

	"github.com/patrickmn/go-cache"
)

var errMismatch = errors.New("mismatch")

type Local struct{ c *cache.Cache }

// WriteLock takes the lock where there is none.
func (l *Local) WriteLock(key, secret string, ttl time.Duration) error {
	if held, ok := l.c.Get(key); ok && held.(string) != secret {
		return errMismatch
	}
	l.c.Set(key, secret, ttl)
	return nil
}

// ReleaseLock compares in one step and deletes in another.
func (l *Local) ReleaseLock(key, secret string) bool {
	held, ok := l.c.Get(key)
	if !ok {
		return true
	}
	if held.(string) == secret {
		l.c.Delete(key) // want "unsafe-unlock warn"
		return true
	}
	return false
}

// Bare compares nothing.
type Bare struct{ c *cache.Cache }

func (b *Bare) TryLock(key string) bool { return b.c.Add(key, 1, time.Minute) == nil }

func (b *Bare) Unlock(key string) {
	b.c.Delete(key) // want "unsafe-unlock warn"
}

func writeLock(c *cache.Cache, key, secret string, ttl time.Duration) { c.Set(key, secret, ttl) }

func releaseLock(c *cache.Cache, key, secret string) {
	if held, _ := c.Get(key); held == secret {
		c.Delete(key) // want "unsafe-unlock warn"
	}
}

// Client takes and gives back by functions.
type Client struct{ c *cache.Cache }

func (c *Client) WriteLock(key, secret string, ttl time.Duration) { writeLock(c.c, key, secret, ttl) }

func (c *Client) ReleaseLock(key, secret string) { releaseLock(c.c, key, secret) }

// Standing locks stay until they are given back.
type Standing struct{ c *cache.Cache }

func (s *Standing) Lock(key string) bool { return s.c.Add(key, 1, cache.NoExpiration) == nil }

func (s *Standing) Unlock(key string) { s.c.Delete(key) }

// Step compares and deletes under a mutex.
type Step struct {
	mu sync.Mutex
	c  *cache.Cache
}

func (s *Step) Lock(key, secret string, ttl time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.c.Add(key, secret, ttl) == nil
}

func (s *Step) Unlock(key, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if held, ok := s.c.Get(key); ok && held.(string) == secret {
		s.c.Delete(key)
	}
}

// TableCache keeps its entries itself.
type TableCache struct {
	mu    sync.Mutex
	items map[string]any
}

func (t *TableCache) Add(key string, span time.Duration, value any) {
	t.addInternal(key, value)
	time.AfterFunc(span, func() { t.Delete(key) })
}

func (t *TableCache) addInternal(key string, value any) {
	t.mu.Lock()
	t.items[key] = value
	t.mu.Unlock()
}

func (t *TableCache) Exists(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.items[key]
	return ok
}

func (t *TableCache) Delete(key string) {
	t.mu.Lock()
	delete(t.items, key)
	t.mu.Unlock()
}

// Table locks by entries of its own cache.
type Table struct {
	mu sync.Mutex
	t  *TableCache
}

func (t *Table) TryLock(key string, span time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.t.Exists(key) {
		return false
	}
	t.t.Add(key, span, 1)
	return true
}

func (t *Table) Unlock(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.t.Delete(key) // want "unsafe-unlock warn"
}
