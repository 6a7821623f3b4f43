// Package optional has limits that users have to ask for.
package optional

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Locker struct {
	rdb   *redis.Client
	tries int
	most  int
}

type Option func(*Locker)

// WithTries limits it.
func WithTries(n int) Option { return func(l *Locker) { l.tries = n } }

// WithMost sets another limit than ten.
func WithMost(n int) Option { return func(l *Locker) { l.most = n } }

func New(rdb *redis.Client, opts ...Option) *Locker {
	l := &Locker{rdb: rdb, most: 10}
	for _, o := range opts {
		o(l)
	}
	return l
}

func (l *Locker) try(ctx context.Context, key string) bool {
	return l.rdb.SetNX(ctx, "lock:"+key, 1, time.Minute).Val()
}

// Lock tries for ever where nobody says how often.
func (l *Locker) Lock(ctx context.Context, key string) bool {
	for i := 0; l.tries == 0 || i < l.tries; i++ {
		if l.try(ctx, key) { // want "retry-storm warn SETNX"
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}

// Acquire asks within.
func (l *Locker) Acquire(ctx context.Context, key string) bool {
	n := 0
	for {
		if l.try(ctx, key) { // want "retry-storm warn SETNX"
			return true
		}
		if n++; l.tries > 0 && n >= l.tries {
			return false
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// Most is limited unless somebody says otherwise.
func (l *Locker) Most(ctx context.Context, key string) bool {
	for i := 0; l.most == 0 || i < l.most; i++ {
		if l.try(ctx, key) {
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}

// Options are what the caller says.
type Options struct{ Tries int }

func (l *Locker) Given(ctx context.Context, key string, o Options) bool {
	for i := 0; o.Tries == 0 || i < o.Tries; i++ {
		if l.try(ctx, key) {
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}
