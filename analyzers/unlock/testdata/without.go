// Package without compares who holds a lock before a transaction, and counts who wants one.
package without

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Lock struct {
	rdb        *redis.Client
	key, token string
}

func (l *Lock) Take(ctx context.Context) bool {
	return l.rdb.SetNX(ctx, l.key, l.token, time.Minute).Val()
}

// Leave has no WATCH: the lock may pass on after it was read.
func (l *Lock) Leave(ctx context.Context) error {
	if l.rdb.Get(ctx, l.key).Val() != l.token {
		return nil
	}
	_, err := l.rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, l.key) // want "unsafe-unlock warn DEL"
		p.Incr(ctx, "left")
		return nil
	})
	return err
}

func (l *Lock) LeaveWatched(ctx context.Context) error {
	return l.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, l.key).Val() != l.token {
			return nil
		}
		_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Del(ctx, l.key)
			return nil
		})
		return err
	}, l.key)
}

func Edit(ctx context.Context, rdb *redis.Client, id string, f func()) {
	if rdb.Incr(ctx, "edit:lock:"+id).Val() > 1 {
		return
	}
	defer rdb.Del(ctx, "edit:lock:"+id) // want "unsafe-unlock warn DEL"
	f()
}
