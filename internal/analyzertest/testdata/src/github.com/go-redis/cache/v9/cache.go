// Package cache is a stub of github.com/go-redis/cache/v9.
package cache

import (
	"context"
	"time"
)

type Item struct {
	Ctx   context.Context
	Key   string
	Value any
	TTL   time.Duration
	Do    func(*Item) (any, error)
}

type Cache struct{}

func (c *Cache) Set(item *Item) error                                 { return nil }
func (c *Cache) Get(ctx context.Context, key string, value any) error { return nil }
func (c *Cache) Once(item *Item) error                                { return nil }
func (c *Cache) Delete(ctx context.Context, key string) error         { return nil }
