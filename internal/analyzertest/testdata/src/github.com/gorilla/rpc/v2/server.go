// Package rpc has the shape of gorilla's and no behaviour.
package rpc

import "net/http"

type RequestInfo struct{ Method string }

type Server struct{ codecs map[string]any }

func NewServer() *Server { return nil }

func (s *Server) RegisterService(receiver interface{}, name string) error { return nil }

func (s *Server) RegisterAfterFunc(f func(i *RequestInfo)) {}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {}
