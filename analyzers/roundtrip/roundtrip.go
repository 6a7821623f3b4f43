// Package roundtrip asks where a loop makes one network round trip per element
// though the client has a pipeline or a batch command. The command may stand in
// the loop or some calls below it, behind an interface or a wrapper.
//
// An element's round trip counts only where the key hangs on the loop: a retry of
// one key, a walk over shards, a search that ends at the first hit and a list
// that is written out or configured are none. What takes a page of keys at once,
// waits in a pipeline or only makes good for a
// failure is none either, nor is a SCAN with a command per match, which is package
// sweep. Databases are not judged: what batches a statement is up to the schema.
package roundtrip

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "roundtrip", Run: run}

// depth is how many calls below the loop a command is looked for, and near how
// many of them may be of the loop's own module: a service goes through a caching
// library to its client, which is a few more.
const (
	depth = 7
	near  = 4
)

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		inCallbacks(p, f)
		if len(f.Loops) == 0 {
			continue
		}
		swept := map[int]bool{}
		for _, s := range p.Prog.Sweeps(f) {
			swept[s.Loop] = true
		}
		inLoop(p, f, swept)
	}
}

// inLoop reports one finding for each loop: the heaviest command names it.
func inLoop(p *analyzers.Pass, f *link.Func, swept map[int]bool) {
	found := make([]*trip, len(f.Loops))
	for i := range f.Calls {
		t := perElement(p.Prog, f, int32(i), swept)
		switch {
		case t == nil:
		case found[t.loop] == nil:
			found[t.loop] = t
		case weight(p.Prog, t.Op) > weight(p.Prog, found[t.loop].Op):
			t.others = append(found[t.loop].others, found[t.loop].Command)
			found[t.loop] = t
		default:
			found[t.loop].others = append(found[t.loop].others, t.Command)
		}
	}
	for _, t := range found {
		if t != nil {
			p.Report(candidate(p, f, t))
		}
	}
}

// trip is a command per turn of a loop.
type trip struct {
	link.Reached
	call   int32
	loop   int
	others []string // further commands of the same turn
}

// perElement judges one call in a loop.
func perElement(p *link.Program, f *link.Func, call int32, swept map[int]bool) *trip {
	c := &f.Calls[call]
	loops := f.LoopsAt(c.Block)
	if len(loops) == 0 || c.Kind == summary.Defer {
		return nil
	}
	best, at := link.Reached{}, -1
	for _, r := range p.Under(f, call, depth, link.Beside) {
		if r.Conf == finding.Possible || tooDeep(f, r) || !batchable(p, r.Op) || paged(p, r) || p.Failing(r) || at >= 0 && weight(p, r.Op) <= weight(p, best.Op) {
			continue
		}
		for _, l := range loops {
			if !swept[l] && overElements(p, f, l, nil) && !p.Ends(f, l, call).UntilOK && keyVaries(p, r, f, l) && !(r.Beside && works(p, r, f, l)) {
				best, at = r, l
				break
			}
		}
	}
	if at < 0 {
		return nil
	}
	return &trip{Reached: best, call: call, loop: at}
}

// works: the element itself does it, as a task does that is started.
func works(p *link.Program, r link.Reached, f *link.Func, l int) bool {
	for c := r.In; c != nil; c = c.Up {
		if e := c.Edge; e.Via == link.Interface && e.Call >= 0 {
			recv := link.Val{Ref: link.Ref{F: e.Caller, V: e.Caller.Calls[e.Call].Recv}, Ctx: c.Up}
			if p.Varies(recv, f, &f.Loops[l], false) {
				return true
			}
		}
	}
	return false
}

// tooDeep: what a goroutine does further down is a task rather than an element's
// command.
func tooDeep(f *link.Func, r link.Reached) bool {
	n := own(f, r)
	return n > near || r.Beside && n >= near
}

// own counts the calls on the way to a command that the loop's module makes.
func own(f *link.Func, r link.Reached) int {
	n := 0
	for c := r.In; c != nil; c = c.Up {
		if c.Edge.Caller.Pkg.Module == f.Pkg.Module {
			n++
		}
	}
	return n
}

func candidate(p *analyzers.Pass, f *link.Func, t *trip) analyzers.Candidate {
	call := &f.Calls[t.call]
	c := analyzers.Candidate{
		F: f, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: t.Command, Client: t.Client.Name, Conf: t.Conf,
		Cost: "1 x " + t.Command, Below: t.In, Announce: announce, Manner: true,
	}
	if c.Callee == "" {
		c.Callee = t.Callee
	}
	if len(t.others) > 0 {
		c.Cost = "1 x (" + strings.Join(append([]string{t.Command}, t.others...), " + ") + ")"
	}
	c.Level = func(a analyzers.At) finding.Level { return level(p, a, f, t.loop, t.Beside) }
	return c
}

var announce = slices.Concat(analyzers.Emptying, analyzers.Rebuilding)

// level: an entry that gives a list which is written out has few elements, and
// what runs in a goroutine of its own keeps nobody waiting.
func level(p *analyzers.Pass, a analyzers.At, f *link.Func, loop int, beside bool) finding.Level {
	if !overElements(a.Prog, f, loop, link.CtxOf(a.Path)) {
		return finding.None
	}
	l := analyzers.Table(p.Hazard, a)
	if beside && !p.Prog.Joins(f, loop) || slices.ContainsFunc(a.Path, func(e *link.Edge) bool { return e.Async }) {
		return l.AtMost(finding.Note)
	}
	return l
}

// overElements reports whether the loop's turns grow with data: the elements of
// a collection that is not written out, rows, keys, or a computed number.
func overElements(p *link.Program, f *link.Func, l int, ctx *link.Ctx) bool {
	b := p.LoopBound(f, l, ctx)
	switch b.Kind {
	case link.Elements:
		return !p.Fixed(b.Over)
	case link.Rows, link.Cursor, link.Numeric:
		return true
	}
	return false
}
