// Package fasthttp has the shape of fasthttp and no behaviour.
package fasthttp

import "time"

type RequestCtx struct{ ID uint64 }

func (ctx *RequestCtx) Deadline() (deadline time.Time, ok bool) { return }
func (ctx *RequestCtx) Done() <-chan struct{}                   { return nil }
func (ctx *RequestCtx) Err() error                              { return nil }
func (ctx *RequestCtx) Value(key any) any                       { return nil }
func (ctx *RequestCtx) Path() []byte                            { return nil }

type RequestHandler func(ctx *RequestCtx)

type Server struct {
	Handler RequestHandler
}

func (s *Server) ListenAndServe(addr string) error             { return nil }
func ListenAndServe(addr string, handler RequestHandler) error { return nil }
