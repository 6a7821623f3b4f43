// Package minutes limits by the minute.
package minutes

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// MinuteLimiter counts each caller anew in each minute, and keeps all counts.
type MinuteLimiter struct{ rdb *redis.Client }

func (m *MinuteLimiter) Allow(ctx context.Context, who string) bool {
	n, err := m.rdb.Incr(ctx, fmt.Sprintf("minute:%s:%d", who, time.Now().Unix()/60)).Result() // want "no-ttl warn INCR"
	return err == nil && n < 100
}

// Bucket is kept in a hash that does not expire; the minutes of others do.
type BucketLimiter struct{ rdb *redis.Client }

const take = `redis.call("HINCRBY", KEYS[1], "n", 1) redis.call("HSET", KEYS[1], "at", ARGV[1]) return 1`

func (b *BucketLimiter) Allow(ctx context.Context, who string) (int, error) {
	return b.rdb.Eval(ctx, take, []string{"bucket:" + who}, time.Now().Unix()).Int() // want "no-ttl warn HSET"
}

func (b *BucketLimiter) AllowMinute(ctx context.Context, who string) bool {
	key := fmt.Sprintf("short:%s:%d", who, time.Now().Unix()/60)
	n, err := b.rdb.Incr(ctx, key).Result()
	if n == 1 {
		b.rdb.Expire(ctx, key, 2*time.Minute)
	}
	return err == nil && n < 100
}
