package leases

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type Backend struct{ rdb *redis.Client }

// Lease renews and gives back what it compares, by a pipeline that WATCH does not
// guard.
func (b *Backend) Lease(ctx context.Context, name, id string, ttl time.Duration) error {
	key := "lease:" + name
	return b.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() != id {
			return errors.New("taken")
		}
		_, err := tx.Pipelined(ctx, func(p redis.Pipeliner) error {
			if ttl <= 0 {
				p.Del(ctx, key) // want "unsafe-unlock warn DEL"
				return nil
			}
			return p.Set(ctx, key, id, ttl).Err()
		})
		return err
	}, key)
}

// LeaseWatched does it in a transaction.
func (b *Backend) LeaseWatched(ctx context.Context, name, id string, ttl time.Duration) error {
	key := "lease:" + name
	return b.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, key).Val() != id {
			return errors.New("taken")
		}
		pipe := tx.TxPipeline()
		if ttl <= 0 {
			pipe.Del(ctx, key)
		} else {
			pipe.Set(ctx, key, id, ttl)
		}
		_, err := pipe.Exec(ctx)
		return err
	}, key)
}

// LeaseExpired looks for a value that is written out: it compares no holder.
func (b *Backend) LeaseExpired(ctx context.Context, name string) error {
	key := "lease:" + name
	if b.rdb.Get(ctx, key).Val() != "gone" {
		return nil
	}
	return b.rdb.Del(ctx, key).Err()
}

const inFlight = "in flight"

// Reserve marks what is in work, for everybody else to leave alone.
func (b *Backend) Reserve(ctx context.Context, id string) bool {
	return b.rdb.SetNX(ctx, "msg:"+id, inFlight, time.Minute).Val()
}

// Forget takes the mark away where it is still that.
func (b *Backend) Forget(ctx context.Context, id string) {
	if v, err := b.rdb.Get(ctx, "msg:"+id).Result(); err == nil && v == inFlight {
		b.rdb.Del(ctx, "msg:"+id) // want "unsafe-unlock warn DEL"
	}
}

// Drop takes away what came of it.
func (b *Backend) Drop(ctx context.Context, id string) {
	if v, err := b.rdb.Get(ctx, "msg:"+id).Result(); err == nil && v == "done" {
		b.rdb.Del(ctx, "msg:"+id)
	}
}

// Keep writes what it is given where there is nothing.
func (b *Backend) Keep(ctx context.Context, id string, v any) bool {
	return b.rdb.SetNX(ctx, "kept:"+id, v, time.Minute).Val()
}

// KeepNothing is one of those who call it.
func (b *Backend) KeepNothing(ctx context.Context, id string) bool { return b.Keep(ctx, id, nil) }

// Replace asks of an error whether there is one.
func (b *Backend) Replace(ctx context.Context, id string, v any) error {
	old, err := b.rdb.Get(ctx, "kept:"+id).Result()
	if err != nil || old == "" {
		return err
	}
	return b.rdb.Del(ctx, "kept:"+id).Err()
}
