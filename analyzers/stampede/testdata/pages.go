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

var kept Store

// taping finds the store by itself.
type taping struct {
	http.ResponseWriter
	key string
}

func newTaping(w http.ResponseWriter, key string) *taping { return &taping{w, key} }

func (t *taping) Write(b []byte) (int, error) {
	_ = kept.Set(t.key, b, time.Minute)
	return t.ResponseWriter.Write(b)
}

// logging keeps nothing.
type logging struct{ http.ResponseWriter }

func newLogging(w http.ResponseWriter) *logging { return &logging{w} }

func (l *logging) Write(b []byte) (int, error) { return l.ResponseWriter.Write(b) }

// Taped answers through a writer that knows the store.
func Taped(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var page []byte
		if err := kept.Get(r.URL.Path, &page); err != nil {
			w = newTaping(w, r.URL.Path)
			handle(w, r) // want "stampede warn"
			return
		}
		w.Write(page)
	}
}

// Logged answers through one that does not.
func Logged(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var page []byte
		if err := kept.Get(r.URL.Path, &page); err != nil {
			handle(newLogging(w), r)
			return
		}
		w.Write(page)
	}
}
