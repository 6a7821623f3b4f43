// Package recorded is a layer before handlers that are given where to write the answer.
package recorded

import (
	"bytes"
	"net/http"
	"time"

	gocache "github.com/patrickmn/go-cache"
)

type Context interface {
	Request() *http.Request
	Writer() http.ResponseWriter
	SetWriter(w http.ResponseWriter)
}

type HandlerFunc func(c Context) error

type recorder struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (r *recorder) Write(b []byte) (int, error) {
	r.body.Write(b)
	return r.ResponseWriter.Write(b)
}

type Pages struct{ cache *gocache.Cache }

func New() *Pages { return &Pages{gocache.New(time.Minute, time.Minute)} }

func (p *Pages) Handler(next HandlerFunc) HandlerFunc {
	return func(c Context) error {
		key := c.Request().URL.String()
		if p.answer(key, c) {
			return nil
		}
		rec := &recorder{ResponseWriter: c.Writer()}
		c.SetWriter(rec)
		err := next(c) // want "stampede warn"
		p.keep(key, rec)
		return err
	}
}

func (p *Pages) answer(key string, c Context) bool {
	page, ok := p.cache.Get(key)
	if !ok {
		return false
	}
	_, err := c.Writer().Write(page.([]byte))
	return err == nil
}

func (p *Pages) keep(key string, r *recorder) { p.cache.Set(key, r.body.Bytes(), time.Minute) }
