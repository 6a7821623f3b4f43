// Package nexus has the shape of the library and no behaviour.
package nexus

import "context"

type StartOperationOptions struct{ RequestID string }

type HandlerStartOperationResult[T any] interface{ mustImplement() }

type RegisterableOperation interface{ Name() string }

type Operation[I, O any] interface {
	Name() string
	Start(context.Context, I, StartOperationOptions) (HandlerStartOperationResult[O], error)
}

type UnimplementedOperation[I, O any] struct{ x int }

func NewSyncOperation[I, O any](name string, handler func(context.Context, I, StartOperationOptions) (O, error)) Operation[I, O] {
	return nil
}

type Service struct{ Name string }

func NewService(name string) *Service                                 { return nil }
func (s *Service) Register(operations ...RegisterableOperation) error { return nil }
