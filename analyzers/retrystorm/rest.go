package retrystorm

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// resting finds a loop that waits at the server for what comes next, or connects to do so,
// and, where that fails, goes round again after a pause that stays the same: for ever, as
// nothing ends it.
func resting(p *link.Program, f *link.Func, call int32) (analyzers.Candidate, bool) {
	if f.Calls[call].Kind != summary.Plain {
		return analyzers.Candidate{}, false
	}
	for _, l := range f.LoopsAt(f.Calls[call].Block) {
		if !restsFor(p, f, l, call) {
			continue
		}
		for _, r := range p.Under(f, call, depth, link.Loops) {
			if r.Conf != finding.Possible && (waits(p, r.Op) || talks(r.Op) && waitsLater(p, f, l, call)) {
				return candidate(f, call, r, true), true
			}
		}
	}
	return analyzers.Candidate{}, false
}

// restsFor: nothing ends the loop, and a turn in which the call has failed ends with a pause
// that stays the same.
func restsFor(p *link.Program, f *link.Func, l int, call int32) bool {
	loop := &f.Loops[l]
	if !endless(p, f, l) || ticks(f, loop) {
		return false
	}
	o, pause := p.EndsOf(f, loop, call), p.PauseOf(f, loop)
	if o.Heeds || o.Limited || o.OnError || pause.Grows || !pause.Waits {
		return false
	}
	return restsWhereFailed(p, f, loop, call) || endsByFailure(p, f, call) && (pausesBefore(p, f, l, call) || rests(f, loop, f.Calls[call].Block))
}

// waitsLater: a turn of the loop goes on from the call to one that waits at the server, and
// that is not the place.
func waitsLater(p *link.Program, f *link.Func, l int, call int32) bool {
	for i := range f.Calls {
		if f.Loops[l].Has(f.Calls[i].Block) && f.Before(call, int32(i)) && !restsFor(p, f, l, int32(i)) && slices.ContainsFunc(p.Under(f, int32(i), depth, link.Loops), func(r link.Reached) bool { return waits(p, r.Op) }) {
			return true
		}
	}
	return false
}

// endsByFailure: what the call does without end gives no error, and comes back where one
// has come.
func endsByFailure(p *link.Program, f *link.Func, call int32) bool {
	return slices.ContainsFunc(f.Out[call], func(e *link.Edge) bool {
		g := e.Callee
		return !e.Async && len(g.Results) == 0 && slices.ContainsFunc(g.Ops, func(o *link.Op) bool {
			l := g.LoopAt[o.Site().Block]
			return l >= 0 && waits(p, o) && endless(p, g, l) && p.Ends(g, l, o.Call).OnError
		})
	})
}

// restsWhereFailed: a way leads from where the call has failed back to the loop's head,
// and passes a pause of package time.
func restsWhereFailed(p *link.Program, f *link.Func, loop *link.Loop, call int32) bool {
	return branches(p, f, loop, call, func(b int32, i int, s int32) bool {
		return !p.OnFailure(f, b) && f.FailsTo(b, i) && s != loop.Header && loop.Has(s) && rests(f, loop, s) && !anothers(p, f, f.Blocks[b].Cond, call)
	})
}

// rests: a way leads from a block to the loop's head by a sleep.
func rests(f *link.Func, loop *link.Loop, from int32) bool {
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		return (b != loop.Header || b == from) && slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
			return c.Block == b && c.Pkg == "time" && (c.Name == "Sleep" || c.Name == "After")
		}) && within(f, loop, from, b) && leadsBack(f, loop, b, func(int32) bool { return false })
	})
}
