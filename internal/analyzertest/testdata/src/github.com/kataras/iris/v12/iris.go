// Package iris has the shape of iris and no behaviour.
package iris

import (
	"github.com/kataras/iris/v12/context"
	"github.com/kataras/iris/v12/core/router"
)

type Context = *context.Context

type Party = router.Party

type Configurator func(*Application)

type Application struct {
	*router.APIBuilder
}

func New() *Application                                                              { return nil }
func (app *Application) Listen(hostPort string, withOrWithout ...Configurator) error { return nil }
