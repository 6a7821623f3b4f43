// Package caches has the shape of gorm's caches and no behaviour.
package caches

import "context"

type Query[T any] struct {
	Dest         T
	RowsAffected int64
}

type Cacher interface {
	Get(ctx context.Context, key string, q *Query[any]) (*Query[any], error)
	Store(ctx context.Context, key string, val *Query[any]) error
	Invalidate(ctx context.Context) error
}
