// Package cache has the shape of patrickmn/go-cache and no behaviour.
package cache

import "time"

const (
	NoExpiration      time.Duration = -1
	DefaultExpiration time.Duration = 0
)

type Item struct {
	Object     any
	Expiration int64
}

type Cache struct{ *cache }

type cache struct{ items map[string]Item }

func New(defaultExpiration, cleanupInterval time.Duration) *Cache { return nil }

func (c *cache) Set(k string, x any, d time.Duration)       {}
func (c *cache) SetDefault(k string, x any)                 {}
func (c *cache) Add(k string, x any, d time.Duration) error { return nil }
func (c *cache) Get(k string) (any, bool)                   { return nil, false }
func (c *cache) Delete(k string)                            {}
func (c *cache) Items() map[string]Item                     { return nil }
func (c *cache) Flush()                                     {}
