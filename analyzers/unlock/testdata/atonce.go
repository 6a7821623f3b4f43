// Package atonce gives its locks back by helpers, and by letting them expire.
package atonce

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type guard struct {
	c   *redis.Client
	key string
}

func (g guard) done() { g.c.Unlink(context.Background(), g.key) }

// Audit has a helper that deletes what it took.
func Audit(ctx context.Context, c *redis.Client, id string, f func()) bool {
	g := guard{c, "audit:" + id}
	if !c.SetNX(ctx, g.key, 1, time.Minute).Val() {
		return false
	}
	defer g.done() // want "unsafe-unlock warn"
	f()
	return true
}

type Lease struct {
	c   *redis.Client
	key string
}

func (l *Lease) Lock(ctx context.Context) bool { return l.c.SetNX(ctx, l.key, 1, time.Minute).Val() }

// Unlock lets it expire at once.
func (l *Lease) Unlock(ctx context.Context) error {
	return l.c.Expire(ctx, l.key, 0).Err() // want "unsafe-unlock warn EXPIRE"
}

// Extend does not.
func (l *Lease) Extend(ctx context.Context) error { return l.c.Expire(ctx, l.key, time.Minute).Err() }

// Take takes a lock that Leave takes out, whoever holds it.
func (h *Held) Take(ctx context.Context, id, token string) bool {
	return h.rdb.SetNX(ctx, "lock:held:"+id, token, time.Minute).Val()
}

type Held struct{ rdb *redis.Client }

func (h *Held) Leave(ctx context.Context, id, token string) bool {
	return h.rdb.GetDel(ctx, "lock:held:"+id).Val() == token // want "unsafe-unlock warn GETDEL"
}
