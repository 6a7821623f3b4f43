// Package beego has the shape of beego before its version 2 and no behaviour.
package beego

import "github.com/astaxie/beego/context"

type FilterFunc func(*context.Context)

type LinkNamespace func(*Namespace)

const BeforeRouter = 1

type ControllerInterface interface {
	Prepare()
	Get()
	Post()
	Finish()
}

type Controller struct{ Ctx *context.Context }

func (c *Controller) Prepare() {}
func (c *Controller) Get()     {}
func (c *Controller) Post()    {}
func (c *Controller) Finish()  {}

type App struct{ Handlers int }

type Namespace struct{ prefix string }

func Get(rootpath string, f FilterFunc) *App                                       { return nil }
func Router(rootpath string, c ControllerInterface, mappingMethods ...string) *App { return nil }
func InsertFilter(pattern string, pos int, filter FilterFunc, params ...bool) *App { return nil }
func NewNamespace(prefix string, params ...LinkNamespace) *Namespace               { return nil }
func NSRouter(rootpath string, c ControllerInterface, mappingMethods ...string) LinkNamespace {
	return nil
}
func NSGet(rootpath string, f FilterFunc) LinkNamespace { return nil }
func AddNamespace(nl ...*Namespace)                     {}
func Run(params ...string)                              {}
