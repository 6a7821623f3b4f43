// Package missing takes a lock where it has read that there is none.
package missing

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type S struct{ rdb *redis.Client }

func (s *S) Lock(ctx context.Context, id string) bool {
	if _, err := s.rdb.Get(ctx, "lock:"+id).Result(); err == nil {
		return false
	}
	return s.rdb.Set(ctx, "lock:"+id, 1, 0).Err() == nil // want "lock-without-expiry warn SET"
}

// Note keeps what the holder says, whoever reads it.
func (s *S) Note(ctx context.Context, id, who string) error {
	if s.rdb.Get(ctx, "lock:note:"+id).Val() != who {
		return nil
	}
	return s.rdb.Set(ctx, "lock:note:"+id, who, redis.KeepTTL).Err()
}
