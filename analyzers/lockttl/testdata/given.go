// Package given takes locks for as long as its callers say.
package given

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Keeper interface {
	Obtain(ctx context.Context, key string, ttl time.Duration) bool
}

type keeper struct{ c *redis.Client }

func (k keeper) Obtain(ctx context.Context, key string, ttl time.Duration) bool {
	return k.c.SetNX(ctx, key, 1, ttl).Val()
}

type Jobs struct{ k Keeper }

func New(c *redis.Client) *Jobs { return &Jobs{keeper{c}} }

func (j *Jobs) Run(ctx context.Context, job string) bool {
	return j.k.Obtain(ctx, "job-lock:"+job, 0) // want "lock-without-expiry warn SETNX"
}

func (j *Jobs) RunBriefly(ctx context.Context, job string) bool {
	return j.k.Obtain(ctx, "job-lock:"+job, time.Minute)
}

// Mark is no lock.
func (j *Jobs) Mark(ctx context.Context, job string) bool {
	return j.k.Obtain(ctx, "seen:"+job, 0)
}

type Options struct{ TTL time.Duration }

func (j *Jobs) with(ctx context.Context, c *redis.Client, key string, o *Options) bool {
	if o == nil {
		o = &Options{}
	}
	return c.SetNX(ctx, "lock:"+key, "1", o.TTL).Val()
}

func (j *Jobs) Join(ctx context.Context, c *redis.Client, key string) bool {
	return j.with(ctx, c, key, nil) // want "lock-without-expiry warn SETNX"
}

func (j *Jobs) JoinWith(ctx context.Context, c *redis.Client, key string, o *Options) bool {
	return j.with(ctx, c, key, o)
}

type Client struct{ rdb *redis.Client }

func (c *Client) once(ctx context.Context, key string) bool {
	return c.rdb.SetNX(ctx, key, 1, 0).Val()
}

func (c *Client) expire(ctx context.Context, key string, ttl time.Duration) error {
	return c.rdb.Expire(ctx, key, ttl).Err()
}

func (c *Client) Book(ctx context.Context, seat string) error {
	if !c.once(ctx, "seat:"+seat) { // want "lock-without-expiry warn SETNX"
		return nil
	}
	return c.expire(ctx, "seat:"+seat, time.Minute)
}

func (c *Client) Enter(ctx context.Context, room string) bool {
	return c.once(ctx, "lock:"+room) // want "lock-without-expiry warn SETNX"
}

// Flag marks one thing, and lets another expire.
func (c *Client) Flag(ctx context.Context, user string) error {
	if c.once(ctx, "seen:"+user) {
		return nil
	}
	return c.expire(ctx, "session:"+user, time.Minute)
}

func Pause(ctx context.Context, c *redis.Client, id string) bool {
	return c.SetNX(ctx, "lock:"+id, 1, redis.KeepTTL).Val() // want "lock-without-expiry warn SETNX"
}

type conf struct{}

func (conf) never() time.Duration  { return 0 }
func (conf) minute() time.Duration { return time.Minute }

func Elect(ctx context.Context, c *redis.Client, node string) bool {
	return c.SetNX(ctx, "leader", node, conf{}.never()).Val() || // want "lock-without-expiry warn SETNX"
		c.SetNX(ctx, "leader", node, conf{}.minute()).Val()
}
