// Package written reads hashes whose keys callers give.
package written

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Tasks writes each task with all that is known of it.
type Tasks struct {
	rdb    *redis.Client
	prefix string
}

func (t *Tasks) Set(ctx context.Context, key string, data map[string]any) error {
	return t.rdb.HMSet(ctx, t.prefix+key, data).Err()
}

func (t *Tasks) Get(ctx context.Context, key string) (map[string]string, error) {
	return t.rdb.HGetAll(ctx, t.prefix+key).Result() // want "unbounded-read note HGETALL"
}

// Tables has fields that come and go one by one.
type Tables struct {
	rdb    *redis.Client
	prefix string
}

func (t *Tables) Fill(ctx context.Context, table string, rows map[string]any) error {
	return t.rdb.HSet(ctx, t.prefix+table, rows).Err()
}

func (t *Tables) Set(ctx context.Context, table, id, row string) error {
	return t.rdb.HSet(ctx, t.prefix+table, id, row).Err()
}

func (t *Tables) Get(ctx context.Context, table string) (map[string]string, error) {
	return t.rdb.HGetAll(ctx, t.prefix+table).Result() // want "unbounded-read warn HGETALL"
}
