// Package messages publishes, and uses commands of modules.
package messages

import (
	"context"

	"github.com/redis/go-redis/v9"
	"nowhere.dev/queue"
)

// Bus sends messages.
type Bus struct{ rdb *redis.Client }

// Publish sends one at a time.
func (b *Bus) Publish(ctx context.Context, msgs []string) error {
	for _, m := range msgs {
		if err := b.rdb.Publish(ctx, "bus", m).Err(); err != nil { // want "per-item-roundtrip warn PUBLISH"
			return err
		}
	}
	return nil
}

// Together sends all.
func (b *Bus) Together(ctx context.Context, msgs []string) error {
	pipe := b.rdb.Pipeline()
	for _, m := range msgs {
		pipe.Publish(ctx, "bus", m)
	}
	_, err := pipe.Exec(ctx)
	return err
}

// Beat sends the same.
func (b *Bus) Beat(ctx context.Context, msgs []string) {
	for range msgs {
		b.rdb.Publish(ctx, "bus", "beat")
	}
}

// Save keeps documents.
func (b *Bus) Save(ctx context.Context, docs map[string]string) error {
	for id, d := range docs {
		if err := b.rdb.Do(ctx, "JSON.SET", "doc:"+id, "$", d).Err(); err != nil { // want "per-item-roundtrip warn JSON.SET"
			return err
		}
	}
	return nil
}

// Ask asks one graph.
func (b *Bus) Ask(ctx context.Context, queries []string) error {
	for _, q := range queries {
		if err := b.rdb.Do(ctx, "GRAPH.QUERY", "social", q).Err(); err != nil {
			return err
		}
	}
	return nil
}

// A Group is made by a constructor, with as many as its caller has.
type Group struct{ IDs []string }

func NewGroup(ids []string) *Group { return &Group{IDs: ids} }

type Hosts struct {
	rdb *redis.Client
	opt HostOptions
}

// HostOptions are given once.
type HostOptions struct{ Names []string }

func NewHostOptions(names []string) HostOptions { return HostOptions{Names: names} }

// Keep sends one by one what the group has.
func (h *Hosts) Keep(ctx context.Context, g *Group) error {
	for _, id := range g.IDs {
		if err := h.rdb.Set(ctx, id, "1", 0).Err(); err != nil { // want "per-item-roundtrip warn"
			return err
		}
	}
	return nil
}

// Reach asks each of a few.
func (h *Hosts) Reach(ctx context.Context, opt *HostOptions) error {
	for _, name := range opt.Names {
		if err := h.rdb.Set(ctx, name, "1", 0).Err(); err != nil {
			return err
		}
	}
	return nil
}

type order struct{ ids []string }

// Start works through orders.
func (b *Bus) Start(orders <-chan order) { go b.work(orders) }

// work handles each order in a goroutine of its own, which is no work beside it.
func (b *Bus) work(orders <-chan order) {
	for o := range orders {
		go func(o order) {
			for _, id := range o.ids {
				b.rdb.Incr(context.Background(), "order:"+id) // want "per-item-roundtrip warn INCR"
			}
		}(o)
	}
}

// Listed goes through what a document lists.
func (b *Bus) Listed(ctx context.Context, doc []byte) {
	queue.ArrayEach(doc, func(id []byte) {
		b.rdb.Incr(ctx, "seen:"+string(id)) // want "per-item-roundtrip warn INCR"
	})
}
