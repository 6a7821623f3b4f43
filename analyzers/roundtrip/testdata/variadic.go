package variadic

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"
)

// Cache puts a prefix before the keys that it is given.
type Cache struct {
	rdb    *redis.Client
	prefix string
}

func (c *Cache) Del(ctx context.Context, keys ...string) error {
	full := make([]string, len(keys))
	for i, k := range keys {
		full[i] = c.prefix + k
	}
	return c.rdb.Del(ctx, full...).Err()
}

func (c *Cache) Drop(ctx context.Context, keys ...string) error {
	full, err := c.names(keys)
	if err != nil {
		return err
	}
	return c.rdb.Del(ctx, full...).Err()
}

func (c *Cache) names(keys []string) (out []string, err error) {
	for _, k := range keys {
		if k == "" {
			return nil, errors.New("no key")
		}
		out = append(out, c.prefix+k)
	}
	return out, nil
}

func (c *Cache) Unlink(ctx context.Context, keys ...string) error {
	var full []string
	for _, k := range keys {
		full = append(full, c.prefix+k)
	}
	return c.rdb.Unlink(ctx, full...).Err()
}

type Users struct{ cache *Cache }

// Remove could give all of them at once.
func (u *Users) Remove(ctx context.Context, ids []string) {
	for _, id := range ids {
		_ = u.cache.Del(ctx, id) // want "per-item-roundtrip warn DEL"
	}
}

// Forget does so by way of a list that is made elsewhere.
func (u *Users) Forget(ctx context.Context, ids []string) {
	for _, id := range ids {
		_ = u.cache.Drop(ctx, id) // want "per-item-roundtrip warn DEL"
	}
}

// Release does so by way of one that grows.
func (u *Users) Release(ctx context.Context, ids []string) {
	for _, id := range ids {
		_ = u.cache.Unlink(ctx, id) // want "per-item-roundtrip warn UNLINK"
	}
}

// RemoveAtOnce does.
func (u *Users) RemoveAtOnce(ctx context.Context, ids []string) error {
	return u.cache.Del(ctx, ids...)
}

// RemovePages gives a page at a time.
func (u *Users) RemovePages(ctx context.Context, pages [][]string) {
	for _, page := range pages {
		_ = u.cache.Del(ctx, page...)
		_ = u.cache.Drop(ctx, page...)
		_ = u.cache.Unlink(ctx, page...)
	}
}
