// Package redistest helps the tests of others.
package redistest

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Prepare empties the server for the next test.
func Prepare(rdb *redis.Client) error { return rdb.FlushAll(context.Background()).Err() }

// Upgrade is what a program calls.
func Upgrade(rdb *redis.Client) error {
	return rdb.FlushAll(context.Background()).Err() // want "flush fail"
}
