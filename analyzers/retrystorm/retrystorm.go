// Package retrystorm asks where a loop repeats a cache or database call until it
// succeeds, with neither a limit nor a growing pause.
//
// A count, a deadline, a wait for the context's end and a pause that changes from
// turn to turn are limits, and so is a look at the context where the pause is more
// than a blink, and a loop that fails on the first error, unless it polls for a
// lock, or at once for something that is not there yet. A condition that is the same on
// every turn is none. A worker that goes on to the next job is no retry. Retries inside
// client libraries are theirs; those of retry libraries are what the catalogue says of
// their calls, options and types, while a policy that comes from elsewhere is not known.
//
// A consumer that waits at the server, or looks at what is due, is none either, unless where that fails it goes round
// at once, with no loop on the way that connects again at a pace, or after a pause that is
// always the same, with nothing that ends it; a helper that pauses before it goes to the
// server goes round at no turn at once. A loop that
// starts a transaction, or a swap by GETSET, anew at once each time that it is lost to
// another writer has no limit of its own. A helper that tries what it is handed until it
// succeeds is one for each that callers hand in, with the limit that they give; who connects, sends.
// A request that asks at a pace until the answer is another one, and has no context that
// ends, waits for what may never come. A function that
// calls itself with what it was given, or has a timer do so, where its command failed, or
// gave what it cannot go on with, is a loop too.
package retrystorm

import (
	"slices"
	"strings"
	"time"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "retrystorm", Run: run}

// depth is how many calls below the loop an operation is looked for.
const depth = 3

// blink is the longest pause after which asking again is no better than at once,
// though the loop would heed a context that ends.
const blink = 20 * time.Millisecond

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		if c, ok := recursion(p.Prog, f); ok {
			p.Report(c)
		}
		byLibrary(p.Prog, f, p.Report)
		if len(f.Loops) == 0 {
			continue
		}
		for i := range f.Calls {
			if cs := retried(p.Prog, f, int32(i)); len(cs) > 0 {
				for _, c := range cs {
					p.Report(c)
				}
			} else if c, ok := spinning(p.Prog, f, int32(i)); ok {
				p.Report(c)
			} else if c, ok := contested(p.Prog, f, int32(i)); ok {
				p.Report(c)
			} else if c, ok := polling(p, f, int32(i)); ok {
				p.Report(c)
			} else if c, ok := resting(p.Prog, f, int32(i)); ok {
				p.Report(c)
			}
		}
	}
}

// retried finds the command that a loop sends until it succeeds; where the loop runs
// what its function is handed, one for each that callers hand in.
func retried(p *link.Program, f *link.Func, call int32) (out []analyzers.Candidate) {
	c := &f.Calls[call]
	l := f.LoopAt[c.Block]
	if l < 0 || c.Kind != summary.Plain {
		return nil
	}
	o, given := p.Ends(f, l, call), c.Fun != 0
	opted := optional(p, f, l, call)
	limited := (o.Limited || !endless(p, f, l)) && !countsOthers(p, f, l, call) && !opted
	if !o.UntilOK || o.OnError && !o.UntilFlag && !o.OnOther || limited && !given {
		return nil
	}
	pause := p.PauseIn(f, l)
	ticks := ticks(f, &f.Loops[l])
	if pause.Grows || o.Heeds && (ticks || pause.Longest > blink || !pause.Waits && pausesIn(p, f, l)) {
		return nil
	}
	spins := !o.Heeds && !ticks && !pausesIn(p, f, l)
	seen := map[*link.Func]bool{}
	if o.OnError && fresh(p, f, &f.Loops[l], call) {
		return nil // it looks for what is free, and fails where the server does
	}
	for _, r := range p.Under(f, call, depth, link.Loops) {
		polls := spins && (o.OnOther && !o.UntilFlag || swaps(r))
		if o.OnError && !takesLock(p, r) && !polls || elsewhere(f, r) && !given || !handed(f, call, r) {
			continue // it waits at a pace for a state, and fails where the server does
		}
		if r.Conf == finding.Possible || !sends(p, r.Op) || seen[r.F] || limited && !withoutLimit(p, f, l, call, r.F) {
			continue
		}
		seen[r.F] = true
		c := candidate(f, call, r, pause.Waits || ticks)
		if takesLock(p, r) {
			c = waiting(c, r)
		}
		if opted {
			c.Detail += " An option limits it, which is none by default."
		}
		if out = append(out, c); !given {
			break
		}
	}
	return out
}

// optional: all that ends the loop, but for what the call gives, is an option that is
// none by default.
func optional(p *link.Program, f *link.Func, l int, call int32) bool {
	loop, n := &f.Loops[l], 0
	for _, b := range loop.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 || loop.Has(blk.Succs[0]) && loop.Has(blk.Succs[1]) || f.Looks(b) || p.Derives(f, blk.Cond, call) {
			continue
		}
		if !p.OptedInto(f, b) {
			return false
		}
		n++
	}
	return n > 0
}

// withoutLimit: who hands in a function of g says that there is no limit, so that nothing
// ends the loop but what the call gives.
func withoutLimit(p *link.Program, f *link.Func, l int, call int32, g *link.Func) bool {
	return slices.ContainsFunc(f.In, func(e *link.Edge) bool {
		return e.Caller.Decl == g.Decl && p.OnlyBy(f, &f.Loops[l], call, &link.Ctx{Edge: e})
	})
}

// fresh: each turn asks for what somebody has made up.
func fresh(p *link.Program, f *link.Func, loop *link.Loop, call int32) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if analyzers.MakesUp(c) && int32(i) != call && loop.Has(c.Block) && slices.ContainsFunc(f.Calls[call].Args, func(a int32) bool { return p.Derives(f, a, int32(i)) }) {
			return true
		}
	}
	return false
}

// takesLock: many callers that poll for one lock are a storm of their own. A script that
// reads the entry as well waits for whoever is filling it, or takes its place.
func takesLock(p *link.Program, r link.Reached) bool {
	if r.Op.Script != nil && r.Op.Script.Has("GET", "HGET", "HMGET", "HGETALL") {
		return false
	}
	if absent, _ := p.Absent(r.Op); absent || r.Does("lock") {
		return true
	}
	key, ok := p.KeyOf(r.Op)
	return ok && analyzers.LockKey(p, key)
}

// elsewhere: the op stands in a closure of a function that is not on the way, so
// that another caller has handed it to what runs it.
func elsewhere(f *link.Func, r link.Reached) bool {
	if r.In == nil || !strings.Contains(r.F.Name, "$") {
		return false
	}
	for c := r.In; c != nil; c = c.Up {
		if c.Edge.Caller.Decl == r.F.Decl {
			return false
		}
	}
	return true
}

// handed: where the call is given closures of f, an op of another one is not its.
func handed(f *link.Func, call int32, r link.Reached) bool {
	if !strings.HasPrefix(r.F.Name, f.Name+"$") {
		return true
	}
	given := false
	for _, a := range f.Calls[call].Args {
		if x := &f.Values[a]; x.Op == summary.Closure {
			if r.F.Name == x.Str || strings.HasPrefix(r.F.Name, x.Str+"$") {
				return true
			}
			given = true
		}
	}
	return !given
}

// endless reports whether nothing but the calls in it ends the loop.
func endless(p *link.Program, f *link.Func, l int) bool {
	switch p.LoopBound(f, l, nil).Kind {
	case link.Unbounded, link.EndlessFor:
		return true
	case link.Channel:
		return ticks(f, &f.Loops[l]) // nobody closes a ticker's
	}
	return false
}

// sends reports whether an op talks to a server that retries can hurt. A command
// that blocks until something comes is a wait, not a retry.
func sends(p *link.Program, o *link.Op) bool {
	return !p.Cat.Commands[o.Command].Blocking && talks(o)
}

func talks(o *link.Op) bool {
	if o.Does("none") || o.Queued() && !o.Does("send") {
		return false
	}
	switch o.Client.Kind {
	case rules.Remote, rules.Store:
		return (o.Command != "" || o.Does("ping") || o.Does("send") && !sendsBuilt(o)) && !o.Rule.Loads
	case rules.Database:
		return o.Does("query") || o.Does("exec") || o.Does("ping")
	case rules.Lock:
		return o.Does("lock")
	}
	return false
}

// sendsBuilt: what the op sends is a command that is built in its argument, which counts.
func sendsBuilt(o *link.Op) bool {
	return slices.ContainsFunc(o.Site().Args, func(a int32) bool {
		x := &o.F.Values[o.F.Unconverted(a)]
		return x.Op == summary.CallVal && slices.ContainsFunc(o.F.Ops, func(b *link.Op) bool { return b.Call == int32(x.N) && b.Command != "" })
	})
}

func candidate(f *link.Func, call int32, r link.Reached, waits bool) analyzers.Candidate {
	c := &f.Calls[call]
	callee := c.Callee
	if callee == "" {
		callee = r.Callee
	}
	command := r.Command
	if command == "" {
		command = r.Rule.Does[0]
	}
	detail := "It tries again at once."
	if waits {
		detail = "It tries again at a fixed pace."
	}
	return analyzers.Candidate{
		F: f, Block: c.Block, Pos: c.Pos, Callee: callee, Command: command, Client: r.Client.Name, Conf: r.Conf,
		Cost: "failures x " + command, Detail: detail, Below: r.In,
	}
}

// waiting: the server has answered, and the loop wants another answer: that somebody lets
// go of a lock, say. No client repeats a command for that, however it is set up.
func waiting(c analyzers.Candidate, r link.Reached) analyzers.Candidate {
	c.Cost = "turns x " + c.Command
	if r.Client.Kind == rules.Remote {
		c.Client = ""
	}
	return c
}
