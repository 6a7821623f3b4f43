// Package router has the shape of iris' routers and no behaviour.
package router

import "github.com/kataras/iris/v12/context"

type Route struct{ Name string }

type Party interface {
	Party(relativePath string, middleware ...context.Handler) Party
	PartyFunc(relativePath string, partyBuilderFunc func(p Party)) Party
	Use(middleware ...context.Handler)
	Get(path string, handlers ...context.Handler) *Route
	Post(path string, handlers ...context.Handler) *Route
	Handle(method string, registeredPath string, handlers ...context.Handler) *Route
}

type APIBuilder struct{ relativePath string }

func (api *APIBuilder) Party(relativePath string, handlers ...context.Handler) Party { return nil }
func (api *APIBuilder) PartyFunc(relativePath string, partyBuilderFunc func(p Party)) Party {
	return nil
}
func (api *APIBuilder) Use(handlers ...context.Handler)                              {}
func (api *APIBuilder) Get(relativePath string, handlers ...context.Handler) *Route  { return nil }
func (api *APIBuilder) Post(relativePath string, handlers ...context.Handler) *Route { return nil }
func (api *APIBuilder) Handle(method string, relativePath string, handlers ...context.Handler) *Route {
	return nil
}
