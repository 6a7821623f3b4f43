// Package router has the shape of fasthttp's router and no behaviour.
package router

import "github.com/valyala/fasthttp"

type Router struct{ SaveMatchedRoutePath bool }

type Group struct{ router *Router }

func New() *Router                                                            { return nil }
func (r *Router) Group(path string) *Group                                    { return nil }
func (r *Router) GET(path string, handler fasthttp.RequestHandler)            {}
func (r *Router) POST(path string, handler fasthttp.RequestHandler)           {}
func (r *Router) Handle(method, path string, handler fasthttp.RequestHandler) {}
func (r *Router) Handler(ctx *fasthttp.RequestCtx)                            {}
func (g *Group) Group(path string) *Group                                     { return nil }
func (g *Group) GET(path string, handler fasthttp.RequestHandler)             {}
