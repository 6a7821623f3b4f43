// Package store is a stub of github.com/eko/gocache/lib/v4/store.
package store

import "context"

type StoreInterface interface {
	Get(ctx context.Context, key any) (any, error)
	Delete(ctx context.Context, key any) error
}
