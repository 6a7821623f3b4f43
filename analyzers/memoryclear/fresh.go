package memoryclear

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// fresh finds caches in fields and package variables that are replaced or left
// without entries, other than by the cache type itself.
func fresh(p *analyzers.Pass, f *link.Func, caches fields) {
	if cacheName(f.Recv) {
		return
	}
	if f.Exported && (emptyingName(bare(f)) || verbOf(f) == "invalidate") {
		caches = nil // of what its type offers, a name has to say that it is a cache
	}
	for i := range f.Stores {
		if s := &f.Stores[i]; s.Addr != 0 {
			if in := emptiedBy(p, f, s, caches); in != nil {
				left(p, f, in, s.Block, s.Pos)
			}
		}
	}
	for i := range f.Calls {
		if c := &f.Calls[i]; c.Recv != 0 && (c.Pkg == "sync" || c.Pkg == "sync/atomic") {
			if in := &f.Values[c.Recv]; stands(in) && caches.has(in.Str) && sharedEmptied(p, f, c) {
				left(p, f, in, c.Block, c.Pos)
			}
		}
	}
}

// left reports a field or variable whose entries are gone, unless it is the first
// time that it has any, or they have been handed on.
func left(p *analyzers.Pass, f *link.Func, in *summary.Value, block int32, pos summary.Pos) {
	if ofEntry(p, in.Str) || builds(f, in.Str) || filledAgain(f, in, block) || in.Op == summary.FieldOf && f.Values[in.A].Op == summary.Alloc || firstTime(f, block) || taken(f, in.Str, block) || putAfter(f, in.Str, block) {
		return
	}
	report(p, analyzers.Candidate{F: f, Block: block, Pos: pos, Callee: in.Str, Command: "clear", Conf: finding.Certain, Cost: "1 x clear"})
}

// putAfter: one entry after the other is put into the map of the field afterwards: it is
// laid anew.
func putAfter(f *link.Func, field string, block int32) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		if a.Op != summary.ElemOf || f.LoopAt[s.Block] < 0 || f.LoopAt[s.Block] == f.LoopAt[block] || !f.Reaches(block, s.Block) {
			return false
		}
		in := loaded(f, a.A)
		return in != nil && stands(in) && in.Str == field
	})
}

// filledAgain: what comes after is given the address, to fill it at once.
func filledAgain(f *link.Func, in *summary.Value, block int32) bool {
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		return (c.Block == block || f.Reaches(block, c.Block)) && slices.ContainsFunc(c.Args, func(a int32) bool {
			x := &f.Values[f.Unconverted(a)]
			return stands(x) && x.Str == in.Str && f.TypeAt(x.Type).Kind == summary.Pointer
		})
	})
}

// stands: the value is what a field or a package variable holds.
func stands(x *summary.Value) bool { return x.Op == summary.FieldOf || x.Op == summary.GlobalAddr }

// emptiedBy is the field or variable that a store leaves without entries: by a new
// map or a new cache in its place, or by taking out what is in it, at once or in a
// loop. nil if there is none.
func emptiedBy(p *analyzers.Pass, f *link.Func, s *summary.Store, caches fields) *summary.Value {
	a := &f.Values[s.Addr]
	switch {
	case a.Op == summary.BuiltinCall && a.Str == "clear" && len(a.Args) == 1, a.Op == summary.BuiltinCall && a.Str == "delete" && eachKey(f, a, s.Block):
		if in := loaded(f, a.Args[0]); in != nil && stands(in) && caches.has(in.Str) {
			return in
		}
	case !stands(a):
	case caches.has(a.Str) && (newMap(f, s.Val) || newMaps(f, s.Val)), newCache(p, f, s.Val):
		return a
	}
	return nil
}

// newMap: a map that was made here and has no entries yet, or none at all; a sync.Map is
// never a copy.
func newMap(f *link.Func, v int32) bool {
	if f.TypeAt(f.Values[v].Type).Named == "sync.Map" {
		return true
	}
	if f.TypeAt(f.Values[v].Type).Kind != summary.Map {
		return false
	}
	return f.Values[v].Op == summary.Make && !filled(f, v) || f.Values[v].Op == summary.Const
}

// newMaps: a struct that was made here and of which new maps are all that it holds.
func newMaps(f *link.Func, v int32) bool {
	x := &f.Values[f.Unconverted(v)]
	if x.Op == summary.Load {
		v = x.A
	}
	if f.Values[v].Op != summary.Alloc {
		return false
	}
	n := 0
	for _, s := range f.Stores {
		if a := &f.Values[s.Addr]; a.Op == summary.FieldOf && a.A == v {
			if !newMap(f, s.Val) {
				return false
			}
			n++
		}
	}
	return n > 0
}

// newCache: a client's constructor made the cache, and no parameter says how large it
// is to be from now on.
func newCache(p *analyzers.Pass, f *link.Func, v int32) bool {
	call, called := f.CallOf(f.Unconverted(v))
	if !called {
		return false
	}
	c := &f.Calls[call]
	return p.Prog.MakesCache(c) && !slices.ContainsFunc(c.Args, func(a int32) bool {
		for n := range f.Params {
			if f.Uses(a, n) && (n > 0 || f.Recv == "") {
				return true
			}
		}
		return false
	})
}

// eachKey: the builtin deletes every key that a loop over the map comes to.
func eachKey(f *link.Func, del *summary.Value, block int32) bool {
	l := f.LoopAt[block]
	key := &f.Values[del.Args[1]]
	if l < 0 || key.Op != summary.Extract || f.Values[key.A].Op != summary.NextOf {
		return false
	}
	over := loaded(f, f.Values[f.Values[key.A].A].A)
	from := loaded(f, del.Args[0])
	return over != nil && from != nil && over.Str == from.Str && !slices.ContainsFunc(f.Loops[l].Blocks, func(b int32) bool {
		return b != f.Loops[l].Header && f.Blocks[b].Cond != 0
	})
}

// sharedEmptied: the call empties a sync.Map, or puts an empty map where an atomic
// value held one.
func sharedEmptied(p *analyzers.Pass, f *link.Func, c *summary.Call) bool {
	switch {
	case c.Callee == "(*sync.Map).Clear":
		return true
	case c.Callee == "(*sync.Map).Range" && len(c.Args) == 1:
		g := p.Prog.Closure(link.Ref{F: f, V: c.Args[0]})
		return g != nil && slices.ContainsFunc(g.Calls, func(d summary.Call) bool {
			return d.Callee == "(*sync.Map).Delete" && g.Uses(d.Args[0], 0) && len(g.Guards(d.Block)) == 0
		})
	case c.Pkg == "sync/atomic" && (c.Name == "Store" || c.Name == "Swap") && len(c.Args) == 1:
		v := f.Unconverted(c.Args[0])
		return newMap(f, v) || f.Values[v].Op == summary.Alloc && slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return s.Addr == v && newMap(f, s.Val) })
	}
	return false
}
