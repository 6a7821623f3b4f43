// Package cursor keeps the cursor in a field of an iterator of its own.
package cursor

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type keys struct {
	c      *redis.Client
	cursor uint64
	page   []string
	begun  bool
	err    error
}

func (it *keys) next(ctx context.Context) (string, bool) {
	for len(it.page) == 0 {
		if it.begun && it.cursor == 0 {
			return "", false
		}
		it.begun = true
		it.page, it.cursor, it.err = it.c.Scan(ctx, it.cursor, "*", 100).Result() // want "scan-sweep fail"
		if it.err != nil {
			return "", false
		}
	}
	k := it.page[0]
	it.page = it.page[1:]
	return k, true
}

func Suspend(ctx context.Context, c *redis.Client) error {
	it := &keys{c: c}
	for k, ok := it.next(ctx); ok; k, ok = it.next(ctx) {
		if err := c.Del(ctx, k).Err(); err != nil {
			return err
		}
	}
	return it.err
}
