// Package ttlcache has the shape of ttlcache v2 and no behaviour.
package ttlcache

import "time"

type Cache struct{}

func NewCache() *Cache { return nil }

func (c *Cache) SetTTL(ttl time.Duration) error                           { return nil }
func (c *Cache) Get(key string) (any, error)                              { return nil, nil }
func (c *Cache) Set(key string, data any) error                           { return nil }
func (c *Cache) SetWithTTL(key string, data any, ttl time.Duration) error { return nil }
