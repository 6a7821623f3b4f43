// Package aside deletes in goroutines of their own.
package aside

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Pages struct {
	rdb   *redis.Client
	fetch func(ctx context.Context, id string) (string, error)
}

// Fresh is asked for when the reader wants no cached page.
func (p *Pages) Fresh(ctx context.Context, id string) (string, error) {
	go p.rdb.Del(ctx, "page:"+id) // want "delete-before-refresh warn DEL"
	page, err := p.fetch(ctx, id)
	if err != nil {
		return "", err
	}
	return page, p.rdb.Set(ctx, "page:"+id, page, time.Hour).Err()
}

// Renewed does it in a literal.
func (p *Pages) Renewed(ctx context.Context, id string) (string, error) {
	go func() { // want "delete-before-refresh warn DEL"
		p.rdb.Del(context.Background(), "page:"+id)
	}()
	page, err := p.fetch(ctx, id)
	if err != nil {
		return "", err
	}
	return page, p.rdb.Set(ctx, "page:"+id, page, time.Hour).Err()
}

// Twice deletes a second time in a moment, which takes out what was read in between.
func (p *Pages) Twice(ctx context.Context, id string) (string, error) {
	go func() {
		time.Sleep(time.Second)
		p.rdb.Del(context.Background(), "page:"+id)
	}()
	page, err := p.fetch(ctx, id)
	if err != nil {
		return "", err
	}
	return page, p.rdb.Set(ctx, "page:"+id, page, time.Hour).Err()
}
