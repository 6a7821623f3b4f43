// Package cache has the shape of a generic cache and no behaviour.
package cache

import "time"

type SetIOption[T any] func(c ICache[T], k string) bool

type ICacheOption[T any] func()

type ICache[T any] interface {
	Set(k string, v T, opts ...SetIOption[T]) bool
	Get(k string) (T, bool)
	Del(keys ...string) int
	Expire(k string, d time.Duration) bool
	Clear()
}

func NewMemCache[T any](opts ...ICacheOption[T]) ICache[T] { return nil }
func WithEx[T any](d time.Duration) SetIOption[T]          { return nil }
