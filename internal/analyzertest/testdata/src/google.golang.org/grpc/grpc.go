// Package grpc has the shape of grpc and no behaviour.
package grpc

import (
	"context"
	"net"
)

type ServiceRegistrar interface {
	RegisterService(desc *ServiceDesc, impl any)
}

type MethodHandler func(srv any, ctx context.Context, dec func(any) error, interceptor UnaryServerInterceptor) (any, error)

type MethodDesc struct {
	MethodName string
	Handler    MethodHandler
}

type ServiceDesc struct {
	ServiceName string
	HandlerType any
	Methods     []MethodDesc
}

type UnaryServerInfo struct {
	Server     any
	FullMethod string
}

type UnaryHandler func(ctx context.Context, req any) (any, error)

type UnaryServerInterceptor func(ctx context.Context, req any, info *UnaryServerInfo, handler UnaryHandler) (resp any, err error)

type ServerStream interface {
	Context() context.Context
	SendMsg(m any) error
}

type StreamServerInfo struct{ FullMethod string }

type StreamHandler func(srv any, stream ServerStream) error

type StreamServerInterceptor func(srv any, ss ServerStream, info *StreamServerInfo, handler StreamHandler) error

type ServerOption interface{ apply(*Server) }

func UnaryInterceptor(i UnaryServerInterceptor) ServerOption                      { return nil }
func ChainStreamInterceptor(interceptors ...StreamServerInterceptor) ServerOption { return nil }

type Server struct{ opts int }

func NewServer(opt ...ServerOption) *Server               { return nil }
func (s *Server) RegisterService(sd *ServiceDesc, ss any) {}
func (s *Server) Serve(lis net.Listener) error            { return nil }

// CallOption says how one call is made.
type CallOption interface{ before() error }
