// Package runtime has the shape of grpc-gateway's runtime and no behaviour.
package runtime

import "net/http"

type HandlerFunc func(w http.ResponseWriter, r *http.Request, pathParams map[string]string)

type ServeMuxOption func(*ServeMux)

type ServeMux struct{ handlers int }

func NewServeMux(opts ...ServeMuxOption) *ServeMux                                  { return nil }
func (s *ServeMux) ServeHTTP(w http.ResponseWriter, r *http.Request)                {}
func (s *ServeMux) HandlePath(meth string, pathPattern string, h HandlerFunc) error { return nil }
