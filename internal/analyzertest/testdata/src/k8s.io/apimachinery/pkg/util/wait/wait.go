// Package wait has the shape of the library and no behaviour.
package wait

import (
	"context"
	"time"
)

func Until(f func(), period time.Duration, stopCh <-chan struct{})                        {}
func UntilWithContext(ctx context.Context, f func(context.Context), period time.Duration) {}
