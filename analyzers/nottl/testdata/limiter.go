// Package rates keeps a bucket of each caller.
package rates

import "github.com/gomodule/redigo/redis"

type Limiter struct{ redis.Conn }

var take = redis.NewScript(1, `redis.call("HMSET", KEYS[1], "tokens", 2) return 1`)

var takeFor = redis.NewScript(1, `redis.call("HMSET", KEYS[1], "tokens", 1) redis.call("EXPIRE", KEYS[1], 60) return 1`)

// Allow leaves the buckets of those who have gone.
func (l *Limiter) Allow(who string) (int, error) {
	return redis.Int(take.Do(l, who)) // want "no-ttl warn HMSET"
}

// Throttle gives its buckets a time.
type Throttle struct{ redis.Conn }

func (l *Throttle) AllowFor(who string) (int, error) { return redis.Int(takeFor.Do(l, who)) }

var count = redis.NewScript(1, `return redis.call("INCR", KEYS[1])`)

// Counted leaves the counts of those who have gone.
func (l *Limiter) Counted(who string) (int, error) {
	return redis.Int(count.Do(l, who)) // want "no-ttl warn INCR"
}
