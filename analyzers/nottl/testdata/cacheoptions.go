// Package cacheoptions has caches whose writes take an expiry for an option.
package cacheoptions

import (
	"net/http"
	"time"

	"github.com/Xhofe/go-cache"
)

var (
	metas    = cache.NewMemCache[*string]()
	failures = cache.NewMemCache[int]()
	lasting  = cache.WithEx[*string](time.Hour)
)

func load(path string) (*string, error) { return nil, nil }

// Find keeps that there is none for good.
func Find(path string) (*string, error) {
	if m, ok := metas.Get(path); ok {
		return m, nil
	}
	m, err := load(path)
	if err != nil {
		metas.Set(path, nil) // want "no-ttl warn"
		return nil, err
	}
	metas.Set(path, m, cache.WithEx[*string](time.Minute))
	return m, nil
}

func Keep(path string, m *string) { metas.Set(path, m, lasting) }

// KeepWith passes on what it is given.
func KeepWith(path string, m *string, opts ...cache.SetIOption[*string]) { metas.Set(path, m, opts...) }

// One key does not grow.
func One(m *string) { metas.Set("one", m) }

// Login counts by the address.
func Login(w http.ResponseWriter, r *http.Request) {
	n, _ := failures.Get(r.RemoteAddr)
	failures.Set(r.RemoteAddr, n+1) // want "no-ttl warn"
}
