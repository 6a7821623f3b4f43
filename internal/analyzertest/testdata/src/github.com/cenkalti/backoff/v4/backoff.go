// Package backoff has the shape of backoff v4 and no behaviour.
package backoff

import (
	"context"
	"time"
)

type (
	BackOff interface {
		NextBackOff() time.Duration
		Reset()
	}
	BackOffContext interface {
		BackOff
		Context() context.Context
	}
	Operation                func() error
	OperationWithData[T any] func() (T, error)
	Notify                   func(error, time.Duration)
	ConstantBackOff          struct{ Interval time.Duration }
	ExponentialBackOff       struct{ MaxElapsedTime time.Duration }
)

func (b *ConstantBackOff) NextBackOff() time.Duration    { return 0 }
func (b *ConstantBackOff) Reset()                        {}
func (b *ExponentialBackOff) NextBackOff() time.Duration { return 0 }
func (b *ExponentialBackOff) Reset()                     {}

func NewConstantBackOff(d time.Duration) *ConstantBackOff                     { return nil }
func NewExponentialBackOff() *ExponentialBackOff                              { return nil }
func WithMaxRetries(b BackOff, max uint64) BackOff                            { return nil }
func WithContext(b BackOff, ctx context.Context) BackOffContext               { return nil }
func Retry(o Operation, b BackOff) error                                      { return nil }
func RetryNotify(o Operation, b BackOff, n Notify) error                      { return nil }
func RetryWithData[T any](o OperationWithData[T], b BackOff) (t T, err error) { return }
func Permanent(err error) error                                               { return err }
