// Package rest has the shape of go-zero's REST server and no behaviour.
package rest

import "net/http"

type Middleware func(next http.HandlerFunc) http.HandlerFunc

type Route struct {
	Method  string
	Path    string
	Handler http.HandlerFunc
}

type RouteOption func(r *featuredRoutes)

type featuredRoutes struct{ routes []Route }

type RestConf struct{ Port int }

type RunOption func(*Server)

type Server struct{ ngin int }

func MustNewServer(c RestConf, opts ...RunOption) *Server   { return nil }
func (s *Server) AddRoutes(rs []Route, opts ...RouteOption) {}
func (s *Server) AddRoute(r Route, opts ...RouteOption)     {}
func (s *Server) Use(middleware Middleware)                 {}
func (s *Server) Start()                                    {}

func WithPrefix(group string) RouteOption                  { return nil }
func WithMiddlewares(ms []Middleware, rs ...Route) []Route { return rs }
