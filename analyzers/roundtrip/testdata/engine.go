package engine

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Meta is what users get, whichever driver it is.
type Meta interface {
	Resize(ctx context.Context, ids []string) error
	Link(ctx context.Context, id string) error
	Start(ctx context.Context)
}

// driver does the work of the methods that all share.
type driver interface {
	doResize(ctx context.Context, ids []string) error
}

type base struct{ en driver }

func (b *base) Resize(ctx context.Context, ids []string) error { return b.en.doResize(ctx, ids) }

var drivers = map[string]func(addr string) (Meta, error){}

func init() { drivers["redis"] = newRedis }

// New makes what the address asks for.
func New(kind, addr string) (Meta, error) {
	f, ok := drivers[kind]
	if !ok {
		return nil, context.Canceled
	}
	return f(addr)
}

type redisMeta struct {
	*base
	rdb *redis.Client
}

func newRedis(addr string) (Meta, error) {
	m := &redisMeta{base: &base{}, rdb: redis.NewClient(&redis.Options{Addr: addr})}
	m.en = m
	return m, nil
}

type failure struct{ error }

// told wraps what a transaction does.
func told(fn func(tx *redis.Tx) error) func(tx *redis.Tx) error {
	return func(tx *redis.Tx) error {
		if err := fn(tx); err != nil {
			return failure{err}
		}
		return nil
	}
}

func (m *redisMeta) txn(ctx context.Context, fn func(tx *redis.Tx) error, keys ...string) error {
	return m.rdb.Watch(ctx, told(fn), keys...)
}

func (m *redisMeta) doResize(ctx context.Context, ids []string) error {
	return m.txn(ctx, func(tx *redis.Tx) error {
		for _, id := range ids {
			if err := tx.Get(ctx, "node:"+id).Err(); err != nil { // want "per-item-roundtrip warn"
				return err
			}
		}
		return nil
	})
}

func (m *redisMeta) Link(ctx context.Context, id string) error {
	return m.txn(ctx, func(tx *redis.Tx) error { return tx.Get(ctx, "link:"+id).Err() }, "link:"+id)
}

// Start counts now and then.
func (m *redisMeta) Start(ctx context.Context) {
	_ = m.txn(ctx, func(tx *redis.Tx) error { return tx.Get(ctx, "count").Err() })
}
