package builders

import (
	"context"

	"github.com/redis/rueidis"
)

type Jobs struct{ c rueidis.Client }

func (j *Jobs) Pending(ctx context.Context) ([]string, error) {
	return j.c.Do(ctx, j.c.B().Lrange().Key("jobs").Start(0).Stop(-1).Build()).AsStrSlice() // want "unbounded-read warn LRANGE"
}

func (j *Jobs) Next(ctx context.Context, n int64) ([]string, error) {
	return j.c.Do(ctx, j.c.B().Lrange().Key("jobs").Start(0).Stop(n).Build()).AsStrSlice()
}

func (j *Jobs) Best(ctx context.Context, n int64) ([]string, error) {
	return j.c.Do(ctx, j.c.B().Zrangebyscore().Key("ranks").Min("-inf").Max("+inf").Limit(0, n).Build()).AsStrSlice()
}

func (j *Jobs) Rank(ctx context.Context) ([]string, error) {
	return j.c.Do(ctx, j.c.B().Zrangebyscore().Key("ranks").Min("-inf").Max("+inf").Build()).AsStrSlice() // want "unbounded-read warn ZRANGEBYSCORE"
}
