// Package gcache has the declarations of gf's cache that test programs use.
package gcache

import (
	"context"
	"time"
)

func Get(ctx context.Context, key any) (any, error) { return nil, nil }

func Set(ctx context.Context, key, value any, duration time.Duration) error { return nil }
