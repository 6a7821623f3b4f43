// Package recursive has a helper that takes a lock and calls itself with a constant.
package recursive

import (
	"context"
	"database/sql"
	"sync"

	"github.com/redis/go-redis/v9"
)

type Store struct {
	mu  sync.Mutex
	rdb *redis.Client
	db  *sql.DB
}

func (s *Store) enter(tries, step int) {
	if s.mu.TryLock() {
		return
	}
	if tries > 9 {
		s.mu.Lock()
		return
	}
	s.enter(tries+step, 1)
}

// Name is asked by one at a time, as enter leaves the lock taken.
func (s *Store) Name(ctx context.Context, id string) (string, error) {
	s.enter(0, 1)
	defer s.mu.Unlock()
	if v, err := s.rdb.Get(ctx, "name:"+id).Result(); err == nil {
		return v, nil
	}
	var name string
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	return name, s.rdb.Set(ctx, "name:"+id, name, 60).Err()
}
