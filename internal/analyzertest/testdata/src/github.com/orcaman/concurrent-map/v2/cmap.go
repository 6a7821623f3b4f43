// Package cmap has the shape of concurrent-map and no behaviour.
package cmap

type ConcurrentMap[K comparable, V any] struct{}

func New[V any]() ConcurrentMap[string, V] { return ConcurrentMap[string, V]{} }

func (m ConcurrentMap[K, V]) Get(k K) (v V, ok bool) { return v, false }
func (m ConcurrentMap[K, V]) Set(k K, v V)           {}
