// Package clock asks at a short pace, for no longer than it was told to.
package clock

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

type Waiter struct{ rdb *redis.Client }

// Before looks at the clock before each turn.
func (w *Waiter) Before(ctx context.Context, key string, timeout time.Duration) (string, error) {
	deadline := time.Now().Add(timeout)
	for time.Now().Before(deadline) {
		s, err := w.rdb.Get(ctx, key).Result()
		if err == nil {
			return s, nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return "", errors.New("no value came")
}

// After does so when it has failed.
func (w *Waiter) After(ctx context.Context, key string, timeout time.Duration) (string, error) {
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		s, err := w.rdb.Get(ctx, key).Result()
		if err == nil {
			return s, nil
		}
		if time.Since(began) > timeout {
			return "", err
		}
	}
}

// Never notes the time, and goes on.
func (w *Waiter) Never(ctx context.Context, key string) (string, time.Time) {
	for {
		at := time.Now()
		s, err := w.rdb.Get(ctx, key).Result() // want "retry-storm warn GET"
		if err == nil {
			return s, at
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func handle(w *Waiter) {
	http.HandleFunc("/value", func(rw http.ResponseWriter, r *http.Request) {
		_, _ = w.Before(r.Context(), "value", time.Second)
		_, _ = w.After(r.Context(), "value", time.Second)
		_, _ = w.Never(r.Context(), "value")
	})
}
