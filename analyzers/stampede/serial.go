package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// serial: what lets one in at a time is a mutex that is taken after the cache was found to
// miss, and behind it nobody looks again: those who have waited ask the source too, one by
// one.
func serial(p *analyzers.Pass, f *link.Func, read, source int32) bool {
	if _, held := p.Touch.Mutex(f, source); !held || p.Touch.AloneOtherwise(f, source) {
		return false
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Pkg != "sync" || c.Name != "Lock" || c.Kind != summary.Plain || !f.Always(int32(i), source) {
			continue
		}
		if !f.Before(read, int32(i)) || looksBehind(p, f, int32(i), source) {
			return false
		}
	}
	return true
}

// looksBehind: between the two calls something is asked that may have changed since,
// on which the second hangs.
func looksBehind(p *analyzers.Pass, f *link.Func, lock, source int32) bool {
	from, to := f.Calls[lock].Block, f.Calls[source].Block
	guards := f.Guards(to)
	for b := range f.Blocks {
		cond := f.Blocks[b].Cond
		if cond == 0 || int32(b) != from && !f.Dominates(from, int32(b)) || !slices.ContainsFunc(guards, func(g link.Guard) bool { return g.Cond == cond }) {
			continue
		}
		if !f.AboutError(cond) && !fixed(f, cond, 0) || readBehind(p, f, lock, cond) {
			return true
		}
	}
	return false
}

// readBehind: the condition hangs on a read that follows the lock.
func readBehind(p *analyzers.Pass, f *link.Func, lock, cond int32) bool {
	for i := range f.Calls {
		if f.Before(lock, int32(i)) && p.Prog.Derives(f, cond, int32(i)) && p.Touch.Does(f, int32(i), link.Reads) {
			return true
		}
	}
	return false
}

// fixed: a value is made of nothing but what the function was given, of whatever type
// that is.
func fixed(f *link.Func, v int32, d int) bool {
	x := &f.Values[v]
	switch x.Op {
	case summary.Const, summary.ParamVal:
		return true
	case summary.Not, summary.Extract, summary.Assert, summary.Convert, summary.MakeIface:
		return d < 8 && fixed(f, x.A, d+1)
	case summary.Binary:
		return d < 8 && fixed(f, x.A, d+1) && fixed(f, x.B, d+1)
	}
	return false
}
