// Package fx has the shape of the library and no behaviour.
package fx

import "context"

type Hook struct {
	OnStart func(context.Context) error
	OnStop  func(context.Context) error
}

type Lifecycle interface{ Append(Hook) }

type Option interface{ String() string }

type App struct{ err error }

func New(opts ...Option) *App                    { return nil }
func (app *App) Run()                            {}
func Provide(constructors ...interface{}) Option { return nil }
func Invoke(funcs ...interface{}) Option         { return nil }
