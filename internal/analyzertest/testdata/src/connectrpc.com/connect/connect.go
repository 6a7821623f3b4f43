// Package connect has the shape of connect and no behaviour.
package connect

type HandlerOption interface{ applyToHandler() }

type Request[T any] struct{ Msg *T }

type Response[T any] struct{ Msg *T }
