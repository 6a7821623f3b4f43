package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// later looks for a source that is asked on a miss, and for an object that is made of
// what it gave and of a function which writes the cache: once the object has been
// read to its end, say.
func later(p *analyzers.Pass, f *link.Func, r, s site) *fill {
	if p.Touch.Single(f, s.call) || !p.Touch.OnMiss(f, r.call, s.call) {
		return nil
	}
	for _, st := range f.Stores {
		a := &f.Values[st.Addr]
		g := p.Prog.Closure(link.Ref{F: f, V: st.Val})
		if g == nil || a.Op != summary.FieldOf || !f.Dominates(f.Calls[s.call].Block, st.Block) || !holdsAnswer(p, f, a.A, s.call) {
			continue
		}
		if x := elsewhere(f, r, s, func(read *link.Touch) bool { return writesTo(p, g, read) }); x != nil {
			return x
		}
	}
	return nil
}

// holdsAnswer: a field of the object is given what the call gave, or a part of what it
// was to fill.
func holdsAnswer(p *analyzers.Pass, f *link.Func, object, call int32) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		return a.Op == summary.FieldOf && a.A == object && (p.Prog.Derives(f, s.Val, call) || partOf(f, s.Val, f.Calls[call].Args))
	})
}

// partOf: the value is read out of one of others.
func partOf(f *link.Func, v int32, of []int32) bool {
	for range 6 {
		x := &f.Values[v]
		if x.Op != summary.Load && x.Op != summary.FieldOf {
			return false
		}
		v = x.A
		if slices.ContainsFunc(of, func(o int32) bool { return f.Unconverted(o) == f.Unconverted(v) }) {
			return true
		}
	}
	return false
}
