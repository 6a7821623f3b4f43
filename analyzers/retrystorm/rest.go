package retrystorm

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// resting finds a loop that waits at the server for what comes next and, where that fails,
// goes round again after a pause that stays the same: for ever, as nothing ends it.
func resting(p *link.Program, f *link.Func, call int32) (analyzers.Candidate, bool) {
	l := f.LoopAt[f.Calls[call].Block]
	if l < 0 || f.Calls[call].Kind != summary.Plain || !endless(p, f, l) || ticks(f, &f.Loops[l]) {
		return analyzers.Candidate{}, false
	}
	o, pause := p.Ends(f, l, call), p.PauseIn(f, l)
	if o.Heeds || o.Limited || o.OnError || pause.Grows || !pause.Waits || !restsWhereFailed(p, f, &f.Loops[l], call) {
		return analyzers.Candidate{}, false
	}
	for _, r := range p.Under(f, call, depth, link.Loops) {
		if r.Conf != finding.Possible && waits(p, r.Op) {
			return candidate(f, call, r, true), true
		}
	}
	return analyzers.Candidate{}, false
}

// restsWhereFailed: a way leads from where the call has failed back to the loop's head,
// and passes a pause of package time.
func restsWhereFailed(p *link.Program, f *link.Func, loop *link.Loop, call int32) bool {
	return branches(p, f, loop, call, func(b int32, i int, s int32) bool {
		return !p.OnFailure(f, b) && f.FailsTo(b, i) && loop.Has(s) && rests(f, loop, s) && !anothers(p, f, f.Blocks[b].Cond, call)
	})
}

// rests: a way leads from a block to the loop's head by a sleep.
func rests(f *link.Func, loop *link.Loop, from int32) bool {
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		return b != loop.Header && slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
			return c.Block == b && c.Pkg == "time" && (c.Name == "Sleep" || c.Name == "After")
		}) && within(f, loop, from, b) && leadsBack(f, loop, b, func(int32) bool { return false })
	})
}
