package keeper

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Store is a cache with locks; what it deletes is not only locks.
type Store struct{ rdb *redis.Client }

func (s *Store) Lock(ctx context.Context, key string) bool {
	for range 3 {
		if s.rdb.SetNX(ctx, "lock:"+key, "true", time.Minute).Val() {
			return true
		}
	}
	return false
}

// Unlock leaves the release to the deletion of any entry.
func (s *Store) Unlock(ctx context.Context, key string) error {
	return s.remove(ctx, []string{"lock:" + key}) // want "unsafe-unlock warn DEL"
}

func (s *Store) Forget(ctx context.Context, names ...string) error { return s.remove(ctx, names) }

func (s *Store) remove(ctx context.Context, names []string) error {
	return s.rdb.Del(ctx, names...).Err()
}
