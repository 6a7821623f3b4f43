// Package dated writes under keys that are made of the date.
package dated

import (
	"context"
	"fmt"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Backend struct {
	pool *redis.Pool
	rdb  *goredis.Client
	ns   string
}

const sentSet = "sent_%s"

// MarkSent adds to a set that nobody takes away the day after.
func (b *Backend) MarkSent(id string) {
	rc := b.pool.Get()
	defer rc.Close()
	key := fmt.Sprintf(sentSet, time.Now().UTC().Format("2006_01_02"))
	rc.Do("SADD", key, id) // want "no-ttl warn SADD"
}

// ClearSent takes one of its members.
func (b *Backend) ClearSent(id string) {
	rc := b.pool.Get()
	defer rc.Close()
	rc.Do("SREM", fmt.Sprintf(sentSet, time.Now().UTC().Format("2006_01_02")), id)
}

func today() string { return "seen:" + time.Now().Format("20060102") }

// Seen takes its key from another function.
func (b *Backend) Seen(ctx context.Context, id string) error {
	return b.rdb.SAdd(ctx, today(), id).Err() // want "no-ttl warn SADD"
}

// Allow has a key for each minute.
func (b *Backend) Allow(ctx context.Context, who string) (int64, error) {
	window := time.Now().Unix() / 60
	return b.rdb.Incr(ctx, fmt.Sprintf("rate:%s:%d", who, window)).Result() // want "no-ttl warn INCR"
}

// AllowFor lets them go.
func (b *Backend) AllowFor(ctx context.Context, who string) {
	key := fmt.Sprintf("quota:%s:%d", who, time.Now().Unix()/60)
	pipe := b.rdb.TxPipeline()
	pipe.Incr(ctx, key)
	pipe.Expire(ctx, key, time.Hour)
	pipe.Exec(ctx)
}

// Visit has a namespace before its keys.
func (b *Backend) Visit(ctx context.Context, who string) error {
	pipe := b.rdb.Pipeline()
	pipe.Incr(ctx, b.ns+"visits:"+who)
	pipe.Incr(ctx, b.ns+"visits:"+who+":"+time.Now().UTC().Format("2006-01-02")) // want "no-ttl warn INCR"
	_, err := pipe.Exec(ctx)
	return err
}

// Queue is worked off.
func (b *Backend) Queue(ctx context.Context, id string) error {
	return b.rdb.LPush(ctx, "todo:"+time.Now().Format("2006-01-02"), id).Err()
}

func (b *Backend) Next(day string) (string, error) {
	rc := b.pool.Get()
	defer rc.Close()
	return redis.String(rc.Do("RPOP", "todo:"+day))
}

// Yearly keys come back: there are as many as days in a year.
func (b *Backend) Yearly(ctx context.Context, id string) error {
	return b.rdb.SAdd(ctx, "birthdays:"+time.Now().Format("01-02"), id).Err()
}

// Of is for its caller to say.
func (b *Backend) Of(ctx context.Context, day time.Time, id string) error {
	return b.rdb.SAdd(ctx, "of:"+day.Format("2006-01-02"), id).Err()
}

// Put has an expiry.
func (b *Backend) Put(ctx context.Context, v string) error {
	return b.rdb.Set(ctx, "put:"+time.Now().Format("2006-01-02"), v, 48*time.Hour).Err()
}

// Stats are meant to stay.
type Stats struct{ rdb *goredis.Client }

func (s *Stats) Hit(ctx context.Context, page string) error {
	return s.rdb.HIncrBy(ctx, "hits:"+time.Now().Format("2006-01-02"), page, 1).Err() // want "no-ttl note HINCRBY"
}
