package decorator

import (
	"context"
	"time"

	"golang.org/x/sync/singleflight"
)

// Cache keeps values for a while.
type Cache interface {
	Get(ctx context.Context, key string) (interface{}, error)
	Put(ctx context.Context, key string, value interface{}, ttl time.Duration) error
}

type load func(ctx context.Context, key string) (any, error)

// ReadThrough is put around a Cache by those who want it.
type ReadThrough struct {
	Cache
	load load
}

func NewReadThrough(c Cache, load load) *ReadThrough { return &ReadThrough{c, load} }

func (r *ReadThrough) Get(ctx context.Context, key string) (any, error) {
	v, err := r.Cache.Get(ctx, key)
	if err == nil && v != nil {
		return v, nil
	}
	if v, err = r.load(ctx, key); err != nil { // want "stampede note"
		return nil, err
	}
	return v, r.Cache.Put(ctx, key, v, time.Minute)
}

// Coalesced is the layer for those who have many callers.
type Coalesced struct {
	Cache
	group singleflight.Group
	load  load
}

func (c *Coalesced) Get(ctx context.Context, key string) (any, error) {
	if v, err := c.Cache.Get(ctx, key); err == nil && v != nil {
		return v, nil
	}
	v, err, _ := c.group.Do(key, func() (any, error) {
		v, err := c.load(ctx, key)
		if err != nil {
			return nil, err
		}
		return v, c.Cache.Put(ctx, key, v, time.Minute)
	})
	return v, err
}

// Fetch loads by what each call gives: no layer, whatever the type.
func (r *ReadThrough) Fetch(ctx context.Context, key string, load load) (any, error) {
	v, err := r.Cache.Get(ctx, key)
	if err == nil && v != nil {
		return v, nil
	}
	if v, err = load(ctx, key); err != nil { // want "stampede warn"
		return nil, err
	}
	return v, r.Cache.Put(ctx, key, v, time.Minute)
}

// Prices uses a cache and is none: its users have no other way to a price.
type Prices struct {
	cache Cache
	load  load
}

func (p *Prices) Price(ctx context.Context, key string) (any, error) {
	v, err := p.cache.Get(ctx, key)
	if err == nil && v != nil {
		return v, nil
	}
	if v, err = p.load(ctx, key); err != nil { // want "stampede warn"
		return nil, err
	}
	return v, p.cache.Put(ctx, key, v, time.Minute)
}
