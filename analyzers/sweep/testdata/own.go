// Package own walks the keyspace with a deletion for each key.
package own

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Store struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Store { return &Store{rdb} }

func (s *Store) Touch(ctx context.Context) error {
	var cursor uint64
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, "own:*", 100).Result() // want "scan-sweep fail"
		if err != nil {
			return err
		}
		for _, k := range keys {
			s.rdb.Del(ctx, k)
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// DeletePrefix cannot know them without a walk.
func (s *Store) DeletePrefix(ctx context.Context, prefix string) error {
	var cursor uint64
	var all []string
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, prefix+"*", 100).Result() // want "scan-sweep note"
		if err != nil {
			return err
		}
		all = append(all, keys...)
		if cursor = next; cursor == 0 {
			return s.rdb.Del(ctx, all...).Err()
		}
	}
}

// WatchTree does not say so.
func (s *Store) WatchTree(ctx context.Context, prefix string) ([]string, error) {
	var cursor uint64
	var all []string
	for {
		keys, next, err := s.rdb.Scan(ctx, cursor, prefix+"*", 100).Result() // want "scan-sweep warn"
		if err != nil {
			return nil, err
		}
		all = append(all, keys...)
		if cursor = next; cursor == 0 {
			return all, nil
		}
	}
}

// Fields walks one hash, which is no keyspace: none of it is deleted key by key.
func (s *Store) Fields(ctx context.Context) (n int) {
	it := s.rdb.HScan(ctx, "fields", 0, "", 100).Iterator()
	for it.Next(ctx) { // want "scan-sweep warn HSCAN"
		s.rdb.Del(ctx, it.Val())
		n++
	}
	return n
}

// Session walks what one session has.
func (s *Store) Session(ctx context.Context, id string) (n int) {
	it := s.rdb.SScan(ctx, "session:"+id, 0, "", 100).Iterator()
	for it.Next(ctx) { // want "scan-sweep note SSCAN"
		n++
	}
	return n
}

// Visited walks the keyspace.
func (s *Store) Visited(ctx context.Context) (n int) {
	it := s.rdb.Scan(ctx, 0, "own:*", 100).Iterator()
	for it.Next(ctx) { // want "scan-sweep warn"
		n++
	}
	return n
}
