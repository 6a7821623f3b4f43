// Package message has the shape of watermill's router and no behaviour.
package message

import "context"

type Message struct{ UUID string }

func (m *Message) Context() context.Context { return nil }

type Subscriber interface {
	Subscribe(ctx context.Context, topic string) (<-chan *Message, error)
	Close() error
}

type HandlerFunc func(msg *Message) ([]*Message, error)

type NoPublishHandlerFunc func(msg *Message) error

type HandlerMiddleware func(h HandlerFunc) HandlerFunc

type Handler struct{ name string }

type Router struct{ config int }

func (r *Router) AddMiddleware(m ...HandlerMiddleware) {}
func (r *Router) AddNoPublisherHandler(handlerName string, subscribeTopic string, subscriber Subscriber, handlerFunc NoPublishHandlerFunc) *Handler {
	return nil
}
func (r *Router) Run(ctx context.Context) error { return nil }
