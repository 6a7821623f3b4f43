// Package retrystorm asks where a loop repeats a cache or database call until it
// succeeds, with neither a limit nor a growing pause.
//
// A count, a deadline, a look at the context and a pause that changes from turn
// to turn are limits, and so is a loop that fails on the first error, unless it
// polls for a lock. A worker that goes on to the next job is no retry. Retries
// inside client libraries are theirs.
package retrystorm

import (
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

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		if len(f.Loops) == 0 {
			continue
		}
		for i := range f.Calls {
			if c, ok := retried(p.Prog, f, int32(i)); ok {
				p.Report(c)
			}
		}
	}
}

func retried(p *link.Program, f *link.Func, call int32) (analyzers.Candidate, bool) {
	c := &f.Calls[call]
	l := f.LoopAt[c.Block]
	if l < 0 || c.Kind != summary.Plain {
		return analyzers.Candidate{}, false
	}
	o := p.Ends(f, l, call)
	if !o.UntilOK || o.OnError && !o.UntilFlag || o.Limited || !endless(p, f, l) {
		return analyzers.Candidate{}, false
	}
	waits, grows := p.Pause(f, l)
	if grows {
		return analyzers.Candidate{}, false
	}
	for _, r := range p.Under(f, call, depth, true) {
		if o.OnError && !takesLock(p, r.Op) {
			continue // it waits for a state, and fails where the server does
		}
		if r.Conf != finding.Possible && sends(p, r.Op) {
			return candidate(f, call, r, waits), true
		}
	}
	return analyzers.Candidate{}, false
}

// takesLock: many callers that poll for one lock are a storm of their own.
func takesLock(p *link.Program, o *link.Op) bool {
	absent, _ := p.Absent(o)
	return absent || o.Does("lock")
}

// endless reports whether nothing but the calls in it ends the loop.
func endless(p *link.Program, f *link.Func, l int) bool {
	switch p.LoopBound(f, l, nil).Kind {
	case link.Unbounded, link.EndlessFor:
		return true
	}
	return false
}

// sends reports whether an op talks to a server that retries can hurt. A command
// that blocks until something comes is a wait, not a retry.
func sends(p *link.Program, o *link.Op) bool {
	if o.Does("none") || o.Queued() || p.Cat.Commands[o.Command].Blocking {
		return false
	}
	switch o.Client.Kind {
	case rules.Remote:
		return o.Command != "" && !o.Rule.Loads
	case rules.Database:
		return o.Does("query") || o.Does("exec")
	case rules.Lock:
		return o.Does("lock")
	}
	return false
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
