// Package oneby deletes what a listing gave, key by key.
package oneby

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Items struct {
	rdb  *redis.Client
	list func(ctx context.Context) ([]string, error)
}

func (r *Items) fill(ctx context.Context) error {
	ids, err := r.list(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		r.rdb.Set(ctx, "item:"+id, id, time.Hour)
	}
	return nil
}

func (r *Items) Walked(ctx context.Context) error {
	it := r.rdb.Scan(ctx, 0, "item:*", 100).Iterator()
	for it.Next(ctx) {
		r.rdb.Del(ctx, it.Val()) // want "delete-before-refresh fail DEL"
	}
	return r.fill(ctx)
}

func (r *Items) Listed(ctx context.Context) error {
	keys, err := r.rdb.Keys(ctx, "item:*").Result()
	if err != nil {
		return err
	}
	for _, k := range keys {
		r.rdb.Del(ctx, k) // want "delete-before-refresh fail DEL"
	}
	return r.fill(ctx)
}

// Others are of another kind.
func (r *Items) Others(ctx context.Context, ids []string) error {
	for _, id := range ids {
		r.rdb.Del(ctx, "page:"+id)
	}
	return r.fill(ctx)
}
