package link

import (
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
	"strings"
)

// Reach tells from where a function can be called, by the best way: fewest
// possible edges first, then fewest calls.
type Reach struct {
	Sink *Func
	next map[*Func]*Edge
	dist map[*Func]int
	// ways are those on which what is handed in fits; made when first asked for.
	ways map[*Func][]*place
}

const possibleCost = 1 << 16

// Reach searches backwards from sink. Registrations are no calls: what is
// handed to a framework is an entry of its own.
func (p *Program) Reach(sink *Func) *Reach {
	r := &Reach{Sink: sink, next: map[*Func]*Edge{}, dist: map[*Func]int{sink: 0}}
	level := []*Func{sink}
	for base := 0; len(level) > 0; base += possibleCost {
		level = r.sweep(level)
	}
	return r
}

// sweep spreads over sure edges from the given functions and returns the
// functions that only possible edges lead on to.
func (r *Reach) sweep(queue []*Func) []*Func {
	var all []*Func
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		all = append(all, f)
		for _, e := range f.In {
			if e.Entry || e.Conf == finding.Possible {
				continue
			}
			if _, ok := r.dist[e.Caller]; !ok {
				r.dist[e.Caller], r.next[e.Caller] = r.dist[f]+1, e
				queue = append(queue, e.Caller)
			}
		}
	}
	var beyond []*Func
	for _, f := range all {
		for _, e := range f.In {
			if _, ok := r.dist[e.Caller]; !ok && !e.Entry {
				r.dist[e.Caller], r.next[e.Caller] = r.dist[f]+possibleCost, e
				beyond = append(beyond, e.Caller)
			}
		}
	}
	return beyond
}

// From reports whether f reaches the sink, and its distance.
func (r *Reach) From(f *Func) (int, bool) {
	d, ok := r.dist[f]
	return d, ok
}

// Path returns the calls from f to the sink; empty where f is the sink.
func (r *Reach) Path(f *Func) []*Edge {
	var out []*Edge
	for f != r.Sink {
		e := r.next[f]
		if e == nil {
			return nil
		}
		out = append(out, e)
		f = e.Callee
	}
	return out
}

// Within returns the nearest path whose first call stands in one of the loop's
// blocks. ok is false where there is none.
func (r *Reach) Within(f *Func, loop *Loop, sinkBlock int32) (path []*Edge, ok bool) {
	if f == r.Sink && loop.Has(sinkBlock) {
		return nil, true
	}
	best := -1
	for i := range f.Calls {
		if !loop.Has(f.Calls[i].Block) {
			continue
		}
		for _, e := range f.Out[i] {
			if d, ok := r.dist[e.Callee]; ok && !e.Entry && (best < 0 || d < best) && e.Callee != f {
				best = d
				path = append([]*Edge{e}, r.Path(e.Callee)...)
			}
		}
	}
	return path, best >= 0
}

// CtxOf returns the context in which the last function of a path runs.
func CtxOf(path []*Edge) *Ctx {
	var c *Ctx
	for _, e := range path {
		c = &Ctx{Edge: e, Up: c}
	}
	return c
}

// Guard is a condition that holds at a block: Cond was true if Taken. The other way
// begins with block Else.
type Guard struct {
	Cond  int32
	Taken bool
	Else  int32
}

// Guards lists the branch conditions that every way to block b has passed,
// nearest first.
func (f *Func) Guards(b int32) []Guard {
	if out, ok := f.guards[b]; ok {
		return out
	}
	out := f.findGuards(b)
	if f.guards == nil {
		f.guards = map[int32][]Guard{}
	}
	f.guards[b] = out
	return out
}

func (f *Func) findGuards(b int32) []Guard {
	var out []Guard
	domin := f.dominators()
	for d := b; d != 0; {
		d = domin[d]
		blk := &f.Blocks[d]
		if blk.Cond == 0 || len(blk.Succs) != 2 || blk.Succs[0] == blk.Succs[1] {
			if domin[d] == d {
				break
			}
			continue
		}
		for i, s := range blk.Succs {
			// The edge, not just the successor, must lie on every way.
			if f.Dominates(s, b) && f.soleEntry(s, d) {
				out = append(out, Guard{blk.Cond, i == 0, blk.Succs[1-i]})
			}
		}
	}
	return out
}

// soleEntry reports whether block s is entered from d alone, back edges aside.
func (f *Func) soleEntry(s, d int32) bool {
	if f.from == nil {
		f.from = f.preds()
	}
	for _, b := range f.from[s] {
		if b != d && !f.Dominates(s, b) {
			return false
		}
	}
	return true
}

// Truth evaluates a condition where constants decide it.
func (p *Program) Truth(v Val) (value, known bool) { return p.truth(v, 0) }

func (p *Program) truth(v Val, d int) (bool, bool) {
	if d > maxDepth || v.V == 0 {
		return false, false
	}
	x := v.Value()
	switch x.Op {
	case summary.Const:
		return x.N != 0, true
	case summary.Not:
		t, ok := p.truth(v.With(x.A), d+1)
		return !t, ok
	case summary.ParamVal, summary.Convert:
		n, ok := p.intAt(v, d+1)
		return n != 0, ok && !p.settable(v)
	case summary.Load:
		if v.F.Values[x.A].Op == summary.FieldOf {
			return p.truth(v.With(x.A), d+1)
		}
	case summary.FieldOf:
		if v.Type().Kind != summary.Bool && v.F.TypeAt(v.Type().Elem).Kind != summary.Bool {
			return false, false
		}
		if t, known := p.passedField(v, d); known {
			return t, true
		}
		return false, p.neverSet(x.Str)
	case summary.Binary:
		if p.settable(v.With(x.A)) || p.settable(v.With(x.B)) {
			return false, false
		}
		a, ok1 := p.count(v.With(x.A))
		b, ok2 := p.count(v.With(x.B))
		if ok1 && ok2 {
			return compare(x.Str, a, b)
		}
		if x.Str == "==" || x.Str == "!=" {
			return p.sameText(v, x)
		}
	}
	return false, false
}

// passedField evaluates a field of a struct that a caller passes by its value and has
// written out: get(key, Strategy{UseLock: true}).
func (p *Program) passedField(v Val, d int) (value, known bool) {
	of := p.structAround(v.With(v.Value().A))
	if of.Value().Op != summary.ParamVal || of.Type().Kind == summary.Pointer || of.Ctx == nil || of.Ctx.Edge.Callee != of.F {
		return false, false
	}
	arg, ok := p.Arg(of.Ctx, int(of.Value().N))
	if !ok {
		return false, false
	}
	field := v.Value().Str
	in, set, known := p.Field(arg, field[strings.LastIndexByte(field, '.')+1:])
	if set {
		return p.truth(in, d+1)
	}
	return false, known && !p.decodedInto(arg) && !p.fieldHanded(arg, field)
}

func (p *Program) sameText(v Val, x *summary.Value) (bool, bool) {
	if v.With(x.A).Type().Kind != summary.String {
		return false, false
	}
	a, b := p.deciding(v.With(x.A)), p.deciding(v.With(x.B))
	if len(a.Vals) != 1 || len(b.Vals) != 1 || len(a.Known()) != 1 || len(b.Known()) != 1 {
		return false, false
	}
	return (a.Vals[0] == b.Vals[0]) == (x.Str == "=="), true
}

func compare(op string, a, b int64) (bool, bool) {
	switch op {
	case "==":
		return a == b, true
	case "!=":
		return a != b, true
	case "<":
		return a < b, true
	case "<=":
		return a <= b, true
	case ">":
		return a > b, true
	case ">=":
		return a >= b, true
	}
	return false, false
}

// count evaluates an integer, the length of a list that was written out
// included.
func (p *Program) count(v Val) (int64, bool) {
	if x := v.Value(); v.V != 0 && x.Op == summary.LenOf {
		if es, ok := p.expand(v.With(x.A), 0); ok {
			return int64(len(es)), true
		}
		return 0, false
	}
	return p.Int(v)
}

// Feasible reports whether no constant along the path contradicts a condition
// that one of its calls stands under, and no function that is handed in is another
// than the one that is called.
func (p *Program) Feasible(path []*Edge, sink *Func, sinkBlock int32) bool {
	var ctx *Ctx
	for _, e := range path {
		if e.Call >= 0 && !p.open(e.Caller, e.Caller.Calls[e.Call].Block, ctx) || !p.fits(e, ctx) {
			return false
		}
		ctx = &Ctx{Edge: e, Up: ctx}
	}
	return p.open(sink, sinkBlock, ctx)
}

// LeadsOn reports whether the calls below a sink can be made in its context.
func (p *Program) LeadsOn(below, ctx *Ctx) bool {
	if below == nil {
		return true
	}
	return p.LeadsOn(below.Up, ctx) && p.fits(below.Edge, chain(below.Up, ctx))
}

// Occurs reports whether no constant on the way to a touch contradicts a condition that it,
// or a call on that way, stands under.
func (p *Program) Occurs(t *Touch) bool {
	return p.OpenWay(t.Ctx) && p.open(t.F, t.Site().Block, t.Ctx)
}

// OpenWay reports whether no constant on a way contradicts a condition that one of its calls
// stands under.
func (p *Program) OpenWay(way *Ctx) bool {
	for c := way; c != nil; c = c.Up {
		if e := c.Edge; e.Call >= 0 && !p.open(e.Caller, e.Caller.Calls[e.Call].Block, c.Up) {
			return false
		}
	}
	return true
}

func (p *Program) open(f *Func, block int32, ctx *Ctx) bool {
	for _, g := range f.Guards(block) {
		if t, known := p.Truth(Val{Ref{f, g.Cond}, ctx}); known && t != g.Taken {
			return false
		}
	}
	return true
}
