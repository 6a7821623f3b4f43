// Package pipelines sends one pipeline for all, or one for each.
package pipelines

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Tags keeps sets of names.
type Tags struct{ rdb *redis.Client }

// Mark sends a pipeline for each name.
func (t *Tags) Mark(ctx context.Context, id string, names []string) {
	for _, name := range names {
		t.add(ctx, "tags:"+id, name) // want "per-item-roundtrip warn"
	}
}

func (t *Tags) add(ctx context.Context, key, name string) {
	tx := t.rdb.TxPipeline()
	tx.SAdd(ctx, key, name)
	tx.Expire(ctx, key, time.Hour)
	tx.Exec(ctx)
}

// MarkAll sends one for all.
func (t *Tags) MarkAll(ctx context.Context, id string, names []string) {
	tx := t.rdb.Pipeline()
	for _, name := range names {
		tx.SAdd(ctx, "tags:"+id, name)
		t.join(ctx, tx, name)
	}
	tx.Exec(ctx)
}

func (t *Tags) join(ctx context.Context, tx redis.Pipeliner, name string) {
	tx.SAdd(ctx, "names", name)
}

// MarkParts sends one for each hundred.
func (t *Tags) MarkParts(ctx context.Context, id string, names []string) {
	for len(names) > 0 {
		part := names[:min(100, len(names))]
		names = names[len(part):]
		tx := t.rdb.Pipeline()
		for _, name := range part {
			tx.SAdd(ctx, "tags:"+id, name)
		}
		tx.Exec(ctx)
	}
}

// Names sends a pipeline for each id, by helpers.
func (t *Tags) Names(ctx context.Context, ids []string) (out []string) {
	for _, id := range ids {
		out = append(out, t.read(ctx, "name:"+id)) // want "per-item-roundtrip warn GET"
	}
	return out
}

func (t *Tags) read(ctx context.Context, key string) string {
	p := t.rdb.Pipeline()
	cmd := queue(ctx, p, key)
	p.Exec(ctx)
	return cmd.Val()
}

func queue(ctx context.Context, p redis.Pipeliner, key string) *redis.StringCmd {
	return p.Get(ctx, key)
}

// Both sends one for all, which a helper fills.
func (t *Tags) Both(ctx context.Context, ids []string) {
	p := t.rdb.Pipeline()
	for _, id := range ids {
		queue(ctx, p, "name:"+id)
	}
	p.Exec(ctx)
}
