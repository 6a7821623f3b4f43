// Package counted takes locks and places by counting who wants them.
package counted

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// Mutex is given back by another method.
type Mutex struct {
	rdb *redis.Client
	key string
}

// Lock counts.
func (m *Mutex) Lock(ctx context.Context) error {
	n, err := m.rdb.Incr(ctx, m.key).Result() // want "lock-without-expiry warn"
	if err != nil {
		return err
	}
	if n != 1 {
		return errors.New("busy")
	}
	return nil
}

// Unlock deletes.
func (m *Mutex) Unlock(ctx context.Context) error { return m.rdb.Del(ctx, m.key).Err() }

// Slots lets in so many, and is called nothing.
type Slots struct {
	rdb *redis.Client
	max int64
}

// Enter counts up.
func (s *Slots) Enter(ctx context.Context, name string) (bool, error) {
	defer s.trace()
	n, err := s.rdb.Incr(ctx, "slots:"+name).Result() // want "lock-without-expiry warn"
	return n <= s.max, err
}

// Leave counts down.
func (s *Slots) Leave(ctx context.Context, name string) error {
	return s.rdb.Decr(ctx, "slots:"+name).Err()
}

func (s *Slots) trace() {}

// Online is a number that is shown.
type Online struct{ rdb *redis.Client }

// Join counts up.
func (o *Online) Join(ctx context.Context, room string) (int64, error) {
	return o.rdb.Incr(ctx, "online:"+room).Result()
}

// Part counts down.
func (o *Online) Part(ctx context.Context, room string) (int64, error) {
	return o.rdb.Decr(ctx, "online:"+room).Result()
}

// Attempts counts who fails, and forgets it.
type Attempts struct{ rdb *redis.Client }

// Allowed counts.
func (a *Attempts) Allowed(ctx context.Context, user string) bool {
	n, err := a.rdb.Incr(ctx, "attempts:"+user).Result()
	return err == nil && n < 5
}

// Forget deletes.
func (a *Attempts) Forget(ctx context.Context, user string) { a.rdb.Del(ctx, "attempts:"+user) }

// Leased counts under a key that expires.
type Leased struct{ rdb *redis.Client }

// Enter counts up.
func (l *Leased) Enter(ctx context.Context, name string) bool {
	n := l.rdb.Incr(ctx, "leased:"+name).Val()
	l.rdb.Expire(ctx, "leased:"+name, time.Minute)
	return n < 10
}

// Leave counts down.
func (l *Leased) Leave(ctx context.Context, name string) { l.rdb.Decr(ctx, "leased:"+name) }

type counters struct{ rdb *redis.Client }

func (c *counters) up(ctx context.Context, key string) (int64, error) {
	return c.rdb.Incr(ctx, key).Result()
}

func (c *counters) drop(ctx context.Context, key string) error { return c.rdb.Del(ctx, key).Err() }

// Lease counts by way of a helper.
type Lease struct {
	counters *counters
	key      string
}

// NewLease makes one.
func NewLease(rdb *redis.Client, key string) *Lease { return &Lease{&counters{rdb}, key} }

// Obtain counts.
func (l *Lease) Obtain(ctx context.Context) bool {
	n, err := l.counters.up(ctx, l.key) // want "lock-without-expiry warn"
	return err == nil && n == 1
}

// Release deletes.
func (l *Lease) Release(ctx context.Context) error { return l.counters.drop(ctx, l.key) }
