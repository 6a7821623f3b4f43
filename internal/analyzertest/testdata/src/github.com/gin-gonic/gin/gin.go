// Package gin has the shape of gin and no behaviour.
package gin

import "net/http"

type Context struct {
	Request *http.Request
}

func (c *Context) Param(key string) string { return "" }
func (c *Context) Next()                   {}

type HandlerFunc func(*Context)

type HandlersChain []HandlerFunc

type IRouter interface {
	IRoutes
	Group(string, ...HandlerFunc) *RouterGroup
}

type IRoutes interface {
	Use(...HandlerFunc) IRoutes
	Handle(string, string, ...HandlerFunc) IRoutes
	Any(string, ...HandlerFunc) IRoutes
	GET(string, ...HandlerFunc) IRoutes
	POST(string, ...HandlerFunc) IRoutes
	DELETE(string, ...HandlerFunc) IRoutes
}

type RouterGroup struct {
	Handlers HandlersChain
}

func (g *RouterGroup) Use(middleware ...HandlerFunc) IRoutes                           { return nil }
func (g *RouterGroup) Group(relativePath string, handlers ...HandlerFunc) *RouterGroup { return nil }
func (g *RouterGroup) Handle(method, relativePath string, handlers ...HandlerFunc) IRoutes {
	return nil
}
func (g *RouterGroup) Any(relativePath string, handlers ...HandlerFunc) IRoutes    { return nil }
func (g *RouterGroup) GET(relativePath string, handlers ...HandlerFunc) IRoutes    { return nil }
func (g *RouterGroup) POST(relativePath string, handlers ...HandlerFunc) IRoutes   { return nil }
func (g *RouterGroup) DELETE(relativePath string, handlers ...HandlerFunc) IRoutes { return nil }

type Engine struct {
	RouterGroup
}

func New() *Engine                                      { return nil }
func Default() *Engine                                  { return nil }
func (e *Engine) Use(middleware ...HandlerFunc) IRoutes { return nil }
func (e *Engine) NoRoute(handlers ...HandlerFunc)       {}
func (e *Engine) Run(addr ...string) error              { return nil }
func WrapH(h http.Handler) HandlerFunc                  { return nil }
