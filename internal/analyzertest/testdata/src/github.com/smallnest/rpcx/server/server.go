// Package server has the shape of rpcx's and no behaviour.
package server

type Server struct{ Plugins any }

func NewServer() *Server { return nil }

func (s *Server) Register(rcvr interface{}, metadata string) error { return nil }

func (s *Server) RegisterName(name string, rcvr interface{}, metadata string) error { return nil }

func (s *Server) RegisterFunctionName(servicePath string, name string, fn interface{}, metadata string) error {
	return nil
}

func (s *Server) Serve(network, address string) error { return nil }
