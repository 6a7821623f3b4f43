package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// split looks for a function that asks the source on a miss and leaves it to its
// caller to store what it returns.
func split(p *analyzers.Pass, f *link.Func) *fill {
	if len(f.Calls) < 2 || len(f.In) == 0 || len(f.Results) == 0 {
		return nil
	}
	reads := sites(p, f, link.Reads)
	if len(reads) == 0 {
		return nil
	}
	plain := plainReads(p, f, reads)
	for _, s := range sites(p, f, link.Source) {
		for _, r := range plain {
			if r.call == s.call || !p.Touch.OnMiss(f, r.call, s.call) || p.Touch.Single(f, s.call) || kept(p, f, reads, r, s) {
				continue
			}
			for _, e := range f.In {
				if x := stored(p, e, r, s); x != nil {
					return x
				}
			}
		}
	}
	return nil
}

// stored looks in a caller for the write of what the call gave.
func stored(p *analyzers.Pass, e *link.Edge, r, s site) *fill {
	if e.Call < 0 || e.Entry || e.Async || e.Via == link.Callback {
		return nil
	}
	f := e.Caller
	for _, w := range sites(p, f, link.Writes) {
		c := &f.Calls[w.call]
		if w.call == e.Call || f.Calls[w.call].Callee == f.Calls[e.Call].Callee || !f.Precedes(e.Call, w.call) || !slices.ContainsFunc(c.Args, func(a int32) bool { return p.Prog.Derives(f, a, e.Call) }) {
			continue
		}
		if changed(f, e.Call, w.call) {
			continue
		}
		if x := matchAbove(p, e, r, s, w); x != nil {
			return x
		}
	}
	return nil
}

// changed: the function gives a field of what it got from call a a value of its own before
// call b stores it: that is the next state of a record, and no copy of what was loaded.
func changed(f *link.Func, a, b int32) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		to, v := &f.Values[s.Addr], &f.Values[s.Val]
		if to.Op != summary.FieldOf || v.Op != summary.Const || f.TypeAt(v.Type).Kind == summary.Bool || !f.Dominates(s.Block, f.Calls[b].Block) {
			return false
		}
		from, called := f.CallOf(to.A)
		return called && from == a
	})
}

func matchAbove(p *analyzers.Pass, e *link.Edge, r, s, w site) *fill {
	for _, src := range s.touches {
		if src.Once || src.Async || silent(&src) {
			continue
		}
		for _, rd := range r.touches {
			above := rd.Above(e)
			for k := range w.touches {
				wr := &w.touches[k]
				if above.Compatible(wr) && src.Compatible(wr) && rd.Compatible(&src) && oneEntry(p, &above, wr, false) {
					return &fill{f: e.Callee, miss: r.call, source: s.call, read: rd, origin: src}
				}
			}
		}
	}
	return nil
}
