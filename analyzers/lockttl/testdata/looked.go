// Package looked takes locks by looking for them first, and by counting.
package looked

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

func Import(ctx context.Context, rdb *redis.Client, src string, f func()) {
	key := "import_lock:" + src
	if rdb.Exists(ctx, key).Val() == 1 {
		return
	}
	rdb.Set(ctx, key, 1, 0) // want "lock-without-expiry warn SET"
	defer rdb.Del(ctx, key)
	f()
}

func ImportFor(ctx context.Context, rdb *redis.Client, src string, f func()) {
	key := "import_for_lock:" + src
	if rdb.Exists(ctx, key).Val() == 1 {
		return
	}
	rdb.Set(ctx, key, 1, time.Minute)
	f()
}

// Profile is no lock.
func Profile(ctx context.Context, rdb *redis.Client, id string) {
	if rdb.Exists(ctx, "profile:"+id).Val() == 0 {
		rdb.Set(ctx, "profile:"+id, 1, 0)
	}
}

func Edit(ctx context.Context, rdb *redis.Client, id string, f func()) {
	if rdb.Incr(ctx, "edit:lock:"+id).Val() > 1 { // want "lock-without-expiry warn INCR"
		return
	}
	defer rdb.Del(ctx, "edit:lock:"+id)
	f()
}

// Count is no lock.
func Count(ctx context.Context, rdb *redis.Client, id string) int64 {
	return rdb.Incr(ctx, "visits:"+id).Val()
}

// Enter counts up, and down again.
func Enter(ctx context.Context, rdb *redis.Client, id string, f func()) {
	if rdb.IncrBy(ctx, "enter_lock:"+id, 1).Val() == 1 { // want "lock-without-expiry warn INCRBY"
		f()
	}
	rdb.DecrBy(ctx, "enter_lock:"+id, 1)
}
