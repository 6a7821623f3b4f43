// Package web has the shape of beego's server and no behaviour.
package web

import "github.com/beego/beego/v2/server/web/context"

type HandleFunc func(ctx *context.Context)

type FilterFunc = HandleFunc

type FilterOpt func(int)

const BeforeRouter = 1

type ControllerInterface interface {
	Get()
	Post()
}

type Controller struct{ Ctx *context.Context }

func (c *Controller) Get()  {}
func (c *Controller) Post() {}

type HttpServer struct{ Cfg int }

func Get(rootpath string, f HandleFunc) *HttpServer                                       { return nil }
func Router(rootpath string, c ControllerInterface, mappingMethods ...string) *HttpServer { return nil }
func InsertFilter(pattern string, pos int, filter FilterFunc, opts ...FilterOpt) *HttpServer {
	return nil
}
func Run(params ...string) {}

type (
	Namespace     struct{ prefix string }
	LinkNamespace func(*Namespace)
)

func NewNamespace(prefix string, params ...LinkNamespace) *Namespace   { return nil }
func AddNamespace(nl ...*Namespace)                                    {}
func NSNamespace(prefix string, params ...LinkNamespace) LinkNamespace { return nil }
func NSInclude(cList ...ControllerInterface) LinkNamespace             { return nil }
func CtrlGet(rootpath string, f interface{})                           {}
func ErrorController(c ControllerInterface) *HttpServer                { return nil }
