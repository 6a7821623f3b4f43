// Package zcache is a cache that nobody has described.
package zcache

import "time"

// Proxy finds entries by another key.
type Proxy[K comparable, V any] struct{ m map[K]V }

// New makes one.
func New[K comparable, V any](ttl time.Duration) *Proxy[K, V] { return nil }

func (p *Proxy[K, V]) Get(k K) (v V, ok bool) { return v, false }
func (p *Proxy[K, V]) Set(k K, v V)           {}

// Item is one entry.
type Item[V any] struct{ Object V }

func (i *Item[V]) Get(part string) (v V, ok bool) { return v, false }
