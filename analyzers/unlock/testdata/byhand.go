// Package byhand gives back by hand what a library has taken.
package byhand

import (
	"context"
	"time"

	"github.com/bsm/redislock"
	"github.com/redis/go-redis/v9"
)

// Locker takes locks.
type Locker struct {
	rdb   *redis.Client
	locks *redislock.Client
}

// Lock takes one by the library.
func (l *Locker) Lock(ctx context.Context, key string) error {
	_, err := l.locks.Obtain(ctx, key, time.Minute, nil)
	return err
}

// Unlock deletes the key.
func (l *Locker) Unlock(ctx context.Context, key string) error {
	return l.rdb.Del(ctx, key).Err() // want "unsafe-unlock warn"
}

// Forget deletes something else.
func (l *Locker) Forget(ctx context.Context, key string) error { return l.rdb.Del(ctx, key).Err() }

// Held gives back what it was given.
type Held struct {
	locks *redislock.Client
	lock  *redislock.Lock
}

// Lock keeps what the library gave.
func (h *Held) Lock(ctx context.Context, key string) (err error) {
	h.lock, err = h.locks.Obtain(ctx, key, time.Minute, nil)
	return err
}

// Unlock has the library compare.
func (h *Held) Unlock(ctx context.Context) error { return h.lock.Release(ctx) }
