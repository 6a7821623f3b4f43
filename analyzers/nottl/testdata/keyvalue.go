package keyvalue

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Client keeps values by key: Get, Set and Delete make it no framework's store.
type Client struct{ rdb *redis.Client }

func (c Client) Set(ctx context.Context, k, v string) error {
	return c.rdb.Set(ctx, k, v, 0).Err() // want "no-ttl note SET"
}

func (c Client) Get(ctx context.Context, k string) (string, error) { return c.rdb.Get(ctx, k).Result() }

func (c Client) Delete(ctx context.Context, k string) error { return c.rdb.Del(ctx, k).Err() }
