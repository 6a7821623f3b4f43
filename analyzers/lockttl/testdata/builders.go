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

// Pin sends both in one pipeline.
func Pin(ctx context.Context, c rueidis.Client, id string) []rueidis.RedisResult {
	return c.DoMulti(ctx,
		c.B().Setnx().Key("lock:"+id).Value("1").Build(),
		c.B().Expire().Key("lock:"+id).Seconds(30).Build(),
	)
}
