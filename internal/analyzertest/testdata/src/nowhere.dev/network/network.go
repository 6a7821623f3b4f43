// Package network sends requests for those who do not want to.
package network

import "net/http"

// Session is what a server knows of its visitor.
type Session struct{ r *http.Request }

// Post sends a form.
func Post(address string, form map[string]string) (map[string]any, error) { return nil, nil }

// Hash is worked out on the spot.
func Hash(text string) (string, error) { return "", nil }

// Request is sent when it is asked what came of it.
type Request struct{ r *http.Request }

// Get begins a request.
func Get(address string) *Request { return nil }

func (r *Request) Param(key, value string) *Request { return r }
func (r *Request) ToJSON(v any) error               { return nil }
