// Package asynq has the shape of asynq and no behaviour.
package asynq

import "context"

type Task struct{ typename string }

func (t *Task) Payload() []byte { return nil }

type Handler interface {
	ProcessTask(context.Context, *Task) error
}

type HandlerFunc func(context.Context, *Task) error

func (fn HandlerFunc) ProcessTask(ctx context.Context, task *Task) error { return nil }

type MiddlewareFunc func(Handler) Handler

type ServeMux struct{ m int }

func NewServeMux() *ServeMux                                                                { return nil }
func (mux *ServeMux) ProcessTask(ctx context.Context, task *Task) error                     { return nil }
func (mux *ServeMux) Handle(pattern string, handler Handler)                                {}
func (mux *ServeMux) HandleFunc(pattern string, handler func(context.Context, *Task) error) {}
func (mux *ServeMux) Use(mws ...MiddlewareFunc)                                             {}

type RedisConnOpt interface{ MakeRedisClient() interface{} }

type RedisClientOpt struct{ Addr string }

func (opt RedisClientOpt) MakeRedisClient() interface{} { return nil }

type Config struct{ Concurrency int }

type Server struct{ state int }

func NewServer(r RedisConnOpt, cfg Config) *Server { return nil }
func (srv *Server) Run(handler Handler) error      { return nil }
