// Package middleware has the shape of kratos' middleware and no behaviour.
package middleware

import "context"

type Handler func(ctx context.Context, req interface{}) (interface{}, error)

type Middleware func(Handler) Handler
