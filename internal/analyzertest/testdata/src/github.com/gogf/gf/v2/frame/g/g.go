// Package g has the shape of gf's short names and no behaviour.
package g

import "github.com/gogf/gf/v2/net/ghttp"

func Server(name ...interface{}) *ghttp.Server { return nil }

type Meta struct{}
