// Package handsup hands what a lower cache has to the one above it.
package handsup

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type Value interface {
	Key() string
	Decode([]byte) error
	Encode() ([]byte, error)
}

type Layer interface {
	Set(ctx context.Context, vals []Value) error
}

type Remote struct {
	rdb   *redis.Client
	upper Layer
}

func New(rdb *redis.Client, upper Layer) *Remote { return &Remote{rdb, upper} }

// Get makes an empty value for each that was found, and looks for the next key where none
// was.
func (r *Remote) Get(ctx context.Context, keys []string, empty func() Value) map[string]Value {
	vals := map[string]Value{}
	var got []Value
	for _, k := range keys {
		buf, err := r.rdb.Get(ctx, k).Bytes()
		if errors.Is(err, redis.Nil) {
			continue
		}
		if err != nil {
			continue
		}
		v := empty()
		if err := v.Decode(buf); err != nil {
			continue
		}
		vals[k] = v
		got = append(got, v)
	}
	if r.upper != nil && len(got) > 0 {
		_ = r.upper.Set(ctx, got)
	}
	return vals
}

func (r *Remote) Set(ctx context.Context, vals []Value) error {
	for _, v := range vals {
		b, err := v.Encode()
		if err != nil {
			return err
		}
		if err := r.rdb.Set(ctx, v.Key(), b, time.Hour).Err(); err != nil {
			return err
		}
	}
	return nil
}

// Load goes on to the next key where one was found, and asks for the others.
func (r *Remote) Load(ctx context.Context, keys []string, load func(key string) (Value, error)) error {
	for _, k := range keys {
		_, err := r.rdb.Get(ctx, k).Bytes()
		if err == nil {
			continue
		}
		if !errors.Is(err, redis.Nil) {
			return err
		}
		v, err := load(k) // want "stampede warn"
		if err != nil {
			return err
		}
		if err := r.Set(ctx, []Value{v}); err != nil {
			return err
		}
	}
	return nil
}
