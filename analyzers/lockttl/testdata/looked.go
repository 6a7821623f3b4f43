// Package looked takes locks by looking for them first, and by counting.
package looked

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

func Import(ctx context.Context, rdb *redis.Client, src string, f func()) {
	key := "import_lock:" + src
	if rdb.Exists(ctx, key).Val() == 1 {
		return
	}
	rdb.Set(ctx, key, 1, 0) // want "lock-without-expiry warn SET"
	defer rdb.Del(ctx, key)
	f()
}

func ImportFor(ctx context.Context, rdb *redis.Client, src string, f func()) {
	key := "import_for_lock:" + src
	if rdb.Exists(ctx, key).Val() == 1 {
		return
	}
	rdb.Set(ctx, key, 1, time.Minute)
	f()
}

// Profile is no lock.
func Profile(ctx context.Context, rdb *redis.Client, id string) {
	if rdb.Exists(ctx, "profile:"+id).Val() == 0 {
		rdb.Set(ctx, "profile:"+id, 1, 0)
	}
}

func Edit(ctx context.Context, rdb *redis.Client, id string, f func()) {
	if rdb.Incr(ctx, "edit:lock:"+id).Val() > 1 { // want "lock-without-expiry warn INCR"
		return
	}
	defer rdb.Del(ctx, "edit:lock:"+id)
	f()
}

// Count is no lock.
func Count(ctx context.Context, rdb *redis.Client, id string) int64 {
	return rdb.Incr(ctx, "visits:"+id).Val()
}

// Enter counts up, and down again.
func Enter(ctx context.Context, rdb *redis.Client, id string, f func()) {
	if rdb.IncrBy(ctx, "enter_lock:"+id, 1).Val() == 1 { // want "lock-without-expiry warn INCRBY"
		f()
	}
	rdb.DecrBy(ctx, "enter_lock:"+id, 1)
}

// Lock has no key of its own, and gives the expiry in a second command.
type Lock struct{ rdb *redis.Client }

func (l *Lock) Lock(ctx context.Context, key string) bool {
	if l.rdb.Exists(ctx, key).Val() > 0 {
		return false
	}
	l.rdb.Set(ctx, key, 1, 0) // want "lock-without-expiry warn SET"
	return l.rdb.Expire(ctx, key, time.Minute).Err() == nil
}

// Cache is whatever the module puts behind it.
type Cache interface {
	Get(ctx context.Context, key string) (string, error)
	Set(ctx context.Context, key, val string, ttl time.Duration) error
}

type redisCache struct{ c *redis.Client }

func NewCache(c *redis.Client) Cache { return &redisCache{c} }

func (r *redisCache) Get(ctx context.Context, key string) (string, error) {
	return r.c.Get(ctx, key).Result()
}

func (r *redisCache) Set(ctx context.Context, key, val string, ttl time.Duration) error {
	return r.c.Set(ctx, key, val, ttl).Err()
}

// Mutex is a lock by way of the cache.
type Mutex struct {
	cache Cache
	key   string
}

func NewMutex(c Cache, key string) *Mutex { return &Mutex{c, key} }

func (m *Mutex) Acquire(ctx context.Context) bool {
	if v, err := m.cache.Get(ctx, m.key); err == nil && v != "" {
		return false
	}
	return m.cache.Set(ctx, m.key, "1", 0) == nil // want "lock-without-expiry warn SET"
}

func (m *Mutex) AcquireFor(ctx context.Context, d time.Duration) bool {
	if v, err := m.cache.Get(ctx, m.key); err == nil && v != "" {
		return false
	}
	return m.cache.Set(ctx, m.key, "1", d) == nil
}
