// Package due looks at what is due, again and again.
package due

import (
	"context"
	"errors"
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

func (q *Queue) take(ctx context.Context) (int, error) {
	ids, err := q.rdb.ZRangeByScore(ctx, "due", &redis.ZRangeBy{Min: "0", Max: fmt.Sprint(now()), Count: 10}).Result()
	if err != nil {
		return 0, err
	}
	q.done(ctx, ids)
	return len(ids), nil
}

var errGone = errors.New("gone")

// Together looks twice whether it has failed, and rests then.
func (q *Queue) Together(ctx context.Context) {
	for {
		n, err := q.take(ctx)
		if err != nil && err != errGone {
			fmt.Println(err)
		}
		if err != nil || n == 0 {
			time.Sleep(time.Second)
		}
	}
}

func (q *Queue) later(ctx context.Context) (int, error) {
	time.Sleep(time.Second)
	return q.take(ctx)
}

// Later rests before it asks.
func (q *Queue) Later(ctx context.Context) {
	for {
		if _, err := q.later(ctx); err != nil {
			continue
		}
	}
}

type Options struct {
	Max   int
	Sleep time.Duration
}

var defaults = Options{Max: 0, Sleep: time.Second}

// Worker is one that may be told how many to do.
type Worker struct {
	q    *Queue
	opts Options
	stop chan struct{}
}

func NewWorker(q *Queue) *Worker {
	return &Worker{q: q, opts: defaults, stop: make(chan struct{})}
}

// Run counts what has been done, if it is told how many, and no failures.
func (w *Worker) Run(ctx context.Context) {
	n := 0
	for {
		select {
		case <-w.stop:
			return
		default:
			if w.opts.Max > 0 && n >= w.opts.Max {
				return
			}
			_, err := w.q.take(ctx) // want "retry-storm warn ZRANGEBYSCORE"
			if err == errGone {
				time.Sleep(w.opts.Sleep)
				continue
			}
			if err != nil {
				continue
			}
			n++
		}
	}
}
