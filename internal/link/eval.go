package link

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Ctx is the chain of calls through which a function is entered: Edge leads to
// the function, Up is the context of Edge.Caller. nil is any context.
type Ctx struct {
	Edge *Edge
	Up   *Ctx
}

// Passes reports whether a function is entered on the way.
func (c *Ctx) Passes(f *Func) bool {
	for ; c != nil; c = c.Up {
		if c.Edge.Callee == f {
			return true
		}
	}
	return false
}

// Outermost is the call with which a context begins, nil of any context.
func (c *Ctx) Outermost() *Ctx {
	for c != nil && c.Up != nil {
		c = c.Up
	}
	return c
}

// Val is a value in a context.
type Val struct {
	Ref
	Ctx *Ctx
}

// With returns another value of the same function and context.
func (v Val) With(i int32) Val { return Val{Ref{v.F, i}, v.Ctx} }

func (v Val) withAll(is []int32) []Val {
	out := make([]Val, len(is))
	for k, i := range is {
		out[k] = v.With(i)
	}
	return out
}

// Hole stands for an unknown part of a string.
const Hole = "\x00"

// Text is what a string value can be.
type Text struct {
	// Vals are the possible texts, sorted, with Hole for unknown parts.
	Vals []string
	// Open lists the parameters of the outermost function of the context that
	// the text hangs on.
	Open []int
}

// Known returns the texts without holes.
func (t Text) Known() []string {
	var out []string
	for _, v := range t.Vals {
		if !strings.Contains(v, Hole) {
			out = append(out, v)
		}
	}
	return out
}

const (
	maxTexts = 24
	maxDepth = 24
	maxSteps = 1000
)

// fan is what a way that forks n-fold costs of maxDepth: values can double at
// every step, and so could the work. No more than 2^(maxDepth/3) ends are seen.
func fan(n int) int { return 1 + 3*bits.Len(uint(max(n, 1)-1)) }

// Strings evaluates a string. Parameters without a context are looked up at all
// callers if wide, else reported as open.
func (p *Program) Strings(v Val, wide bool) Text {
	e := &evaluator{p: p, wide: wide, busy: map[Val]bool{}}
	return e.text(v)
}

// deciding evaluates a string that a branch hangs on.
func (p *Program) deciding(v Val) Text {
	e := &evaluator{p: p, decides: true, busy: map[Val]bool{}}
	return e.text(v)
}

func (e *evaluator) text(v Val) Text {
	vals := e.eval(v, 0)
	slices.Sort(vals)
	slices.Sort(e.open)
	return Text{slices.Compact(vals), slices.Compact(e.open)}
}

type evaluator struct {
	p    *Program
	wide bool
	// decides: a branch hangs on it. An exported field may have been decoded, or set by
	// who uses the package, beside what is stored there.
	decides bool
	row     *Row // the line of a table, nil for any
	open    []int
	busy    map[Val]bool
	steps   int
	turn    map[Ref]string // the key at which a range over a map or a list is looked at, by its step
}

var unknown = []string{Hole}

func (e *evaluator) eval(v Val, depth int) []string {
	if e.steps++; depth > maxDepth || e.steps > maxSteps || v.V == 0 || e.busy[v] {
		return unknown
	}
	e.busy[v] = true
	out := e.symbol(v, depth+1)
	delete(e.busy, v)
	if len(out) > maxTexts {
		return append(out[:maxTexts:maxTexts], Hole)
	}
	return out
}

func (e *evaluator) symbol(v Val, d int) []string {
	x := v.Value()
	switch x.Op {
	case summary.Const:
		return []string{x.Str}
	case summary.Convert, summary.MakeIface, summary.Assert, summary.SliceOf:
		return e.eval(v.With(x.A), d)
	case summary.Phi:
		return e.all(v, x.Args, d)
	case summary.ParamVal:
		return e.param(v, d)
	case summary.Load:
		return e.load(v.With(x.A), d)
	case summary.FieldOf, summary.ElemOf, summary.FreeVal, summary.Alloc: // an address stands for what it holds
		return e.load(v, d)
	case summary.Binary:
		if x.Str == "+" {
			return join(e.eval(v.With(x.A), d), e.eval(v.With(x.B), d), "")
		}
	case summary.CallVal:
		return e.call(v, int32(x.N), 0, d)
	case summary.Extract:
		a := v.F.Values[x.A]
		switch a.Op {
		case summary.CallVal:
			return e.call(v.With(x.A), int32(a.N), int(x.N), d)
		case summary.ElemOf, summary.Assert:
			if x.N == 0 {
				return e.eval(v.With(x.A), d)
			}
		case summary.NextOf:
			if key, ok := e.row.key(v.With(x.A).Ref, x.N); ok {
				return e.eval(key, d)
			}
			over := v.With(v.F.Values[a.A].A)
			if want := e.turn[v.With(x.A).Ref]; want != "" && x.N == 2 {
				return e.among(over, []string{want}, d)
			}
			return e.elems(over, 0, d, int(x.N) == 1)
		}
	}
	return unknown
}

func (e *evaluator) all(v Val, args []int32, d int) []string {
	var out []string
	for _, a := range args {
		out = append(out, e.eval(v.With(a), d)...)
	}
	return out
}

// join concatenates every left with every right text.
func join(a, b []string, sep string) []string {
	var out []string
	for _, x := range a {
		for _, y := range b {
			if len(out) >= maxTexts {
				return append(out, Hole)
			}
			out = append(out, x+sep+y)
		}
	}
	return out
}

func (e *evaluator) param(v Val, d int) []string {
	i := int(v.Value().N)
	if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
		arg, ok := e.p.Arg(v.Ctx, i)
		if !ok {
			return unknown
		}
		return e.eval(arg, d)
	}
	if !e.wide {
		e.open = append(e.open, i)
		return unknown
	}
	if len(v.F.In) > maxTexts {
		return unknown
	}
	var out []string
	for _, in := range v.F.In {
		if arg, ok := e.p.Arg(&Ctx{Edge: in}, i); ok && in.Via != Callback {
			out = append(out, e.eval(arg, d)...)
		}
	}
	if len(out) == 0 || e.p.Outside(v.F) {
		out = append(out, Hole)
	}
	return out
}

// Arg returns the value that the call behind ctx passes as parameter i of its
// callee. A variadic parameter gives no single value.
func (p *Program) Arg(ctx *Ctx, i int) (Val, bool) {
	ed := ctx.Edge
	if ed.Call < 0 || ed.Via == Callback {
		return Val{}, false
	}
	c := &ed.Caller.Calls[ed.Call]
	if ed.Callee.Variadic && i == len(ed.Callee.Params)-1 && !c.Ellipsis {
		return Val{}, false
	}
	a := argOf(c, ed.Callee, i)
	return Val{Ref{ed.Caller, a}, ctx.Up}, a != 0
}

// Rest returns the values of a variadic parameter that the call behind ctx
// passes one by one.
func (p *Program) rest(ctx *Ctx) ([]Val, bool) {
	ed := ctx.Edge
	if ed.Call < 0 || ed.Via == Callback {
		return nil, false
	}
	c := &ed.Caller.Calls[ed.Call]
	n := len(ed.Callee.Params) - 1
	if isMethod(ed.Callee) && (c.Recv != 0 || c.Fun != 0) {
		n--
	}
	var out []Val
	for j := max(n, 0); j < len(c.Args); j++ {
		v := Val{Ref{ed.Caller, c.Args[j]}, ctx.Up}
		if c.Ellipsis && j == len(c.Args)-1 {
			more, ok := p.Expand(v)
			return append(out, more...), ok
		}
		out = append(out, v)
	}
	return out, true
}

// load evaluates what an address or a selection holds.
func (e *evaluator) load(a Val, d int) []string {
	x := a.Value()
	switch x.Op {
	case summary.FieldOf:
		if in, ok := e.row.field(x.Str); ok {
			if in.V == 0 {
				return []string{""}
			}
			return e.eval(in, d)
		}
		if in, ok := e.within(a); ok {
			return e.eval(in, d)
		}
		if out, ok := e.given(a, x, d); ok {
			return out
		}
		out := e.stored(x.Str, d)
		if f := &a.F.Values[x.A]; f.Op == summary.Alloc && e.p.decodedInto(a.With(x.A)) {
			out = append(slices.Clone(out), Hole) // beside what is written there by name
		}
		return out
	case summary.GlobalAddr:
		return e.stored(x.Str, d)
	case summary.Alloc:
		return e.local(a, d)
	case summary.CallVal:
		return e.eval(a, d)
	case summary.FreeVal:
		return e.free(a, d)
	case summary.ElemOf:
		return e.elems(a.With(x.A), x.B, d, false)
	case summary.ParamVal:
		if a.Ctx != nil && a.Ctx.Edge.Callee == a.F {
			if arg, ok := e.p.Arg(a.Ctx, int(x.N)); ok {
				return e.load(arg, d+1)
			}
		}
	}
	return unknown
}

// stored evaluates what a field or global is ever given, whoever asks: once per
// program. What is asked for again on the way to itself is unknown.
func (e *evaluator) stored(name string, d int) []string {
	held := e.p.held
	if e.decides {
		held = e.p.decided
	}
	if out, ok := held[name]; ok {
		return out
	}
	held[name] = unknown
	refs := e.p.stores[name]
	if len(refs) == 0 || len(refs) > maxTexts {
		return unknown
	}
	own := &evaluator{p: e.p, wide: true, decides: e.decides, busy: map[Val]bool{}}
	var out []string
	if e.decides && (e.p.decodable(name) || e.p.addressed(name)) {
		out = append(out, Hole)
	}
	if e.decides && e.p.objectsWithout(name) {
		out = append(out, "")
	}
	for _, r := range refs {
		out = append(out, own.eval(Val{r, nil}, d)...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	held[name] = out
	return out
}

// decodable: an exported field, which a decoder may fill from outside.
func (p *Program) decodable(name string) bool {
	owner, field, _ := cutLast(name)
	return exported(field) && (p.decls[owner] != nil || strings.HasPrefix(owner, "struct{"))
}

func (e *evaluator) local(a Val, d int) []string {
	var out []string
	for _, s := range a.F.values[a.V] {
		out = append(out, e.eval(a.With(s), d)...)
	}
	if len(out) == 0 {
		return unknown
	}
	if e.decides && !e.p.settledIn(a.Ref) {
		out = append(out, Hole) // beside what a literal or a callee puts there
	}
	return out
}

// free evaluates a captured variable where its closure was made.
func (e *evaluator) free(a Val, d int) []string {
	var out []string
	for around := range e.p.captures(a.Ref) {
		b := Val{around, ctxOf(a.Ctx, around.F)}
		if op := b.Value().Op; op == summary.Alloc || op == summary.FreeVal {
			out = append(out, e.load(b, d+1)...)
		} else {
			out = append(out, e.eval(b, d)...)
		}
	}
	if len(out) == 0 {
		return unknown
	}
	return out
}

// ctxOf finds the context in which f runs on the way to ctx.
func ctxOf(ctx *Ctx, f *Func) *Ctx {
	for c := ctx; c != nil; c = c.Up {
		if c.Edge.Callee == f {
			return c
		}
		if c.Edge.Caller == f {
			return c.Up
		}
	}
	return nil
}

// elems evaluates the elements (or keys) of a container: those of a literal, or
// those stored into the map or slice that a variable was given.
func (e *evaluator) elems(c Val, key int32, d int, keys bool) []string {
	if e.waits(c) || key != 0 && !keys && e.waits(c.With(key)) {
		return unknown
	}
	if e.decides && !keys && e.p.filledByCallee(c) {
		return unknown
	}
	if es, ok := e.p.expand(c, d); ok && !keys {
		return e.pick(c, es, key, d)
	}
	var want []string
	if key != 0 && !keys {
		want = e.eval(c.With(key), d)
		if at := e.turn[c.With(key).turn()]; at != "" {
			want = []string{at}
		}
	}
	if keys {
		return e.keys(c, d)
	}
	return e.among(c, want, d)
}

func (e *evaluator) keys(c Val, d int) []string {
	var out []string
	for _, s := range e.p.elements(c, d) {
		out = append(out, e.eval(s.in.With(s.F.Values[s.addr].B), d)...)
	}
	if len(out) == 0 {
		return unknown
	}
	return out
}

// among evaluates the elements of a container, those alone that may be at the wanted
// key where there is one.
func (e *evaluator) among(c Val, want []string, d int) []string {
	var out []string
	for _, s := range e.p.elements(c, d) {
		for _, w := range e.ways(s, want) {
			at := w.in.With(s.F.Values[s.addr].B)
			out = append(out, e.forLine(w.row, func() []string {
				if len(want) > 0 && apart(want, e.eval(at, d)) {
					return nil
				}
				return e.inTurn(at, want, func() []string { return e.eval(w.in.With(s.val), d) })
			})...)
		}
	}
	if len(out) == 0 {
		return unknown
	}
	return out
}

// inTurn evaluates what is stored in a loop over a map or a list, at its own keys, as in
// the turn of the wanted one.
func (e *evaluator) inTurn(at Val, want []string, eval func() []string) []string {
	turn := at.turn()
	if turn.V == 0 || len(want) != 1 || strings.Contains(want[0], Hole) {
		return eval()
	}
	if e.turn == nil {
		e.turn = map[Ref]string{}
	}
	before := e.turn[turn]
	e.turn[turn] = want[0]
	defer func() { e.turn[turn] = before }()
	return eval()
}

// waits reports whether a container or a key is a parameter that all callers in view
// say, so that it is for them to be evaluated.
func (e *evaluator) waits(v Val) bool {
	at := e.p.outer(v, 0)
	if e.wide || at.V == 0 || at.Value().Op != summary.ParamVal || at.Ctx != nil && at.Ctx.Edge.Callee == at.F || len(at.F.In) == 0 || e.p.Outside(at.F) {
		return false
	}
	e.open = append(e.open, int(at.Value().N))
	return true
}

// apart: two keys are known and not the same.
func apart(a, b []string) bool {
	return len(a) == 1 && len(b) == 1 && a[0] != b[0] && !strings.Contains(a[0]+b[0], Hole)
}

func (e *evaluator) pick(c Val, es []Val, key int32, d int) []string {
	if key != 0 {
		n, ok := e.p.Int(c.With(key))
		if at, err := strconv.Atoi(e.turn[c.With(key).turn()]); err == nil {
			n, ok = int64(at), true
		}
		if ok && n >= 0 && int(n) < len(es) {
			return e.eval(es[n], d)
		}
	}
	var out []string
	for _, v := range es {
		out = append(out, e.eval(v, d)...)
	}
	if len(out) == 0 {
		return unknown
	}
	return out
}

// origins finds where a container was made, through variables and fields.
func (p *Program) origins(c Val, d int) []Val {
	if d > maxDepth {
		return nil
	}
	x := c.Value()
	switch x.Op {
	case summary.Make, summary.Alloc:
		return []Val{c}
	case summary.Convert, summary.SliceOf:
		return p.origins(c.With(x.A), d+1)
	case summary.GlobalAddr, summary.FieldOf: // an array lies in what holds it
		return p.originsOf(p.stores[x.Str], d)
	case summary.CallVal:
		if in, ok := p.Only(c); ok {
			return p.origins(in, d+1)
		}
	case summary.Load:
		a := &c.F.Values[x.A]
		var refs []Ref
		switch a.Op {
		case summary.GlobalAddr, summary.FieldOf:
			refs = p.stores[a.Str]
		case summary.Alloc:
			for _, s := range c.F.values[x.A] {
				refs = append(refs, Ref{c.F, s})
			}
			if len(refs) == 0 { // an array that is filled element by element
				return []Val{c.With(x.A)}
			}
		}
		return p.originsOf(refs, d)
	}
	return nil
}

func (p *Program) originsOf(refs []Ref, d int) []Val {
	var out []Val
	refs = refs[:min(len(refs), maxTexts)]
	for _, r := range refs {
		out = append(out, p.origins(Val{r, nil}, d+fan(len(refs)))...)
	}
	return out
}
