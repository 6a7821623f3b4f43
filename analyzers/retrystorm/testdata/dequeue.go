// Package dequeue takes jobs from a queue by a helper that goes to the server at its own pace.
package dequeue

import (
	"context"
	"encoding/json"
	"log"
	"time"

	"github.com/redis/go-redis/v9"
)

type Queue struct{ rdb *redis.Client }

// take waits for a tick before each attempt, and tells nobody where one fails.
func (q *Queue) take(ctx context.Context, name string, every time.Duration, job any) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := ctx.Err(); err != nil {
				return err
			}
			res, err := q.rdb.BLPop(ctx, time.Second, name).Result()
			if err == nil && len(res) == 2 {
				return json.Unmarshal([]byte(res[1]), job)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// Work goes on with the next job where it cannot read one.
func (q *Queue) Work(ctx context.Context) {
	for {
		var job struct{ Name string }
		if err := q.take(ctx, "jobs", 250*time.Millisecond, &job); err != nil {
			log.Print(err)
			continue
		}
		log.Print(job.Name)
	}
}

// later rests before it asks.
func (q *Queue) later(ctx context.Context) ([]string, error) {
	time.Sleep(time.Second)
	return q.rdb.BLPop(ctx, time.Second, "jobs").Result()
}

// WorkLater has it rest on each turn.
func (q *Queue) WorkLater(ctx context.Context) {
	for {
		job, err := q.later(ctx)
		if err != nil {
			log.Print(err)
			continue
		}
		log.Print(job)
	}
}

// now rests after it has asked, where that has brought something.
func (q *Queue) now(ctx context.Context) ([]string, error) {
	job, err := q.rdb.BLPop(ctx, time.Second, "jobs").Result()
	if err != nil {
		return nil, err
	}
	time.Sleep(time.Second)
	return job, nil
}

// WorkNow asks again at once where the server is down.
func (q *Queue) WorkNow(ctx context.Context) {
	for {
		job, err := q.now(ctx) // want "retry-storm warn BLPOP"
		if err != nil {
			log.Print(err)
			continue
		}
		log.Print(job)
	}
}
