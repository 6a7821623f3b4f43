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

// Expand lists the elements of a slice value that was written out or passed as
// an argument list. ok is false where some may be missing.
func (p *Program) Expand(v Val) (elems []Val, ok bool) { return p.expand(v, 0) }

func (p *Program) expand(v Val, d int) ([]Val, bool) {
	if d > maxDepth {
		return nil, false
	}
	x := v.Value()
	switch x.Op {
	case summary.List:
		return v.withAll(x.Args), true
	case summary.Convert, summary.MakeIface, summary.SliceOf:
		return p.expand(v.With(x.A), d+1)
	case summary.Const:
		return nil, x.Str == "nil"
	case summary.Append:
		if x.B == 0 {
			head, ok := p.expand(v.With(x.A), d+1)
			return append(head, v.withAll(x.Args)...), ok
		}
		head, ok1 := p.expand(v.With(x.A), d+fan(2))
		tail, ok2 := p.expand(v.With(x.B), d+fan(2))
		return slices.Concat(head, v.withAll(x.Args), tail), ok1 && ok2
	case summary.Make:
		return p.expandCopied(v, d)
	case summary.Phi:
		if es, ok := p.expandCopied(v, d); ok {
			return es, ok
		}
		// The longest spelling: options are appended on some ways only.
		var best []Val
		for _, a := range x.Args {
			if es, _ := p.expand(v.With(a), d+fan(len(x.Args))); len(es) > len(best) {
				best = es
			}
		}
		return best, false
	case summary.Load:
		a := &v.F.Values[x.A]
		if in := v.F.values[x.A]; a.Op == summary.Alloc && len(in) > 0 {
			es, ok := p.expand(v.With(in[0]), d+1)
			return es, ok && len(in) == 1 && p.settledIn(v.Ref.With(x.A))
		} else if set := p.setOnce(v.With(x.A)); set.V != 0 {
			es, ok := p.expand(set, d+1)
			return es, ok && p.settledIn(v.Ref.With(x.A))
		} else if refs := p.stores[a.Str]; ownHolder(a) && len(refs) == 1 && refs[0].Value().Op == summary.List {
			es, ok := p.expand(Val{refs[0], nil}, d+1)
			return es, ok && !p.addressed(a.Str)
		} else if a.Op == summary.FieldOf {
			return p.expandField(v.With(x.A), d)
		}
	case summary.FieldOf:
		return p.expandField(v, d)
	case summary.ElemOf:
		return p.expandElem(v, d)
	case summary.CallVal:
		if list, ok := p.returnedList(v, d); ok || len(list) > 0 {
			return list, ok
		}
		return p.builtArgs(v, &v.F.Calls[x.N], d)
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			if v.F.Variadic && int(x.N) == len(v.F.Params)-1 {
				return p.rest(v.Ctx)
			}
			if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
				return p.expand(arg, d+1)
			}
		}
	}
	return nil, false
}

// expandElem expands the list that stands in a table under a known key.
func (p *Program) expandElem(v Val, d int) ([]Val, bool) {
	if vals := p.underKey(v, d); len(vals) == 1 {
		return p.expand(vals[0], d+1)
	}
	return nil, false
}

// underKey lists what a table may hold at the element that v is; none where its key is
// not known, as that of a walk whose next keys stand in the table itself.
func (p *Program) underKey(v Val, d int) []Val {
	if p.keyed[v.Ref] {
		return nil
	}
	p.keyed[v.Ref] = true
	defer delete(p.keyed, v.Ref)
	x := v.Value()
	key := p.Strings(v.With(x.B), false)
	if len(key.Vals) != 1 || len(key.Known()) != 1 {
		return nil
	}
	var out []Val
	for _, s := range p.elements(v.With(x.A), d) {
		if !apart(key.Vals, p.Strings(s.in.With(s.F.Values[s.addr].B), false).Vals) {
			out = append(out, s.in.With(s.val))
		}
	}
	return out
}

// expandField expands a list in a field of a struct that a caller has passed.
func (p *Program) expandField(a Val, d int) ([]Val, bool) {
	of := structIn(a.With(a.Value().A))
	if of.Value().Op != summary.ParamVal || of.Type().Kind == summary.Pointer {
		return nil, false // what a pointer leads to may be filled elsewhere
	}
	_, name, _ := cutLast(a.Value().Str)
	if list, set, _ := p.Field(of, name); set {
		return p.expand(list, d+1)
	}
	return nil, false
}

// ownHolder: a variable of a package, or a field that other packages cannot name.
func ownHolder(a *summary.Value) bool {
	_, name, _ := cutLast(a.Str)
	return a.Op == summary.GlobalAddr || a.Op == summary.FieldOf && !exported(name)
}

// returnedList lists what a function gives that has one list to return.
func (p *Program) returnedList(v Val, d int) ([]Val, bool) {
	if in, ok := p.Only(v); ok {
		return p.expand(in, d+1)
	}
	return nil, false
}

// Only is what a call gives whose function is known and has one value to return; nothing
// of what is no call.
func (p *Program) Only(v Val) (Val, bool) {
	if v.V == 0 || v.Value().Op != summary.CallVal {
		return Val{}, false
	}
	out := v.F.Out[v.Value().N]
	if len(out) != 1 || out[0].Via != Static || len(out[0].Callee.Returns) != 1 || len(out[0].Callee.Returns[0].Values) != 1 {
		return Val{}, false
	}
	g := out[0].Callee
	return Val{Ref{g, g.Returns[0].Values[0]}, &Ctx{Edge: out[0], Up: v.Ctx}}, true
}

// builtArgs lists what a client's argument builder has collected: redigo's
// redis.Args{}.Add(key).AddFlat(fields).
func (p *Program) builtArgs(v Val, c *summary.Call, d int) ([]Val, bool) {
	if c.Type != "Args" || c.Name != "Add" && c.Name != "AddFlat" || p.Cat.Client(c.Pkg) == nil {
		return nil, false
	}
	out, ok := p.expand(v.With(c.Recv), d+1)
	if c.Name == "AddFlat" && len(c.Args) == 1 {
		flat, all := p.expand(v.With(c.Args[0]), d+1)
		return append(out, flat...), ok && all
	}
	if c.Ellipsis {
		return out, false
	}
	for _, a := range c.Args {
		out = append(out, v.With(a))
	}
	return out, ok
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

// Int evaluates an integer or boolean constant, through one definite value.
func (p *Program) Int(v Val) (int64, bool) { return p.intAt(v, 0) }

func (p *Program) intAt(v Val, d int) (int64, bool) {
	if v.V == 0 || d > maxDepth {
		return 0, false
	}
	x := v.Value()
	switch x.Op {
	case summary.Const:
		return x.N, x.Str != "nil" && v.Type().Kind != summary.String
	case summary.Convert, summary.MakeIface:
		return p.intAt(v.With(x.A), d+1)
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
				return p.intAt(arg, d+1)
			}
		}
	case summary.Binary:
		return p.arith(v, x, d)
	case summary.Load:
		return p.heldInt(v.With(x.A), d)
	case summary.FieldOf:
		return p.heldInt(v, d)
	case summary.CallVal:
		if in, ok := p.Only(v); ok {
			return p.intAt(in, d+1)
		}
	}
	return 0, false
}

// heldInt evaluates what a variable or a field holds that is set in one place, or in
// none of a struct that is made in view.
func (p *Program) heldInt(at Val, d int) (int64, bool) {
	a := at.Value()
	refs := p.stores[a.Str]
	if (a.Op == summary.FieldOf || a.Op == summary.GlobalAddr) && p.addressed(a.Str) {
		return 0, false
	}
	if ownHolder(a) && len(refs) == 1 && !p.leftOut(a) {
		return p.intAt(Val{refs[0], nil}, d+1)
	}
	if a.Op == summary.FieldOf && (len(refs) <= 1 || p.onlyWrittenOut(a.Str)) && !p.decodedInto(at.With(a.A)) {
		_, name, _ := cutLast(a.Str)
		switch v, set, known := p.Field(at.With(a.A), name); {
		case set:
			return p.intAt(v, d+1)
		case known && p.onlyWrittenOut(a.Str):
			return 0, true
		}
	}
	if set := p.setOnce(at); set.V != 0 && p.settledIn(at.Ref) {
		return p.intAt(set, d+1)
	}
	return 0, false
}

// decodedInto: a function is given the struct as a value of any type, and may fill it or
// have it filled: json.Unmarshal(text, &cfg).
func (p *Program) decodedInto(obj Val) bool {
	obj, ok := p.variableOf(obj)
	if !ok {
		return false
	}
	f := obj.F
	for i := range f.Calls {
		if slices.ContainsFunc(f.Calls[i].Args, func(a int32) bool {
			x := &f.Values[a]
			return x.Op == summary.MakeIface && x.A == obj.V
		}) {
			return true
		}
	}
	return false
}

// variableOf is the variable that a struct is read from, or what else stands for it; ok is
// false where nothing does.
func (p *Program) variableOf(obj Val) (at Val, ok bool) {
	obj = p.outer(obj, 0)
	if obj.V == 0 {
		return obj, false
	}
	if x := obj.Value(); x.Op == summary.Load {
		obj.V = x.A
	}
	return obj, true
}

func (p *Program) arith(v Val, x *summary.Value, d int) (int64, bool) {
	a, ok1 := p.intAt(v.With(x.A), d+fan(2))
	b, ok2 := p.intAt(v.With(x.B), d+fan(2))
	if !ok1 || !ok2 {
		return 0, false
	}
	switch x.Str {
	case "+":
		return a + b, true
	case "-":
		return a - b, true
	case "*":
		return a * b, true
	}
	return 0, false
}
