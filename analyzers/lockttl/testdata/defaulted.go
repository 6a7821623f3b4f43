// Package defaulted has locks whose expiry is an option.
package defaulted

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Config struct {
	Key    string
	Expiry time.Duration
}

// Lock has ten seconds, and what it is told instead.
type Lock struct {
	rdb    *redis.Client
	key    string
	expiry time.Duration
}

func New(rdb *redis.Client, c Config) *Lock {
	l := &Lock{rdb: rdb, key: c.Key, expiry: 10 * time.Second}
	l.expiry = c.Expiry
	return l
}

func For(rdb *redis.Client, name string) *Lock { return New(rdb, Config{Key: "l:" + name}) }

func (l *Lock) Acquire(ctx context.Context) (bool, error) {
	return l.rdb.SetNX(ctx, l.key, 1, l.expiry).Result() // want "lock-without-expiry warn SETNX"
}

// KeptLock keeps its ten seconds where it is told nothing.
type KeptLock struct {
	rdb    *redis.Client
	key    string
	expiry time.Duration
}

func NewKept(rdb *redis.Client, c Config) *KeptLock {
	l := &KeptLock{rdb: rdb, key: c.Key, expiry: 10 * time.Second}
	if c.Expiry > 0 {
		l.expiry = c.Expiry
	}
	return l
}

func ForKept(rdb *redis.Client, name string) *KeptLock { return NewKept(rdb, Config{Key: "l:" + name}) }

func (l *KeptLock) Acquire(ctx context.Context) (bool, error) {
	return l.rdb.SetNX(ctx, l.key, 1, l.expiry).Result()
}

// Held is taken by who holds it, and reported where it is taken.
func Held(ctx context.Context, rdb *redis.Client, name string) bool {
	ok, _ := New(rdb, Config{Key: "held:" + name}).Acquire(ctx)
	return ok
}

// OffLock takes no lock where nobody says how long.
type OffLock struct {
	rdb    *redis.Client
	expiry time.Duration
}

func NewOff(rdb *redis.Client) *OffLock { return &OffLock{rdb: rdb} }

func (l *OffLock) Acquire(ctx context.Context, key string) (bool, error) {
	if l.expiry == 0 {
		return true, nil
	}
	return l.rdb.SetNX(ctx, "lock:"+key, 1, l.expiry).Result()
}
