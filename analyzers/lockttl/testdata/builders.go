package builders

import (
	"context"
	"time"

	"github.com/redis/rueidis"
)

func Lock(ctx context.Context, c rueidis.Client, key string) error {
	return c.Do(ctx, c.B().Set().Key(key).Value("1").Nx().Build()).Error() // want "lock-without-expiry warn SET"
}

func LockExpiring(ctx context.Context, c rueidis.Client, key string) error {
	return c.Do(ctx, c.B().Set().Key(key).Value("1").Nx().Ex(time.Minute).Build()).Error()
}
