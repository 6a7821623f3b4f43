// Package httprouter has the shape of httprouter and no behaviour.
package httprouter

import "net/http"

type Param struct{ Key, Value string }

type Params []Param

type Handle func(http.ResponseWriter, *http.Request, Params)

type Router struct {
	NotFound     http.Handler
	PanicHandler func(http.ResponseWriter, *http.Request, interface{})
}

func New() *Router                                                          { return nil }
func (r *Router) GET(path string, handle Handle)                            {}
func (r *Router) POST(path string, handle Handle)                           {}
func (r *Router) Handle(method, path string, handle Handle)                 {}
func (r *Router) HandlerFunc(method, path string, handler http.HandlerFunc) {}
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request)        {}
