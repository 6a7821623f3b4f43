// Package captured keeps what it has fetched in variables that a function literal shares.
package captured

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// Memo gives a function that asks again once what it has is too old.
func Memo[T any](ttl time.Duration, load func(context.Context) (T, error)) func(context.Context) (T, error) {
	var (
		mu  sync.RWMutex
		val T
		at  time.Time
	)
	return func(ctx context.Context) (T, error) {
		mu.RLock()
		if time.Since(at) < ttl {
			defer mu.RUnlock()
			return val, nil
		}
		mu.RUnlock()
		v, err := load(ctx) // want "stampede warn"
		if err != nil {
			return v, err
		}
		mu.Lock()
		val, at = v, time.Now()
		mu.Unlock()
		return v, nil
	}
}

// InTurn has those who waited look again.
func InTurn(ttl time.Duration, load func(context.Context) (string, error)) func(context.Context) (string, error) {
	var (
		mu  sync.Mutex
		val string
		at  time.Time
	)
	return func(ctx context.Context) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(at) < ttl {
			return val, nil
		}
		v, err := load(ctx)
		if err == nil {
			val, at = v, time.Now()
		}
		return v, err
	}
}

// Flags says which are on, as of a minute ago.
func Flags(db *sql.DB) func(ctx context.Context, name string) (bool, error) {
	var cached map[string]bool
	var loaded time.Time
	var mu sync.Mutex
	return func(ctx context.Context, name string) (bool, error) {
		mu.Lock()
		stale := cached == nil || time.Now().Sub(loaded) > time.Minute
		mu.Unlock()
		if stale {
			next, err := flags(ctx, db) // want "stampede warn"
			if err != nil {
				return false, err
			}
			mu.Lock()
			cached, loaded = next, time.Now()
			mu.Unlock()
		}
		mu.Lock()
		defer mu.Unlock()
		return cached[name], nil
	}
}

func flags(ctx context.Context, db *sql.DB) (map[string]bool, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM flags WHERE enabled LIMIT 100")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out[n] = true
	}
	return out, rows.Err()
}

// Once runs a literal that nobody else has.
func Once(ctx context.Context, load func(context.Context) (string, error)) (string, error) {
	var val string
	var mu sync.Mutex
	get := func() (string, error) {
		mu.Lock()
		have := val
		mu.Unlock()
		if have == "" {
			v, err := load(ctx)
			if err != nil {
				return "", err
			}
			mu.Lock()
			val = v
			mu.Unlock()
		}
		mu.Lock()
		defer mu.Unlock()
		return val, nil
	}
	return get()
}
