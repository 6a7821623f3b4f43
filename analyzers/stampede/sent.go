package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// sent looks for a value that is loaded on a miss and put into a channel of the
// type's own, from which another function of the package takes it and writes the
// cache.
func sent(p *analyzers.Pass, f *link.Func, r, s site) *fill {
	if p.Touch.Single(f, s.call) || !p.Touch.OnMiss(f, r.call, s.call) {
		return nil
	}
	for _, st := range f.Stores {
		ch := channel(f, st.Addr)
		if ch == "" || !p.Prog.Derives(f, st.Val, s.call) {
			continue
		}
		if x := elsewhere(f, r, s, func(read *link.Touch) bool { return receives(p, f, ch, read) }); x != nil {
			return x
		}
	}
	return nil
}

// elsewhere pairs a source with the read of a cache that something other than a call of
// f writes.
func elsewhere(f *link.Func, r, s site, writes func(read *link.Touch) bool) *fill {
	for i := range s.touches {
		src := &s.touches[i]
		if src.Once || src.Async || silent(src) {
			continue
		}
		for j := range r.touches {
			if read := &r.touches[j]; src.Compatible(read) && writes(read) {
				return &fill{f: f, miss: r.call, source: s.call, read: *read, origin: *src}
			}
		}
	}
	return nil
}

// writesTo reports whether a function writes the cache that was read.
func writesTo(p *analyzers.Pass, g *link.Func, read *link.Touch) bool {
	return slices.ContainsFunc(p.Touch.Of(g), func(w link.Touch) bool { return w.Effect&link.Writes != 0 && p.Prog.OneStore(read, &w) })
}

// channel is the field or package variable of the channel that an address is an
// element of.
func channel(f *link.Func, addr int32) string {
	a := &f.Values[addr]
	if a.Op != summary.ElemOf || f.TypeAt(f.Values[a.A].Type).Kind != summary.Chan {
		return ""
	}
	return held(f, a.A)
}

func held(f *link.Func, v int32) string {
	if x := f.HeldIn(v); x.Op == summary.FieldOf || x.Op == summary.GlobalAddr {
		return x.Str
	}
	return ""
}

// receives: a function of the package takes what the channel gives and writes the
// cache that was read.
func receives(p *analyzers.Pass, f *link.Func, ch string, read *link.Touch) bool {
	return slices.ContainsFunc(p.Prog.Funcs, func(g *link.Func) bool {
		return g.Pkg == f.Pkg && slices.ContainsFunc(g.Values, func(v summary.Value) bool { return v.Op == summary.Recv && held(g, v.A) == ch }) &&
			writesTo(p, g, read)
	})
}
