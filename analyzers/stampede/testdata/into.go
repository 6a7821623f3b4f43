// Package into has loaders that leave the value in an object, which the cache fills too
// where it hits.
package into

import (
	"context"
	"encoding/json"
	"time"

	"github.com/redis/go-redis/v9"
)

type Loader interface {
	Load(ctx context.Context, dst any) error
}

type Cache struct {
	rdb  *redis.Client
	load func(dst any) error
	next Loader
}

func New(rdb *redis.Client, load func(dst any) error, next Loader) *Cache {
	return &Cache{rdb: rdb, load: load, next: next}
}

func (c *Cache) get(ctx context.Context, key string, dst any) error {
	s, err := c.rdb.Get(ctx, key).Result()
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(s), dst)
}

func (c *Cache) set(ctx context.Context, key string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.rdb.Set(ctx, key, b, time.Hour).Err()
}

// Fetch hands the caller's object to the caller's function.
func (c *Cache) Fetch(ctx context.Context, key string, dst any, load func(dst any) error) error {
	if s, err := c.rdb.Get(ctx, key).Result(); err == nil {
		return json.Unmarshal([]byte(s), dst)
	}
	if err := load(dst); err != nil { // want "stampede warn"
		return err
	}
	b, err := json.Marshal(dst)
	if err != nil {
		return err
	}
	return c.rdb.Set(ctx, key, b, time.Hour).Err()
}

// Typed has a variable of its own.
func Typed[T any](ctx context.Context, c *Cache, key string, load func(dst *T) error) (v T, err error) {
	if c.get(ctx, key, &v) == nil {
		return v, nil
	}
	if err := load(&v); err != nil { // want "stampede warn"
		return v, err
	}
	return v, c.set(ctx, key, v)
}

// Kept has a function in a field.
func (c *Cache) Kept(ctx context.Context, key string, dst any) error {
	err := c.get(ctx, key, dst)
	if err == nil {
		return nil
	}
	if err = c.load(dst); err != nil { // want "stampede warn"
		return err
	}
	return c.set(ctx, key, dst)
}

// Behind has an interface.
func (c *Cache) Behind(ctx context.Context, key string, dst any) error {
	err := c.get(ctx, key, dst)
	if err == nil {
		return nil
	}
	if err = c.next.Load(ctx, dst); err != nil { // want "stampede warn"
		return err
	}
	return c.set(ctx, key, dst)
}

// Put leaves what it was given where the caller looks.
func Put[T any](ctx context.Context, c *Cache, key string, dst *T, load func() T) error {
	if c.get(ctx, key, dst) == nil {
		return nil
	}
	*dst = load() // want "stampede warn"
	return c.set(ctx, key, dst)
}

// Soon fills the cache by a literal of its own.
func Soon[T any](ctx context.Context, c *Cache, key string, load func() T) T {
	var v T
	if c.get(ctx, key, &v) == nil {
		return v
	}
	v = load() // want "stampede warn"
	go func() { c.set(context.Background(), key, v) }()
	return v
}

// Handle works on what it is given, once; Check looks at it.
func (c *Cache) Handle(ctx context.Context, key string, msg any, handle func(msg any) error) error {
	if c.rdb.Exists(ctx, key).Val() > 0 {
		return nil
	}
	if err := handle(msg); err != nil {
		return err
	}
	return c.rdb.Set(ctx, key, 1, time.Hour).Err()
}

func (c *Cache) Check(ctx context.Context, key string, doc map[string]any, valid func(doc map[string]any) error) error {
	if c.rdb.Exists(ctx, key).Val() > 0 {
		return nil
	}
	if err := valid(doc); err != nil {
		return err
	}
	return c.set(ctx, key, doc)
}
