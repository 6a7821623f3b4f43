package layer

import (
	"context"
	"time"
)

// Cache keeps values for a while.
type Cache interface {
	Get(ctx context.Context, key string) (any, error)
	Put(ctx context.Context, key string, value any, ttl time.Duration) error
}

// Loadable is the only layer that loads: who wants one has this one.
type Loadable struct {
	Cache
	load func(ctx context.Context, key string) (any, error)
}

func NewLoadable(c Cache, load func(ctx context.Context, key string) (any, error)) *Loadable {
	return &Loadable{c, load}
}

func (r *Loadable) Get(ctx context.Context, key string) (any, error) {
	v, err := r.Cache.Get(ctx, key)
	if err == nil && v != nil {
		return v, nil
	}
	if v, err = r.load(ctx, key); err != nil { // want "stampede warn"
		return nil, err
	}
	return v, r.Cache.Put(ctx, key, v, time.Minute)
}
