// Package cache offers commands under their own names.
package cache

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Cache struct{ rdb *redis.Client }

func (c *Cache) GetSet(ctx context.Context, key, val string) (string, error) {
	return c.rdb.GetSet(ctx, key, val).Result() // want "no-ttl note GETSET"
}

// Replace says nothing of what it leaves behind.
func (c *Cache) Replace(ctx context.Context, key, val string) (string, error) {
	return c.rdb.GetSet(ctx, key, val).Result() // want "no-ttl warn GETSET"
}
