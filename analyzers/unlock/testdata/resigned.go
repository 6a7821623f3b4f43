// Package resigned gives a lease up under names of its own.
package resigned

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type store struct{ rdb *redis.Client }

func (s *store) setIfAbsent(ctx context.Context, key, v string, d time.Duration) (bool, error) {
	return s.rdb.SetNX(ctx, key, v, d).Result()
}

func (s *store) get(ctx context.Context, key string) (string, error) {
	return s.rdb.Get(ctx, key).Result()
}

func (s *store) remove(ctx context.Context, keys ...string) error {
	return s.rdb.Del(ctx, keys...).Err()
}

// Leader leads as long as its key lives.
type Leader struct {
	store *store
	id    string
}

// NewLeader makes one.
func NewLeader(rdb *redis.Client, id string) *Leader { return &Leader{&store{rdb}, id} }

// Campaign takes the key.
func (l *Leader) Campaign(ctx context.Context) (bool, error) {
	return l.store.setIfAbsent(ctx, "service/leader", l.id, time.Minute)
}

// Leads compares.
func (l *Leader) Leads(ctx context.Context) bool {
	v, _ := l.store.get(ctx, "service/leader")
	return v == l.id
}

// Resign compares in another method.
func (l *Leader) Resign(ctx context.Context) error {
	if !l.Leads(ctx) {
		return nil
	}
	return l.store.remove(ctx, "service/leader") // want "unsafe-unlock warn"
}

// Forget deletes what is no lock.
func (l *Leader) Forget(ctx context.Context) error { return l.store.remove(ctx, "service/terms") }
