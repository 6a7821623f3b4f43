// Package pagecache keeps its entries in one hash.
package pagecache

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Cache struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Cache { return &Cache{rdb} }

// Put writes a field for each page.
func (c *Cache) Put(ctx context.Context, url, page string) error {
	return c.rdb.HSet(ctx, "pages", url, page).Err() // want "no-ttl warn HSET"
}

// Mark writes the same field each time.
func (c *Cache) Mark(ctx context.Context, state string) error {
	return c.rdb.HSet(ctx, "meta", "state", state).Err()
}
