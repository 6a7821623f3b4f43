// Package parsed acts on what a helper of its own has decoded.
package parsed

import (
	"context"
	"encoding/json"

	"github.com/redis/go-redis/v9"
)

type order struct{ Wipe string }

func parse(s string, into any) error { return json.Unmarshal([]byte(s), into) }

// Handle has the order parsed and hands it on.
func Handle(ctx context.Context, rdb *redis.Client, s string) error {
	var o order
	if err := parse(s, &o); err != nil {
		return err
	}
	return act(ctx, rdb, o)
}

func act(ctx context.Context, rdb *redis.Client, o order) error {
	if o.Wipe != "" {
		return rdb.FlushAll(ctx).Err() // want "flush fail"
	}
	return nil
}

type plan struct{ Wipe, Name string }

// Handled leaves a field out that nothing fills.
func Handled(ctx context.Context, rdb *redis.Client, name string) error {
	return run(ctx, rdb, plan{Name: name})
}

func run(ctx context.Context, rdb *redis.Client, p plan) error {
	if p.Wipe != "" {
		return rdb.FlushAll(ctx).Err()
	}
	return rdb.Set(ctx, p.Name, 1, 0).Err()
}
