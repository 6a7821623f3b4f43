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
