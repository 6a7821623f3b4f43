// Package macaron has the shape of macaron and no behaviour.
package macaron

import "net/http"

type Handler interface{}

type Request struct{ *http.Request }

type Context struct{ Req Request }

type Route struct{ router *Router }

type ComboRouter struct{ router *Router }

type Router struct{ m *Macaron }

type Macaron struct{ *Router }

func Classic() *Macaron                                                      { return nil }
func (m *Macaron) Use(handler Handler)                                       {}
func (m *Macaron) Run(args ...interface{})                                   {}
func (r *Router) Get(pattern string, h ...Handler) (leaf *Route)             { return nil }
func (r *Router) Post(pattern string, h ...Handler) *Route                   { return nil }
func (r *Router) Route(pattern, methods string, h ...Handler) (route *Route) { return nil }
func (r *Router) Group(pattern string, fn func(), h ...Handler)              {}
func (r *Router) Combo(pattern string, h ...Handler) *ComboRouter            { return nil }
func (cr *ComboRouter) Get(h ...Handler) *ComboRouter                        { return nil }
func (cr *ComboRouter) Post(h ...Handler) *ComboRouter                       { return nil }
