package link

import (
	"path"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// sweepMemo is what a Program remembers of the questions of this file.
type sweepMemo struct {
	scanners map[*Func]bool
}

// walks are the commands that give a page and a cursor: of the keyspace, or of what one
// key holds.
var walks = []string{"SCAN", "HSCAN", "SSCAN", "ZSCAN"}

// Sweep is one of them that is repeated until the cursor comes back to 0.
type Sweep struct {
	F    *Func
	Call int32 // in F: the SCAN, or the call of a function that gives one page
	Loop int   // -1: F calls itself with the next cursor, or Body is called for each key
	Body *Func // what is done with each key that a client's iterator gives, nil of others
	Op   *Op
}

// page reports whether an op looks at one page, of the keyspace or of what a key holds: one
// of the walks, or a script that is given the cursor.
func (o *Op) page() bool {
	return slices.Contains(walks, o.Command) || o.Script != nil && o.Script.Page()
}

// turns reports whether a block is run for page after page.
func (s *Sweep) turns(block int32) bool { return s.Loop < 0 || s.F.LoopAt[block] >= 0 }

// perKey reports whether a block of a turn is run for each key, rather than once for the
// page that the turn has brought.
func (s *Sweep) perKey(block int32) bool {
	l := s.F.LoopAt[block]
	if s.Call < 0 {
		return true
	}
	switch result := s.F.TypeAt(s.F.Calls[s.Call].Result).Text; {
	case result == "bool", strings.HasPrefix(result, "(string,"):
		return s.turns(block)
	case s.Loop < 0:
		return l >= 0
	}
	return l >= 0 && !s.F.Loops[l].Has(s.F.Loops[s.Loop].Header) // in the walk's loop, or after it
}

// Sweeps lists the loops of f that walk the keyspace, or what one key holds, to its end.
func (p *Program) Sweeps(f *Func) []Sweep {
	var out []Sweep
	if p.scanners == nil {
		p.scanners = p.nearScan()
	}
	if !p.scanners[f] {
		return nil
	}
	for i := range f.Calls {
		if len(f.Loops) == 0 {
			break
		}
		o := p.pageAt(f, int32(i), 0)
		if o == nil || f.LoopAt[f.Calls[i].Block] < 0 {
			continue
		}
		for _, l := range f.LoopsAt(f.Calls[i].Block) {
			if p.endsByCursor(f, l, int32(i)) && !p.fewTurns(f, l) {
				out = append(out, Sweep{F: f, Call: int32(i), Loop: l, Op: o})
				break
			}
		}
	}
	return slices.Concat(out, p.recursiveSweeps(f), p.iterated(f))
}

// iterated lists the ranges over what a client's iterator function gives.
func (p *Program) iterated(f *Func) []Sweep {
	var out []Sweep
	for i := range f.Calls {
		c := &f.Calls[i]
		if !f.Yields(int32(i)) || f.Values[c.Fun].Op != summary.CallVal {
			continue
		}
		for _, o := range f.Ops {
			if o.Command == "SCAN" && o.Does("list") && !o.Rule.Bounded && int64(o.Call) == f.Values[c.Fun].N {
				out = append(out, Sweep{F: f, Call: o.Call, Loop: -1, Op: o, Body: p.byName[f.Values[c.Args[0]].Str]})
			}
		}
	}
	return out
}

// recursiveSweeps lists the pages that f goes on from by calling itself with what a
// page has returned.
func (p *Program) recursiveSweeps(f *Func) []Sweep {
	var out []Sweep
	for _, o := range f.Ops {
		if !o.page() || f.LoopAt[o.Site().Block] >= 0 {
			continue
		}
		again := func(e *Edge) bool {
			return e.Callee == f && slices.ContainsFunc(f.Calls[e.Call].Args, func(a int32) bool {
				return f.TypeAt(f.Values[a].Type).Kind != summary.Slice && p.Derives(f, a, o.Call)
			})
		}
		if slices.ContainsFunc(f.Out, func(es []*Edge) bool { return slices.ContainsFunc(es, again) }) {
			out = append(out, Sweep{F: f, Call: o.Call, Loop: -1, Op: o})
		}
	}
	return out
}

// fewPages is how many pages are a bounded walk.
const fewPages = 100

// fewTurns reports whether a loop counts its turns, on each of them, and stops at a
// constant number.
func (p *Program) fewTurns(f *Func, l int) bool {
	loop := &f.Loops[l]
	each := func(b int32) bool {
		return !slices.ContainsFunc(loop.Blocks, func(last int32) bool {
			return slices.Contains(f.Blocks[last].Succs, loop.Header) && !f.Dominates(b, last)
		})
	}
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || !leaves(loop, blk) || !each(b) {
			return false
		}
		x := &f.Values[blk.Cond]
		if x.Op != summary.Binary {
			return false
		}
		n, ok := p.Int(Val{Ref{f, x.B}, nil})
		return ok && n > 0 && n <= fewPages && f.counter(x.A)
	})
}

// counter: a number that grows by a constant on each turn of a loop.
func (f *Func) counter(v int32) bool {
	x := &f.Values[v]
	if x.Op == summary.Binary { // counted, then compared
		x = &f.Values[x.A]
	}
	return x.Op == summary.Phi && slices.ContainsFunc(x.Args, func(a int32) bool {
		next := &f.Values[a]
		return next.Op == summary.Binary && next.Str == "+" && &f.Values[next.A] == x && f.Values[next.B].Op == summary.Const
	})
}

// nearScan lists the functions that ask for a page themselves or through few calls.
func (p *Program) nearScan() map[*Func]bool {
	near := map[*Func]bool{}
	var level []*Func
	for _, f := range p.Funcs {
		if slices.ContainsFunc(f.Ops, (*Op).page) {
			near[f] = true
			level = append(level, f)
		}
	}
	for range maxPageDepth + 1 {
		var next []*Func
		for _, f := range level {
			for _, e := range f.In {
				if !near[e.Caller] {
					near[e.Caller] = true
					next = append(next, e.Caller)
				}
			}
		}
		level = next
	}
	return near
}

// maxPageDepth is how many calls a page may be away from the loop.
const maxPageDepth = 3

// pageAt returns the command of a page that a call sends: its own op, or that of a callee
// which returns one page.
func (p *Program) pageAt(f *Func, i int32, d int) *Op {
	for _, o := range f.Ops {
		if o.Call == i && o.page() {
			return o
		}
	}
	if d > maxPageDepth {
		return nil
	}
	for _, e := range f.Out[i] {
		if !p.scanners[e.Callee] || e.Via == Callback {
			continue
		}
		for j := range e.Callee.Calls {
			if e.Callee.LoopAt[e.Callee.Calls[j].Block] >= 0 {
				continue // walks on by itself, or goes through something else
			}
			if o := p.pageAt(e.Callee, int32(j), d+1); o != nil && !p.iterates(e.Callee, int32(j)) {
				return o
			}
		}
	}
	return nil
}

// iterates: what a call gives is an iterator that the same function goes through.
func (p *Program) iterates(f *Func, call int32) bool {
	return slices.ContainsFunc(f.Ops, func(o *Op) bool {
		c := o.Site()
		return o.F == f && o.Does("list") && o.Call != call && f.LoopAt[c.Block] >= 0 && c.Recv != 0 && p.Derives(f, c.Recv, call)
	})
}

// OfOneKey returns the command of a walk through the fields or members of one key, and
// that key; empty for one that walks the keyspace.
func (p *Program) OfOneKey(o *Op) (command string, key Val) {
	switch {
	case o.Script != nil:
		return "", Val{}
	case o.Command != "SCAN":
		key, _ = p.KeyOf(o)
		return o.Command, key
	}
	recv := o.inner.Calls[o.At].Recv
	if recv == 0 {
		return "", Val{}
	}
	for _, from := range o.inner.Ops {
		if !p.Derives(o.inner, recv, from.At) {
			continue
		}
		if slices.Contains(walks[1:], from.Command) {
			key, _ = p.KeyOf(from)
			return from.Command, key
		}
		if command, key := p.toldToWalk(from); command != "" {
			return command, key
		}
	}
	return "", Val{}
}

// toldToWalk is the command that the options of a scanner name, and its key.
func (p *Program) toldToWalk(o *Op) (command string, key Val) {
	c := o.Site()
	for _, a := range append(slices.Clone(c.Args), c.Recv) {
		if a == 0 {
			continue
		}
		opts := Val{Ref{o.F, a}, nil}
		name, set, _ := p.Field(opts, "Command")
		if !set {
			continue
		}
		if texts := p.Strings(name, false).Known(); len(texts) == 1 && slices.Contains(walks[1:], strings.ToUpper(texts[0])) {
			key, _, _ = p.Field(opts, "Key")
			return strings.ToUpper(texts[0]), key
		}
	}
	return "", Val{}
}

// EndsFull reports whether a walk ends early too, when it has as much as is wanted: some
// way out of the loop hangs on the length of what was gathered, or on what was counted.
func (p *Program) EndsFull(s Sweep) bool {
	if s.Loop < 0 {
		return false
	}
	loop := &s.F.Loops[s.Loop]
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &s.F.Blocks[b]
		if blk.Cond == 0 || !leaves(loop, blk) {
			return false
		}
		x := &s.F.Values[blk.Cond]
		return x.Op == summary.Binary && slices.ContainsFunc([][2]int32{{x.A, x.B}, {x.B, x.A}}, func(side [2]int32) bool {
			n := s.F.Values[s.F.Unconverted(side[0])]
			return (n.Op == summary.LenOf || s.F.counter(s.F.Unconverted(side[0]))) && !isZero(Val{Ref{s.F, side[1]}, nil})
		})
	})
}

// endsByCursor reports whether leaving the loop hangs on what call i returns
// being zero, or on the iterator that it advances.
func (p *Program) endsByCursor(f *Func, l int, i int32) bool {
	loop := &f.Loops[l]
	c := &f.Calls[i]
	for _, b := range loop.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || !leaves(loop, blk) {
			continue
		}
		if p.cursorCond(Val{Ref{f, blk.Cond}, nil}, func(_ *Func, k *summary.Call) bool { return k == c || p.answers(f, k, c) }, 0) {
			return true
		}
	}
	return false
}

// answers reports whether a call waits for the reply to what another has only
// queued on the same connection: Send, Flush, Receive.
func (p *Program) answers(f *Func, k, queued *summary.Call) bool {
	if k.Recv == 0 || queued.Recv == 0 || !strings.HasPrefix(k.Name, "Receive") {
		return false
	}
	cl := p.Cat.Client(k.Pkg)
	return cl != nil && slices.ContainsFunc(f.Ops, func(o *Op) bool {
		return o.Site() == queued && o.Client == cl && o.Does("queue") && p.Same(Val{Ref{f, k.Recv}, nil}, Val{Ref{f, queued.Recv}, nil})
	})
}

func (p *Program) cursorCond(v Val, gives func(*Func, *summary.Call) bool, d int) bool {
	if d > maxDepth/2 || v.V == 0 {
		return false
	}
	x := v.Value()
	switch x.Op {
	case summary.Not:
		return p.cursorCond(v.With(x.A), gives, d+1)
	case summary.Phi:
		for _, a := range x.Args {
			if p.cursorCond(v.With(a), gives, d+fan(len(x.Args))) {
				return true
			}
		}
	case summary.CallVal:
		c := &v.F.Calls[x.N]
		return v.Type().Kind == summary.Bool && (gives(v.F, c) || p.asksCursor(v, c, gives))
	case summary.Extract:
		a := &v.F.Values[x.A]
		return a.Op == summary.CallVal && v.Type().Kind == summary.Bool && gives(v.F, &v.F.Calls[a.N]) && p.saysDone(v.F, int32(a.N), int(x.N), d)
	case summary.Binary:
		a, b := v.With(x.A), v.With(x.B)
		if isZero(a) {
			a, b = b, a
		}
		if x.Str != "==" && x.Str != "!=" && (!strings.ContainsAny(x.Str, "<>") || v.F.reckoned(a.V)) {
			return false // what counts down from a limit ends by that
		}
		return isZero(b) && a.Type().Kind != summary.Interface && p.derives(a, gives)
	}
	return false
}

// asksCursor: a cursor that came with a page is asked whether it was the last, or its text
// is compared with 0 by a function.
func (p *Program) asksCursor(v Val, c *summary.Call, gives func(*Func, *summary.Call) bool) bool {
	if c.Recv != 0 && len(c.Args) == 0 {
		return strings.HasSuffix(c.Type, "Cursor") && p.derives(v.With(c.Recv), gives)
	}
	if c.Callee != "bytes.Equal" && c.Callee != "strings.EqualFold" {
		return false
	}
	a, b := v.With(v.F.Unconverted(c.Args[0])), v.With(v.F.Unconverted(c.Args[1]))
	return isZero(a) && p.derives(b, gives) || isZero(b) && p.derives(a, gives)
}

// reckoned: a number is what is left of another, or how many there are of something.
func (f *Func) reckoned(v int32) bool {
	for w := f.visitValues(v); w.next(); {
		switch x := &f.Values[w.at]; x.Op {
		case summary.Binary, summary.LenOf:
			return true
		case summary.Phi:
			w.push(x.Args...)
		case summary.Convert:
			w.push(x.A)
		case summary.Load:
			w.push(f.values[x.A]...)
		}
	}
	return false
}

// saysDone reports whether result n of a call, which gives a page, says that the cursor
// has come back to 0.
func (p *Program) saysDone(f *Func, call int32, n, d int) bool {
	scans := func(f *Func, c *summary.Call) bool {
		return slices.ContainsFunc(f.Ops, func(o *Op) bool { return o.Site() == c && o.page() })
	}
	return slices.ContainsFunc(f.Out[call], func(e *Edge) bool {
		return slices.ContainsFunc(e.Callee.Returns, func(r summary.Return) bool {
			return n < len(r.Values) && (p.cursorCond(Val{Ref{e.Callee, r.Values[n]}, nil}, scans, d+1) || p.saidOfCursor(e.Callee, r, n, scans, d))
		})
	})
}

// saidOfCursor: what is returned is spelled out, yes or no, where the cursor is 0.
func (p *Program) saidOfCursor(f *Func, r summary.Return, n int, scans func(*Func, *summary.Call) bool, d int) bool {
	return f.Values[r.Values[n]].Op == summary.Const && slices.ContainsFunc(f.Guards(r.Block), func(g Guard) bool {
		return p.cursorCond(Val{Ref{f, g.Cond}, nil}, scans, d+1)
	})
}

// Queued reports whether the op only joins a pipeline, one round trip for all.
func (o *Op) Queued() bool {
	c := &o.inner.Calls[o.At]
	if o.Does("queue") {
		return true
	}
	if c.Recv == 0 {
		return false
	}
	return queues(o.Client, o.inner.TypeAt(o.inner.Values[c.Recv].Type))
}

// queues reports whether what is sent by a type waits in a pipeline.
func queues(cl *rules.Client, t *summary.Type) bool {
	name := strings.TrimPrefix(strings.TrimPrefix(t.Named, t.Pkg), ".")
	return slices.ContainsFunc(cl.QueuedTypes, func(pattern string) bool {
		ok, err := path.Match(pattern, name)
		return ok && err == nil
	})
}

// Uses reports whether a value is computed from parameter i.
func (f *Func) Uses(v int32, i int) bool { return f.uses(v, i, map[int32]bool{}) }

func (f *Func) uses(v int32, i int, seen map[int32]bool) bool {
	if v == 0 || seen[v] {
		return false
	}
	seen[v] = true
	x := &f.Values[v]
	if x.Op == summary.ParamVal && int(x.N) == i {
		return true
	}
	for _, a := range append([]int32{x.A, x.B}, x.Args...) {
		if f.uses(a, i, seen) {
			return true
		}
	}
	return false
}

// Underlying is the text of the type below a named one, where that is known.
func (p *Program) Underlying(t *summary.Type) string {
	if d, pkg := p.decls[t.Named], p.declPkg[t.Named]; d != nil && pkg != nil && d.Underlying != 0 {
		return pkg.Types[d.Underlying].Text
	}
	return t.Text
}

// HasField reports whether a type of f's package has a field of one of the named
// types, such as a mutex.
func (f *Func) HasField(typ string, named ...string) bool {
	i := slices.IndexFunc(f.Pkg.Decls, func(d summary.Decl) bool { return d.Name == typ })
	return i >= 0 && slices.ContainsFunc(f.Pkg.Decls[i].Fields, func(fl summary.Field) bool {
		return slices.Contains(named, f.TypeAt(fl.Type).Named)
	})
}

// HasFieldOf reports whether a struct type has a field of a named type that is so.
func (p *Program) HasFieldOf(typ string, is func(named string) bool) bool {
	d := p.decls[typ]
	return d != nil && slices.ContainsFunc(d.Fields, func(f summary.Field) bool {
		t := p.FieldType(typ, f)
		return t != nil && is(t.Named)
	})
}

// FieldType is the type of a field of a struct type, nil where that is not in view.
func (p *Program) FieldType(typ string, f summary.Field) *summary.Type {
	if pkg := p.declPkg[typ]; pkg != nil && int(f.Type) < len(pkg.Types) {
		return &pkg.Types[f.Type]
	}
	return nil
}
