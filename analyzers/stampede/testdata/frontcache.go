// Package frontcache is a cache in front of a handler.
package frontcache

import (
	"errors"
	"net/http"
	"net/http/httptest"
)

type Resource struct{ body []byte }

var errNone = errors.New("not in the cache")

type Cache interface {
	Store(res *Resource, keys ...string) error
	Retrieve(key string) (*Resource, error)
}

// CacheControl has the directives of a header.
type CacheControl map[string]string

func (c CacheControl) Has(key string) bool { _, ok := c[key]; return ok }

func (c CacheControl) Set(key, val string) { c[key] = val }

type request struct {
	*http.Request
	key     string
	control CacheControl
}

type Handler struct {
	upstream http.Handler
	cache    Cache
}

func (h *Handler) lookup(r *request) (*Resource, error) {
	res, err := h.cache.Retrieve(r.key)
	if err == errNone && r.Method == "HEAD" {
		return h.cache.Retrieve("GET:" + r.key)
	}
	return res, err
}

// storeResource leaves it to a goroutine.
func (h *Handler) storeResource(res *Resource, r *request) {
	go func() {
		keys := []string{r.key}
		if v := r.Header.Get("Vary"); v != "" {
			keys = append(keys, r.key+v)
		}
		_ = h.cache.Store(res, keys...)
	}()
}

func (h *Handler) pass(w http.ResponseWriter, r *request) {
	rec := httptest.NewRecorder()
	h.upstream.ServeHTTP(rec, r.Request)
	if r.control.Has("no-store") {
		return
	}
	h.storeResource(&Resource{rec.Body.Bytes()}, r)
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r := &request{req, req.URL.String(), CacheControl{}}
	res, err := h.lookup(r)
	if err == errNone {
		if r.control.Has("only-if-cached") {
			return
		}
		h.pass(w, r) // want "stampede warn"
		return
	}
	if err == nil {
		w.Write(res.body)
	}
}
