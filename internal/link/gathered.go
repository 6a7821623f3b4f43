package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// GathersMisses reports whether call b is given a list of what call a, a read of
// the cache, has missed: the keys are gone through in a loop that branches on what
// was read and adds some of them to the list. Whether there are any is not asked.
func (t *Toucher) GathersMisses(f *Func, a, b int32) bool {
	target := f.Calls[b].Block
	if !f.after(f.Calls[a].Block, target) && !f.leftBehind(f.Calls[a].Block, target) {
		return false
	}
	if !slices.ContainsFunc(f.Calls[b].Args, func(v int32) bool { return f.TypeAt(f.Values[v].Type).Kind == summary.Slice && f.picks(v) }) {
		return false
	}
	return slices.ContainsFunc(t.branchesOn(f, a), func(i int32) bool {
		return f.LoopAt[i] >= 0 && !f.Loops[f.LoopAt[i]].Has(target)
	})
}

// picks: the list is put together from some of what a loop goes through: in some
// turns nothing is added to it.
func (f *Func) picks(list int32) bool {
	for w := f.visitValues(list); w.next(); {
		at := w.at
		switch x := &f.Values[at]; x.Op {
		case summary.Phi:
			if slices.ContainsFunc(x.Args, func(a int32) bool { return f.skips(a, at, x.Args) }) {
				return true
			}
			w.push(x.Args...)
		case summary.Append, summary.Convert, summary.SliceOf, summary.Load:
			w.push(x.A)
		}
	}
	return false
}

// skips: of the ways that meet one adds to a list what another leaves out.
func (f *Func) skips(added, phi int32, ways []int32) bool {
	x := &f.Values[added]
	if x.Op != summary.Append {
		return false
	}
	if x.A == phi {
		return slices.Contains(ways, phi) // continue
	}
	return slices.Contains(ways, x.A)
}
