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
	doOne(ctx context.Context, id string) error
}

type base struct{ en driver }

func (b *base) Resize(ctx context.Context, ids []string) error { return b.en.doResize(ctx, ids) }

// one asks the driver that it is called of.
func (b *base) one(ctx context.Context, id string) error { return b.en.doOne(ctx, id) }

var drivers = map[string]func(addr string) (Meta, error){}

func init() { drivers["redis"], drivers["map"] = newRedis, newMap }

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

func (m *redisMeta) doOne(ctx context.Context, id string) error {
	return m.rdb.Get(ctx, "one:"+id).Err()
}

type mapMeta struct {
	*base
	nodes map[string]int
}

func newMap(string) (Meta, error) {
	m := &mapMeta{base: &base{}, nodes: map[string]int{}}
	m.en = m
	return m, nil
}

// doResize asks no server: what it shares with others asks the map.
func (m *mapMeta) doResize(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := m.one(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (m *mapMeta) doOne(_ context.Context, id string) error {
	m.nodes[id]++
	return nil
}

func (m *mapMeta) Link(ctx context.Context, id string) error { return m.one(ctx, id) }

func (m *mapMeta) Start(context.Context) {}
