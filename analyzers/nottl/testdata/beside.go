package pages

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Pages struct{ rdb *redis.Client }

// Add writes the page for a while and the list of its variants for good.
func (p *Pages) Add(ctx context.Context, url, variant, page string, ttl time.Duration) {
	p.rdb.Set(ctx, "page:"+url+variant, page, ttl)
	p.rdb.Set(ctx, "variants:"+url, variant, 0) // want "no-ttl warn SET"
}

// AddEither does one or the other, as its caller says.
func (p *Pages) AddEither(ctx context.Context, url, page string, ttl time.Duration) {
	if ttl > 0 {
		p.rdb.Set(ctx, "either:"+url, page, ttl)
	} else {
		p.rdb.Set(ctx, "either:"+url, page, 0) // want "no-ttl note SET"
	}
}

// AddDropped writes a list that Forget deletes.
func (p *Pages) AddDropped(ctx context.Context, url, page string, ttl time.Duration) {
	p.rdb.Set(ctx, "dropped:page:"+url, page, ttl)
	p.rdb.Set(ctx, "dropped:list:"+url, url, 0) // want "no-ttl note SET"
}

func (p *Pages) Forget(ctx context.Context, url string) { p.rdb.Del(ctx, "dropped:list:"+url) }

// AddMarked writes one key more, always the same.
func (p *Pages) AddMarked(ctx context.Context, url, page string, ttl time.Duration) {
	p.rdb.Set(ctx, "marked:"+url, page, ttl)
	p.rdb.Set(ctx, "latest", url, 0)
}

// AddExpired writes two that both go.
func (p *Pages) AddExpired(ctx context.Context, url, page string, ttl time.Duration) {
	p.rdb.Set(ctx, "one:"+url, page, ttl)
	p.rdb.Set(ctx, "two:"+url, page, ttl)
}
