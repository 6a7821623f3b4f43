// Package route has the shape of hertz' routers and no behaviour.
package route

import "github.com/cloudwego/hertz/pkg/app"

type IRoutes interface {
	Use(...app.HandlerFunc) IRoutes
	GET(string, ...app.HandlerFunc) IRoutes
}

type RouterGroup struct{ basePath string }

func (group *RouterGroup) Use(middleware ...app.HandlerFunc) IRoutes { return nil }
func (group *RouterGroup) Group(relativePath string, handlers ...app.HandlerFunc) *RouterGroup {
	return nil
}
func (group *RouterGroup) GET(relativePath string, handlers ...app.HandlerFunc) IRoutes  { return nil }
func (group *RouterGroup) POST(relativePath string, handlers ...app.HandlerFunc) IRoutes { return nil }

func (group *RouterGroup) PUT(relativePath string, handlers ...app.HandlerFunc) IRoutes { return nil }

func (group *RouterGroup) DELETE(relativePath string, handlers ...app.HandlerFunc) IRoutes {
	return nil
}

type Engine struct {
	RouterGroup
}

func (engine *Engine) Use(middleware ...app.HandlerFunc) IRoutes { return nil }
