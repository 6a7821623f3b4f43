package retrystorm

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// spinning finds a loop that waits at the server for what comes next, or asks for it
// first of all, and where that fails goes round again at once: as long as the server is down, as fast as
// it can. What asks one queue after the other in each turn asks all of them again.
func spinning(p *link.Program, f *link.Func, call int32) (analyzers.Candidate, bool) {
	l := f.LoopAt[f.Calls[call].Block]
	each := l >= 0 && f.Loops[l].Parent >= 0 && p.LoopBound(f, l, nil).Kind == link.Elements
	if each {
		l = f.Loops[l].Parent
	}
	if l < 0 || f.Calls[call].Kind != summary.Plain || !endless(p, f, l) && !countsOthers(p, f, l, call) && !optional(p, f, l, call) || ticks(f, &f.Loops[l]) || pausesBefore(p, f, l, call) || timed(p, f, l, call) {
		return analyzers.Candidate{}, false
	}
	polls := nothingBefore(p, f, l, call) && !sleeps(f, call) && (!another(p, f, &f.Loops[l], call) || fresh(p, f, &f.Loops[l], call))
	for _, r := range p.Under(f, call, depth, link.Loops) {
		if r.Conf == finding.Possible || !(waits(p, r.Op) || (polls || each && pops(p, r.Op)) && talks(r.Op) && !elsewhere(f, r)) || pausesWithin(p, r) {
			continue
		}
		if roundAgain(p, f, &f.Loops[l], call) {
			return candidate(f, call, r, false), true
		}
	}
	return analyzers.Candidate{}, false
}

// countsOthers: the loop counts, but neither on the way to the call nor on a way that
// leads from its failure back to the head: what it counts is something else.
func countsOthers(p *link.Program, f *link.Func, l int, call int32) bool {
	loop := &f.Loops[l]
	limits := func(b int32) bool {
		blk := &f.Blocks[b]
		return len(blk.Succs) == 2 && slices.ContainsFunc(blk.Succs, func(s int32) bool { return !loop.Has(s) }) && !p.Derives(f, blk.Cond, call)
	}
	if p.LoopBound(f, l, nil).Kind != link.Numeric || slices.ContainsFunc(loop.Blocks, func(b int32) bool { return limits(b) && within(f, loop, b, f.Calls[call].Block) }) {
		return false
	}
	return branches(p, f, loop, call, func(b int32, i int, s int32) bool { return f.FailsTo(b, i) && leadsBack(f, loop, s, limits) })
}

// branches reports whether one of the ways, out of the blocks of a loop, that hang on what a
// call gave is as asked: the way number i out of block b, which leads to s.
func branches(p *link.Program, f *link.Func, loop *link.Loop, call int32, is func(b int32, i int, s int32) bool) bool {
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 || !p.Derives(f, blk.Cond, call) {
			return false
		}
		return is(b, 0, blk.Succs[0]) || is(b, 1, blk.Succs[1])
	})
}

// within: a turn of the loop may come from one block to another.
func within(f *link.Func, loop *link.Loop, from, to int32) bool {
	seen := map[int32]bool{}
	var walk func(b int32) bool
	walk = func(b int32) bool {
		if b == to {
			return true
		}
		if seen[b] || !loop.Has(b) {
			return false
		}
		seen[b] = true
		return slices.ContainsFunc(f.Blocks[b].Succs, func(s int32) bool { return s != loop.Header && walk(s) })
	}
	return walk(from)
}

// leadsBack: a way leads from a block to the loop's head that passes no limit.
func leadsBack(f *link.Func, loop *link.Loop, from int32, limits func(b int32) bool) bool {
	seen := map[int32]bool{}
	var walk func(b int32) bool
	walk = func(b int32) bool {
		if b == loop.Header {
			return true
		}
		if seen[b] || !loop.Has(b) || limits(b) {
			return false
		}
		seen[b] = true
		return slices.ContainsFunc(f.Blocks[b].Succs, walk)
	}
	return walk(from)
}

// due are the commands that look at what waits in a list, or in a set by the time that it is due.
var due = []string{"LRANGE", "ZRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE"}

// pops reports whether an op takes from a queue what is there, or looks at it.
func pops(p *link.Program, o *link.Op) bool {
	return o.Client.Kind == rules.Remote && (strings.Contains(o.Command, "POP") && p.Cat.Commands[o.Command].Write || slices.Contains(due, o.Command))
}

// waits reports whether an op waits at the server for what comes.
func waits(p *link.Program, o *link.Op) bool {
	return o.Does("wait") || o.Client.Kind == rules.Remote && p.Cat.Commands[o.Command].Blocking
}

// pausesIn: something in the loop pauses, or waits.
func pausesIn(p *link.Program, f *link.Func, l int) bool {
	return slices.ContainsFunc(f.Loops[l].Blocks, func(b int32) bool {
		return slow(p, f, b) || !f.Looks(b) && slices.ContainsFunc(f.Blocks[b].Items, func(it summary.Item) bool { return it.Kind == summary.RecvItem || it.Kind == summary.SelectItem })
	})
}

// pausesBefore: each turn of the loop pauses before the call.
func pausesBefore(p *link.Program, f *link.Func, l int, call int32) bool {
	for i := range f.Calls {
		if f.Loops[l].Has(f.Calls[i].Block) && f.Always(int32(i), call) && pauses(p, f, int32(i)) {
			return true
		}
	}
	return false
}

// pausesWithin: on the way from the loop to the op a function pauses, or waits for a timer,
// before it goes on, so that no turn comes at once after the one before.
func pausesWithin(p *link.Program, r link.Reached) bool {
	call, f := r.Call, r.F
	for c := r.In; c != nil; c = c.Up {
		if waitsBefore(p, f, call) {
			return true
		}
		f, call = c.Edge.Caller, c.Edge.Call
	}
	return false
}

// waitsBefore: every way to a call leads by a pause, or by a timer.
func waitsBefore(p *link.Program, f *link.Func, call int32) bool {
	if call < 0 {
		return false
	}
	at := f.Calls[call].Block
	for b := range f.Blocks {
		if ticksAt(f, int32(b)) && f.Dominates(int32(b), at) {
			return true
		}
	}
	for i := range f.Calls {
		if f.Calls[i].Pkg == "time" && f.Always(int32(i), call) && pauses(p, f, int32(i)) && f.Calls[i].Name == "Sleep" {
			return true
		}
	}
	return false
}

// timed: each turn of the loop asks a clock, before the call, whether it is time to end.
func timed(p *link.Program, f *link.Func, l int, call int32) bool {
	return slices.ContainsFunc(f.Loops[l].Blocks, func(b int32) bool {
		return f.Dominates(b, f.Calls[call].Block) && byClock(p, f, &f.Loops[l], b)
	})
}

// byClock: the loop is left at a block where a clock says so.
func byClock(p *link.Program, f *link.Func, loop *link.Loop, b int32) bool {
	blk := &f.Blocks[b]
	if blk.Cond == 0 || !slices.ContainsFunc(blk.Succs, func(s int32) bool { return !loop.Has(s) }) {
		return false
	}
	for i := range f.Calls {
		if c := &f.Calls[i]; c.Pkg == "time" && loop.Has(c.Block) && slices.Contains([]string{"Now", "Since", "Until"}, c.Name) && p.Derives(f, blk.Cond, int32(i)) {
			return true
		}
	}
	return false
}

// nothingBefore: a turn comes to the call at once, with nothing before it that may
// wait for something to do: no channel, and only calls that ask a server too or that
// are known to give their answer at once.
func nothingBefore(p *link.Program, f *link.Func, l int, call int32) bool {
	loop := &f.Loops[l]
	at := f.Calls[call].Block
	for _, b := range loop.Blocks {
		if !f.Dominates(b, at) {
			continue
		}
		if !f.Looks(b) && slices.ContainsFunc(f.Blocks[b].Items, func(it summary.Item) bool { return it.Kind == summary.RecvItem }) {
			return false
		}
		for i := range f.Calls {
			if c := &f.Calls[i]; c.Block == b && int32(i) < call && !brief(p, f, int32(i), 0) {
				return false
			}
		}
	}
	return true
}

// another: each turn asks for another thing, as a walk over a list does, and goes on
// to the next.
func another(p *link.Program, f *link.Func, loop *link.Loop, call int32) bool {
	c := &f.Calls[call]
	return slices.ContainsFunc(append([]int32{c.Recv}, c.Args...), func(v int32) bool {
		return !f.Empty(v) && slices.ContainsFunc(parts(f, v), func(v int32) bool {
			return p.Varies(link.Val{Ref: link.Ref{F: f, V: v}}, f, loop, false)
		})
	})
}

// parts are what a struct that is made for a call is filled with, or else the value: the
// call that is given its address fills nothing in.
func parts(f *link.Func, v int32) []int32 {
	if f.Values[v].Op != summary.Alloc {
		return []int32{v}
	}
	var out []int32
	for i := range f.Stores {
		s := &f.Stores[i]
		if a := &f.Values[s.Addr]; s.Addr == v || a.Op == summary.FieldOf && a.A == v {
			out = append(out, s.Val)
		}
	}
	return out
}

// local are packages whose calls come back at once.
var local = []string{"context", "log", "log/slog", "fmt", "strings", "strconv", "errors", "bytes", "sort", "slices", "maps", "sync/atomic", "encoding/json", "path", "math/rand"}

// brief: a call comes back at once, or asks a server; so does one of a function that
// does nothing but such calls.
func brief(p *link.Program, f *link.Func, call int32, d int) bool {
	c := &f.Calls[call]
	if slices.Contains(local, c.Pkg) || analyzers.MakesUp(c) || c.Pkg == "time" && c.Name != "Sleep" && c.Name != "After" || p.Cat.Client(c.Pkg) != nil {
		return true
	}
	if slices.ContainsFunc(p.Under(f, call, depth, link.Loops), func(r link.Reached) bool { return talks(r.Op) }) {
		return true
	}
	out := f.Out[call]
	if len(out) != 1 || out[0].Via != link.Static || d == depth || len(out[0].Callee.Loops) > 0 {
		return false
	}
	g := out[0].Callee
	for i := range g.Calls {
		if !brief(p, g, int32(i), d+1) {
			return false
		}
	}
	return !slices.ContainsFunc(g.Blocks, func(b summary.Block) bool {
		return slices.ContainsFunc(b.Items, func(it summary.Item) bool { return it.Kind == summary.RecvItem || it.Kind == summary.SelectItem })
	})
}

// ticks: a turn waits for a timer.
func ticks(f *link.Func, loop *link.Loop) bool {
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool { return ticksAt(f, b) })
}

func ticksAt(f *link.Func, b int32) bool {
	return slices.ContainsFunc(f.Blocks[b].Items, func(it summary.Item) bool {
		return it.Kind == summary.RecvItem && strings.HasSuffix(f.TypeAt(f.Values[it.N].Type).Text, "time.Time")
	})
}

// roundAgain reports whether a way leads from where the call has failed back to
// the loop's head, with nothing on it that takes time. The failure is the call's own,
// not that of what reads its answer.
func roundAgain(p *link.Program, f *link.Func, loop *link.Loop, call int32) bool {
	return branches(p, f, loop, call, func(b int32, i int, s int32) bool {
		fails := p.OnFailure(f, s)
		if slices.ContainsFunc(f.Loops, func(in link.Loop) bool { return in.Header == s && loop.Has(s) }) {
			fails = f.FailsTo(b, i)
		}
		return fails && !p.OnFailure(f, b) && atOnce(p, f, loop, call, s, true) && !anothers(p, f, f.Blocks[b].Cond, call)
	})
}

// anothers: the condition is about a later call, which was given what the call gave.
// What asks the client's reply is not another.
func anothers(p *link.Program, f *link.Func, cond, call int32) bool {
	for k := range f.Calls {
		if int32(k) != call && f.Before(call, int32(k)) && !f.Always(int32(k), call) && p.Cat.Client(f.Calls[k].Pkg) == nil && p.Derives(f, cond, int32(k)) {
			return true
		}
	}
	return false
}

// atOnce: a way leads from a block, after the call, to the loop's head, with nothing on it
// that takes time. An error by name, such as that nothing came, is no failure; where the
// call has failed, no way is gone that it goes where it has not.
func atOnce(p *link.Program, f *link.Func, loop *link.Loop, call, from int32, failed bool) bool {
	at := f.Calls[call].Block
	seen := map[int32]bool{}
	var walk func(b int32) bool
	walk = func(b int32) bool {
		if b == loop.Header {
			return true
		}
		if seen[b] || !loop.Has(b) || slow(p, f, b) || paced(p, f, loop, at, b) || byClock(p, f, loop, b) {
			return false
		}
		seen[b] = true
		blk := &f.Blocks[b]
		for i, s := range blk.Succs {
			if len(blk.Succs) == 2 && blk.Cond != 0 && (namesError(f, blk.Cond, i == 0) || failed && f.FailsTo(b, 1-i) && p.Derives(f, blk.Cond, call)) {
				continue
			}
			if walk(s) {
				return true
			}
		}
		return false
	}
	return walk(from)
}

// paced: the block is in a loop of its own that pauses between its turns, as one does
// that tries to connect again until it can; the call's block is not in it.
func paced(p *link.Program, f *link.Func, loop *link.Loop, at, b int32) bool {
	for _, l := range f.LoopsAt(b) {
		in := &f.Loops[l]
		if in == loop || in.Has(at) {
			return false
		}
		if slices.ContainsFunc(in.Blocks, func(b int32) bool { return slow(p, f, b) }) {
			return true
		}
	}
	return false
}

// slow: what a block calls may wait, or may see to it that the loop ends.
func slow(p *link.Program, f *link.Func, b int32) bool {
	for i := range f.Calls {
		if c := &f.Calls[i]; c.Block == b && (pauses(p, f, int32(i)) || endsIt(c)) {
			return true
		}
	}
	return false
}

// pauses: a call waits for more than a blink, or a function of that name does, or
// one that sleeps itself.
func pauses(p *link.Program, f *link.Func, call int32) bool {
	c := &f.Calls[call]
	if c.Pkg == "time" {
		return slices.Contains([]string{"Sleep", "After", "NewTimer", "Reset", "Tick"}, c.Name) && !p.Blinks(f, call, blink)
	}
	if mentions(c, "sleep", "wait", "pause", "backoff", "retry", "delay") {
		return true
	}
	return sleeps(f, call)
}

// sleeps: the function that is called sleeps itself.
func sleeps(f *link.Func, call int32) bool {
	return slices.ContainsFunc(f.Out[call], func(e *link.Edge) bool {
		return !e.Async && e.Via != link.Callback && slices.ContainsFunc(e.Callee.Calls, func(c summary.Call) bool {
			return c.Pkg == "time" && (c.Name == "Sleep" || c.Name == "After")
		})
	})
}

// endsIt: the name of a call says that nothing comes after it. IsClosed is a question.
func endsIt(c *summary.Call) bool {
	return !strings.HasPrefix(c.Name, "Is") && mentions(c, "cancel", "stop", "close", "shutdown", "fatal", "panic", "exit", "reconnect")
}

func mentions(c *summary.Call, words ...string) bool {
	lower := strings.ToLower(c.Name)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(lower, w) })
}
