// Package ttlcache has the shape of ttlcache v3 and no behaviour.
package ttlcache

import "time"

const (
	NoTTL      time.Duration = -1
	DefaultTTL time.Duration = 0
)

type Option[K comparable, V any] interface{ apply() }

func WithTTL[K comparable, V any](ttl time.Duration) Option[K, V] { return nil }

type Item[K comparable, V any] struct{}

func (i *Item[K, V]) Value() (v V) { return v }

type Cache[K comparable, V any] struct{}

func New[K comparable, V any](opts ...Option[K, V]) *Cache[K, V] { return nil }

func (c *Cache[K, V]) Get(key K) *Item[K, V]                             { return nil }
func (c *Cache[K, V]) Set(key K, value V, ttl time.Duration) *Item[K, V] { return nil }
