package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// describeAdded names what a list was put together from: another list, or the collection
// whose elements, or what was made of each of them, were added in the turns of a loop.
func (p *Program) describeAdded(list Val, d int) string {
	x := list.Value()
	if x.B != 0 {
		return p.describe(list.With(x.B), d+1)
	}
	for _, a := range few(x.Args) {
		if w := p.describeSource(list.With(a), d+1); w != Something {
			return w
		}
	}
	return Something
}

// describeSource names what an element is of, or was made of.
func (p *Program) describeSource(elem Val, d int) string {
	if d > 8 || elem.V == 0 {
		return Something
	}
	f, x := elem.F, elem.Value()
	switch x.Op {
	case summary.Load, summary.Convert, summary.MakeIface, summary.Assert, summary.FieldOf, summary.SliceOf:
		return p.describeSource(elem.With(x.A), d+1)
	case summary.ElemOf:
		return p.describe(elem.With(x.A), d+1)
	case summary.Extract:
		if next := &f.Values[x.A]; next.Op == summary.NextOf {
			return p.describe(elem.With(f.Values[next.A].A), d+1)
		}
		return p.describeSource(elem.With(x.A), d+1)
	case summary.Alloc:
		if in := f.values[elem.V]; len(in) == 1 {
			if w := p.describeSource(elem.With(in[0]), d+1); w != Something {
				return w
			}
		}
		i := slices.IndexFunc(f.Stores, func(s summary.Store) bool { return f.Values[s.Addr].A == elem.V })
		if i >= 0 {
			return p.describeTurns(elem, f.Stores[i].Block, d)
		}
	case summary.CallVal:
		return p.describeTurns(elem, f.Calls[x.N].Block, d)
	}
	return Something
}

// describeTurns names what the loop around a block goes through.
func (p *Program) describeTurns(v Val, block int32, d int) string {
	if l := v.F.LoopAt[block]; l >= 0 {
		if over := v.F.goneThrough(l); over != 0 {
			return p.describe(v.With(over), d+1)
		}
	}
	return Something
}

// goneThrough is the list or map that a loop ranges over, 0 if there is none.
func (f *Func) goneThrough(l int) int32 {
	x := &f.Values[f.Blocks[f.Loops[l].Header].Cond]
	switch x.Op {
	case summary.Extract:
		if next := &f.Values[x.A]; next.Op == summary.NextOf {
			return f.Values[next.A].A
		}
	case summary.Binary:
		if n := &f.Values[x.B]; x.Str == "<" && n.Op == summary.LenOf {
			return n.A
		}
	}
	return 0
}

// RunsElement reports whether an edge runs one of the functions that a loop goes through: each
// has a turn of its own, and no other, but for literals of which a loop has made many.
func (p *Program) RunsElement(e *Edge, l int) bool {
	f := e.Caller
	if e.Call < 0 || slices.ContainsFunc(p.closures[e.Callee.Name], func(lit Ref) bool { return lit.madeInTurns() }) {
		return false
	}
	over, v := f.goneThrough(l), f.Calls[e.Call].Fun
	for over != 0 && v != 0 {
		x := &f.Values[v]
		switch x.Op {
		case summary.Load, summary.Convert:
			v = x.A
		case summary.ElemOf:
			return f.Values[x.B].Op != summary.Const && p.SameObject(Ref{f, x.A}, Ref{f, over})
		case summary.Extract:
			next := &f.Values[x.A]
			return x.N == 2 && next.Op == summary.NextOf && f.Values[next.A].A == over
		default:
			return false
		}
	}
	return false
}

// madeInTurns: a literal is added to a list, or stored, in the turns of a loop.
func (r Ref) madeInTurns() bool {
	f := r.F
	is := func(v int32) bool { return f.Unconverted(v) == r.V }
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return is(s.Val) && f.LoopAt[s.Block] >= 0 }) ||
		slices.ContainsFunc(f.Values, func(x summary.Value) bool {
			return x.Op == summary.Append && f.Values[x.A].Op == summary.Phi && slices.ContainsFunc(x.Args, is)
		})
}
