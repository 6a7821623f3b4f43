// Package sqlc is a stub of github.com/zeromicro/go-zero/core/stores/sqlc.
package sqlc

import "context"

type CachedConn struct{}

func (c CachedConn) QueryRowCtx(ctx context.Context, v any, key string, query func(ctx context.Context, v any) error) error {
	return nil
}

func (c CachedConn) DelCacheCtx(ctx context.Context, keys ...string) error { return nil }
