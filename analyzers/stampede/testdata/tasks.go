// Package tasks keeps tasks and their runs in sets of a store that it calls a cache.
package tasks

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/redis/go-redis/v9"
)

type task struct{ ID string }

// Cache is a store with sets.
type Cache interface {
	Get(key string, into any) (bool, error)
	Set(key string, v any) error
	SetAdd(root, key string, v any) error
	SetRemove(root, key string) error
	SetScan(ctx context.Context, root string, into ...any) error
}

type redisCache struct{ rdb *redis.Client }

func (c *redisCache) Get(key string, into any) (bool, error) {
	s, err := c.rdb.Get(context.Background(), key).Result()
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal([]byte(s), into)
}

func (c *redisCache) Set(key string, v any) error {
	return c.rdb.Set(context.Background(), key, v, 0).Err()
}

func (c *redisCache) SetAdd(root, key string, v any) error {
	return c.rdb.HSet(context.Background(), root, key, v).Err()
}

func (c *redisCache) SetRemove(root, key string) error {
	return c.rdb.HDel(context.Background(), root, key).Err()
}

func (c *redisCache) SetScan(ctx context.Context, root string, into ...any) error {
	_, _, err := c.rdb.HScan(ctx, root, 0, "*", 10).Result()
	return err
}

// Service runs tasks.
type Service struct {
	cache Cache
	http  *http.Client
}

func New(rdb *redis.Client) *Service { return &Service{cache: &redisCache{rdb}} }

func (s *Service) find(id string) *task {
	t := &task{}
	if ok, _ := s.cache.Get("task:"+id, t); ok {
		return t
	}
	return nil
}

func (s *Service) runs(ctx context.Context, t *task) ([]string, error) {
	runs := make([]string, 3)
	return runs, s.cache.SetScan(ctx, "runs:"+t.ID, &runs[0])
}

func (s *Service) start(t *task) error {
	if _, err := s.http.Get("https://runner/" + t.ID); err != nil {
		return err
	}
	return s.cache.Set("task:"+t.ID, t)
}

// Restart starts a task that is there again, once its runs are gone.
func (s *Service) Restart(ctx context.Context, id string) error {
	t := s.find(id)
	if t == nil {
		return nil
	}
	runs, err := s.runs(ctx, t)
	if err != nil {
		return err
	}
	for i := range runs {
		if err := s.cache.SetRemove("runs:"+t.ID, runs[i]); err != nil {
			return err
		}
	}
	return s.start(t)
}
