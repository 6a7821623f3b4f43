// Package certmagic has the shape of certmagic and no behaviour.
package certmagic

import (
	"context"
	"time"
)

type Locker interface {
	Lock(ctx context.Context, name string) error
	Unlock(ctx context.Context, name string) error
}

type Storage interface {
	Locker
	Store(ctx context.Context, key string, value []byte) error
	Load(ctx context.Context, key string) ([]byte, error)
	Delete(ctx context.Context, key string) error
	Exists(ctx context.Context, key string) bool
	List(ctx context.Context, path string, recursive bool) ([]string, error)
	Stat(ctx context.Context, key string) (KeyInfo, error)
}

type KeyInfo struct {
	Key      string
	Modified time.Time
	Size     int64
}
