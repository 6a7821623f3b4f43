// Package chosen runs the command that a setting names.
package chosen

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

type operator func(ctx context.Context, rdb *redis.Client, key string) (any, error)

func newKeys() operator {
	return func(ctx context.Context, rdb *redis.Client, key string) (any, error) {
		return rdb.Keys(ctx, key).Result() // want "keys warn KEYS"
	}
}

func newCard() operator {
	return func(ctx context.Context, rdb *redis.Client, key string) (any, error) {
		return rdb.SCard(ctx, key).Result()
	}
}

func newCount() operator {
	return func(ctx context.Context, rdb *redis.Client, key string) (any, error) {
		all, err := rdb.Keys(ctx, key).Result() // want "keys fail KEYS"
		return len(all), err
	}
}

func lookup(name string) (operator, error) {
	switch name {
	case "keys":
		return newKeys(), nil
	case "card":
		return newCard(), nil
	case "count":
		return newCount(), nil
	}
	return nil, fmt.Errorf("no operator %q", name)
}

// Step runs one for each message.
type Step struct {
	rdb *redis.Client
	op  operator
}

// New makes a step.
func New(rdb *redis.Client, name string) (*Step, error) {
	op, err := lookup(name)
	if err != nil {
		return nil, err
	}
	return &Step{rdb, op}, nil
}

// Process takes one message.
func (s *Step) Process(ctx context.Context, key string) (any, error) {
	return s.op(ctx, s.rdb, key)
}
