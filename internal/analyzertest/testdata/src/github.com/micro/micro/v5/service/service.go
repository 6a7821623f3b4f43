// Package service has the shape of micro's services and no behaviour.
package service

import "github.com/micro/micro/v5/service/server"

type Option func(int)

type Service struct{ name string }

func New(opts ...Option) *Service { return nil }

func (s *Service) Server() server.Server                       { return nil }
func (s *Service) Handle(v interface{}) error                  { return nil }
func (s *Service) Subscribe(topic string, v interface{}) error { return nil }
func (s *Service) Run() error                                  { return nil }
