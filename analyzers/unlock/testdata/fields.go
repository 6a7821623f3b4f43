// Package fields gives locks back that are fields, and by scripts that say so.
package fields

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Table struct{ rdb *redis.Client }

func (t *Table) Lock(ctx context.Context, id, who string) bool {
	return t.rdb.HSetNX(ctx, "locks", id, who).Val()
}

func (t *Table) Unlock(ctx context.Context, id string) {
	t.rdb.HDel(ctx, "locks", id) // want "unsafe-unlock warn HDEL"
	t.rdb.Del(ctx, "locks:waiting:"+id)
}

var release = redis.NewScript(`redis.call('DEL', KEYS[1]) redis.call('PUBLISH', KEYS[1], 'free') return 1`)

var leave = redis.NewScript(`if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('DEL', KEYS[1]) redis.call('PUBLISH', KEYS[1], 'free') end return 1`)

type Loud struct{ rdb *redis.Client }

func (l *Loud) Lock(ctx context.Context, k string) bool {
	return l.rdb.SetNX(ctx, "lock:"+k, 1, time.Minute).Val()
}

// Unlock tells those who wait.
func (l *Loud) Unlock(ctx context.Context, k string) {
	release.Run(ctx, l.rdb, []string{"lock:" + k}) // want "unsafe-unlock warn DEL"
}

// UnlockMine looks whether it is its own.
func (l *Loud) UnlockMine(ctx context.Context, k, me string) {
	leave.Run(ctx, l.rdb, []string{"lock:" + k}, me)
}

// LockSeen looks first.
func (l *Loud) LockSeen(ctx context.Context, k string) bool {
	if _, err := l.rdb.Get(ctx, "seen:lock:"+k).Result(); err == nil {
		return false
	}
	return l.rdb.Set(ctx, "seen:lock:"+k, 1, time.Minute).Err() == nil
}

func (l *Loud) UnlockSeen(ctx context.Context, k string) {
	l.rdb.Del(ctx, "seen:lock:"+k) // want "unsafe-unlock warn DEL"
}
