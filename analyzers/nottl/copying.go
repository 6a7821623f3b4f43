package nottl

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
)

// copying says where a write stores what was fetched because a read had missed: what
// is kept is a copy then, whatever its type is called.
type copying struct {
	p *analyzers.Pass
	o *link.Op
	// known has the calls that were looked at.
	known map[call]bool
}

type call struct {
	f  *link.Func
	at int32
}

// on reports whether a function on the way to the write, or its own, reads through.
func (c *copying) on(path []*link.Edge) bool {
	return c.at(c.o.F, c.o.Call) || slices.ContainsFunc(path, func(e *link.Edge) bool { return e.Call >= 0 && c.at(e.Caller, e.Call) })
}

func (c *copying) at(f *link.Func, i int32) bool {
	k := call{f, i}
	is, ok := c.known[k]
	if !ok {
		is = slices.ContainsFunc(c.p.Touch.At(f, i), func(t link.Touch) bool {
			return t.Op == c.o && t.Effect&link.Writes != 0 && c.p.Touch.Copies(f, i, &t)
		})
		if c.known == nil {
			c.known = map[call]bool{}
		}
		c.known[k] = is
	}
	return is
}
