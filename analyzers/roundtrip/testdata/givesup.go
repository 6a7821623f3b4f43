package givesup

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

type Sets struct{ rdb *redis.Client }

func traced(err error) error { return fmt.Errorf("here: %w", err) }

// scan drops a member that is not there, and fails.
func (s *Sets) scan(ctx context.Context, key string) ([]any, error) {
	members, err := s.rdb.SMembers(ctx, "set:"+key).Result()
	if err != nil {
		return nil, err
	}
	all, err := s.rdb.MGet(ctx, members...).Result()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i] == nil {
			if err := s.rdb.SRem(ctx, "set:"+key, members[i]).Err(); err != nil {
				return nil, traced(err)
			}
			return nil, traced(fmt.Errorf("%s is not there", members[i]))
		}
	}
	return all, nil
}

// All reads one set after the other.
func (s *Sets) All(ctx context.Context, keys []string) (out []any, err error) {
	for _, key := range keys {
		all, err := s.scan(ctx, key) // want "per-item-roundtrip warn SMEMBERS"
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
	}
	return out, nil
}

var errEmpty = errors.New("empty")

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("here: %w", err)
}

// add hands on what the server says.
func (s *Sets) add(ctx context.Context, id string) error {
	if id == "" {
		return errEmpty
	}
	err := s.rdb.SAdd(ctx, "ids", id).Err()
	return wrap(err)
}

// Add adds one after the other.
func (s *Sets) Add(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := s.add(ctx, id); err != nil { // want "per-item-roundtrip warn SADD"
			return err
		}
	}
	return nil
}

func (s *Sets) put(ctx context.Context, id string) error {
	err := s.rdb.SAdd(ctx, "ids", id).Err()
	return fmt.Errorf("put: %w", err)
}

// Put is about an error that may be none.
func (s *Sets) Put(ctx context.Context, ids []string) {
	for _, id := range ids {
		_ = s.put(ctx, id) // want "per-item-roundtrip warn SADD"
	}
}
