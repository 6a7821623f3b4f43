// Package server has the shape of micro's server and no behaviour.
package server

type HandlerOption func(int)

type SubscriberOption func(int)

type Handler interface{ Name() string }

type Server interface {
	NewHandler(interface{}, ...HandlerOption) Handler
	Handle(Handler) error
}
