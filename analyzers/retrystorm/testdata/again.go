package again

import (
	"context"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

type Jobs struct{ rdb *redis.Client }

func (j *Jobs) mend(ctx context.Context) error { return j.rdb.Set(ctx, "made", 1, time.Hour).Err() }

// Take mends what was missing, looks at no outcome, and starts anew.
func (j *Jobs) Take(ctx context.Context, n int64) (int64, error) {
	v, err := j.rdb.IncrBy(ctx, "jobs", n).Result() // want "retry-storm warn INCRBY"
	if err != nil {
		if strings.HasPrefix(err.Error(), "NOGROUP") {
			j.mend(ctx)
			return j.Take(ctx, n)
		}
		return 0, err
	}
	return v, nil
}

// TakeMended starts anew where the mending went well.
func (j *Jobs) TakeMended(ctx context.Context, n int64) (int64, error) {
	v, err := j.rdb.IncrBy(ctx, "jobs", n).Result()
	if err != nil {
		if e := j.mend(ctx); e != nil {
			return 0, e
		}
		return j.TakeMended(ctx, n)
	}
	return v, nil
}

// TakeSome counts.
func (j *Jobs) TakeSome(ctx context.Context, tries int) (int64, error) {
	v, err := j.rdb.IncrBy(ctx, "jobs", 1).Result()
	if err != nil && tries > 0 {
		return j.TakeSome(ctx, tries-1)
	}
	return v, err
}

// TakeWatched starts anew where another writer was faster.
func (j *Jobs) TakeWatched(ctx context.Context) error {
	err := j.rdb.Watch(ctx, func(tx *redis.Tx) error { return tx.Incr(ctx, "jobs").Err() }, "jobs")
	if err == redis.TxFailedErr {
		return j.TakeWatched(ctx)
	}
	return err
}

// Walk calls itself for the next part, where all went well.
func (j *Jobs) Walk(ctx context.Context) error {
	if err := j.rdb.Incr(ctx, "jobs").Err(); err != nil {
		return err
	}
	return j.Walk(ctx)
}
