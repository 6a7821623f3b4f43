package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// ArgsIn returns the arguments of an op's client call, without a leading
// context, as they are where ctx leads to the op's function.
func (p *Program) ArgsIn(o *Op, ctx *Ctx) []Val {
	return p.args(o.inner, &o.inner.Calls[o.At], below(o.Ctx, ctx))
}

// LastArg is the last argument of an op's client call, as it is where ctx leads to
// the op's function.
func (p *Program) LastArg(o *Op, ctx *Ctx) Val {
	c := &o.inner.Calls[o.At]
	return Val{Ref{o.inner, c.Args[len(c.Args)-1]}, below(o.Ctx, ctx)}
}

// below puts ctx under the outermost call of inner.
func below(inner, ctx *Ctx) *Ctx {
	if inner == nil {
		return ctx
	}
	return &Ctx{Edge: inner.Edge, Up: below(inner.Up, ctx)}
}

// Params returns the arguments of the command that an op sends, its name
// excluded: for a raw command the words after the name, of which it may have two. ok is false where some
// of them are not known one by one.
func (p *Program) Params(o *Op, ctx *Ctx) (params []Val, ok bool) {
	if o.Does("build") && o.Rule.Raw == nil {
		return p.steps(o, ctx)
	}
	args := p.ArgsIn(o, ctx)
	whole := p.spelled(o, ctx)
	if o.Rule.Raw == nil {
		return args, whole
	}
	n := *o.Rule.Raw + 1
	if o.second {
		n++
	}
	if n <= len(args) {
		params = args[n:]
	}
	if o.Does("build") {
		steps, _ := p.steps(o, ctx)
		params = slices.Concat(params, steps)
	}
	return params, whole
}

// steps lists what the steps of a builder are given, in their order: key, field,
// start and stop.
func (p *Program) steps(o *Op, ctx *Ctx) (params []Val, ok bool) {
	if o.inner != o.F {
		return nil, false
	}
	calls, ends := p.Chain(o.F, o.Call)
	for _, c := range calls {
		for _, a := range c.Args {
			params = append(params, Val{Ref{o.F, a}, ctx})
		}
	}
	return params, ends
}

// spelled reports whether the argument list of the client's call was written out
// or can be followed to where it was.
func (p *Program) spelled(o *Op, ctx *Ctx) bool {
	c := &o.inner.Calls[o.At]
	if !c.Ellipsis {
		return true
	}
	_, ok := p.expand(Val{Ref{o.inner, c.Args[len(c.Args)-1]}, below(o.Ctx, ctx)}, 0)
	return ok
}

// Keyword returns the parameter after one of the keywords (EX, PX, LIMIT), which
// are compared without case; found is true for a keyword that ends the list too.
func (p *Program) Keyword(params []Val, keys ...string) (value Val, found bool) {
	for i, v := range params {
		for _, s := range p.Strings(v, false).Known() {
			for _, k := range keys {
				if strings.EqualFold(s, k) {
					if i+1 < len(params) {
						return params[i+1], true
					}
					return Val{}, true
				}
			}
		}
	}
	return Val{}, false
}

// Field returns what was put into a field of a struct that a function builds and
// hands on: &Item{Key: k}. set is false where the field was left alone; known is
// false where the struct comes from elsewhere.
func (p *Program) Field(v Val, names ...string) (value Val, set, known bool) {
	return p.fieldAt(v, names, 0)
}

func (p *Program) fieldAt(v Val, names []string, d int) (value Val, set, known bool) {
	if v.V == 0 || d > maxDepth {
		return Val{}, false, false
	}
	x := v.Value()
	switch x.Op {
	case summary.MakeIface, summary.Convert:
		return p.fieldAt(v.With(x.A), names, d+1)
	case summary.Load:
		if op := v.F.Values[x.A].Op; op == summary.Alloc || op == summary.GlobalAddr && v.Type().Kind == summary.Struct {
			return p.fieldAt(v.With(x.A), names, d+1)
		}
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
				return p.fieldAt(arg, names, d+1)
			}
		}
	case summary.Alloc:
		return p.fieldOf(v, names, d)
	case summary.GlobalAddr:
		return p.fieldOfGlobal(v, names, d)
	case summary.CallVal:
		if made, ok := p.Only(v); ok {
			return p.fieldAt(made, names, d+1)
		}
	case summary.Phi:
		return p.fieldOfOne(v, x.Args, names, d)
	case summary.Const: // T{}
		return Val{}, false, v.Type().Kind == summary.Struct
	case summary.Extract:
		if x.N == 0 && v.F.Values[x.A].Op == summary.ElemOf {
			return p.fieldAt(v.With(x.A), names, d+1)
		}
	case summary.ElemOf:
		if in, ok := p.tableEntry(v); ok {
			return p.fieldAt(in, names, d+1)
		}
	}
	return Val{}, false, false
}

// tableEntry is what stands under a constant key in a table of the package: a map that is
// written out, and to which nothing is added.
func (p *Program) tableEntry(v Val) (Val, bool) {
	x := v.Value()
	table, key := v.F.HeldIn(x.A), v.With(x.B).Value()
	if table.Op != summary.GlobalAddr || key.Op != summary.Const || len(p.stores[table.Str]) != 1 || len(p.put[table.Str]) > 0 || p.addressed(table.Str) {
		return Val{}, false
	}
	made := p.stores[table.Str][0]
	var out Val
	for _, s := range made.F.Stores {
		a := &made.F.Values[s.Addr]
		if a.Op != summary.ElemOf || a.A != made.V {
			continue
		}
		if k := &made.F.Values[a.B]; k.Op != summary.Const || made.F.LoopAt[s.Block] >= 0 {
			return Val{}, false
		} else if k.Str == key.Str {
			out = Val{made.With(s.Val), nil}
		}
	}
	return out, out.V != 0
}

// fieldOfOne is fieldAt for the one struct of several ways, the others of which
// have none: if o == nil { o = &Options{} }.
func (p *Program) fieldOfOne(v Val, ways []int32, names []string, d int) (value Val, set, known bool) {
	var one Val
	for _, a := range ways {
		if at := p.outer(v.With(a), d); isNil(at) {
			continue
		} else if one.V != 0 {
			return Val{}, false, false
		} else {
			one = at
		}
	}
	return p.fieldAt(one, names, d+1)
}

// fieldOfGlobal: a variable of a package that is written out once, and of which nothing sets
// the field.
func (p *Program) fieldOfGlobal(v Val, names []string, d int) (value Val, set, known bool) {
	name, owner := v.Value().Str, v.F.TypeAt(v.Type().Elem).Named
	if len(p.stores[name]) != 1 || p.addressed(name) || slices.ContainsFunc(names, func(n string) bool { return !p.onlyWrittenOut(owner + "." + n) }) {
		return Val{}, false, false
	}
	return p.fieldAt(Val{p.stores[name][0], nil}, names, d+1)
}

func (p *Program) fieldOf(v Val, names []string, d int) (Val, bool, bool) {
	for _, s := range v.F.Stores {
		a := &v.F.Values[s.Addr]
		if a.Op != summary.FieldOf || a.A != v.V {
			continue
		}
		for _, n := range names {
			if strings.HasSuffix(a.Str, "."+n) {
				return v.With(s.Val), true, true
			}
		}
	}
	// A variable that holds a pointer or a copy of another struct.
	for _, s := range v.F.values[v.V] {
		return p.fieldAt(v.With(s), names, d+1)
	}
	return Val{}, false, true
}

// Chain returns the calls that are chained to the result of a call, as builders
// do: B().Set().Key(k).Value(v).Build(). ends is false where the chain leaves the
// function before it is built.
func (p *Program) Chain(f *Func, call int32) (calls []*summary.Call, ends bool) {
	at := f.Calls[call].Val
	for at != 0 {
		next := int32(-1)
		for i := range f.Calls {
			if c := &f.Calls[i]; c.Recv != 0 && stands(f, c.Recv, at, 0) {
				calls, next = append(calls, c), int32(i)
				if c.Name == "Build" || c.Name == "Cache" {
					return calls, true
				}
			}
		}
		if next < 0 || len(calls) > 64 {
			return calls, false
		}
		at = f.Calls[next].Val
	}
	return calls, false
}

// stands reports whether v is the value at, but for conversions and joins.
func stands(f *Func, v, at int32, d int) bool {
	if v == at {
		return true
	}
	x := &f.Values[v]
	switch {
	case d > 6:
	case x.Op == summary.Convert, x.Op == summary.MakeIface, x.Op == summary.Load:
		if x.Op == summary.Load && f.Values[x.A].Op == summary.Alloc {
			for _, s := range f.values[x.A] {
				if stands(f, s, at, d+1) {
					return true
				}
			}
		}
		return stands(f, x.A, at, d+1)
	case x.Op == summary.Phi:
		for _, a := range x.Args {
			if stands(f, a, at, d+1) {
				return true
			}
		}
	}
	return false
}
