// Package cli has the shape of urfave's cli and no behaviour.
package cli

import "context"

type ActionFunc func(*Context) error

type Context struct {
	context.Context
}

type Command struct {
	Name   string
	Action ActionFunc
}

type App struct {
	Name     string
	Action   ActionFunc
	Commands []*Command
}

func (a *App) Run(arguments []string) (err error) { return nil }
