// Package echo has the shape of echo and no behaviour.
package echo

import "net/http"

type Context struct{ request *http.Request }

func (c *Context) Request() *http.Request   { panic(0) }
func (c *Context) Param(name string) string { return "" }
func (c *Context) NoContent(code int) error { panic(0) }

type HandlerFunc func(c *Context) error

type MiddlewareFunc func(next HandlerFunc) HandlerFunc

type HTTPErrorHandler func(c *Context, err error)

type RouteInfo struct {
	Method, Path, Name string
}

type Route struct {
	Method, Path, Name string
	Handler            HandlerFunc
}

type Echo struct {
	HTTPErrorHandler HTTPErrorHandler
}

func New() *Echo                                                                      { panic(0) }
func (e *Echo) Use(middleware ...MiddlewareFunc)                                      {}
func (e *Echo) Pre(middleware ...MiddlewareFunc)                                      {}
func (e *Echo) GET(path string, h HandlerFunc, m ...MiddlewareFunc) RouteInfo         { panic(0) }
func (e *Echo) POST(path string, h HandlerFunc, m ...MiddlewareFunc) RouteInfo        { panic(0) }
func (e *Echo) Add(method, path string, h HandlerFunc, m ...MiddlewareFunc) RouteInfo { panic(0) }
func (e *Echo) Group(prefix string, m ...MiddlewareFunc) *Group                       { panic(0) }
func (e *Echo) AddRoute(r Route) (RouteInfo, error)                                   { panic(0) }
func (e *Echo) Start(address string) error                                            { panic(0) }

type Group struct{ host, prefix string }

func (g *Group) Use(middleware ...MiddlewareFunc)                              {}
func (g *Group) Group(prefix string, m ...MiddlewareFunc) *Group               { panic(0) }
func (g *Group) GET(path string, h HandlerFunc, m ...MiddlewareFunc) RouteInfo { panic(0) }
func (g *Group) PUT(path string, h HandlerFunc, m ...MiddlewareFunc) RouteInfo { panic(0) }
func WrapHandler(h http.Handler) HandlerFunc                                   { panic(0) }
