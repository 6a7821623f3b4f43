// Package app has the shape of hertz' contexts and no behaviour.
package app

import "context"

type RequestContext struct{ index int8 }

func (ctx *RequestContext) Next(c context.Context) {}

type HandlerFunc func(c context.Context, ctx *RequestContext)
