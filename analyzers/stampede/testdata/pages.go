// Package pages caches what handlers answer.
package pages

import (
	"net/http"
	"time"
)

// Store is where pages are kept.
type Store interface {
	Get(key string, value any) error
	Set(key string, value any, expire time.Duration) error
	Delete(key string) error
}

type recorder struct {
	http.ResponseWriter
	store Store
	key   string
}

func newRecorder(s Store, w http.ResponseWriter, key string) *recorder {
	return &recorder{w, s, key}
}

func (r *recorder) Write(b []byte) (int, error) {
	_ = r.store.Set(r.key, b, time.Minute)
	return r.ResponseWriter.Write(b)
}

// Page runs the handler for everyone who misses.
func Page(store Store, handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var page []byte
		if err := store.Get(r.URL.Path, &page); err != nil {
			handle(newRecorder(store, w, r.URL.Path), r) // want "stampede warn"
			return
		}
		w.Write(page)
	}
}

// Plain lets nobody record.
func Plain(store Store, handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var page []byte
		if err := store.Get(r.URL.Path, &page); err != nil {
			handle(w, r)
			return
		}
		w.Write(page)
	}
}
