// Package ownlock has what looks like a cure and is none: each caller makes its own, or has
// given it back.
package ownlock

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/singleflight"
)

type Store struct {
	db     *sql.DB
	rdb    *redis.Client
	shared singleflight.Group
	conf   settings
	once   sync.Once
	schema string
}

func (s *Store) load(ctx context.Context, id string) (string, error) {
	var name string
	err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name)
	return name, err
}

// Alone coalesces nobody: the group is the call's.
func (s *Store) Alone(ctx context.Context, id string) (string, error) {
	name, err := s.rdb.Get(ctx, id).Result()
	if err == nil {
		return name, nil
	}
	var g singleflight.Group
	v, err, _ := g.Do(id, func() (any, error) { return s.load(ctx, id) }) // want "stampede warn"
	if err != nil {
		return "", err
	}
	s.rdb.Set(ctx, id, v, time.Minute)
	return v.(string), nil
}

// Together is what it looks like.
func (s *Store) Together(ctx context.Context, id string) (string, error) {
	name, err := s.rdb.Get(ctx, id).Result()
	if err == nil {
		return name, nil
	}
	v, err, _ := s.shared.Do(id, func() (any, error) { return s.load(ctx, id) })
	if err != nil {
		return "", err
	}
	s.rdb.Set(ctx, id, v, time.Minute)
	return v.(string), nil
}

// query is made for each request, and its group with it.
type query struct {
	s *Store
	g singleflight.Group
}

func (q *query) name(ctx context.Context, id string) (string, error) {
	name, err := q.s.rdb.Get(ctx, id).Result()
	if err == nil {
		return name, nil
	}
	v, err, _ := q.g.Do(id, func() (any, error) { return q.s.load(ctx, id) }) // want "stampede warn"
	if err != nil {
		return "", err
	}
	q.s.rdb.Set(ctx, id, v, time.Minute)
	return v.(string), nil
}

func newQuery(s *Store) *query { return &query{s: s} }

func (s *Store) Name(ctx context.Context, id string) (string, error) {
	return newQuery(s).name(ctx, id)
}

// settings has a lock of its own, by methods of its own.
type settings struct {
	mu  sync.RWMutex
	ttl time.Duration
}

func (c *settings) Lock()   { c.mu.RLock() }
func (c *settings) UnLock() { c.mu.RUnlock() }

func (c *settings) period() time.Duration {
	c.Lock()
	d := c.ttl
	c.UnLock()
	return d
}

// Configured looks into the settings first, whose lock it does not keep.
func (s *Store) Configured(ctx context.Context, id string) (string, error) {
	ttl := s.conf.period()
	name, err := s.rdb.Get(ctx, id).Result()
	if err == nil {
		return name, nil
	}
	name, err = s.load(ctx, id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	s.rdb.Set(ctx, id, name, ttl)
	return name, nil
}

// version is asked for once.
func (s *Store) version(ctx context.Context) string {
	s.once.Do(func() { s.db.QueryRowContext(ctx, "SELECT version FROM meta").Scan(&s.schema) })
	return s.schema
}

// Versioned asks for something once, and for a name each time.
func (s *Store) Versioned(ctx context.Context, id string) (string, error) {
	name, err := s.rdb.Get(ctx, id).Result()
	if err == nil {
		return name, nil
	}
	v := s.version(ctx)
	name, err = s.load(ctx, id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	s.rdb.Set(ctx, id, v+name, time.Minute)
	return name, nil
}
