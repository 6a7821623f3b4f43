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

// An Index keeps the digests that loading its scripts gave.
type Index struct {
	rdb          *redis.Client
	drop, oldest string
}

func NewIndex(ctx context.Context, rdb *redis.Client) (*Index, error) {
	ix := &Index{rdb: rdb}
	script := redis.NewScript(`
for _, of in pairs(KEYS) do
	for _, key in pairs(redis.call("HKEYS", of)) do redis.call("DEL", key) end
end
return true`)
	sha, err := script.Load(ctx, rdb).Result()
	if err != nil {
		return nil, err
	}
	ix.drop = sha
	script = redis.NewScript(`
for _, at in pairs(redis.call("HVALS", KEYS[1])) do
	if tonumber(at) < tonumber(ARGV[1]) then redis.call("HDEL", KEYS[1], at) end
end`)
	if ix.oldest, err = script.Load(ctx, rdb).Result(); err != nil {
		return nil, err
	}
	return ix, nil
}

// Changed deletes all that the hashes name: they grow with what was asked for.
func (ix *Index) Changed(ctx context.Context, columns []string) error {
	return ix.rdb.EvalSha(ctx, ix.drop, columns).Err() // want "unbounded-read warn HKEYS"
}

func (ix *Index) Trim(ctx context.Context, of string, now int64) error {
	return ix.rdb.EvalSha(ctx, ix.oldest, []string{of}, now).Err() // want "unbounded-read note HVALS"
}
