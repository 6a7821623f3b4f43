// Package provided has a client that users get from a container, by its interface.
package provided

import (
	"context"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Client is what the container gives for its name.
type Client interface {
	Elect(key, id string, fn func())
}

type client struct {
	election
	rdb *redis.Client
}

type election struct{ rdb *redis.Client }

func (e *election) Elect(key, id string, fn func()) {
	ctx := context.Background()
	if ok, err := e.rdb.SetNX(ctx, key, id, 20*time.Second).Result(); ok && err == nil {
		fn()
		e.resign(ctx, key)
	}
}

func (e *election) resign(ctx context.Context, leaderKey string) {
	e.rdb.Del(ctx, leaderKey) // want "unsafe-unlock warn"
}

func newClient(rdb *redis.Client) Client { return &client{election{rdb}, rdb} }

// Register hands a constructor to whoever keeps such.
func Register(container *sync.Map, rdb *redis.Client) {
	container.Store("redis", func() Client { return newClient(rdb) })
}
