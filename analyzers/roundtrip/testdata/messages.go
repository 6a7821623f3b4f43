// Package messages publishes, and uses commands of modules.
package messages

import (
	"context"

	"github.com/redis/go-redis/v9"
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
