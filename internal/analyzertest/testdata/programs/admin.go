// Package admin changes the settings of a server when a client is made.
package admin

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"
)

type Options struct {
	Notify bool
	Policy string
}

type Client struct {
	rdb  *redis.Client
	opts Options
}

type info struct{ policy string }

func parse(text string) info { return info{policy: strings.TrimSpace(text)} }

// New looks at what the server says of itself, and nobody has asked.
func New(ctx context.Context, rdb *redis.Client) *Client {
	if i := parse(rdb.Info(ctx).Val()); i.policy != "" && i.policy != "noeviction" {
		rdb.ConfigSet(ctx, "maxmemory-policy", "noeviction") // want "admin-command warn CONFIG SET"
	}
	return &Client{rdb: rdb}
}

// NewNotified does what an option asks for.
func NewNotified(ctx context.Context, rdb *redis.Client, opts Options) *Client {
	if opts.Notify {
		rdb.ConfigSet(ctx, "notify-keyspace-events", "KEA") // want "admin-command note CONFIG SET"
	}
	return &Client{rdb: rdb, opts: opts}
}
