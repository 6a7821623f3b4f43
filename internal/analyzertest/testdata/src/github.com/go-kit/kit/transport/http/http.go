// Package http has the shape of go-kit's and no behaviour.
package http

import (
	"context"
	"net/http"

	"github.com/go-kit/kit/endpoint"
)

type DecodeRequestFunc func(context.Context, *http.Request) (request interface{}, err error)

type EncodeResponseFunc func(context.Context, http.ResponseWriter, interface{}) error

type ErrorEncoder func(ctx context.Context, err error, w http.ResponseWriter)

type ServerOption func(*Server)

type Server struct{ e endpoint.Endpoint }

func NewServer(e endpoint.Endpoint, dec DecodeRequestFunc, enc EncodeResponseFunc, options ...ServerOption) *Server {
	return nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {}

func ServerErrorEncoder(ee ErrorEncoder) ServerOption { return nil }
