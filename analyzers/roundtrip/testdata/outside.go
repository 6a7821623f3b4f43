package outside

import (
	"context"
	"slices"
	"sort"

	"github.com/gomodule/redigo/redis"
	"github.com/mediocregopher/radix/v4"
	goredis "github.com/redis/go-redis/v9"
	"github.com/zeromicro/go-zero/core/mr"
)

type Users struct {
	rdb  *goredis.Client
	pool *redis.Pool
	rad  radix.Client
}

// Live has the standard library ask for each.
func (u *Users) Live(ctx context.Context, ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool {
		return u.rdb.Exists(ctx, "at:"+id).Val() == 0 // want "per-item-roundtrip warn EXISTS"
	})
}

// Best asks for two in each comparison.
func (u *Users) Best(ctx context.Context, ids []string) {
	sort.Slice(ids, func(i, j int) bool {
		return u.rdb.Get(ctx, ids[i]).Val() < u.rdb.Get(ctx, ids[j]).Val() // want "per-item-roundtrip warn GET"
	})
}

// Known ends at the first.
func (u *Users) Known(ctx context.Context, ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return u.rdb.Exists(ctx, "at:"+id).Val() == 1 })
}

// Gather maps what a function gives.
func (u *Users) Gather(ctx context.Context, ids []string) ([]string, error) {
	return mr.MapReduce(func(source chan<- string) {
		for _, id := range ids {
			source <- id
		}
	}, func(id string, w mr.Writer[string], cancel func(error)) {
		w.Write(u.rdb.Get(ctx, "name:"+id).Val()) // want "per-item-roundtrip warn GET"
	}, func(pipe <-chan string, w mr.Writer[[]string], cancel func(error)) {
		var out []string
		for s := range pipe {
			out = append(out, s)
		}
		w.Write(out)
	})
}

// Places are members of one key.
func (u *Users) Places(cities []string) (out []any) {
	c := u.pool.Get()
	defer c.Close()
	for _, city := range cities {
		at, _ := c.Do("GEOPOS", "cities", city) // want "per-item-roundtrip warn GEOPOS"
		out = append(out, at)
	}
	return out
}

// Members go page by page, which is no element each.
func (u *Users) Members(name string) (out []string) {
	c := u.pool.Get()
	defer c.Close()
	for cursor := 0; ; {
		reply, _ := redis.Values(c.Do("SSCAN", "of:"+name, cursor))
		cursor, _ = redis.Int(reply[0], nil)
		page, _ := redis.Strings(reply[1], nil)
		if out = append(out, page...); cursor == 0 {
			return out
		}
	}
}

// Linked asks for each member that a scanner gives which is told of one key.
func (u *Users) Linked(ctx context.Context, id string) (out []string) {
	s := radix.ScannerConfig{Command: "SSCAN", Key: "links:" + id}.New(u.rad)
	var m string
	for s.Next(ctx, &m) {
		var t string
		u.rad.Do(ctx, radix.Cmd(&t, "GET", "link:"+m)) // want "per-item-roundtrip warn GET"
		out = append(out, t)
	}
	return out
}
