package iterate

import (
	"context"
	"iter"
	"maps"
	"sync"
	"time"

	"example.com/listing"
	"github.com/redis/go-redis/v9"
	"github.com/samber/lo"
)

type Names struct {
	rdb  *redis.Client
	seen sync.Map
}

func (n *Names) name(ctx context.Context, id string) string {
	return n.rdb.Get(ctx, "name:"+id).Val()
}

// Load goes through a function of a library that loops.
func (n *Names) Load(ctx context.Context, ids []string) []string {
	return lo.Map(ids, func(id string, _ int) string {
		return n.name(ctx, id) // want "per-item-roundtrip warn GET"
	})
}

// Roles are written out.
func (n *Names) Roles(ctx context.Context) []string {
	return lo.Map([]string{"admin", "user"}, func(id string, _ int) string { return n.name(ctx, id) })
}

// Ready asks one key as often as there are ids.
func (n *Names) Ready(ctx context.Context, ids []string) {
	lo.ForEach(ids, func(id string, _ int) { n.rdb.Incr(ctx, "seen") })
}

// Touch ranges over an iterator.
func (n *Names) Touch(ctx context.Context, all map[string]string) {
	for id := range maps.Keys(all) {
		n.rdb.Expire(ctx, "name:"+id, time.Hour) // want "per-item-roundtrip warn EXPIRE"
	}
}

// Each hands on what its caller ranges over.
func (n *Names) Each(ctx context.Context, ids iter.Seq[string]) error {
	for id := range ids {
		if err := n.rdb.SAdd(ctx, "names", id).Err(); err != nil { // want "per-item-roundtrip warn SADD"
			return err
		}
	}
	return nil
}

// Queue queues them.
func (n *Names) Queue(ctx context.Context, ids iter.Seq[string]) error {
	pipe := n.rdb.Pipeline()
	for id := range ids {
		pipe.SAdd(ctx, "names", id)
	}
	_, err := pipe.Exec(ctx)
	return err
}

// Store saves what is kept in memory.
func (n *Names) Store(ctx context.Context) {
	n.seen.Range(func(k, v any) bool {
		n.rdb.Set(ctx, k.(string), v, time.Hour) // want "per-item-roundtrip warn SET"
		return true
	})
}

type person struct{ key, name string }

func (p *person) read(m map[string]string) bool {
	p.key, p.name = m["id"], m["name"]
	return p.name != ""
}

func (p *person) lock() {}

// Collect fills each by a method.
func (n *Names) Collect(ctx context.Context, all []map[string]string) {
	for _, m := range all {
		var p person
		if p.read(m) {
			n.save(ctx, p) // want "per-item-roundtrip warn SET"
		}
	}
}

// Repeat saves the same one.
func (n *Names) Repeat(ctx context.Context, all []map[string]string) {
	var p person
	for range all {
		p.lock()
		n.save(ctx, p)
	}
}

func (n *Names) save(ctx context.Context, p person) {
	n.rdb.Set(ctx, "name:"+p.key, p.name, time.Hour)
}

// Prolong goes through what a library lists page by page.
func (n *Names) Prolong(ctx context.Context, blobs *listing.BlobIterator) {
	for blobs.Next(ctx) {
		n.rdb.Expire(ctx, "name:"+blobs.Value(), time.Hour) // want "per-item-roundtrip warn EXPIRE"
	}
}
