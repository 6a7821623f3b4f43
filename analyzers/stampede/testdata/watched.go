// Package watched changes values in transactions.
package watched

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Registry keeps what its users make.
type Registry struct{ rdb *redis.Client }

// Set has the value changed by what the caller brings, whether there is one or not; who
// was slower than another is told so.
func (r *Registry) Set(ctx context.Context, id string, change func(context.Context, string) (string, error)) error {
	return r.rdb.Watch(ctx, func(tx *redis.Tx) error {
		old, err := tx.Get(ctx, id).Result()
		if err == redis.Nil {
			old, err = change(ctx, "")
		} else {
			old, err = change(ctx, old)
		}
		if err != nil {
			return err
		}
		return r.rdb.Set(ctx, id, old, 0).Err()
	}, id)
}

// Get is a read-through.
func (r *Registry) Get(ctx context.Context, id string, load func(context.Context, string) (string, error)) (string, error) {
	old, err := r.rdb.Get(ctx, id).Result()
	if err != redis.Nil {
		return old, err
	}
	if old, err = load(ctx, id); err != nil { // want "stampede warn"
		return "", err
	}
	return old, r.rdb.Set(ctx, id, old, 0).Err()
}
