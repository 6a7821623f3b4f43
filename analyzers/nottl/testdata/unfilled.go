// Package unfilled has times to live that nobody gives, and caches made without one.
package unfilled

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jellydator/ttlcache/v3"
	"github.com/redis/go-redis/v9"
)

type TypedCache[T any] struct {
	rdb    redis.Cmdable
	prefix string
	ttl    time.Duration
}

func Of[T any](rdb redis.Cmdable, prefix string) *TypedCache[T] {
	return &TypedCache[T]{rdb: rdb, prefix: prefix}
}

func (c *TypedCache[T]) Put(ctx context.Context, id string, v T) error {
	return c.rdb.Set(ctx, c.prefix+id, v, c.ttl).Err() // want "no-ttl warn SET"
}

// TimedCache is given one later on.
type TimedCache struct {
	rdb redis.Cmdable
	ttl time.Duration
}

func Timed(rdb redis.Cmdable) *TimedCache {
	c := &TimedCache{rdb: rdb}
	fill(&c.ttl)
	return c
}

func fill(ttl *time.Duration) { *ttl = time.Minute }

func (c *TimedCache) Put(ctx context.Context, id string, v any) error {
	return c.rdb.Set(ctx, "timed:"+id, v, c.ttl).Err()
}

type Local struct {
	c, timed *ttlcache.Cache[string, []byte]
}

func New() *Local {
	return &Local{ttlcache.New[string, []byte](), ttlcache.New[string, []byte](ttlcache.WithTTL[string, []byte](time.Hour))}
}

func (l *Local) CacheOne(k string, v []byte) { l.c.Set(k, v, ttlcache.DefaultTTL) } // want "no-ttl warn SET"

func (l *Local) CacheTimed(k string, v []byte) { l.timed.Set(k, v, ttlcache.DefaultTTL) }

// Users are found by a layer that remembers them, and says so when it is done.
type Users interface {
	Find(ctx context.Context, id string) (*User, error)
}

type User struct{ ID string }

type remembered struct {
	Users
	rdb redis.UniversalClient
}

func Remembered(u Users, rdb redis.UniversalClient) Users { return &remembered{u, rdb} }

func (r *remembered) Find(ctx context.Context, id string) (u *User, err error) {
	key := "u:" + id
	defer func() {
		if err == nil {
			if b, e := json.Marshal(u); e == nil {
				r.rdb.Set(ctx, key, b, 0) // want "no-ttl warn SET"
			}
		}
	}()
	if b, e := r.rdb.Get(ctx, key).Bytes(); e == nil {
		u = new(User)
		if json.Unmarshal(b, u) == nil {
			return u, nil
		}
	}
	return r.Users.Find(ctx, id)
}

// Pages are the fields of one hash.
type Pages struct {
	rdb    *redis.Client
	render func(ctx context.Context, url string) (string, error)
}

func NewPages(rdb *redis.Client, render func(ctx context.Context, url string) (string, error)) *Pages {
	return &Pages{rdb, render}
}

func (p *Pages) Of(ctx context.Context, url string) (string, error) {
	page, err := p.rdb.HGet(ctx, "pages", url).Result()
	if err != redis.Nil {
		return page, err
	}
	if page, err = p.render(ctx, url); err != nil {
		return "", err
	}
	return page, p.rdb.HSet(ctx, "pages", url, page).Err() // want "no-ttl warn HSET"
}

// Mark writes down what it is told.
func (p *Pages) Mark(ctx context.Context, url string) error {
	return p.rdb.HSet(ctx, "marks", url, 1).Err()
}

// Responses are found again by their tags.
type Responses struct {
	rdb *redis.Client
	ttl time.Duration
}

func (r *Responses) Save(ctx context.Context, path, body, tag, author string) error {
	key := "resp:" + path
	if err := r.rdb.SetEx(ctx, key, body, time.Hour).Err(); err != nil {
		return err
	}
	r.rdb.SAdd(ctx, "authors:"+author, path)
	return r.rdb.SAdd(ctx, "tag:"+tag, key).Err() // want "no-ttl warn SADD"
}
