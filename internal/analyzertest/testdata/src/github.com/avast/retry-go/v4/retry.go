// Package retry has the shape of retry-go v4 and no behaviour.
package retry

import (
	"context"
	"time"
)

type (
	RetryableFunc func() error
	Option        func(*Config)
	Config        struct{}
	DelayTypeFunc func(n uint, err error, config *Config) time.Duration
	RetryIfFunc   func(error) bool
)

func Do(f RetryableFunc, opts ...Option) error                     { return nil }
func Attempts(n uint) Option                                       { return nil }
func Delay(d time.Duration) Option                                 { return nil }
func DelayType(t DelayTypeFunc) Option                             { return nil }
func CombineDelay(delays ...DelayTypeFunc) DelayTypeFunc           { return nil }
func FixedDelay(n uint, err error, config *Config) time.Duration   { return 0 }
func BackOffDelay(n uint, err error, config *Config) time.Duration { return 0 }
func Context(ctx context.Context) Option                           { return nil }
func RetryIf(f RetryIfFunc) Option                                 { return nil }
func UntilSucceeded() Option                                       { return nil }
