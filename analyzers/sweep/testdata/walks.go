package walks

import (
	"context"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Users struct {
	rdb  goredis.UniversalClient
	pool *redis.Pool
}

// Registered goes through a hash to its end and keeps all of it.
func (u *Users) Registered(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	var cursor uint64
	for {
		kv, next, err := u.rdb.HScan(ctx, "registry", cursor, "", 1000).Result() // want "scan-sweep warn HSCAN"
		if err != nil {
			return nil, err
		}
		for i := 0; i+1 < len(kv); i += 2 {
			out[kv[i]] = kv[i+1]
		}
		if cursor = next; cursor == 0 {
			return out, nil
		}
	}
}

// Banned goes through a set by an iterator.
func (u *Users) Banned(ctx context.Context) (n int) {
	it := u.rdb.SScan(ctx, "banned", 0, "*", 0).Iterator()
	for it.Next(ctx) { // want "scan-sweep warn SSCAN"
		n++
	}
	return n
}

// Visits goes through what one session has.
func (u *Users) Visits(ctx context.Context, id string) (n int) {
	it := u.rdb.SScan(ctx, "session:"+id, 0, "", 100).Iterator()
	for it.Next(ctx) { // want "scan-sweep note SSCAN"
		n++
	}
	return n
}

// Window stops when it has as many as are wanted.
func (u *Users) Window(ctx context.Context, limit int) (out []string) {
	var cursor uint64
	for {
		page, next, err := u.rdb.SScan(ctx, "members", cursor, "", 100).Result()
		if err != nil {
			return out
		}
		for _, m := range page {
			if len(out) >= limit {
				return out
			}
			out = append(out, m)
		}
		if cursor = next; cursor == 0 {
			return out
		}
	}
}

// RawRegistered does the first with bare words.
func (u *Users) RawRegistered() (out []string, err error) {
	c := u.pool.Get()
	defer c.Close()
	for cursor := 0; ; {
		reply, err := redis.Values(c.Do("HSCAN", "registry", cursor, "COUNT", 500)) // want "scan-sweep warn HSCAN"
		if err != nil {
			return nil, err
		}
		cursor, _ = redis.Int(reply[0], nil)
		page, _ := redis.Strings(reply[1], nil)
		out = append(out, page...)
		if cursor == 0 {
			return out, nil
		}
	}
}
