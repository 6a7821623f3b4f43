// Package follows asks for one thing after the other.
package follows

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Chain keeps nodes.
type Chain struct{ rdb *redis.Client }

// Pages goes from page to page.
func (c *Chain) Pages(ctx context.Context, url string, limit int) (out []string, err error) {
	for url != "" {
		if len(out) >= limit {
			break
		}
		body, next, err := c.page(ctx, url)
		if err != nil {
			return nil, err
		}
		out = append(out, body)
		url = next
	}
	return out, nil
}

func (c *Chain) page(ctx context.Context, url string) (body, next string, err error) {
	raw, err := c.rdb.Get(ctx, "page:"+url).Result()
	if err != nil {
		return "", "", err
	}
	body, next, _ = strings.Cut(raw, "\n")
	return body, next, nil
}

// Known knows the next one by itself.
func (c *Chain) Known(ctx context.Context, names string, limit int) (out []string, err error) {
	for names != "" {
		if len(out) >= limit {
			break
		}
		name, rest, _ := strings.Cut(names, ",")
		body, _, err := c.page(ctx, name) // want "per-item-roundtrip warn GET"
		if err != nil {
			return nil, err
		}
		out = append(out, body)
		names = rest
	}
	return out, nil
}
