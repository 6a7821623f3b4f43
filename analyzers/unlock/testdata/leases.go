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
