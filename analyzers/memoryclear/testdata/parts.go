// Package parts empties caches of what it names.
package parts

import (
	"context"
	"strings"
	"sync"
)

// Scope says what goes.
type Scope struct{ site string }

// LoadingCache is somebody else's.
type LoadingCache interface {
	Get(key string) []byte
	Flush(s Scope)
	Purge(ctx context.Context)
}

// PageCache is one of its own.
type PageCache struct {
	mu sync.Mutex
	m  map[string]string
}

// Clear takes out what begins so.
func (c *PageCache) Clear(prefix string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.m {
		if strings.HasPrefix(k, prefix) {
			delete(c.m, k)
		}
	}
}

// Reset gives a reason, and takes out all.
func (c *PageCache) Reset(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m = map[string]string{}
}

type Comments struct {
	cache LoadingCache
	pages PageCache
}

func (c *Comments) AddComment(ctx context.Context, site string) { c.cache.Flush(Scope{site}) }

func (c *Comments) DeleteComment(ctx context.Context) {
	c.cache.Purge(ctx) // want "memory-clear warn Purge"
}

func (c *Comments) PutPage(site string) { c.pages.Clear(site) }

func (c *Comments) DeletePage(site string) {
	c.pages.Reset(site) // want "memory-clear warn Reset"
}
