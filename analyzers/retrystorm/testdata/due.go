// Package due looks at what is due, again and again.
package due

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

type Queue struct{ rdb *redis.Client }

func now() int64 { return time.Now().Unix() }

func (q *Queue) done(ctx context.Context, ids []string) {
	for _, id := range ids {
		q.rdb.ZRem(ctx, "due", id)
	}
}

// Heeding ends with its context, and asks at once until then.
func (q *Queue) Heeding(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("due: %w", ctx.Err())
		default:
		}
		ids, err := q.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: "due", Start: "-inf", Stop: fmt.Sprintf("%d", now()), Count: 10, ByScore: true}).Result() // want "retry-storm warn ZRANGE"
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		q.done(ctx, ids)
	}
}

// Empty rests where nothing is due, and not where it fails.
func (q *Queue) Empty(ctx context.Context) {
	for {
		ids, err := q.rdb.ZRangeByScore(ctx, "due", &redis.ZRangeBy{Min: "0", Max: fmt.Sprint(now()), Count: 10}).Result() // want "retry-storm warn ZRANGEBYSCORE"
		if err != nil {
			continue
		}
		if len(ids) == 0 {
			time.Sleep(time.Second)
			continue
		}
		q.done(ctx, ids)
	}
}

// Rested rests in both cases.
func (q *Queue) Rested(ctx context.Context) {
	for {
		ids, err := q.rdb.ZRangeByScore(ctx, "due", &redis.ZRangeBy{Min: "0", Max: fmt.Sprint(now()), Count: 10}).Result()
		if err != nil || len(ids) == 0 {
			time.Sleep(time.Second)
			continue
		}
		q.done(ctx, ids)
	}
}

// Drain ends where it fails.
func (q *Queue) Drain(ctx context.Context) error {
	for {
		ids, err := q.rdb.ZRangeByScore(ctx, "due", &redis.ZRangeBy{Min: "0", Max: fmt.Sprint(now()), Count: 10}).Result()
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		q.done(ctx, ids)
	}
}

// Woken waits for a word before it asks.
func (q *Queue) Woken(ctx context.Context, wake chan struct{}) {
	for {
		<-wake
		ids, err := q.rdb.ZRangeByScore(ctx, "due", &redis.ZRangeBy{Min: "0", Max: fmt.Sprint(now()), Count: 10}).Result()
		if err != nil {
			continue
		}
		q.done(ctx, ids)
	}
}
