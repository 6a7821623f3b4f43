// Package http has the shape of kratos' HTTP transport and no behaviour.
package http

import (
	"context"
	"net/http"

	"github.com/go-kratos/kratos/v2/middleware"
)

type Context interface {
	context.Context
	Request() *http.Request
	Bind(v interface{}) error
	Result(code int, v interface{}) error
	Middleware(h middleware.Handler) middleware.Handler
}

type HandlerFunc func(Context) error

type FilterFunc func(http.Handler) http.Handler

type ServerOption func(*Server)

type Router struct{ prefix string }

func (r *Router) GET(path string, h HandlerFunc, m ...FilterFunc)    {}
func (r *Router) POST(path string, h HandlerFunc, m ...FilterFunc)   {}
func (r *Router) Group(prefix string, filters ...FilterFunc) *Router { return nil }

type Server struct{ network string }

func NewServer(opts ...ServerOption) *Server                         { return nil }
func (s *Server) Route(prefix string, filters ...FilterFunc) *Router { return nil }
func (s *Server) HandleFunc(path string, h http.HandlerFunc)         {}
