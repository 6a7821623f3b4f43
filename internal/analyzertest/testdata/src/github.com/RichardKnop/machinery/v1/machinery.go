// Package machinery has the shape of machinery and no behaviour.
package machinery

type Server struct{ config int }

func (server *Server) RegisterTask(name string, taskFunc interface{}) error      { return nil }
func (server *Server) RegisterTasks(namedTaskFuncs map[string]interface{}) error { return nil }
