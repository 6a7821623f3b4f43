// Package givennone has helpers that are told how long, and callers that do not say.
package givennone

import (
	"context"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

type backend interface {
	Write(ctx context.Context, key, val string, ttl time.Duration) error
}

type remote struct{ rdb redis.UniversalClient }

func (r remote) Write(ctx context.Context, key, val string, ttl time.Duration) error {
	return r.rdb.Set(ctx, key, val, ttl).Err() // want "no-ttl warn SET"
}

// PageCache has pages for an hour, and heads for good.
type PageCache struct{ b backend }

func New(rdb redis.UniversalClient) *PageCache { return &PageCache{remote{rdb}} }

func (p *PageCache) Page(ctx context.Context, url, page string) error {
	return p.b.Write(ctx, "page:"+url, page, time.Hour)
}

func (p *PageCache) Head(ctx context.Context, url, head string) error {
	return p.b.Write(ctx, "head:"+url, head, 0)
}

// TimedCache has a helper that nobody leaves without a time.
type TimedCache struct{ rdb *redis.Client }

func (t *TimedCache) write(ctx context.Context, key, val string, ttl time.Duration) error {
	return t.rdb.Set(ctx, key, val, ttl).Err()
}

func (t *TimedCache) Page(ctx context.Context, url, page string, ttl time.Duration) error {
	return t.write(ctx, "timed:"+url, page, ttl)
}

func (t *TimedCache) Version(ctx context.Context, v string) error {
	return t.write(ctx, "version", v, 0)
}

// KindCache knows for how long.
type KindCache struct{ rdb *redis.Client }

func lifetime(kind string) time.Duration {
	if strings.HasPrefix(kind, "tmp") {
		return time.Minute
	}
	return 0
}

func (k *KindCache) Put(ctx context.Context, kind, id, doc string) error {
	return k.rdb.Set(ctx, kind+":"+id, doc, lifetime(kind)).Err() // want "no-ttl warn SET"
}

func bounded(kind string) time.Duration {
	if strings.HasPrefix(kind, "tmp") {
		return time.Minute
	}
	return time.Hour
}

func (k *KindCache) PutBounded(ctx context.Context, kind, id, doc string) error {
	return k.rdb.Set(ctx, kind+":"+id, doc, bounded(kind)).Err()
}

// Setter is handed on by what puts something before its keys.
type Setter interface {
	Set(ctx context.Context, key, v string, ttl time.Duration) error
}

type plainSetter struct{ rdb *redis.Client }

func (s plainSetter) Set(ctx context.Context, key, v string, ttl time.Duration) error {
	return s.rdb.Set(ctx, key, v, ttl).Err() // want "no-ttl note SET"
}

type prefixed struct {
	Setter
	prefix string
}

func (s prefixed) Set(ctx context.Context, key, v string, ttl time.Duration) error {
	return s.Setter.Set(ctx, s.prefix+key, v, ttl)
}

type NameCache struct{ s Setter }

func NewNameCache(rdb *redis.Client) *NameCache {
	return &NameCache{prefixed{plainSetter{rdb}, "name:"}}
}

func (c *NameCache) Keep(ctx context.Context, id, name string) error {
	return c.s.Set(ctx, id, name, 0)
}
