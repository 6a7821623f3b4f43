// Package recent keeps entries in a list by the time of their use, and where they stand in a map.
package recent

import (
	"container/list"
	"sync"
)

// Load gives the value of a key.
type Load func(key string) (any, error)

// Cache drops what was used longest ago.
type Cache struct {
	load  Load
	mu    sync.RWMutex
	at    map[string]*list.Element
	order *list.List
}

type entry struct {
	key   string
	value any
}

// New returns a cache with a loader.
func New(load Load) *Cache {
	return &Cache{load: load, at: map[string]*list.Element{}, order: list.New()}
}

// Get loads what is not there, for each caller.
func (c *Cache) Get(key string) (any, error) {
	c.mu.RLock()
	e, hit := c.at[key]
	c.mu.RUnlock()
	if hit {
		return e.Value.(*entry).value, nil
	}
	v, err := c.load(key) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	c.Add(key, v)
	return v, nil
}

// Alone loads what is not there while the others wait.
func (c *Cache) Alone(key string) (any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, hit := c.at[key]; hit {
		return e.Value.(*entry).value, nil
	}
	v, err := c.load(key)
	if err == nil {
		c.add(key, v)
	}
	return v, err
}

// Add puts an entry in.
func (c *Cache) Add(key string, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(key, v)
}

func (c *Cache) add(key string, v any) {
	c.at[key] = c.order.PushFront(&entry{key, v})
	if c.order.Len() > 100 {
		last := c.order.Back()
		c.order.Remove(last)
		delete(c.at, last.Value.(*entry).key)
	}
}
