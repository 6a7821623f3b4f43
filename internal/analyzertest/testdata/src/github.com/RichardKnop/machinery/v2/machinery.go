// Package machinery has the shape of machinery's version 2 and no behaviour.
package machinery

import "github.com/RichardKnop/machinery/v2/tasks"

type Server struct{ config int }

type Worker struct{ server *Server }

func (server *Server) RegisterTasks(namedTaskFuncs map[string]interface{}) error { return nil }
func (server *Server) RegisterTask(name string, taskFunc interface{}) error      { return nil }
func (server *Server) NewWorker(consumerTag string, concurrency int) *Worker     { return nil }
func (worker *Worker) SetPreTaskHandler(handler func(*tasks.Signature))          {}
