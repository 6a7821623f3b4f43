// Package xxl has the shape of xxl-job's executor and no behaviour.
package xxl

import "context"

type RunReq struct{ JobID int64 }

type TaskFunc func(cxt context.Context, param *RunReq) string

type Middleware func(TaskFunc) TaskFunc

type Option func()

type Executor interface {
	RegTask(pattern string, task TaskFunc)
	Use(middlewares ...Middleware)
	Run() error
}

func NewExecutor(opts ...Option) Executor { return nil }
