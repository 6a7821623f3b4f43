// Package scripted takes locks in scripts that look first, or count.
package scripted

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

var enter = redis.NewScript(`
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
  return 1
end
return 0`)

var leased = redis.NewScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], ARGV[1], 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
end
return 0`)

var count = redis.NewScript(`return redis.call('INCR', KEYS[1])`)

// Locker is a lock.
type Locker struct{ rdb *redis.Client }

// Lock enters as often as its holder wants.
func (l *Locker) Lock(ctx context.Context, key, token string) (bool, error) {
	return enter.Run(ctx, l.rdb, []string{key}, token).Bool() // want "lock-without-expiry warn"
}

// Lease expires.
func (l *Locker) Lease(ctx context.Context, key, token string) (bool, error) {
	return leased.Run(ctx, l.rdb, []string{key}, token, 1000).Bool()
}

// TryLock counts.
func (l *Locker) TryLock(ctx context.Context, key string) (bool, error) {
	n, err := count.Run(ctx, l.rdb, []string{"lock:" + key}).Int() // want "lock-without-expiry warn"
	return n == 1, err
}

// Unlock deletes.
func (l *Locker) Unlock(ctx context.Context, key string) error {
	return l.rdb.Del(ctx, "lock:"+key).Err()
}

// Fields keeps values.
type Fields struct{ rdb *redis.Client }

// Fill writes a field where it is absent, and does not ask whether it was.
func (c *Fields) Fill(ctx context.Context, key, field, value string, ttl time.Duration) {
	c.rdb.HSetNX(ctx, key, field, value)
	c.rdb.Expire(ctx, key, ttl)
}

// First is the first to write it.
func (c *Fields) First(ctx context.Context, key, field, value string, ttl time.Duration) bool {
	first := c.rdb.HSetNX(ctx, key, field, value).Val() // want "lock-without-expiry warn"
	c.rdb.Expire(ctx, key, ttl)
	return first
}
