// Package spread hands whole command lines on, behind an interface of its own.
package spread

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type client interface {
	DoRead(ctx context.Context, args ...any) (any, error)
	DoWrite(ctx context.Context, args ...any) error
}

type v9 struct{ rdb redis.UniversalClient }

func (c v9) DoRead(ctx context.Context, args ...any) (any, error) {
	return c.rdb.Do(ctx, args...).Result()
}

func (c v9) DoWrite(ctx context.Context, args ...any) error { return c.rdb.Do(ctx, args...).Err() }

// Subscribe changes a setting of the whole server first.
func (c v9) Subscribe(ctx context.Context) {
	c.DoWrite(ctx, "CONFIG", "SET", "notify-keyspace-events", "KEA") // want "admin-command fail CONFIG SET"
}

type Store struct{ client client }

func New(rdb redis.UniversalClient) *Store { return &Store{v9{rdb}} }

// Open gives the subscriber.
func Open(rdb redis.UniversalClient) Subscriber { return v9{rdb} }

type Subscriber interface{ Subscribe(ctx context.Context) }

// Load lists all there is where no key is given.
func (s *Store) Load(ctx context.Context, keys []string) (any, error) {
	if len(keys) == 0 {
		return s.client.DoRead(ctx, "KEYS", "*") // want "keys fail KEYS"
	}
	return s.client.DoRead(ctx, "GET", keys[0])
}

// Line is put together before.
func (s *Store) Line(ctx context.Context) error {
	line := []any{"FLUSHALL"}
	line = append(line, "ASYNC")
	return s.client.DoWrite(ctx, line...) // want "flush fail FLUSHALL"
}
