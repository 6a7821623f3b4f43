// Package restful has the shape of go-restful and no behaviour.
package restful

import "net/http"

type Request struct{ Request *http.Request }

type Response struct{ http.ResponseWriter }

type RouteFunction func(*Request, *Response)

type FilterFunction func(*Request, *Response, *FilterChain)

type FilterChain struct{ Index int }

func (f *FilterChain) ProcessFilter(request *Request, response *Response) {}

type RouteBuilder struct{ rootPath string }

func (b *RouteBuilder) To(function RouteFunction) *RouteBuilder    { return nil }
func (b *RouteBuilder) Filter(filter FilterFunction) *RouteBuilder { return nil }
func (b *RouteBuilder) Doc(documentation string) *RouteBuilder     { return nil }

type WebService struct{ rootPath string }

func (w *WebService) Path(root string) *WebService                { return nil }
func (w *WebService) Consumes(contentTypes ...string) *WebService { return nil }
func (w *WebService) Route(builder *RouteBuilder) *WebService     { return nil }
func (w *WebService) Filter(filter FilterFunction) *WebService    { return nil }
func (w *WebService) GET(subPath string) *RouteBuilder            { return nil }
func (w *WebService) POST(subPath string) *RouteBuilder           { return nil }

type Container struct{ ServeMux *http.ServeMux }

func NewContainer() *Container                                   { return nil }
func (c *Container) Add(service *WebService) *Container          { return nil }
func (c *Container) Filter(filter FilterFunction)                {}
func (c *Container) Handle(pattern string, handler http.Handler) {}
