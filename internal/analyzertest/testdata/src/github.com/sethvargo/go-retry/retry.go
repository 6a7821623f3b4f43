// Package retry has the shape of go-retry and no behaviour.
package retry

import (
	"context"
	"time"
)

type (
	Backoff   interface{ Next() (time.Duration, bool) }
	RetryFunc func(ctx context.Context) error
)

func Do(ctx context.Context, b Backoff, f RetryFunc) error                { return nil }
func Constant(ctx context.Context, t time.Duration, f RetryFunc) error    { return nil }
func Exponential(ctx context.Context, t time.Duration, f RetryFunc) error { return nil }
func NewConstant(t time.Duration) Backoff                                 { return nil }
func NewFibonacci(t time.Duration) Backoff                                { return nil }
func WithMaxRetries(max uint64, next Backoff) Backoff                     { return nil }
func WithJitter(j time.Duration, next Backoff) Backoff                    { return nil }
func RetryableError(err error) error                                      { return err }
