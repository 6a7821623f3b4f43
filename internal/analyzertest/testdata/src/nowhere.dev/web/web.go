// Package web is a router that nobody knows.
package web

import "net/http"

type Context struct{ Request *http.Request }

type Handler func(*Context) error

type Middleware func(Handler) Handler

type Router struct{ prefix string }

func New() *Router { return nil }

func (r *Router) GET(path string, h Handler, mw ...Middleware) *Router { return nil }

func (r *Router) Post(path string, h ...any) {}

func (r *Router) Handle(method, path string, h Handler) {}

func (r *Router) HandleStd(path string, h http.Handler) {}

func (r *Router) Method(method, path string, h http.HandlerFunc) {}

func (r *Router) Group(path string) *Router { return nil }

func (r *Router) Use(mw ...Middleware) {}

// Muxer is a router by its interface.
type Muxer interface {
	http.Handler
	Handle(method, pattern string, h http.HandlerFunc)
}

func NewMuxer() Muxer { return nil }

// Combo is the routes of one path.
type Combo struct{ path string }

func (r *Router) Combo(path string) *Combo { return nil }

func (c *Combo) Get(h ...any) *Combo { return nil }

func (c *Combo) Post(h ...any) *Combo { return nil }

// Get is a cache's: it loads what is missing.
func (r *Router) Get(key string, load func() (any, error)) (any, error) { return nil, nil }

// Config has nothing to do with requests.
type Config struct{ Size int }

func (r *Router) Put(key string, set func(*Config)) {}
