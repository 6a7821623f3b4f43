package link

import "github.com/cachevet/cachevet/internal/summary"

// Fixed reports whether a collection is written out in the source, so that its
// size is no matter of data: a literal, a variable or a field that holds nothing
// else, an array.
func (p *Program) Fixed(v Val) bool { return p.fixed(v, 0) }

func (p *Program) fixed(v Val, d int) bool {
	if v.V == 0 || d > 8 {
		return false
	}
	x := v.Value()
	switch x.Op {
	case summary.List:
		return true
	case summary.Convert, summary.SliceOf, summary.MakeIface:
		return p.fixed(v.With(x.A), d+1)
	case summary.Make:
		return p.filledByConstants(v)
	case summary.Load:
		return p.fixedAt(v.With(x.A), d+1)
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
				return p.fixed(arg, d+1)
			}
		}
	}
	return false
}

// fixedAt looks at everything that a variable is given.
func (p *Program) fixedAt(addr Val, d int) bool {
	x := addr.Value()
	var refs []Ref
	switch x.Op {
	case summary.GlobalAddr:
		refs = p.stores[x.Str]
	case summary.Alloc:
		for _, s := range addr.F.values[addr.V] {
			refs = append(refs, Ref{addr.F, s})
		}
	}
	for _, r := range refs {
		if !p.fixed(Val{r, nil}, d) {
			return false
		}
	}
	return len(refs) > 0
}

// filledByConstants: a map literal is a map that is filled key by key.
func (p *Program) filledByConstants(v Val) bool {
	n := 0
	for _, s := range v.F.Stores {
		if a := &v.F.Values[s.Addr]; a.Op == summary.ElemOf && a.A == v.V {
			if v.F.Values[a.B].Op != summary.Const || v.F.LoopAt[s.Block] >= 0 {
				return false
			}
			n++
		}
	}
	return n > 0
}
