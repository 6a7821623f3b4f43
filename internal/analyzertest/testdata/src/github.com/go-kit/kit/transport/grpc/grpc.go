// Package grpc has the shape of go-kit's and no behaviour.
package grpc

import (
	"context"

	"github.com/go-kit/kit/endpoint"
)

type DecodeRequestFunc func(context.Context, interface{}) (request interface{}, err error)

type EncodeResponseFunc func(context.Context, interface{}) (response interface{}, err error)

type Handler interface {
	ServeGRPC(ctx context.Context, request interface{}) (context.Context, interface{}, error)
}

type Server struct{ e endpoint.Endpoint }

func NewServer(e endpoint.Endpoint, dec DecodeRequestFunc, enc EncodeResponseFunc) *Server {
	return nil
}

func (s Server) ServeGRPC(ctx context.Context, req interface{}) (context.Context, interface{}, error) {
	return ctx, nil, nil
}
