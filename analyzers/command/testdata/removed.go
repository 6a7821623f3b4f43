// Package removed looks for keys that match so as to delete them.
package removed

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Cache is one.
type Cache struct{ rdb *redis.Client }

// RemovePattern promises a removal, which needs the listing.
func (c *Cache) RemovePattern(ctx context.Context, pattern string) error {
	keys, err := c.rdb.Keys(ctx, "cache:"+pattern).Result() // want "keys warn"
	if err != nil || len(keys) == 0 {
		return err
	}
	return c.rdb.Del(ctx, keys...).Err()
}

// FindKeys is there to list.
func (c *Cache) FindKeys(ctx context.Context, pattern string) ([]string, error) {
	return c.rdb.Keys(ctx, "cache:"+pattern).Result() // want "keys note"
}
