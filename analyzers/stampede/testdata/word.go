// Package word has loaders that give a value and a word on it.
package word

import (
	"context"
	"encoding/json"
	"time"

	"github.com/redis/go-redis/v9"
)

type Cache struct{ rdb *redis.Client }

// Through stores what it is given, for less long where there is nothing.
func (c *Cache) Through(ctx context.Context, key string, into any, expire time.Duration, get func() (data any, isNull bool)) error {
	if val := c.rdb.Get(ctx, key).Val(); val != "" {
		return json.Unmarshal([]byte(val), &into)
	}
	data, isNull := get() // want "stampede warn"
	if isNull {
		expire = time.Minute
	}
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return c.rdb.Set(ctx, key, b, expire).Err()
}

// Default stores what the caller has, and asks for nothing but a setting.
func (c *Cache) Default(ctx context.Context, key, value string, every func() (time.Duration, bool)) error {
	if c.rdb.Get(ctx, key).Val() != "" {
		return nil
	}
	ttl, ok := every()
	if !ok {
		ttl = time.Minute
	}
	return c.rdb.Set(ctx, key, value, ttl).Err()
}
