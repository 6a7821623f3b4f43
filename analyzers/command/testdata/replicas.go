package replicas

import (
	"context"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Store struct {
	rdb  *goredis.Client
	pool *redis.Pool
}

// Save waits for as long as it takes.
func (s *Store) Save(ctx context.Context, key, val string) error {
	if err := s.rdb.Set(ctx, key, val, time.Hour).Err(); err != nil {
		return err
	}
	return s.rdb.Wait(ctx, 1, 0).Err() // want "admin-command fail WAIT"
}

// SaveLimited waits for a second.
func (s *Store) SaveLimited(ctx context.Context, key, val string) error {
	if err := s.rdb.Set(ctx, key, val, time.Hour).Err(); err != nil {
		return err
	}
	return s.rdb.Wait(ctx, 1, time.Second).Err() // want "admin-command warn WAIT: A time limit well below"
}

func (s *Store) SaveRaw(key, val string) error {
	c := s.pool.Get()
	defer c.Close()
	if _, err := c.Do("SETEX", key, 3600, val); err != nil {
		return err
	}
	_, err := c.Do("WAIT", 1, "0") // want "admin-command fail WAIT"
	return err
}

// Wait is called what it does.
func (s *Store) Wait(ctx context.Context, n int, limit time.Duration) error {
	return s.rdb.Wait(ctx, n, limit).Err() // want "admin-command note WAIT"
}
