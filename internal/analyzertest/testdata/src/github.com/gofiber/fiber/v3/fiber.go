// Package fiber has the shape of fiber's version 3 and no behaviour.
package fiber

import "context"

type Handler = func(Ctx) error

type ErrorHandler = func(Ctx, error) error

type Ctx interface {
	context.Context
	Next() error
}

type Config struct{ ErrorHandler ErrorHandler }

type Router interface {
	Use(args ...any) Router
	Get(path string, handler any, handlers ...any) Router
	Post(path string, handler any, handlers ...any) Router
	Add(methods []string, path string, handler any, handlers ...any) Router
	All(path string, handler any, handlers ...any) Router
	Group(prefix string, handlers ...any) Router
	RouteChain(path string) Register
	Route(prefix string, fn func(router Router), name ...string) Router
}

type Register interface {
	Get(handler any, handlers ...any) Register
	Add(methods []string, handler any, handlers ...any) Register
	RouteChain(path string) Register
}

type App struct{ config Config }

func New(config ...Config) *App                                                         { return nil }
func (app *App) Use(args ...any) Router                                                 { return nil }
func (app *App) Get(path string, handler any, handlers ...any) Router                   { return nil }
func (app *App) Post(path string, handler any, handlers ...any) Router                  { return nil }
func (app *App) Add(methods []string, path string, handler any, handlers ...any) Router { return nil }
func (app *App) All(path string, handler any, handlers ...any) Router                   { return nil }
func (app *App) Group(prefix string, handlers ...any) Router                            { return nil }
func (app *App) RouteChain(path string) Register                                        { return nil }
func (app *App) Route(prefix string, fn func(router Router), name ...string) Router     { return nil }
func (app *App) Listen(addr string, config ...ListenConfig) error                       { return nil }

type ListenConfig struct{ EnablePrefork bool }
