package retrystorm

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// deep is how many calls below a poll the command is looked for: a state is asked for by
// way of what keeps it.
const deep = 5

// polling finds a request that asks for the same again and again, at a pace, until the
// answer is another one, which may never come; and one that waits so for a lock at the
// beginning of each turn of a loop. What runs by itself may wait for as long as it takes;
// who fails where the caller's context ends waits no longer than that.
func polling(p *analyzers.Pass, f *link.Func, call int32) (analyzers.Candidate, bool) {
	l := f.LoopAt[f.Calls[call].Block]
	if l < 0 || f.Calls[call].Kind != summary.Plain {
		return analyzers.Candidate{}, false
	}
	first, blinks := waitsFirst(p.Prog, f, l, call)
	if !first && !polls(p.Prog, f, l, call) {
		return analyzers.Candidate{}, false
	}
	for _, r := range p.Prog.Under(f, call, deep, link.Loops) {
		if r.Conf == finding.Possible || !sends(p.Prog, r.Op) || elsewhere(f, r) {
			continue
		}
		lock := takesLock(p.Prog, r)
		if !lock && (!reads(p.Prog, r) || first && !blinks) {
			continue
		}
		c, fails := waiting(candidate(f, call, r, true), r), p.Prog.Ends(f, l, call).OnError
		c.Level = func(a analyzers.At) finding.Level {
			if a.Heat != finding.Request && !blinks || fails && ends(p.Prog, r, link.CtxOf(a.Path)) {
				return finding.None
			}
			return analyzers.Table(p.Hazard, a)
		}
		return c, true
	}
	return analyzers.Candidate{}, false
}

// ends: the op fails where a context ends that the entry has, or was given.
func ends(p *link.Program, r link.Reached, ctx *link.Ctx) bool {
	in := r.Op.Inner()
	given := slices.ContainsFunc(in.Calls[r.Op.At].Args, func(a int32) bool { return in.TypeAt(in.Values[a].Type).Text == "context.Context" })
	if !given && r.Client.Op(in.Calls[r.Op.At].Type, "WithContext") == nil {
		return false
	}
	return p.Patience(&link.Touch{F: r.F, Op: r.Op, Ctx: r.In}, ctx) == link.Ends
}

// reads: the op changes nothing.
func reads(p *link.Program, r link.Reached) bool {
	return p.Cat.Commands[r.Command].ReadOnly && r.Script == nil || r.Does("query") || r.Does("ping") || r.Command == "PING" || r.Command == "" && r.Does("read")
}

// polls: the loop is left for nothing but what the call answers, other than that it
// failed, and does nothing else but pause.
func polls(p *link.Program, f *link.Func, l int, call int32) bool {
	loop := &f.Loops[l]
	o, pause := p.Ends(f, l, call), p.PauseIn(f, l)
	paced := pause.Waits || ticks(f, loop)
	if !(endless(p, f, l) || p.LoopBound(f, l, nil).Kind == link.Numeric) || o.Limited || o.Heeds || pause.Grows || !paced || !leftByAnswer(p, f, loop, call) || another(p, f, loop, call) {
		return false
	}
	for i := range f.Calls {
		if loop.Has(f.Calls[i].Block) && int32(i) != call && !idle(p, f, int32(i)) {
			return false
		}
	}
	return true
}

func leftByAnswer(p *link.Program, f *link.Func, loop *link.Loop, call int32) bool {
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 || !p.Derives(f, blk.Cond, call) {
			return false
		}
		return !loop.Has(blk.Succs[0]) && !f.FailsTo(b, 0) || !loop.Has(blk.Succs[1]) && !f.FailsTo(b, 1)
	})
}

// idle: a call pauses, writes to a log, hands out what is there, asks the client's reply
// or another thing of the server, and changes nothing.
func idle(p *link.Program, f *link.Func, call int32) bool {
	c := &f.Calls[call]
	if out := f.Out[call]; len(out) == 1 && len(out[0].Callee.Calls)+len(out[0].Callee.Stores) == 0 {
		return true
	}
	if pauses(p, f, call) || c.Pkg == "time" || strings.Contains(strings.ToLower(c.Pkg+c.Type), "log") {
		return true
	}
	return brief(p, f, call, 0) && !slices.ContainsFunc(p.Under(f, call, depth, link.Loops), func(r link.Reached) bool { return talks(r.Op) && !reads(p, r) })
}

// waitsFirst: of loops with one header, one does nothing but try for what the call gives
// until it has it; blinks says that it hardly pauses between.
func waitsFirst(p *link.Program, f *link.Func, l int, call int32) (first, blinks bool) {
	for _, loop := range f.Merged(l) {
		if !loop.Has(f.Calls[call].Block) {
			continue
		}
		o, pause := p.EndsOf(f, &loop, call), p.PauseOf(f, &loop)
		if o.UntilOK && !o.Limited && !o.Heeds && !pause.Grows && !ticks(f, &loop) {
			return true, o.UntilFlag && pause.Waits && pause.Longest <= blink
		}
	}
	return false, false
}
