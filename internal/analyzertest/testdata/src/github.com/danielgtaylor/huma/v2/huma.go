// Package huma has the shape of huma and no behaviour.
package huma

import "context"

type Context interface {
	Context() context.Context
}

type API interface {
	UseMiddleware(middlewares ...func(ctx Context, next func(Context)))
}

type Operation struct {
	Method      string
	Path        string
	OperationID string
}

func Register[I, O any](api API, op Operation, handler func(context.Context, *I) (*O, error)) {}

func Get[I, O any](api API, path string, handler func(context.Context, *I) (*O, error), operationHandlers ...func(o *Operation)) {
}

type Group struct{ API }

func NewGroup(api API, prefixes ...string) *Group { return nil }
