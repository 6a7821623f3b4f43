// Package fiber has the shape of fiber and no behaviour.
package fiber

import "context"

type Handler = func(*Ctx) error

type ErrorHandler = func(*Ctx, error) error

type Ctx struct{ app *App }

func (c *Ctx) Context() context.Context { return nil }
func (c *Ctx) Next() error              { return nil }
func (c *Ctx) IP() string               { return "" }

type Config struct {
	ErrorHandler ErrorHandler
}

type Router interface {
	Use(args ...interface{}) Router
	Get(path string, handlers ...Handler) Router
	Post(path string, handlers ...Handler) Router
	Add(method, path string, handlers ...Handler) Router
	All(path string, handlers ...Handler) Router
	Group(prefix string, handlers ...Handler) Router
}

type App struct{ config Config }

func New(config ...Config) *App                                      { return nil }
func (app *App) Use(args ...interface{}) Router                      { return nil }
func (app *App) Get(path string, handlers ...Handler) Router         { return nil }
func (app *App) Post(path string, handlers ...Handler) Router        { return nil }
func (app *App) Add(method, path string, handlers ...Handler) Router { return nil }
func (app *App) All(path string, handlers ...Handler) Router         { return nil }
func (app *App) Group(prefix string, handlers ...Handler) Router     { return nil }
func (app *App) Listen(addr string) error                            { return nil }

type Group struct{ app *App }
