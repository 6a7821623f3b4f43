// Package chanrpc has the shape of leaf's and no behaviour.
package chanrpc

type Server struct{ l int }

func (s *Server) Register(id interface{}, f interface{}) {}
