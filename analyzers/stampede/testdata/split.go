// Package split looks into the cache in one function and fills it in the caller.
package split

import (
	"context"
	"net/http"
	"time"
)

// Cache keeps answers.
type Cache interface {
	Get(ctx context.Context, key string) ([]byte, bool)
	Set(ctx context.Context, key string, value []byte) error
}

// TTLCache keeps them for a while.
type TTLCache interface {
	Cache
	SetTTL(ctx context.Context, key string, value []byte, ttl time.Duration) error
}

type answer struct {
	body   []byte
	cached bool
}

// Middleware answers from the cache.
func Middleware(c TTLCache, run func(r *http.Request) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, err := get(r, c, run)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		if !a.cached {
			_ = c.SetTTL(r.Context(), r.URL.Path, a.body, time.Minute)
		}
		w.Write(a.body)
	}
}

func get(r *http.Request, c TTLCache, run func(r *http.Request) ([]byte, error)) (answer, error) {
	if body, ok := c.Get(r.Context(), r.URL.Path); ok {
		return answer{body, true}, nil
	}
	body, err := run(r) // want "stampede warn"
	return answer{body, false}, err
}

// Proxy looks, asks, and stores nothing.
func Proxy(c TTLCache, run func(r *http.Request) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, err := ask(r, c, run)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Write(a.body)
	}
}

func ask(r *http.Request, c TTLCache, run func(r *http.Request) ([]byte, error)) (answer, error) {
	if body, ok := c.Get(r.Context(), r.URL.Path); ok {
		return answer{body, true}, nil
	}
	body, err := run(r)
	return answer{body, false}, err
}

// Branches describes one after the other, by what is known of the last: who is
// called again fills the same cache, for itself.
func Branches(r *http.Request, c TTLCache, id string, run func(r *http.Request) ([]byte, error)) (answer, error) {
	a, err := branch(r, c, id, answer{}, run)
	if err != nil {
		return a, err
	}
	return branch(r, c, id, a, run)
}

func branch(r *http.Request, c TTLCache, id string, last answer, run func(r *http.Request) ([]byte, error)) (answer, error) {
	size, ok := c.Get(r.Context(), id)
	if !ok {
		size = last.body
		_ = c.Set(r.Context(), id, size)
	}
	if size == nil {
		body, err := run(r)
		return answer{body, false}, err
	}
	return answer{size, ok}, nil
}
