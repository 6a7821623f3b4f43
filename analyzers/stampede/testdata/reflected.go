// Package reflected runs functions of any signature that callers hand in.
package reflected

import (
	"context"
	"encoding/json"
	"reflect"
	"time"

	"github.com/redis/go-redis/v9"
)

type Cache struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Cache { return &Cache{rdb} }

// Cached keeps what the function gives for its arguments.
func (c *Cache) Cached(ctx context.Context, key string, fn any, args ...any) (any, error) {
	out := reflect.New(reflect.TypeOf(fn).Out(0))
	if b, err := c.rdb.Get(ctx, key).Bytes(); err == nil {
		return out.Elem().Interface(), json.Unmarshal(b, out.Interface())
	}
	res, err := invoke(fn, args...) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(res)
	if err != nil {
		return nil, err
	}
	return res, c.rdb.Set(ctx, key, b, time.Minute).Err()
}

func invoke(fn any, args ...any) (any, error) {
	in := make([]reflect.Value, len(args))
	for i := range args {
		in[i] = reflect.ValueOf(args[i])
	}
	res := reflect.ValueOf(fn).Call(in)
	err, _ := res[1].Interface().(error)
	return res[0].Interface(), err
}
