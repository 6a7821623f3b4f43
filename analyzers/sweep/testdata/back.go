// Package back hands the matches of its sweeps back, in several ways.
package back

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Store struct{ rdb *redis.Client }

func (s *Store) gather(ctx context.Context, pattern string) (keys []string, err error) {
	it := s.rdb.Scan(ctx, 0, pattern, 0).Iterator()
	for it.Next(ctx) { // want "scan-sweep fail"
		keys = append(keys, it.Val())
	}
	return keys, it.Err()
}

// Unfollow deletes what it finds.
func (s *Store) Unfollow(ctx context.Context, id string) error {
	keys, err := s.gather(ctx, "feed:"+id+":*")
	if err != nil || len(keys) == 0 {
		return err
	}
	return s.rdb.Del(ctx, keys...).Err()
}

func (s *Store) names(ctx context.Context, pattern string) (keys []string) {
	it := s.rdb.Scan(ctx, 0, pattern, 0).Iterator()
	for it.Next(ctx) { // want "scan-sweep warn"
		keys = append(keys, it.Val())
	}
	return keys
}

// Report deletes something else.
func (s *Store) Report(ctx context.Context, id string) int {
	n := len(s.names(ctx, "feed:*"))
	s.rdb.Del(ctx, "report:"+id)
	return n
}

// Expel works off what a goroutine finds.
func (s *Store) Expel(ctx context.Context, org string) error {
	found := make(chan string, 64)
	go func() {
		defer close(found)
		it := s.rdb.Scan(ctx, 0, org+":*", 500).Iterator()
		for it.Next(ctx) { // want "scan-sweep fail"
			found <- it.Val()
		}
	}()
	for k := range found {
		if err := s.rdb.Del(ctx, k).Err(); err != nil {
			return err
		}
	}
	return nil
}

// page goes on by calling itself.
func (s *Store) page(ctx context.Context, cursor uint64, into *[]string) error {
	keys, next, err := s.rdb.Scan(ctx, cursor, "*", 100).Result() // want "scan-sweep warn"
	if err != nil {
		return err
	}
	*into = append(*into, keys...)
	if next == 0 {
		return nil
	}
	return s.page(ctx, next, into)
}

func (s *Store) Ledger(ctx context.Context) (out []string, err error) {
	err = s.page(ctx, 0, &out)
	return out, err
}

// once tries a page again.
func (s *Store) once(ctx context.Context, cursor uint64, tries int) ([]string, error) {
	keys, _, err := s.rdb.Scan(ctx, cursor, "*", 100).Result()
	if err != nil && tries > 0 {
		return s.once(ctx, cursor, tries-1)
	}
	return keys, err
}

func (s *Store) Peek(ctx context.Context) ([]string, error) { return s.once(ctx, 0, 3) }

// Probe looks at three pages.
func (s *Store) Probe(ctx context.Context) (out []string) {
	var cursor uint64
	for i := 0; i < 3; i++ {
		keys, next, err := s.rdb.Scan(ctx, cursor, "*", 100).Result()
		if err != nil {
			return nil
		}
		out = append(out, keys...)
		if cursor = next; cursor == 0 {
			break
		}
	}
	return out
}

// Full counts what it has found, and stops only where it is told to.
func (s *Store) Full(ctx context.Context, stop bool) (n int) {
	var cursor uint64
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, "*", 100).Result() // want "scan-sweep warn"
		if err != nil {
			return n
		}
		if n += len(keys); stop && n > 3 {
			return n
		}
		if cursor = next; cursor == 0 {
			return n
		}
	}
}

func (s *Store) some(ctx context.Context, cursor uint64) (keys []string, next uint64, done bool) {
	keys, next, err := s.rdb.Scan(ctx, cursor, "job:*", 250).Result()
	return keys, next, err != nil || next == 0
}

// Requeue is told when it has come to the end.
func (s *Store) Requeue(ctx context.Context) {
	var cursor uint64
	for {
		keys, next, done := s.some(ctx, cursor) // want "scan-sweep fail"
		for _, k := range keys {
			s.rdb.Expire(ctx, k, 1)
		}
		if done {
			return
		}
		cursor = next
	}
}

func (s *Store) produce(ctx context.Context, out chan<- string) error {
	defer close(out)
	it := s.rdb.Scan(ctx, 0, "*", 100).Iterator()
	for it.Next(ctx) { // want "scan-sweep fail"
		select {
		case out <- it.Val():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return it.Err()
}

// Mirror has workers that fetch what is found.
func (s *Store) Mirror(ctx context.Context, put func(key, value string)) error {
	keys := make(chan string, 100)
	for range 4 {
		go func() {
			for k := range keys {
				put(k, s.rdb.Get(ctx, k).Val())
			}
		}()
	}
	return s.produce(ctx, keys)
}
