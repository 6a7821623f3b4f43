// Package said has caches that are known by what their functions are called.
package said

import (
	"context"
	"sort"
	"sync"

	"example.com/registry"
)

// Region is a part of the keys.
type Region struct{ From, Data string }

// Source knows regions; what it gives has names.
type Source interface {
	Region(ctx context.Context, key string) (r *Region, err error)
	GetAll(keys []string) (rs []*Region, err error)
}

// Regions keeps them in order.
type Regions struct {
	mu     sync.Mutex
	sorted []*Region
	src    Source
	reg    *registry.Client
}

func (c *Regions) searchCached(key string) *Region {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := sort.Search(len(c.sorted), func(i int) bool { return c.sorted[i].From >= key })
	if i == len(c.sorted) {
		return nil
	}
	return c.sorted[i]
}

func (c *Regions) insertToCache(r *Region) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sorted = append(c.sorted, r)
}

// Locate asks on a miss.
func (c *Regions) Locate(ctx context.Context, key string) (*Region, error) {
	if r := c.searchCached(key); r != nil {
		return r, nil
	}
	r, err := c.src.Region(ctx, key) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	c.insertToCache(r)
	return r, nil
}

func (c *Regions) getCacheKey(key string) string { return "region:" + key }

func (c *Regions) setCacheHeaders(key string) {}

// Named only speaks of a cache.
func (c *Regions) Named(ctx context.Context, key string) (*Region, error) {
	if k := c.getCacheKey(key); k == "" {
		return nil, nil
	}
	r, err := c.src.Region(ctx, key)
	if err != nil {
		return nil, err
	}
	c.setCacheHeaders(r.From)
	return r, nil
}

// Many asks for what it has not, if it is anything or not.
func (c *Regions) Many(keys []string) ([]*Region, error) {
	var have []*Region
	var lacks []string
	for _, k := range keys {
		if r := c.searchCached(k); r != nil {
			have = append(have, r)
			continue
		}
		lacks = append(lacks, k)
	}
	rest, err := c.src.GetAll(lacks) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	for _, r := range rest {
		c.insertToCache(r)
	}
	return append(have, rest...), nil
}

// All asks for all in any case.
func (c *Regions) All(keys []string) ([]*Region, error) {
	hits := 0
	var all []string
	for _, k := range keys {
		if r := c.searchCached(k); r != nil {
			hits++
		}
		all = append(all, k)
	}
	rest, err := c.src.GetAll(all)
	if err != nil {
		return nil, err
	}
	for _, r := range rest {
		c.insertToCache(r)
	}
	return rest, nil
}
