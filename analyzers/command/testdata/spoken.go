// Package spoken asks a server by an interface of its own, which users implement.
package spoken

import (
	"context"
	"time"
)

type Redis interface {
	Get(ctx context.Context, key string) (string, error)
	Set(ctx context.Context, key string, v any, ttl time.Duration) error
	SetNX(ctx context.Context, key string, v any, ttl time.Duration) (bool, error)
	Del(ctx context.Context, keys ...string) error
	Keys(ctx context.Context, pattern string) ([]string, error)
	HGetAll(ctx context.Context, key string) (map[string]string, error)
	FlushDBCtx(ctx context.Context) error
}

// Cache is an interface that many caches have, whose Keys costs nobody anything.
type Cache interface {
	Get(key string) (any, bool)
	Set(key string, v any, ttl time.Duration)
	Del(key string)
	Keys(prefix string) []string
}

type Store struct {
	r Redis
	c Cache
}

func New(r Redis, c Cache) *Store { return &Store{r, c} }

func (s *Store) Find(ctx context.Context, p string) ([]string, error) {
	return s.r.Keys(ctx, p+"*") // want "keys fail KEYS"
}

func (s *Store) Upload(ctx context.Context) error {
	return s.r.FlushDBCtx(ctx) // want "flush fail FLUSHDB"
}

func (s *Store) Local(p string) []string { return s.c.Keys(p) }
