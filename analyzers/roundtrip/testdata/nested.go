// Package nested hands a literal to a loop by way of another.
package nested

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Part is one message.
type Part struct{ body string }

// Batch is a list of them.
type Batch struct{ parts []*Part }

// Iter runs f for each.
func (b *Batch) Iter(f func(int, *Part) error) error {
	for i, p := range b.parts {
		if err := f(i, p); err != nil {
			return err
		}
	}
	return nil
}

// Len is how many there are.
func (b *Batch) Len() int { return len(b.parts) }

// Writer writes.
type Writer struct {
	rdb redis.UniversalClient
	key func(int, *Batch) string
}

// IterateBatched runs fn for each, and remembers what failed.
func IterateBatched(b *Batch, fn func(int, *Part) error) error {
	if b.Len() == 1 {
		return fn(0, b.parts[0])
	}
	var failed []int
	if err := b.Iter(func(i int, p *Part) error {
		if err := fn(i, p); err != nil {
			failed = append(failed, i)
		}
		return nil
	}); err != nil {
		return err
	}
	return nil
}

// Write sends them one by one.
func (w *Writer) Write(ctx context.Context, b *Batch) error {
	return IterateBatched(b, func(i int, p *Part) error {
		key := w.key(i, b)
		fields := map[string]any{"body": p.body}
		return w.rdb.HSet(ctx, key, fields).Err() // want "per-item-roundtrip warn HSET"
	})
}
