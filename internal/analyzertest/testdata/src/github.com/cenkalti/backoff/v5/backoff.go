// Package backoff has the shape of backoff v5 and no behaviour.
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
	Operation[T any] func() (T, error)
	RetryOption      func(*int)
	ConstantBackOff  struct{ Interval time.Duration }
)

func (b *ConstantBackOff) NextBackOff() time.Duration { return 0 }
func (b *ConstantBackOff) Reset()                     {}

func NewConstantBackOff(d time.Duration) *ConstantBackOff                                    { return nil }
func WithBackOff(b BackOff) RetryOption                                                      { return nil }
func WithMaxTries(n uint) RetryOption                                                        { return nil }
func WithMaxElapsedTime(d time.Duration) RetryOption                                         { return nil }
func Retry[T any](ctx context.Context, o Operation[T], opts ...RetryOption) (t T, err error) { return }
