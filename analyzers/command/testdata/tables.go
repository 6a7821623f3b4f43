// Package tables takes its commands and its scripts from where they are put together.
package tables

import (
	"context"
	"strings"

	"github.com/bradfitz/gomemcache/memcache"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"
)

var maintenance = map[string][]any{"save": {"SAVE"}, "rewrite": {"BGREWRITEAOF"}}

func Maintain(ctx context.Context, c *redis.Client) error {
	return c.Do(ctx, maintenance["save"]...).Err() // want "admin-command fail SAVE"
}

func Compact(ctx context.Context, c *redis.Client) error {
	return c.Do(ctx, maintenance["rewrite"]...).Err()
}

func source() string {
	var b strings.Builder
	b.WriteString("local n = 0\n")
	b.WriteString("for _, k in ipairs(redis.call('KEYS', ARGV[1])) do n = n + 1 end\n")
	b.WriteString("return n")
	return b.String()
}

func Weigh(ctx context.Context, c *redis.Client) error {
	return c.Eval(ctx, source(), nil, "w:*").Err() // want "keys fail KEYS"
}

func Scale(mcs ...*memcache.Client) error {
	var g errgroup.Group
	for i := range mcs {
		g.Go(mcs[i].FlushAll) // want "flush fail FLUSH_ALL"
	}
	return g.Wait()
}
