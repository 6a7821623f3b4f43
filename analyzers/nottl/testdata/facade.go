// Package facade keeps prices by gf's cache.
package facade

import (
	"context"
	"time"

	"github.com/gogf/gf/v2/os/gcache"
)

func Price(ctx context.Context, sku string, load func(string) (float64, error)) (float64, error) {
	if v, err := gcache.Get(ctx, "price:"+sku); err == nil && v != nil {
		return v.(float64), nil
	}
	n, err := load(sku)
	if err != nil {
		return 0, err
	}
	return n, gcache.Set(ctx, "price:"+sku, n, 0) // want "no-ttl warn SET"
}

func Remember(ctx context.Context, sku string, n float64) error {
	return gcache.Set(ctx, "price:"+sku, n, time.Hour)
}

// Names hands the expiry on, and is given none for some.
type Names struct{}

func (n *Names) set(ctx context.Context, id, name string, ttl time.Duration) error {
	return gcache.Set(ctx, "name:"+id, name, ttl) // want "no-ttl warn SET"
}

func (n *Names) Rename(ctx context.Context, id, name string) error { return n.set(ctx, id, name, 0) }

func (n *Names) Hide(ctx context.Context, id string) error { return n.set(ctx, id, "", time.Hour) }
