// Package functions has the shape of the functions framework and no behaviour.
package functions

import "net/http"

func HTTP(name string, fn func(http.ResponseWriter, *http.Request)) {}
