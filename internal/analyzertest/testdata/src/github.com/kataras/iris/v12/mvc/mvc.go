// Package mvc has the shape of iris' controllers and no behaviour.
package mvc

import "github.com/kataras/iris/v12/core/router"

type Option interface{ Apply(int) }

type Application struct{ router router.Party }

func New(party router.Party) *Application { return nil }

func (app *Application) Register(dependencies ...interface{}) *Application { return app }
func (app *Application) Handle(controller interface{}, options ...Option) *Application {
	return app
}

type BeforeActivation interface {
	Handle(httpMethod, path, funcName string)
}

func Configure(party router.Party, configurators ...func(*Application)) *Application { return nil }
