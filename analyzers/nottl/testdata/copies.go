// Package copies keeps copies in types that nobody calls caches.
package copies

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/gomodule/redigo/redis"
	gocache "github.com/patrickmn/go-cache"
	goredis "github.com/redis/go-redis/v9"
)

// Profiles reads through.
type Profiles struct {
	db  *sql.DB
	rdb *goredis.Client
	mem *gocache.Cache
}

func (p *Profiles) ByID(ctx context.Context, id int64) (name string, err error) {
	key := fmt.Sprintf("profile:%d", id)
	if name, err = p.rdb.Get(ctx, key).Result(); err != goredis.Nil {
		return name, err
	}
	if err = p.db.QueryRowContext(ctx, "SELECT name FROM profiles WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	return name, p.rdb.Set(ctx, key, name, 0).Err() // want "no-ttl warn SET"
}

// ByMail has steps of its own for it.
func (p *Profiles) ByMail(ctx context.Context, mail string) (name string, err error) {
	if name, ok := p.recall(ctx, "mail:"+mail); ok {
		return name, nil
	}
	if err = p.db.QueryRowContext(ctx, "SELECT name FROM profiles WHERE mail = ?", mail).Scan(&name); err != nil {
		return "", err
	}
	p.remember(ctx, "mail:"+mail, name)
	return name, nil
}

func (p *Profiles) recall(ctx context.Context, key string) (string, bool) {
	name, err := p.rdb.Get(ctx, key).Result()
	return name, err == nil
}

func (p *Profiles) remember(ctx context.Context, key, name string) {
	p.rdb.SetArgs(ctx, key, name, goredis.SetArgs{}) // want "no-ttl warn SET"
}

// Keep writes what its caller has: data, for all that is known.
func (p *Profiles) Keep(ctx context.Context, id int64, doc string) error {
	return p.rdb.Set(ctx, fmt.Sprintf("doc:%d", id), doc, 0).Err() // want "no-ttl note SET"
}

// Rates are put into hashes.
type Rates struct{ pool *redis.Pool }

type Rate struct{ Bid, Ask float64 }

func (r *Rates) CachePut(symbol string, rate Rate) error {
	c := r.pool.Get()
	defer c.Close()
	_, err := c.Do("HMSET", redis.Args{"rate:" + symbol}.AddFlat(&rate)...) // want "no-ttl warn HMSET"
	return err
}

// doer is what of a connection is needed.
type doer interface {
	Do(cmd string, args ...any) (any, error)
}

func send(d doer, name string, args ...any) error {
	_, err := d.Do(name, args...)
	return err
}

func (r *Rates) CacheOne(symbol, rate string) error {
	c := r.pool.Get()
	defer c.Close()
	return send(c, "SET", redis.Args{}.Add("one:"+symbol).Add(rate)...) // want "no-ttl warn SET"
}

func (r *Rates) CacheOneFor(symbol, rate string, seconds int) error {
	c := r.pool.Get()
	defer c.Close()
	return send(c, "SETEX", "one:"+symbol, seconds, rate)
}

// Docs are cached as JSON.
type DocCache struct{ rdb *goredis.Client }

func (d *DocCache) Put(ctx context.Context, id string, doc any) error {
	return d.rdb.JSONSet(ctx, "doc:"+id, "$", doc).Err() // want "no-ttl warn JSON.SET"
}

// PutBoth lets the one expire and not the other.
func (d *DocCache) PutBoth(ctx context.Context, id string, doc any) error {
	if err := d.rdb.HSet(ctx, "fields:"+id, "doc", doc).Err(); err != nil { // want "no-ttl warn HSET"
		return err
	}
	if err := d.rdb.HSet(ctx, "short:"+id, "doc", doc).Err(); err != nil {
		return err
	}
	return d.rdb.Expire(ctx, "short:"+id, time.Hour).Err()
}
