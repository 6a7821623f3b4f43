// Package serial asks the source behind a mutex.
package serial

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Store is a cache before a database.
type Store struct {
	mu  sync.Mutex
	rdb *redis.Client
	db  *sql.DB
}

// Blind takes the lock once it has missed, and asks the database whoever was there before.
func (s *Store) Blind(ctx context.Context, id string) (string, error) {
	if v, err := s.rdb.Get(ctx, id).Result(); err == nil {
		return v, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var v string
	if err := s.db.QueryRowContext(ctx, "SELECT v FROM t WHERE id = ?", id).Scan(&v); err != nil { // want "stampede warn"
		return "", err
	}
	return v, s.rdb.Set(ctx, id, v, time.Minute).Err()
}

// Remember runs what it is given, if that is a function.
func (s *Store) Remember(ctx context.Context, id string, value any) (any, error) {
	if v, err := s.rdb.Get(ctx, id).Result(); err == nil {
		return v, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if load, ok := value.(func() any); ok {
		value = load() // want "stampede warn"
	}
	return value, s.rdb.Set(ctx, id, value, time.Minute).Err()
}

// Again looks once more.
func (s *Store) Again(ctx context.Context, id string) (string, error) {
	if v, err := s.rdb.Get(ctx, id).Result(); err == nil {
		return v, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, err := s.rdb.Get(ctx, id).Result(); err == nil {
		return v, nil
	}
	var v string
	if err := s.db.QueryRowContext(ctx, "SELECT v FROM t WHERE id = ?", id).Scan(&v); err != nil {
		return "", err
	}
	return v, s.rdb.Set(ctx, id, v, time.Minute).Err()
}

// Before looks behind the lock to begin with.
func (s *Store) Before(ctx context.Context, id string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, err := s.rdb.Get(ctx, id).Result(); err == nil {
		return v, nil
	}
	var v string
	if err := s.db.QueryRowContext(ctx, "SELECT v FROM t WHERE id = ?", id).Scan(&v); err != nil {
		return "", err
	}
	return v, s.rdb.Set(ctx, id, v, time.Minute).Err()
}
