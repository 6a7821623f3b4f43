// Package turns starts goroutines that go on by themselves.
package turns

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Queue struct{ rdb *redis.Client }

// Backend starts what looks after the queue.
func Backend(ctx context.Context, rdb *redis.Client) *Queue {
	q := &Queue{rdb: rdb}
	go func() { q.look(ctx) }()
	return q
}

func (q *Queue) look(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
			q.keys(ctx)
		}
	}
}

func (q *Queue) keys(ctx context.Context) {
	q.rdb.Keys(ctx, "queue:*") // want "keys warn"
}

// Wait asks again and again, and its caller waits.
func (q *Queue) Wait(ctx context.Context) {
	for {
		if q.rdb.Keys(ctx, "done:*").Err() == nil { // want "keys fail"
			return
		}
		time.Sleep(time.Second)
	}
}
