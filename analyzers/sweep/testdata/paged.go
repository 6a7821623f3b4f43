// Package paged walks by a script that looks at one page, and hands pages to workers.
package paged

import (
	"context"
	"slices"
	"sync"

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
func (s *Store) Heavy(ctx context.Context) (total int64, err error) {
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

// Retire compares its cursor in another way.
func (s *Store) Retire(ctx context.Context, user string) error {
	cursor := uint64(0)
	for more := true; more; more = cursor > 0 {
		keys, next, err := s.rdb.Scan(ctx, cursor, user+":*", 100).Result() // want "scan-sweep fail"
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := s.rdb.Expire(ctx, k, 0).Err(); err != nil {
				return err
			}
		}
		cursor = next
	}
	return nil
}

// Sample stops when it has enough.
func (s *Store) Sample(ctx context.Context, user string) (out []string, err error) {
	var cursor uint64
	for left := 10; left > 0; {
		keys, next, err := s.rdb.Scan(ctx, cursor, user+":*", 10).Result()
		if err != nil {
			return nil, err
		}
		out, cursor = append(out, keys...), next
		left -= len(keys)
	}
	return out, nil
}

// Snapshot reads a page at once.
func (s *Store) Snapshot(ctx context.Context) (out []any, err error) {
	var cursor uint64
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, "user:*", 100).Result() // want "scan-sweep warn"
		if err != nil {
			return nil, err
		}
		vals, err := s.rdb.MGet(ctx, keys...).Result()
		if err != nil {
			return nil, err
		}
		out = append(out, vals...)
		if cursor = next; cursor == 0 {
			return out, nil
		}
	}
}

func (s *Store) step(ctx context.Context, cursor *uint64, do func(key string) error) (done bool, err error) {
	keys, next, err := s.rdb.Scan(ctx, *cursor, "user:*", 50).Result()
	if err != nil {
		return false, err
	}
	for _, k := range keys {
		if err := do(k); err != nil {
			return false, err
		}
	}
	*cursor = next
	return next == 0, nil
}

// Refund goes on with steps that say when they are done.
func (s *Store) Refund(ctx context.Context) error {
	var cursor uint64
	for {
		done, err := s.step(ctx, &cursor, func(k string) error { return s.rdb.Incr(ctx, k).Err() }) // want "scan-sweep fail"
		if err != nil || done {
			return err
		}
	}
}

// Split gathers in goroutines, then deletes chunk by chunk.
func (s *Store) Split(ctx context.Context, tenants []string) error {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var doomed []string
	for _, tenant := range tenants {
		wg.Add(1)
		go func() {
			defer wg.Done()
			it := s.rdb.Scan(ctx, 0, tenant+":*", 500).Iterator()
			for it.Next(ctx) { // want "scan-sweep fail"
				mu.Lock()
				doomed = append(doomed, it.Val())
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	for chunk := range slices.Chunk(doomed, 500) {
		if err := s.rdb.Del(ctx, chunk...).Err(); err != nil {
			return err
		}
	}
	return nil
}

// Tonnage gathers first, then asks for each.
func (s *Store) Tonnage(ctx context.Context) (total int64) {
	var keys []string
	var cursor uint64
	for {
		page, next, err := s.rdb.Scan(ctx, cursor, "w:*", 100).Result() // want "scan-sweep fail"
		if err != nil {
			return 0
		}
		keys = append(keys, page...)
		if cursor = next; cursor == 0 {
			break
		}
	}
	for _, k := range keys {
		total += int64(len(s.rdb.Get(ctx, k).Val()))
	}
	return total
}

// Groups keeps the cursor in the list of arguments.
func (s *Store) Groups(ctx context.Context, names []any) (n int, err error) {
	args := append([]any{0, "user:*"}, names...)
	for {
		res, err := page.Run(ctx, s.rdb, nil, args...).Slice() // want "scan-sweep warn"
		if err != nil {
			return n, err
		}
		n++
		if args[0], _ = res[0].(int); args[0].(int) == 0 {
			return n, nil
		}
	}
}
