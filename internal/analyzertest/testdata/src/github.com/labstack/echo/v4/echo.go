// Package echo has the shape of echo and no behaviour.
package echo

import "net/http"

type Context interface {
	Request() *http.Request
	Param(name string) string
	NoContent(code int) error
}

type HandlerFunc func(c Context) error

type MiddlewareFunc func(next HandlerFunc) HandlerFunc

type HTTPErrorHandler func(err error, c Context)

type Route struct {
	Method, Path, Name string
}

type Echo struct {
	HTTPErrorHandler HTTPErrorHandler
}

func New() *Echo                                                                   { return nil }
func (e *Echo) Use(middleware ...MiddlewareFunc)                                   {}
func (e *Echo) Pre(middleware ...MiddlewareFunc)                                   {}
func (e *Echo) GET(path string, h HandlerFunc, m ...MiddlewareFunc) *Route         { return nil }
func (e *Echo) POST(path string, h HandlerFunc, m ...MiddlewareFunc) *Route        { return nil }
func (e *Echo) Add(method, path string, h HandlerFunc, m ...MiddlewareFunc) *Route { return nil }
func (e *Echo) Group(prefix string, m ...MiddlewareFunc) *Group                    { return nil }
func (e *Echo) Start(address string) error                                         { return nil }

type Group struct{ host, prefix string }

func (g *Group) Use(middleware ...MiddlewareFunc)                           {}
func (g *Group) Group(prefix string, m ...MiddlewareFunc) *Group            { return nil }
func (g *Group) GET(path string, h HandlerFunc, m ...MiddlewareFunc) *Route { return nil }
func (g *Group) PUT(path string, h HandlerFunc, m ...MiddlewareFunc) *Route { return nil }
func WrapHandler(h http.Handler) HandlerFunc                                { return nil }
