// Package pagecache keeps its entries in one hash.
package pagecache

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Cache struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Cache { return &Cache{rdb} }

// Put writes a field for each page.
func (c *Cache) Put(ctx context.Context, url, page string) error {
	return c.rdb.HSet(ctx, "pages", url, page).Err() // want "no-ttl warn HSET"
}

// Mark writes the same field each time.
func (c *Cache) Mark(ctx context.Context, state string) error {
	return c.rdb.HSet(ctx, "meta", "state", state).Err()
}

// LastStorage is in a cache's package, and keeps what was said last between any two.
type LastStorage struct{ rdb *redis.Client }

func NewLast(rdb *redis.Client) *LastStorage { return &LastStorage{rdb} }

func (s *LastStorage) Say(ctx context.Context, pair, text string) error {
	return s.rdb.HSet(ctx, "last", pair, text).Err() // want "no-ttl warn HSET"
}

// Remarks has a hash for each user, which all of them come into at once, for a time.
type Remarks struct{ rdb *redis.Client }

func NewRemarks(rdb *redis.Client) *Remarks { return &Remarks{rdb} }

func (r *Remarks) Fill(ctx context.Context, user string, all map[string]any) error {
	_, err := r.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.HSet(ctx, "remarks:"+user, all)
		pipe.Expire(ctx, "remarks:"+user, time.Hour)
		return nil
	})
	return err
}

func (r *Remarks) Change(ctx context.Context, user, of, remark string) error {
	if r.rdb.Exists(ctx, "remarks:"+user).Val() == 0 {
		return nil
	}
	return r.rdb.HSet(ctx, "remarks:"+user, of, remark).Err()
}

// DelayQueue is in a cache's package, and keeps its jobs until they are done.
type DelayQueue struct{ rdb *redis.Client }

func NewQueue(rdb *redis.Client) *DelayQueue { return &DelayQueue{rdb} }

var enqueue = redis.NewScript(`redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2]) redis.call('HSET', KEYS[2], ARGV[2], ARGV[3]) return 1`)

func (q *DelayQueue) Enqueue(ctx context.Context, queue, id, job string, at int64) error {
	return enqueue.Run(ctx, q.rdb, []string{queue + ":due", queue + ":jobs"}, at, id, job).Err()
}
