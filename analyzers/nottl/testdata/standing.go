// Package standing has a cache that keeps some values once for each cache.
package standing

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

type BidCache struct {
	rdb      *redis.Client
	prefix   string
	keyLast  string
	keyNames string
}

func New(rdb *redis.Client, prefix string) *BidCache {
	return &BidCache{rdb: rdb, prefix: prefix, keyLast: fmt.Sprintf("%s:last", prefix), keyNames: fmt.Sprintf("%s:names", prefix)}
}

// SetLast overwrites the one value.
func (c *BidCache) SetLast(ctx context.Context, slot uint64) error {
	return c.rdb.Set(ctx, c.keyLast, slot, 0).Err()
}

// SetBoth overwrites it in a transaction.
func (c *BidCache) SetBoth(ctx context.Context, slot uint64) error {
	_, err := c.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		return pipe.Set(ctx, c.keyLast, slot, 0).Err()
	})
	return err
}

// SetName has a field for each bidder, and none goes.
func (c *BidCache) SetName(ctx context.Context, bidder, name string) error {
	return c.rdb.HSet(ctx, c.keyNames, bidder, name).Err() // want "no-ttl warn HSET"
}

func (c *BidCache) SetBid(ctx context.Context, slot, bid string) error {
	return c.rdb.Set(ctx, c.prefix+":bid:"+slot, bid, time.Minute).Err()
}

// Drop is of another hash.
func (c *BidCache) Drop(ctx context.Context, slot, bidder string) error {
	return c.rdb.HDel(ctx, c.prefix+":bids:"+slot, bidder).Err()
}

// EntryCache is one of many, each with a key of its own.
type EntryCache struct {
	rdb *redis.Client
	key string
}

func Entry(rdb *redis.Client, id string) *EntryCache { return &EntryCache{rdb, "entry:" + id} }

func (e *EntryCache) Set(ctx context.Context, val string) error {
	return e.rdb.Set(ctx, e.key, val, 0).Err() // want "no-ttl warn"
}

// Keep lets users give keys of theirs a time to live.
func (c *BidCache) Keep(ctx context.Context, key, field, val string, ttl time.Duration) error {
	if err := c.rdb.HSet(ctx, key, field, val).Err(); err != nil {
		return err
	}
	return c.rdb.Expire(ctx, key, ttl).Err()
}
