// Package middleware stands for chi's own middleware.
package middleware

import "net/http"

func Compress(level int, types ...string) func(next http.Handler) http.Handler { return nil }
