// Package roundtrip asks where a loop makes one network round trip per element
// though the client has a pipeline or a batch command. The command may stand in
// the loop or some calls below it, behind an interface or a wrapper. A function
// literal that is handed to a loop (Each, an iterator, a helper over a slice) is
// judged by itself, and so is a function that code outside runs for each element. An
// iterator that is gone through by Next is a loop, a reader that is read to its end, a
// linked list, and a function that calls itself for each child of a tree; a message that
// is published counts where its channel or what it says hangs on the loop, and a command
// that was built elsewhere where it is another one each time.
//
// An element's round trip counts only where the key hangs on the loop: a retry of
// one key, a walk over shards or over plugins with a client each, a search that ends at the first hit,
// pages of which each names the next, what is there for one key of a map alone, what comes over a
// connection by and by, and a list that is written out or configured are none. What takes a page of keys at once,
// waits in a pipeline or only makes good for a failure is none either, nor is a
// SCAN with a command per match, which is package sweep. Databases are not judged: what batches a statement is up to the schema.
package roundtrip

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
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
	w := &walk{p: p.Prog, below: map[place][]link.Reached{}}
	for _, f := range p.Prog.Funcs {
		if !perTurn(p.Prog, f) {
			continue
		}
		w.inTurns(p, f, swept(p.Prog, f))
	}
}

// swept holds the loops of f that walk the keyspace, and those within that go through the
// page that a turn has brought.
func swept(p *link.Program, f *link.Func) map[int]bool {
	out := map[int]bool{}
	for _, s := range p.Sweeps(f) {
		if one, _ := p.OfOneKey(s.Op); one == "" {
			out[s.Loop] = true
		}
	}
	for l := range f.Loops {
		if parent := f.Loops[l].Parent; len(out) == 0 || parent < 0 || !out[parent] {
			continue
		}
		if b := p.LoopBound(f, l, nil); b.Kind == link.Elements && p.FromScan(b.Over) {
			out[l] = true
		}
	}
	return out
}

// inTurns reports one finding for each loop and for each function literal that is
// handed to it: the heaviest command names it.
func (w *walk) inTurns(p *analyzers.Pass, f *link.Func, swept map[int]bool) {
	var found []*trip
	for i := range f.Calls {
		around := turnsAt(p.Prog, f, f.Calls[i].Block)
		if len(around) == 0 || f.Calls[i].Kind == summary.Defer {
			continue
		}
		for _, t := range w.inLiterals(f, int32(i), around) {
			found = heaviest(p.Prog, found, t)
		}
		around = slices.DeleteFunc(around, func(t turns) bool { return swept[t.l] })
		if t := perElement(p.Prog, f, int32(i), around); t != nil {
			found = heaviest(p.Prog, found, t)
		}
	}
	for _, t := range found {
		p.Report(candidate(p, t))
	}
}

// heaviest adds a command to those of the same place, unless a turn comes to the one or
// the other.
func heaviest(p *link.Program, found []*trip, t *trip) []*trip {
	for i, old := range found {
		if old.f != t.f || old.loop != t.loop {
			continue
		}
		first, second := old, t
		if heavier(p, t.Reached, old.Reached) {
			first, second, t.others = t, old, old.others
		}
		if t.f.Before(old.call, t.call) || t.f.Before(t.call, old.call) {
			first.others = append(first.others, second.Command)
		}
		found[i] = first
		return found
	}
	return append(found, t)
}

// trip is a command per turn of a loop.
type trip struct {
	link.Reached
	// f and call are the place: in the loop, or in the literal that it runs.
	f    *link.Func
	call int32
	loop turns
	// through leads from the loop to the literal, nil where the place is the loop's
	// function; below from the place to the client's call.
	through, below *link.Ctx
	others         []string // further commands of the same turn
}

// perElement judges one call, but for the literals that it is handed.
func perElement(p *link.Program, f *link.Func, call int32, around []turns) *trip {
	var best *trip
	for _, r := range append(p.Under(f, call, depth, link.Beside), again(p, f, call)...) {
		if throughLiteral(p, f, call, r.In) {
			continue
		}
		if l, ok := turn(p, call, around, r, best); ok {
			best = &trip{Reached: r, f: f, call: call, loop: l, below: r.In}
		}
	}
	return best
}

// again lists what a function does that calls itself in its turns, as a walk down a tree
// does, but for what it does in turns.
func again(p *link.Program, f *link.Func, call int32) []link.Reached {
	var out []link.Reached
	for _, e := range f.Out[call] {
		if e.Callee != f || e.Via != link.Static || e.Async {
			continue
		}
		for i := range f.Calls {
			if f.LoopAt[f.Calls[i].Block] >= 0 {
				continue
			}
			for _, r := range p.Under(f, int32(i), near, 0) {
				out = append(out, r.From(&link.Ctx{Edge: e}))
			}
		}
	}
	return out
}

// turn finds of what a command of a call is one per element, if it says more than
// the best so far.
func turn(p *link.Program, call int32, around []turns, r link.Reached, best *trip) (turns, bool) {
	if len(around) == 0 || r.Conf == finding.Possible || tooDeep(around[0].f, r, around[0].joins(p)) || !batchable(p, r) || paged(p, r) || p.Failing(r) || best != nil && !heavier(p, r, best.Reached) {
		return turns{}, false
	}
	for _, t := range around {
		if t.many(p, nil) && !t.tasks(p, own(t.f, r)) && !t.untilOK(p, call) && !t.chosen(call) && keyVaries(p, r, t, call) && !t.elsewhere(p, r) && !(r.Beside && (works(p, r, t) || pauses(r))) {
			return t, true
		}
	}
	return turns{}, false
}

// works: the element itself does it, as a task does that is started.
func works(p *link.Program, r link.Reached, t turns) bool {
	for c := r.In; c != nil; c = c.Up {
		if e := c.Edge; e.Via == link.Interface && e.Call >= 0 {
			recv := link.Val{Ref: link.Ref{F: e.Caller, V: e.Caller.Calls[e.Call].Recv}, Ctx: c.Up}
			if t.varies(p, recv) {
				return true
			}
		}
	}
	return false
}

// pauses: a goroutine asks, sleeps and asks again, until others are done with what
// it waits for.
func pauses(r link.Reached) bool {
	for c := r.In; c != nil; c = c.Up {
		f := c.Edge.Callee
		if c.Up == nil && slices.ContainsFunc(f.Calls, func(c summary.Call) bool { return c.Callee == "time.Sleep" && f.LoopAt[c.Block] >= 0 }) {
			return true
		}
	}
	return false
}

// tooDeep: what a goroutine that nobody waits for does further down is a task rather
// than an element's command.
func tooDeep(f *link.Func, r link.Reached, joined bool) bool {
	n := own(f, r)
	return n > near || r.Beside && n >= near && !joined
}

// own counts the calls on the way to a command that the loop's module makes. To run
// what it was handed takes one no further away.
func own(f *link.Func, r link.Reached) int {
	n := 0
	for c := r.In; c != nil; c = c.Up {
		if e := c.Edge; e.Caller.Pkg.Module == f.Pkg.Module && !(e.Via == link.ByClosure && e.Callee.Literal()) {
			n++
		}
	}
	return n
}

func candidate(p *analyzers.Pass, t *trip) analyzers.Candidate {
	call := &t.f.Calls[t.call]
	c := analyzers.Candidate{
		F: t.f, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: t.Command, Client: t.Client.Name, Conf: t.Conf,
		Cost: "1 x " + t.Command, Below: t.below, Announce: announce, Manner: true,
	}
	if c.Callee == "" {
		c.Callee = t.Callee
	}
	if c.Command == "" {
		c.Command = t.Site().Name
		c.Cost = "1 x " + c.Command
	}
	if len(t.others) > 0 {
		c.Cost = "1 x (" + strings.Join(append([]string{t.Command}, t.others...), " + ") + ")"
	}
	c.Level = func(a analyzers.At) finding.Level { return level(p, a, t) }
	c.From = func(a analyzers.At, c *analyzers.Candidate) {
		if _, shown, _ := upTo(a.Path, t.through); !shown || t.loop.l < 0 {
			c.Cost = t.loop.words(p.Prog) + strings.TrimPrefix(c.Cost, "1")
		}
	}
	return c
}

var announce = slices.Concat(analyzers.Emptying, analyzers.Rebuilding)

// machines are what collections are called that hold the machines of a system, or
// what runs there, or the folders on the way to a key: few of them, which a store is
// told of one by one; the parts of a text that is split are few as well.
var machines = []string{"nodes", "peers", "servers", "hosts", "instances", "endpoints", "addrs", "addresses", "replicas", "brokers", "machines", "services", "path", "segments", "components", "split"}

func few(elements string) bool {
	words := link.Words(elements[strings.LastIndexAny(elements, " .")+1:])
	return len(words) > 0 && slices.Contains(machines, words[len(words)-1])
}

// level: an entry that gives a list which is written out has few elements, and
// what runs in a goroutine of its own keeps nobody waiting.
func level(p *analyzers.Pass, a analyzers.At, t *trip) finding.Level {
	path, _, ok := upTo(a.Path, t.through)
	if t.loop.l < 0 && !t.f.Literal() && (len(a.Path) == 0 || !p.Prog.Ranged(a.Path[len(a.Path)-1])) {
		return finding.None // called for one
	}
	if !ok || !t.loop.many(a.Prog, link.CtxOf(path)) || a.Root.Loop >= 0 && a.Root.F == t.loop.f && a.Root.Loop == t.loop.l {
		return finding.None
	}
	if t.loop.jobs(p, a.Root, path, t.Reached) {
		return finding.None
	}
	l := analyzers.Table(p.Hazard, a)
	if t.Client.Kind == rules.Store && few(t.loop.words(p.Prog)) {
		return l.AtMost(finding.Note)
	}
	if t.Beside && !t.loop.joins(p.Prog) || slices.ContainsFunc(a.Path, func(e *link.Edge) bool {
		return e.Async && !perMessage(a.Root, e) && !(e.Callee == t.f && p.Prog.Awaited(e))
	}) {
		return l.AtMost(finding.Note)
	}
	return l
}

// perMessage: the goroutine in which a consumer handles one message is no work beside it.
func perMessage(r roots.Root, e *link.Edge) bool {
	return r.Kind == "consumer" && r.Loop >= 0 && e.Caller == r.F && e.Call >= 0 && e.Caller.LoopAt[e.Caller.Calls[e.Call].Block] == r.Loop
}
