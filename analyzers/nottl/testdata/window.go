// Package window limits by what was in the last minute.
package window

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Limit cuts off what is old when the same address asks again: who has gone stays.
func Limit(ctx context.Context, rdb *redis.Client, ip string) bool {
	key, now := "window:"+ip, time.Now().UnixNano()
	rdb.ZRemRangeByScore(ctx, key, "0", fmt.Sprint(now-int64(time.Minute)))
	rdb.ZAdd(ctx, key, redis.Z{Score: float64(now), Member: now}) // want "no-ttl warn ZADD"
	return rdb.ZCard(ctx, key).Val() < 60
}

// LimitUser has an expiry.
func LimitUser(ctx context.Context, rdb *redis.Client, user string) bool {
	key, now := "user:"+user, time.Now().UnixNano()
	rdb.ZRemRangeByScore(ctx, key, "0", fmt.Sprint(now-int64(time.Minute)))
	rdb.ZAdd(ctx, key, redis.Z{Score: float64(now), Member: now})
	rdb.Expire(ctx, key, time.Minute)
	return rdb.ZCard(ctx, key).Val() < 60
}

// LimitDevice is cut off by Sweep too.
func LimitDevice(ctx context.Context, rdb *redis.Client, device string) bool {
	now := time.Now().UnixNano()
	rdb.ZAdd(ctx, "device:"+device, redis.Z{Score: float64(now), Member: now})
	return rdb.ZCard(ctx, "device:"+device).Val() < 60
}

func Sweep(ctx context.Context, rdb *redis.Client, device string) error {
	return rdb.ZRemRangeByScore(ctx, "device:"+device, "0", fmt.Sprint(time.Now().UnixNano())).Err()
}
