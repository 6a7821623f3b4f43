package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// Whole reports whether a list of keys is all that a listing gave: the reply of a
// command that lists everything, the pages of a SCAN put together, or what a
// function returns that walks the keyspace. One page of a SCAN is a page.
func (p *Program) Whole(keys Val) bool { return p.whole(keys, 0) }

var lists = []string{"KEYS", "SMEMBERS", "HKEYS", "HVALS"}

func (p *Program) whole(v Val, d int) bool {
	v = p.outer(v, 0)
	if v.V == 0 || d > 4 {
		return false
	}
	if p.FromCommand(v, lists...) || v.F.collects(v.V) && p.FromCommand(v, "SCAN") {
		return true
	}
	return p.derives(v, func(f *Func, c *summary.Call) bool {
		for i := range f.Calls {
			if &f.Calls[i] == c {
				return slices.ContainsFunc(f.Out[i], func(e *Edge) bool { return e.Via != Callback && p.givesAll(e, v, d) })
			}
		}
		return false
	})
}

// givesAll reports whether a callee returns a whole listing.
func (p *Program) givesAll(e *Edge, at Val, d int) bool {
	for _, r := range e.Callee.Returns {
		for _, x := range r.Values {
			if k := e.Callee.TypeAt(e.Callee.Values[x].Type).Kind; k != summary.Slice && k != summary.Map {
				continue
			}
			if p.whole(Val{Ref{e.Callee, x}, &Ctx{Edge: e, Up: at.Ctx}}, d+1) {
				return true
			}
		}
	}
	return false
}

// collects reports whether a list is put together by appending to it.
func (f *Func) collects(list int32) bool {
	for w := f.visitValues(list); w.next(); {
		switch x := &f.Values[w.at]; x.Op {
		case summary.Append:
			return true
		case summary.Phi:
			w.push(x.Args...)
		case summary.Load, summary.Convert, summary.SliceOf, summary.Extract:
			w.push(x.A)
		case summary.Alloc:
			w.push(f.values[w.at]...)
		}
	}
	return false
}
