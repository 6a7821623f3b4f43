// Package rebuild asks where a loop over a whole set of data writes a cache item
// by item: over the rows of a query, the keys of a keyspace, or what is left to
// store after everything was wiped. The loop, the query and the write may be
// calls apart, and the rows may be put together first, or be sent through a channel, or be
// what another server answers. One miss that lets the whole table in, or the same part of
// it for everybody, is no read-through. What a slow tier lists is such a set too, where a loop copies it
// into the tier before it.
//
// Writes that wait in a pipeline are one round trip for many and a note; a
// constant number of turns is none at all. A slice that the caller hands in is
// the caller's own work, unless the cache was emptied for it. It does not know
// how many rows a table has.
package rebuild

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "rebuild", Run: run}

// loop is one loop of f whose call writes a cache once per turn; index is -1 where code
// outside runs all of f for each item.
type loop struct {
	f     *link.Func
	index int
	call  int32
	write link.Touch
	// wiped: the cache was emptied before the loop began.
	wiped bool
	// batch: the write joins a pipeline.
	batch bool
}

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		if len(f.Loops) == 0 {
			if l := outside(p, f); l != nil {
				p.Report(candidate(p, l))
			}
			continue
		}
		if l := first(p, f); l != nil {
			p.Report(candidate(p, l))
		} else if i, st, ok := mapLoop(p, f); ok {
			p.Report(ofMap(p, f, i, st))
		} else if t := tiers(p, f); t != nil {
			p.Report(ofTiers(p, t))
		}
	}
}

func first(p *analyzers.Pass, f *link.Func) *loop {
	for i := range f.Calls {
		if l := writes(p, f, int32(i)); l != nil {
			return l
		}
	}
	return nil
}

// writes returns the loop around a call that writes a cache.
func writes(p *analyzers.Pass, f *link.Func, i int32) *loop {
	for _, l := range f.LoopsAt(f.Calls[i].Block) {
		if !itemwise(p.Prog.LoopBound(f, l, nil).Kind) {
			continue
		}
		for _, t := range p.Touch.At(f, i) {
			if !caches(p, &t) || !perItem(f, l, i) || !many(p, f, l, i, &t) || p.Prog.Another(f, &t) || oneOfMany(p, &t) || keeps(p, f, &t) || processes(p, f, l, &t) {
				continue
			}
			return &loop{f: f, index: l, call: i, write: t, wiped: wiped(p, f, l, &t), batch: t.Op != nil && p.Prog.QueuedIn(t.Op, t.Ctx) && !p.Prog.OwnPipeline(t.Op, t.Ctx)}
		}
	}
	return nil
}

// far is how many calls away a write may be to be taken for what the loop does.
const far = 3

// caches: the touch writes a cache, near enough. A stream is a log of messages.
func caches(p *analyzers.Pass, t *link.Touch) bool {
	if t.Op != nil && p.Prog.Cat.Commands[t.Op.Command].Group == "stream" {
		return false
	}
	return t.Effect&link.Writes != 0 && steps(t) <= far && t.Kind != rules.Database && (t.Op != nil || t.Kind != rules.Memory)
}

// steps counts the calls on the way to a touch. A literal that is run where it is written
// out, or started there, is no further away.
func steps(t *link.Touch) (n int) {
	for c := t.Ctx; c != nil; c = c.Up {
		if e := c.Edge; !e.Callee.Literal() || e.Callee.Decl != e.Caller.Decl {
			n++
		}
	}
	return n
}

// oneOfMany: the write is what few of the many types do that are behind an interface on
// the way: each evaluates an expression, and one of them remembers.
func oneOfMany(p *analyzers.Pass, t *link.Touch) bool {
	for c := t.Ctx; c != nil; c = c.Up {
		e := c.Edge
		if e.Via != link.Interface || e.Call < 0 || len(e.Caller.Out[e.Call]) <= manyTypes {
			continue
		}
		writers := 0
		for _, o := range e.Caller.Out[e.Call] {
			if slices.ContainsFunc(p.Touch.Of(o.Callee), func(t link.Touch) bool { return t.Effect&link.Writes != 0 && t.Depth() <= far }) {
				writers++
			}
		}
		if 2*writers < len(e.Caller.Out[e.Call]) {
			return true
		}
	}
	return false
}

// manyTypes is how many types of a cache may well be behind an interface.
const manyTypes = 6

// keeps: the loop is the cache's own, in a type behind the very interface that is
// written: it goes through what it keeps.
func keeps(p *analyzers.Pass, f *link.Func, t *link.Touch) bool {
	return t.Op == nil && f.Recv != "" && t.Site().Iface != 0 && p.Prog.Implements(f.Recv, t.F.TypeAt(t.Site().Iface).Named)
}

// many reports whether the write is of one item each: not of a key that is the
// same for all, and not of what a read of the cache missed on the way, unless one miss
// brings in a whole table.
func many(p *analyzers.Pass, f *link.Func, l int, i int32, t *link.Touch) bool {
	if key, ok := p.Touch.Key(t); ok {
		collects := t.Op != nil && t.Op.Collects() // each item is another member of one key
		if s := p.Prog.Strings(key, true); len(s.Vals) > 0 && len(s.Known()) == len(s.Vals) && !collects {
			return false
		}
		if t.Depth() > 0 && !collects && !fromItem(p, f, l, key) {
			return false
		}
	}
	if items := p.Touch.ItemsOf(p.Prog.LoopBound(f, l, nil)); wholeTable(items) || everyRow(items) && items.Alike {
		return !p.Touch.ReadThroughEach(f, l, i, t)
	}
	return !p.Touch.ReadThrough(f, i, t)
}

// processes reports whether each turn writes the database as well: the loop then
// works on its items, and keeps the cache in step with them.
func processes(p *analyzers.Pass, f *link.Func, l int, w *link.Touch) bool {
	for i := range f.Calls {
		if !f.Loops[l].Has(f.Calls[i].Block) {
			continue
		}
		for _, t := range p.Touch.At(f, int32(i)) {
			if t.Effect&link.Execs != 0 && t.Kind == rules.Database && t.Compatible(w) {
				return true
			}
		}
	}
	return false
}

// fromItem: a key that is made further down is made of the item.
func fromItem(p *analyzers.Pass, f *link.Func, l int, key link.Val) bool {
	seen := map[int32]bool{}
	for _, v := range p.Prog.Ingredients(key) {
		if v.F == f && varies(f, l, v.V, seen) {
			return true
		}
	}
	return false
}

func itemwise(k link.BoundKind) bool {
	return k == link.Elements || k == link.Rows || k == link.Cursor || k == link.Channel
}

// perItem reports whether what the call is given changes from turn to turn.
func perItem(f *link.Func, l int, i int32) bool {
	c := &f.Calls[i]
	seen := map[int32]bool{}
	for _, a := range append([]int32{c.Recv, c.Fun}, c.Args...) {
		if varies(f, l, a, seen) {
			return true
		}
	}
	return false
}

// varies: a value is computed in the loop from what the loop runs over.
func varies(f *link.Func, l int, v int32, seen map[int32]bool) bool {
	if v == 0 || seen[v] {
		return false
	}
	seen[v] = true
	x := &f.Values[v]
	switch x.Op {
	case summary.NextOf, summary.ElemOf, summary.Recv:
		return true
	case summary.CallVal:
		c := &f.Calls[x.N]
		if f.Loops[l].Has(c.Block) {
			return true
		}
		return false
	case summary.Alloc:
		return filledIn(f, l, v)
	}
	for _, a := range append([]int32{x.A, x.B}, x.Args...) {
		if varies(f, l, a, seen) {
			return true
		}
	}
	return false
}

// filledIn: a variable is set in the loop, or a call in it gets its address.
func filledIn(f *link.Func, l int, alloc int32) bool {
	if setIn(f, l, alloc) {
		return true
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if !f.Loops[l].Has(c.Block) {
			continue
		}
		for _, a := range c.Args {
			if rooted(f, a, alloc) {
				return true
			}
		}
	}
	return false
}

// setIn: a variable, or a part of it, is set in the loop.
func setIn(f *link.Func, l int, alloc int32) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return f.Loops[l].Has(s.Block) && rooted(f, s.Addr, alloc) })
}

// rooted: a value is the variable, its address or a part of it.
func rooted(f *link.Func, v, alloc int32) bool {
	for n := 0; n < 8 && v != 0; n++ {
		if v == alloc {
			return true
		}
		x := &f.Values[v]
		if x.Op == summary.List {
			for _, a := range x.Args {
				if rooted(f, a, alloc) {
					return true
				}
			}
			return false
		}
		v = x.A
	}
	return false
}

// wiped reports whether the whole cache is emptied before the loop.
func wiped(p *analyzers.Pass, f *link.Func, l int, w *link.Touch) bool {
	for i := range f.Calls {
		b := f.Calls[i].Block
		if f.Loops[l].Has(b) || !f.Reaches(b, f.Loops[l].Header) && b != f.Loops[l].Header {
			continue
		}
		for _, t := range p.Touch.At(f, int32(i)) {
			if t.Effect&link.Clears != 0 && t.Kind == w.Kind && t.Compatible(w) {
				return true
			}
		}
	}
	return false
}

func candidate(p *analyzers.Pass, l *loop) analyzers.Candidate {
	c := &l.f.Calls[l.call]
	out := analyzers.Candidate{
		F: l.f, Block: c.Block, Pos: c.Pos, Callee: c.Callee, Command: l.write.Name(), Conf: l.write.Conf,
		Cost: "1 x " + l.write.Name(), Announce: analyzers.Rebuilding, Below: l.write.Ctx,
	}
	if l.write.Op != nil {
		out.Client = l.write.Op.Client.Name
	}
	if l.wiped {
		out.Detail = "The cache has been emptied before."
	}
	out.Level = func(a analyzers.At) finding.Level { return level(p, l, a) }
	return out
}

// paged: the items are one page of many, and a loop around asks for them all: a source,
// or what may be one, which has to be told which page is next.
func paged(p *analyzers.Pass, l *loop, of link.Effect) bool {
	inner := &l.f.Loops[l.index]
	items := p.Prog.LoopBound(l.f, l.index, nil).Over
	for n := inner.Parent; n >= 0; n = l.f.Loops[n].Parent {
		switch p.Prog.LoopBound(l.f, n, nil).Kind {
		case link.EndlessFor, link.Unbounded, link.Cursor:
		default:
			continue
		}
		for i := range l.f.Calls {
			if b := l.f.Calls[i].Block; l.f.Loops[n].Has(b) && !inner.Has(b) && p.Touch.Does(l.f, int32(i), of) && goesOn(p, l.f, n, int32(i), of == link.Source) && (items.F != l.f || p.Prog.Derives(l.f, items.V, int32(i))) {
				return true
			}
		}
	}
	return false
}

// goesOn: what a call in a loop asks for is another thing in each turn, or it is asked for
// nothing but the next, where that counts: the same question again is another attempt.
func goesOn(p *analyzers.Pass, f *link.Func, l int, i int32, next bool) bool {
	asked := 0
	for _, a := range f.Calls[i].Args {
		if f.TypeAt(f.Values[a].Type).Text == "context.Context" {
			continue
		}
		asked++
		v := link.Ref{F: f, V: a}
		if to := v.Bare(); to.Value().Op == summary.Alloc { // options, or what is to be filled
			if setIn(f, l, to.V) {
				return true
			}
		} else if p.Prog.Derives(f, a, i) || p.Prog.Varies(link.Val{Ref: v}, f, &f.Loops[l], true) {
			return true
		}
	}
	return asked == 0 && next || f.Calls[i].Recv != 0 && setIn(f, l, f.Calls[i].Recv)
}

func level(p *analyzers.Pass, l *loop, a analyzers.At) finding.Level {
	items := itemsAt(p, l, a)
	if items.Cache && !l.wiped {
		return finding.None // entries of a cache, written back: another matter
	}
	h := p.Hazard
	out := analyzers.Table(h, a)
	switch items.Extent {
	case link.Everything:
	case link.Limited, link.Filtered:
		out = out.AtMost(analyzers.Param(h, "bounded", finding.Warn))
	case link.Given, link.UnknownExtent:
		switch {
		case l.index < 0 || p.Prog.LoopBound(l.f, l.index, nil).Kind == link.Channel && !p.Prog.FedMany(l.f, l.index):
			return finding.None
		case paged(p, l, link.Source):
		case paged(p, l, link.Asks):
			out = out.AtMost(finding.Warn)
		case !l.wiped:
			return finding.None
		default:
			out = out.AtMost(finding.Warn)
		}
	default:
		return finding.None
	}
	switch {
	case a.Heat == finding.Announced && l.wiped:
		return analyzers.Param(h, "after_flush", finding.Warn)
	case l.batch:
		return out.AtMost(finding.Note)
	case l.write.Kind == rules.Memory || p.Prog.InOwnMap(&l.write):
		return out.AtMost(finding.Warn)
	}
	return out
}
