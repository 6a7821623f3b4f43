// Package asked writes only where there is a time to live.
package asked

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Cache is off where nobody gives it a time.
type Cache struct {
	rdb *redis.Client
	ttl time.Duration
}

func New(rdb *redis.Client) *Cache { return &Cache{rdb: rdb} }

func (c *Cache) Put(ctx context.Context, id string) error {
	if c.ttl <= 0 {
		return nil
	}
	return c.rdb.Set(ctx, "put:"+id, 1, c.ttl).Err()
}

// Keep writes anyway.
func (c *Cache) Keep(ctx context.Context, id string) error {
	if c.ttl < 0 {
		return nil
	}
	return c.rdb.Set(ctx, "keep:"+id, 1, c.ttl).Err() // want "no-ttl warn SET"
}

var ttls = map[string]time.Duration{"a": time.Hour, "b": 0}

func (c *Cache) ByKind(ctx context.Context, kind, id string) error {
	if ttl, ok := ttls[kind]; ok && ttl > 0 {
		return c.rdb.Set(ctx, "kind:"+id, 1, ttl).Err()
	}
	return nil
}

// Both writes for good where there is none.
func (c *Cache) Both(ctx context.Context, id string) error {
	if c.ttl > 0 {
		return c.rdb.Set(ctx, "both:"+id, 1, c.ttl).Err()
	}
	return c.rdb.Set(ctx, "both:"+id, 1, 0).Err() // want "no-ttl warn SET"
}
