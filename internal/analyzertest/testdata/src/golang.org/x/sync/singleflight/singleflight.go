// Package singleflight has the shape of golang.org/x/sync/singleflight and no
// behaviour.
package singleflight

type Result struct {
	Val    any
	Err    error
	Shared bool
}

type Group struct{ m map[string]any }

func (g *Group) Do(key string, fn func() (any, error)) (v any, err error, shared bool) {
	return nil, nil, false
}
func (g *Group) DoChan(key string, fn func() (any, error)) <-chan Result { return nil }
func (g *Group) Forget(key string)                                       {}
