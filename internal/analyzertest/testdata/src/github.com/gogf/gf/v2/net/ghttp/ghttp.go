// Package ghttp has the shape of gf's server and no behaviour.
package ghttp

import "context"

type HandlerFunc = func(r *Request)

type Middleware struct{ served bool }

func (m *Middleware) Next() {}

type Request struct{ Middleware *Middleware }

func (r *Request) Context() context.Context { return nil }

type RouterGroup struct{ prefix string }

func (g *RouterGroup) Group(prefix string, groups ...func(group *RouterGroup)) *RouterGroup {
	return nil
}
func (g *RouterGroup) GET(pattern string, object interface{}, params ...interface{}) *RouterGroup {
	return nil
}
func (g *RouterGroup) Bind(handlerOrObject ...interface{}) *RouterGroup { return nil }
func (g *RouterGroup) Middleware(handlers ...HandlerFunc) *RouterGroup  { return nil }

type Server struct{ name string }

func (s *Server) Group(prefix string, groups ...func(group *RouterGroup)) *RouterGroup { return nil }
func (s *Server) BindHandler(pattern string, handler interface{})                      {}
func (s *Server) Run()                                                                 {}
