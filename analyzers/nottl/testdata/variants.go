// Package variants has a script with an expiry, and without one where its option is none;
// and an index that is emptied before it is added to.
package variants

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

type Limiter struct {
	rdb *redis.Client
	ttl time.Duration
}

func New(rdb *redis.Client, ttl time.Duration) *Limiter { return &Limiter{rdb, ttl} }

func (l *Limiter) SetState(ctx context.Context, who, state string) error {
	set := `redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])`
	if l.ttl == 0 {
		set = `redis.call('set', KEYS[1], ARGV[1])`
	}
	script := fmt.Sprintf(`
		if redis.call('get', KEYS[1]) == ARGV[1] then return 0 end
		%s
		return 1`, set)
	return l.rdb.Eval(ctx, script, []string{"limit:" + who}, state, l.ttl.Milliseconds()).Err() // want "no-ttl note SET"
}

func (l *Limiter) Keep(ctx context.Context, who, state string) error {
	return l.rdb.Eval(ctx, `redis.call('set', KEYS[1], ARGV[1]) return 1`, []string{"keep:" + who}, state).Err() // want "no-ttl warn SET"
}
