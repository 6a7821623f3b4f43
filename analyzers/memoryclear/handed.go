package memoryclear

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
)

// filled: entries went into the map before it takes the old one's place, so that
// something is kept.
func filled(f *link.Func, m int32) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		x := &f.Values[s.Addr]
		return x.Op == summary.ElemOf && x.A == m
	})
}

// handedOn: whoever has the map emptied has just made the object, or has had another
// of its methods go through all entries. Such a map gathers what comes by, as a buffer
// does, and nobody asks it for an entry that would have to be had again.
func handedOn(p *analyzers.Pass, a analyzers.At, f *link.Func, field string) bool {
	for n := len(a.Path) - 1; n >= 0; n-- {
		e := a.Path[n]
		if e.Callee.Recv != f.Recv || e.Call < 0 {
			return false
		}
		g, at := e.Caller, &e.Caller.Calls[e.Call]
		if at.Recv == 0 {
			return false
		}
		if madeOnWay(p, a, link.Ref{F: g, V: at.Recv}) || allTaken(a.Prog, g, e.Call, f.Recv, field) {
			return true
		}
		if own := &g.Values[at.Recv]; g.Recv != f.Recv || own.Op != summary.ParamVal || own.N != 0 {
			return false
		}
	}
	return false
}

// madeOnWay: the object is made by a function on the way, or by the one around it whose
// literal has it, if that is on the way too or one that requests come to: of a connection,
// say. What the start makes has been there before.
func madeOnWay(p *analyzers.Pass, a analyzers.At, obj link.Ref) bool {
	obj = obj.Bare()
	if obj.Value().Op == summary.FreeVal {
		around, ok := a.Prog.Captured(obj)
		if !ok || !slices.ContainsFunc(a.Path, func(e *link.Edge) bool { return e.Caller == around.F }) &&
			!slices.ContainsFunc(p.Roots, func(r roots.Root) bool { return r.F == around.F && r.Heat == finding.Request }) {
			return false
		}
		obj = around.Bare()
	}
	return obj.Value().Op == summary.Alloc
}

// allTaken: a call before this one, of a method of the same object, goes through all
// entries of the field.
func allTaken(p *link.Program, g *link.Func, call int32, typ, field string) bool {
	recv := link.Ref{F: g, V: g.Calls[call].Recv}
	for i := range g.Calls {
		if c := &g.Calls[i]; c.Recv == 0 || !p.SameObject(recv.With(c.Recv), recv) || !g.Before(int32(i), call) || int32(i) == call {
			continue
		}
		if slices.ContainsFunc(g.Out[i], func(x *link.Edge) bool { return x.Callee.Recv == typ && rangesOver(x.Callee, field) }) {
			return true
		}
	}
	return false
}

// rangesOver: f goes through the map of a field.
func rangesOver(f *link.Func, field string) bool {
	return slices.ContainsFunc(f.Values, func(x summary.Value) bool { return rangeOf(f, &x, field) })
}

func rangeOf(f *link.Func, x *summary.Value, field string) bool {
	if x.Op != summary.RangeOf {
		return false
	}
	from := loaded(f, x.A)
	return from != nil && stands(from) && from.Str == field
}

// goesThrough: the condition is whether the map has a next entry.
func goesThrough(f *link.Func, cond int32, field string) bool {
	x := &f.Values[cond]
	if x.Op != summary.Extract || f.Values[x.A].Op != summary.NextOf {
		return false
	}
	return rangeOf(f, &f.Values[f.Values[x.A].A], field)
}

// taken: the map has been handed on whole by the function itself, or gone through: it
// gathers what is kept until then and no longer.
func taken(f *link.Func, field string, block int32) bool {
	for i := range f.Blocks {
		if l := f.LoopAt[i]; l >= 0 && f.Loops[l].Header == int32(i) && !f.Loops[l].Has(block) && f.Reaches(int32(i), block) && goesThrough(f, f.Blocks[i].Cond, field) {
			return true
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if (c.Block == block || f.Reaches(c.Block, block)) && slices.ContainsFunc(c.Args, func(a int32) bool {
			x := loaded(f, a)
			return x != nil && stands(x) && x.Str == field && f.TypeAt(f.Values[a].Type).Kind == summary.Map
		}) {
			return true
		}
	}
	return false
}
