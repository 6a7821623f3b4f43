// Package roundtrip asks where a loop makes one network round trip per element
// though the client has a pipeline or a batch command. The command may stand in
// the loop or some calls below it, behind an interface or a wrapper.
//
// An element's round trip counts only where the key hangs on the loop: a retry of
// one key, a walk over shards, a search that ends at the first hit and a list
// that is written out or configured are none. Commands that
// take a page of keys at once, that wait in a pipeline or that run in goroutines
// of their own are none either, nor is a SCAN with a command per match, which is
// package sweep. Databases are not judged: what batches a statement is up to the
// schema.
package roundtrip

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "roundtrip", Run: run}

// depth is how many calls below the loop a command is looked for.
const depth = 4

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
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
	if len(loops) == 0 || c.Kind != summary.Plain {
		return nil
	}
	best, at := link.Reached{}, -1
	for _, r := range p.Under(f, call, depth, false) {
		if r.Conf == finding.Possible || !batchable(p, r.Op) || paged(p, r) || p.Failing(r) || at >= 0 && weight(p, r.Op) <= weight(p, best.Op) {
			continue
		}
		for _, l := range loops {
			if !swept[l] && overElements(p, f, l, nil) && !p.Ends(f, l, call).UntilOK && keyVaries(p, r, f, l) {
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

// weight orders the commands of one call, of which one is reported: what writes
// says more than what reads, and that more than what deletes.
func weight(p *link.Program, o *link.Op) int {
	switch {
	case o.Drops():
		return 0
	case p.Cat.Commands[o.Command].ReadOnly:
		return 1
	}
	return 2
}

func candidate(p *analyzers.Pass, f *link.Func, t *trip) analyzers.Candidate {
	call := &f.Calls[t.call]
	c := analyzers.Candidate{
		F: f, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: t.Command, Client: t.Client.Name, Conf: t.Conf,
		Cost: "1 x " + t.Command, Below: t.In, Announce: announce,
	}
	if c.Callee == "" {
		c.Callee = t.Callee
	}
	if len(t.others) > 0 {
		c.Cost = "1 x (" + strings.Join(append([]string{t.Command}, t.others...), " + ") + ")"
	}
	c.Level = func(a analyzers.At) finding.Level { return level(p, a, f, t.loop) }
	return c
}

var announce = slices.Concat(analyzers.Emptying, analyzers.Rebuilding, []string{"clean"})

// level: an entry that gives a list which is written out has few elements, and
// what runs in a goroutine of its own keeps nobody waiting.
func level(p *analyzers.Pass, a analyzers.At, f *link.Func, loop int) finding.Level {
	if !overElements(a.Prog, f, loop, link.CtxOf(a.Path)) {
		return finding.None
	}
	l := analyzers.Table(p.Hazard, a)
	if slices.ContainsFunc(a.Path, func(e *link.Edge) bool { return e.Async }) {
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

// groups are the kinds of commands that a pipeline or a batch may carry.
var groups = []string{"string", "hash", "set", "list", "sorted-set", "generic", "hyperloglog", "bitmap", "geo", "stream", "scripting"}

// paging are commands whose loop asks for the next part of one thing.
var paging = []string{"LRANGE", "ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE", "XRANGE", "XREVRANGE", "XREAD", "XREADGROUP", "GETRANGE", "WAIT"}

// batchable reports whether an op is a round trip of its own that the client
// could have sent together with others.
func batchable(p *link.Program, o *link.Op) bool {
	if o.Client.Kind != rules.Remote || o.Dispatches() || o.Queued() || o.Does("pipeline") || o.Does("none") || o.Rule.Bounded || o.Rule.Loads {
		return false
	}
	if slices.Contains(paging, o.Command) || !pipelines(o) || o.Does("build") && !sent(o) {
		return false
	}
	cmd, known := p.Cat.Commands[o.Command]
	if !known {
		return o.Rule.Batch != "" && !o.Does("send")
	}
	return slices.Contains(groups, cmd.Group) && !cmd.Blocking && cmd.FirstKey >= 0 || o.Script != nil
}

// sent reports whether the function that builds a command also sends one on its
// own; one that is handed on may wait in a pipeline.
func sent(o *link.Op) bool {
	return slices.ContainsFunc(o.F.Ops, func(s *link.Op) bool {
		return s.Does("send") && !s.Does("pipeline") && o.F.After(o.Call, s.Call)
	})
}

// pipelines reports whether the client has a pipeline, or the op a batch form.
func pipelines(o *link.Op) bool {
	if o.Rule.Batch != "" || o.Client.CommandMethods {
		return true
	}
	return slices.ContainsFunc(o.Client.Ops, func(r rules.Op) bool { return slices.Contains(r.Does, "pipeline") })
}

// paged reports whether the command takes a list of keys that its caller chose.
func paged(p *link.Program, r link.Reached) bool {
	params, ok := p.Params(r.Op, r.In)
	if !ok && len(params) == 0 {
		return true
	}
	k, ok := key(p, r)
	return !ok || isList(k)
}

func isList(v link.Val) bool {
	t := v.Type()
	if t.Kind != summary.Slice || v.Value().Op == summary.List {
		return false
	}
	elem := v.F.TypeAt(t.Elem)
	return elem.Text != "byte" && elem.Text != "uint8"
}

// key is the first key of the command.
func key(p *link.Program, r link.Reached) (link.Val, bool) {
	if r.Does("build") && r.Rule.Raw == nil {
		k, ok := p.KeyOf(r.Op)
		k.Ctx = r.In
		return k, ok
	}
	args := p.ArgsIn(r.Op, r.In)
	if i := r.Rule.Key; i != nil && *i >= 0 && *i < len(args) {
		return args[*i], true
	}
	params, _ := p.Params(r.Op, r.In)
	first := max(p.Cat.Commands[r.Command].FirstKey, 0)
	if r.Rule.Raw == nil || first >= len(params) {
		return link.Val{}, false
	}
	return params[first], true
}

// keyVaries reports whether the key, or the member of a collection, hangs on the
// loop.
func keyVaries(p *link.Program, r link.Reached, f *link.Func, l int) bool {
	k, ok := key(p, r)
	if !ok {
		return false
	}
	b := p.LoopBound(f, l, nil)
	fetches := b.Kind == link.Rows || b.Kind == link.Cursor
	if p.Varies(k, f, &f.Loops[l], fetches) {
		return true
	}
	switch p.Cat.Commands[r.Command].Group {
	case "hash", "set", "list", "sorted-set":
		params, _ := p.Params(r.Op, r.In)
		for _, v := range params {
			if !isList(v) && p.Varies(v, f, &f.Loops[l], fetches) {
				return true
			}
		}
	}
	return false
}
