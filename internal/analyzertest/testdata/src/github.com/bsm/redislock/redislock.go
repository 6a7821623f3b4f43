// Package redislock has the shape of bsm/redislock and no behaviour.
package redislock

import (
	"context"
	"errors"
	"time"
)

var ErrNotObtained = errors.New("redislock: not obtained")

type RedisClient interface{}

type Client struct{ client RedisClient }

type RetryStrategy interface{ NextBackoff() time.Duration }

type Options struct {
	RetryStrategy RetryStrategy
	Metadata      string
	Token         string
}

type Lock struct{ key string }

func New(client RedisClient) *Client { return nil }
func (c *Client) Obtain(ctx context.Context, key string, ttl time.Duration, opt *Options) (*Lock, error) {
	return nil, nil
}
func Obtain(ctx context.Context, client RedisClient, key string, ttl time.Duration, opt *Options) (*Lock, error) {
	return nil, nil
}
func (l *Lock) Release(ctx context.Context) error                                  { return nil }
func (l *Lock) Refresh(ctx context.Context, ttl time.Duration, opt *Options) error { return nil }
func NoRetry() RetryStrategy                                                       { return nil }
func LinearBackoff(backoff time.Duration) RetryStrategy                            { return nil }
func LimitRetry(s RetryStrategy, max int) RetryStrategy                            { return nil }
func ExponentialBackoff(min, max time.Duration) RetryStrategy                      { return nil }
