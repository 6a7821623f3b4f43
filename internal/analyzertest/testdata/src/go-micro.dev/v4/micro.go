// Package micro has the shape of go-micro and no behaviour.
package micro

import "go-micro.dev/v4/server"

type Option func(int)

type Service interface {
	Server() server.Server
	Run() error
}

func NewService(opts ...Option) Service                                                  { return nil }
func RegisterHandler(s server.Server, h interface{}, opts ...server.HandlerOption) error { return nil }
func RegisterSubscriber(topic string, s server.Server, h interface{}, opts ...server.SubscriberOption) error {
	return nil
}
