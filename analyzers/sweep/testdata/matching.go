package matching

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Store struct{ rdb *redis.Client }

// DeletePrefix says what it does: to find what matches there is no other way.
func (s *Store) DeletePrefix(ctx context.Context, prefix string) error {
	var cursor uint64
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, prefix+"*", 500).Result() // want "scan-sweep note"
		if err != nil {
			return err
		}
		if len(keys) > 0 {
			s.rdb.Unlink(ctx, keys...)
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// WatchTree is named for what it watches: that it walks is not said.
func (s *Store) WatchTree(ctx context.Context, dir string) <-chan []string {
	out := make(chan []string)
	go func() {
		for range events(ctx, dir) {
			out <- s.below(ctx, dir)
		}
	}()
	return out
}

func events(ctx context.Context, dir string) <-chan string { return nil }

func (s *Store) below(ctx context.Context, dir string) (all []string) {
	var cursor uint64
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, dir+"*", 500).Result() // want "scan-sweep warn"
		if err != nil {
			return all
		}
		all = append(all, keys...)
		if cursor = next; cursor == 0 {
			return all
		}
	}
}

// Save deletes what it finds, and does not say so.
func (s *Store) Save(ctx context.Context, user, doc string) error {
	var cursor uint64
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, user+":*", 500).Result() // want "scan-sweep fail"
		if err != nil {
			return err
		}
		if len(keys) > 0 {
			s.rdb.Unlink(ctx, keys...)
		}
		if cursor = next; cursor == 0 {
			return s.rdb.Set(ctx, user, doc, 0).Err()
		}
	}
}
