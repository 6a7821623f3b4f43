// Package context has the shape of beego's and no behaviour.
package context

import "net/http"

type Context struct{ Request *http.Request }
