// Package embedded has an interface of its own over the client's.
package embedded

import (
	"context"
	"io"

	"github.com/redis/go-redis/v9"
)

type Client interface {
	redis.Cmdable
	io.Closer
}

type List struct {
	Prefix string
	client Client
	opts   redis.Options
}

func NewList() *List { return &List{Prefix: ""} }

func (b *List) ConnectTo(ctx context.Context) error {
	b.client = redis.NewClient(&b.opts)
	return nil
}

func (b *List) Count(ctx context.Context) (int, error) {
	keys, err := b.getKeys(ctx, 0)
	return len(keys), err
}

func (b *List) getKeys(ctx context.Context, cursor uint64) ([]string, error) {
	keys, cursor, err := b.client.Scan(ctx, cursor, b.Prefix+"*", 300000).Result() // want "keys warn"
	if err != nil {
		return nil, err
	}
	if cursor != 0 {
		more, err := b.getKeys(ctx, cursor)
		if err != nil {
			return nil, err
		}
		keys = append(keys, more...)
	}
	return keys, nil
}

// Fill's default stands in NewList alone; who uses List may have set another.
func (b *List) Fill(ctx context.Context) error {
	if b.Prefix == "" {
		return nil
	}
	return b.client.FlushAll(ctx).Err() // want "flush fail"
}

// own is nobody's to set.
type own struct {
	prefix string
	rdb    *redis.Client
}

func (o *own) fill(ctx context.Context) error {
	if o.prefix == "" {
		return nil
	}
	return o.rdb.FlushAll(ctx).Err()
}

func Filled(ctx context.Context, rdb *redis.Client) error {
	return (&own{prefix: "", rdb: rdb}).fill(ctx)
}

// FindUsers is asked for users, and says nothing of a walk over all keys.
func (b *List) FindUsers(ctx context.Context, query string) ([]string, error) {
	return b.client.Keys(ctx, "user:*"+query+"*").Result() // want "keys fail"
}

// FindKeys is.
func (b *List) FindKeys(ctx context.Context, pattern string) ([]string, error) {
	return b.client.Keys(ctx, pattern).Result() // want "keys note"
}
