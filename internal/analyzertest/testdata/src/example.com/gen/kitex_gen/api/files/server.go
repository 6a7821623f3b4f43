// Package files has the shape of what kitex writes for a service.
package files

import (
	"context"

	"github.com/cloudwego/kitex/server"
)

type Request struct{ Name string }

type Response struct{}

type Files interface {
	Upload(ctx context.Context, req *Request) (res *Response, err error)
}

func NewServer(handler Files, opts ...server.Option) server.Server { return nil }
