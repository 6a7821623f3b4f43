// Package drivers gives a library of others what it works by, and nobody else.
package drivers

import (
	"context"

	"github.com/redis/go-redis/v9"
	"nowhere.dev/hub"
)

type made struct{ rdb *redis.Client }

func (d *made) Topics(ctx context.Context) ([]string, error) {
	return d.rdb.Keys(ctx, "topic:*").Result() // want "keys fail"
}

func (d *made) Ping(ctx context.Context) error { return d.rdb.Ping(ctx).Err() }

func makes(rdb *redis.Client) (hub.Driver, error) { return &made{rdb}, nil }

// Open hands over what another function makes.
func Open(rdb *redis.Client) (*hub.Hub, error) {
	d, err := makes(rdb)
	if err != nil {
		return nil, err
	}
	return hub.New(d), nil
}

type given struct{ rdb *redis.Client }

func (d *given) Topics(ctx context.Context) ([]string, error) {
	return d.rdb.Keys(ctx, "topic:*").Result() // want "keys fail"
}

func (d *given) Ping(ctx context.Context) error { return d.rdb.Ping(ctx).Err() }

// Over hands over what it makes itself.
func Over(rdb *redis.Client) *hub.Hub { return hub.Over(&given{rdb}) }

type kept struct{ rdb *redis.Client }

func (d *kept) Topics(ctx context.Context) ([]string, error) {
	return d.rdb.Keys(ctx, "topic:*").Result() // nobody asks
}

func (d *kept) Ping(ctx context.Context) error { return d.rdb.Ping(ctx).Err() }

// Keep has one for itself, to see whether the server is there.
func Keep(ctx context.Context, rdb *redis.Client) error {
	var d hub.Driver = &kept{rdb}
	return d.Ping(ctx)
}
