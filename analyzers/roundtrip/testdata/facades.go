package facades

import (
	"context"
	"time"

	"github.com/eko/gocache/lib/v4/store"
	"github.com/go-redis/cache/v9"
	"github.com/redis/go-redis/v9"
	"github.com/zeromicro/go-zero/core/stores/sqlc"
	"golang.org/x/sync/errgroup"
)

type Prices struct {
	c    *cache.Cache
	rows sqlc.CachedConn
	any  store.StoreInterface
}

// Of asks a cache in front of a server for one after the other.
func (p *Prices) Of(ctx context.Context, skus []string) map[string]float64 {
	out := map[string]float64{}
	for _, sku := range skus {
		var v float64
		if p.c.Get(ctx, "price:"+sku, &v) == nil { // want "per-item-roundtrip warn GET"
			out[sku] = v
		}
	}
	return out
}

// Put hands over a struct with the key in it.
func (p *Prices) Put(ctx context.Context, m map[string]float64) {
	for sku, v := range m {
		p.c.Set(&cache.Item{Ctx: ctx, Key: "price:" + sku, Value: v, TTL: time.Hour}) // want "per-item-roundtrip warn SET"
	}
}

// Total is one for all.
func (p *Prices) Total(ctx context.Context, skus []string) {
	for range skus {
		p.c.Delete(ctx, "total")
	}
}

type row struct{ id string }

func (p *Prices) one(ctx context.Context, id string) (r row, err error) {
	return r, p.rows.QueryRowCtx(ctx, &r, "row:"+id, func(context.Context, any) error { return nil })
}

// Rows asks for one row after the other.
func (p *Prices) Rows(ctx context.Context, ids []string) (out []row) {
	for _, id := range ids {
		if r, err := p.one(ctx, id); err == nil { // want "per-item-roundtrip warn QueryRowCtx"
			out = append(out, r)
		}
	}
	return out
}

// Gone deletes all keys at once.
func (p *Prices) Gone(ctx context.Context, ids []string) error {
	return p.rows.DelCacheCtx(ctx, ids...)
}

// inRedis is what is behind another facade.
type inRedis struct{ rdb *redis.Client }

func (s inRedis) Get(ctx context.Context, key any) (any, error) {
	return s.rdb.Get(ctx, key.(string)).Result()
}
func (s inRedis) Delete(ctx context.Context, key any) error {
	return s.rdb.Del(ctx, key.(string)).Err()
}

func NewPrices(rdb *redis.Client) *Prices { return &Prices{any: inRedis{rdb}} }

// Through asks a server through a facade whose code is in view.
func (p *Prices) Through(ctx context.Context, ids []string) (out []any) {
	for _, id := range ids {
		if v, err := p.any.Get(ctx, id); err == nil { // want "per-item-roundtrip warn GET"
			out = append(out, v)
		}
	}
	return out
}

func (p *Prices) a(ctx context.Context, id string) (any, error) { return p.d(ctx, id) }
func (p *Prices) d(ctx context.Context, id string) (any, error) { return p.any.Get(ctx, id) }

// Beside waits for goroutines that ask some calls further down.
func (p *Prices) Beside(ctx context.Context, ids []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, id := range ids {
		g.Go(func() error { // want "per-item-roundtrip warn GET"
			_, err := p.a(ctx, id)
			return err
		})
	}
	return g.Wait()
}
