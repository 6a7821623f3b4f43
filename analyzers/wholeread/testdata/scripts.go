package scripts

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// LRANGE 0 -1 in a comment is nothing.
var (
	whole = redis.NewScript(`
local ids = redis.call("lrange", KEYS[1], 0, -1)
for _, id in ipairs(ids) do redis.call("HSET", ARGV[1] .. id, "state", "done") end
return #ids`)
	sample = redis.NewScript(`
-- LRANGE KEYS[1] 0 -1 would be too much
local ids = redis.call("LRANGE", KEYS[1], 0, ARGV[1] - 1)
return #ids`)
	tagged = `return redis.call('SMEMBERS', KEYS[1])`
)

func Finish(ctx context.Context, rdb *redis.Client) error {
	return whole.Run(ctx, rdb, []string{"queue"}, "job:").Err() // want "unbounded-read warn LRANGE"
}

func Sample(ctx context.Context, rdb *redis.Client) error {
	return sample.Run(ctx, rdb, []string{"queue"}, 20).Err()
}

func Invalidate(ctx context.Context, rdb *redis.Client, tag string) error {
	return rdb.Eval(ctx, tagged, []string{"tag:" + tag}).Err() // want "unbounded-read warn SMEMBERS"
}

var perGroup = redis.NewScript(`
local n = 0
for _, g in ipairs(redis.call("SMEMBERS", KEYS[2])) do n = n + redis.call("ZCARD", KEYS[1] .. g) end
return n`)

func Pending(ctx context.Context, rdb *redis.Client, q string) error {
	return perGroup.Run(ctx, rdb, []string{q, q + ":groups"}).Err() // want "unbounded-read note SMEMBERS"
}
