package load

import (
	"context"
	"fmt"
	"time"
)

// crash is a panic of a library on scanned code.
type crash struct {
	stage string
	value any
}

func (c *crash) Error() string { return fmt.Sprintf("the %s crashed: %v", c.stage, c.value) }

// guard runs f so that neither a panic nor an endless loop in it takes the run
// down: go/types and go/ssa have had their share of both on odd code. f has to
// own what it writes, for after a timeout it may go on writing.
func guard[T any](ctx context.Context, limit time.Duration, stage string, f func() T) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r.err = &crash{stage, p}
			}
			done <- r
		}()
		r.value = f()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var none T
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		return none, context.Cause(ctx)
	case <-timer.C:
		return none, fmt.Errorf("the %s took more than %s", stage, limit)
	}
}
