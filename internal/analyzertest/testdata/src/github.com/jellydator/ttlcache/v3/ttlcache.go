// Package ttlcache has the shape of ttlcache v3 and no behaviour.
package ttlcache

import (
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	NoTTL      time.Duration = -1
	DefaultTTL time.Duration = 0
)

type Option[K comparable, V any] interface{ apply() }

func WithTTL[K comparable, V any](ttl time.Duration) Option[K, V] { return nil }

func WithLoader[K comparable, V any](l Loader[K, V]) Option[K, V] { return nil }

func WithDisableTouchOnHit[K comparable, V any]() Option[K, V] { return nil }

type Loader[K comparable, V any] interface {
	Load(c *Cache[K, V], key K) *Item[K, V]
}

type LoaderFunc[K comparable, V any] func(*Cache[K, V], K) *Item[K, V]

func (l LoaderFunc[K, V]) Load(c *Cache[K, V], key K) *Item[K, V] { return nil }

type SuppressedLoader[K comparable, V any] struct{}

func NewSuppressedLoader[K comparable, V any](l Loader[K, V], group *singleflight.Group) *SuppressedLoader[K, V] {
	return nil
}

func (l *SuppressedLoader[K, V]) Load(c *Cache[K, V], key K) *Item[K, V] { return nil }

type Item[K comparable, V any] struct{}

func (i *Item[K, V]) Value() (v V) { return v }

type Cache[K comparable, V any] struct{}

func New[K comparable, V any](opts ...Option[K, V]) *Cache[K, V] { return nil }

func (c *Cache[K, V]) Get(key K, opts ...Option[K, V]) *Item[K, V]       { return nil }
func (c *Cache[K, V]) Set(key K, value V, ttl time.Duration) *Item[K, V] { return nil }
