// Package paged walks by a script that looks at one page, and hands pages to workers.
package paged

import (
	"context"

	"github.com/redis/go-redis/v9"
)

var page = redis.NewScript(`
local r = redis.call("SCAN", ARGV[1], "MATCH", ARGV[2], "COUNT", 100)
local n = 0
for _, k in ipairs(r[2]) do n = n + redis.call("STRLEN", k) end
return {r[1], n}`)

type Store struct {
	rdb  *redis.Client
	dead chan []string
}

// Weigh runs the script until the cursor is back.
func (s *Store) Weigh(ctx context.Context) (total int64, err error) {
	cursor := "0"
	for {
		res, err := page.Run(ctx, s.rdb, nil, cursor, "user:*").Slice() // want "scan-sweep warn"
		if err != nil {
			return 0, err
		}
		cursor = res[0].(string)
		total += res[1].(int64)
		if cursor == "0" {
			return total, nil
		}
	}
}

// Next gives one page to who asks for it.
func (s *Store) Next(ctx context.Context, cursor string) ([]any, error) {
	return page.Run(ctx, s.rdb, nil, cursor, "user:*").Slice()
}

const drop = `
local r = redis.call("SCAN", KEYS[1], "MATCH", ARGV[1])
for _, k in ipairs(r[2]) do redis.call("DEL", k) end
return r[1]`

// Forget deletes in the script, page after page.
func (s *Store) Forget(ctx context.Context, user string) error {
	for cursor := "0"; ; {
		next, err := s.rdb.Eval(ctx, drop, []string{cursor}, user+":*").Text() // want "scan-sweep fail"
		if err != nil {
			return err
		}
		if next == "0" {
			return nil
		}
		cursor = next
	}
}

func (s *Store) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case keys := <-s.dead:
			s.rdb.Del(ctx, keys...)
		}
	}
}

// Start starts the worker.
func (s *Store) Start(ctx context.Context) { go s.work(ctx) }

// Leave has the worker delete what it finds.
func (s *Store) Leave(ctx context.Context, user string) error {
	var cursor uint64
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, user+":*", 100).Result() // want "scan-sweep fail"
		if err != nil {
			return err
		}
		s.dead <- keys
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}
