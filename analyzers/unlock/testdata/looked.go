// Package looked takes a lock where it has looked that there is none.
package looked

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Queue struct{ rdb *redis.Client }

func lockKey(item string) string { return "queue-lock-" + item }

func (q *Queue) Lock(ctx context.Context, item string) (bool, error) {
	key := lockKey(item)
	if left, err := q.rdb.TTL(ctx, key).Result(); err != nil || left > 0 {
		return false, err
	}
	return true, q.rdb.Set(ctx, key, item, 30*time.Second).Err()
}

func (q *Queue) Unlock(ctx context.Context, item string) error {
	return q.rdb.Del(ctx, lockKey(item)).Err() // want "unsafe-unlock warn"
}

// Users are locked out by whoever says so.
type Users struct{ rdb *redis.Client }

func (u *Users) LockUser(ctx context.Context, id string) error {
	return u.rdb.Set(ctx, "users:lock:"+id, 1, time.Hour).Err()
}

func (u *Users) UnlockUser(ctx context.Context, id string) error {
	return u.rdb.Del(ctx, "users:lock:"+id).Err()
}
