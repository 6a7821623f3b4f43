// Package window has one of all processes do what is due in each span of time.
package window

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Publish publishes once an hour, whoever comes first.
func Publish(ctx context.Context, rdb *redis.Client, tree string, send func() error) error {
	key := fmt.Sprintf("%s/%d", tree, time.Now().Truncate(time.Hour).Unix())
	first, err := rdb.SetNX(ctx, key, true, 0).Result() // want "lock-without-expiry warn"
	if err != nil || !first {
		return err
	}
	return send()
}

// Expiring has the key gone once the hour is over.
func Expiring(ctx context.Context, rdb *redis.Client, tree string, send func() error) error {
	key := fmt.Sprintf("%s/%d", tree, time.Now().Truncate(time.Hour).Unix())
	first, err := rdb.SetNX(ctx, key, true, 2*time.Hour).Result()
	if err != nil || !first {
		return err
	}
	return send()
}

// Welcome marks who was welcomed, for good.
func Welcome(ctx context.Context, rdb *redis.Client, user string, send func() error) error {
	first, err := rdb.SetNX(ctx, "welcomed:"+user, true, 0).Result()
	if err != nil || !first {
		return err
	}
	return send()
}
