package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// Anew reports whether an object is one that a path has to itself: made by a
// function on it, or carried by the context of one request. What a variable
// outside, a field or a closure holds is shared.
func (p *Program) Anew(object Ref, path *Ctx) bool {
	ctx, on := entered(path, object.F)
	if object.V == 0 || !on {
		return false
	}
	v := p.outer(Val{object, ctx}, 0)
	for range maxDepth {
		x := v.Value()
		switch x.Op {
		case summary.Extract, summary.Assert, summary.Convert, summary.MakeIface:
			v = p.outer(v.With(x.A), 0)
			continue
		case summary.Alloc:
			return !kept(v.Ref)
		case summary.CallVal:
			c := &v.F.Calls[x.N]
			return c.Name == "Value" && c.Pkg == "context" || p.makes(v.F, int32(x.N))
		}
		break
	}
	return false
}

// makes reports whether all that a call returns is made by its callees, who do
// not keep it.
func (p *Program) makes(f *Func, call int32) bool {
	for _, e := range f.Out[call] {
		if e.Via != Static || len(e.Callee.Returns) == 0 {
			return false
		}
		for _, r := range e.Callee.Returns {
			v := Ref{e.Callee, r.Values[0]}.Bare()
			if x := v.Value(); x.Op != summary.Alloc || kept(v) {
				return false
			}
		}
	}
	return len(f.Out[call]) > 0
}

// kept reports whether a function stores what it makes anywhere.
func kept(v Ref) bool {
	return slices.ContainsFunc(v.F.Stores, func(s summary.Store) bool { return v.With(s.Val).Bare().V == v.V })
}
