// Package context has the shape of iris' contexts and no behaviour.
package context

import "net/http"

type Context struct{ handlers Handlers }

func (ctx *Context) Request() *http.Request { return nil }
func (ctx *Context) Next()                  {}

type Handler = func(*Context)

type Handlers = []Handler
