package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// typedMemo is what a Program remembers of the questions of this file.
type typedMemo struct {
	mayHold map[typedHolder]bool // whether a field's value has a method, as asked for
	births  int                  // how many objects may yet be followed to where they were made
}

// standsBehind reports whether the callee of a call through an interface, or of a type
// parameter's method, can be what stands there on the way that the context tells: a
// backend that a constant driver does not make, or another instance of generic code,
// cannot.
func (p *Program) standsBehind(e *Edge, ctx *Ctx) bool {
	c := &e.Caller.Calls[e.Call]
	if e.Via != Interface || c.Recv == 0 {
		return true
	}
	w := &typing{p: p, callee: e.Callee, method: c.Name, busy: map[Val]bool{}}
	return w.may(Val{Ref{e.Caller, c.Recv}, ctx}, 0)
}

// maxMakers bounds the functions behind one call whose results are looked into: where
// there are more, one of them will do. typingSteps bounds one question.
const (
	maxMakers   = 4
	typingSteps = 200
)

// typing asks whether values can be of a type that has a method by a function. What it
// cannot follow may be.
type typing struct {
	p      *Program
	callee *Func
	method string
	named  string // the type itself, where no method is asked for
	busy   map[Val]bool
	steps  int
}

func (w *typing) may(v Val, d int) bool {
	if w.steps++; v.V == 0 || d > maxDepth || w.steps > typingSteps {
		return true
	}
	if w.busy[v] {
		return false // what it is besides itself decides
	}
	w.busy[v] = true
	defer delete(w.busy, v)
	x := v.Value()
	if v.Type().Kind == summary.TypeParam {
		return w.instance(v)
	}
	switch x.Op {
	case summary.MakeIface:
		return w.made(v, x, d)
	case summary.Convert, summary.Assert:
		return w.may(v.With(x.A), d+1)
	case summary.Const:
		return x.Str != "nil"
	case summary.Phi:
		return w.any(v, x.Args, d)
	case summary.Load:
		return w.held(v.With(x.A), d)
	case summary.FieldOf, summary.FreeVal:
		return w.held(v, d)
	case summary.ElemOf:
		return w.element(v.With(x.A), d)
	case summary.ParamVal:
		return w.param(v, int(x.N), d)
	case summary.CallVal:
		return w.returned(v, int32(x.N), 0, d)
	case summary.Extract:
		return w.part(v, x, d)
	}
	return true
}

func (w *typing) any(v Val, of []int32, d int) bool {
	return slices.ContainsFunc(of, func(a int32) bool { return w.may(v.With(a), d+1) })
}

func (w *typing) part(v Val, x *summary.Value, d int) bool {
	a := &v.F.Values[x.A]
	switch {
	case a.Op == summary.CallVal:
		return w.returned(v, int32(a.N), int(x.N), d)
	case (a.Op == summary.Assert || a.Op == summary.ElemOf) && x.N == 0:
		return w.may(v.With(x.A), d+1)
	}
	return true
}

func (w *typing) made(v Val, x *summary.Value, d int) bool {
	t := v.F.TypeAt(int32(x.N))
	if t.Kind == summary.TypeParam {
		return w.instance(v.With(x.A))
	}
	return t.Named == "" || t.Kind == summary.Interface || w.has(t.Named)
}

// has reports whether the method of a type is the function, or the type is the one.
func (w *typing) has(typ string) bool {
	if w.named != "" {
		return typ == w.named
	}
	d := w.p.decls[typ]
	if d == nil {
		return true
	}
	m := methodOf(d, w.method)
	return m != nil && (m.Iface || m.Func == w.callee.Name)
}

// instance: what a type parameter is, as the call says by which the generic code was
// entered, by the type of the object whose field it is the type of, or by what is passed.
func (w *typing) instance(v Val) bool {
	if is, known := w.typeArg(v.F, v.Type().Text, v.Ctx); known {
		return is
	}
	x := v.Value()
	if x.Op == summary.Load {
		v = v.With(x.A)
		x = v.Value()
	}
	if x.Op != summary.FieldOf {
		at := w.p.outer(v, 0)
		return at.V == 0 || at.Type().Kind == summary.TypeParam || at.Type().Kind == summary.Interface || at.Type().Named == "" || w.has(at.Type().Named)
	}
	of := w.p.outer(v.With(x.A), 0)
	if of.V == 0 || of.Ctx == nil && v.Ctx == nil {
		return true
	}
	args := of.Type().Args
	return len(args) == 0 || slices.ContainsFunc(args, func(a int32) bool {
		t := of.F.TypeAt(a)
		return w.p.decls[t.Named] == nil || t.Kind == summary.TypeParam || t.Kind == summary.Interface || w.has(t.Named)
	})
}

// typeArg tells what the type parameter of a function is made with where a call of the
// context says so.
func (w *typing) typeArg(f *Func, param string, ctx *Ctx) (is, known bool) {
	for range maxDepth {
		for ctx != nil && ctx.Edge.Callee.Name != f.Decl {
			ctx = ctx.Up
		}
		if ctx == nil || ctx.Edge.Call < 0 {
			return false, false
		}
		e := ctx.Edge
		i, args := slices.Index(f.TypeParams, param), e.Caller.Calls[e.Call].TypeArgs
		if i < 0 || i >= len(args) {
			return false, false
		}
		t := e.Caller.TypeAt(args[i])
		if t.Kind != summary.TypeParam {
			return t.Kind == summary.Interface || t.Named == "" || w.has(t.Named), true
		}
		f, param, ctx = e.Caller, t.Text, ctx.Up
	}
	return false, false
}

// held looks into a variable or a field that only its package fills.
func (w *typing) held(at Val, d int) bool {
	x := at.Value()
	switch x.Op {
	case summary.Alloc:
		in := at.F.values[at.V]
		return len(in) == 0 || w.any(at, in, d)
	case summary.FreeVal:
		around, ok := w.p.Captured(at.Ref)
		if !ok {
			return true
		}
		v := Val{around, ctxOf(at.Ctx, around.F)}
		if v.Value().Op == summary.Alloc || v.Value().Op == summary.FreeVal {
			return w.held(v, d+1)
		}
		return w.may(v, d+1)
	case summary.ElemOf:
		return w.element(at.With(x.A), d)
	case summary.FieldOf:
		if in, ok := w.p.putInto(at); ok {
			return slices.ContainsFunc(in, func(v Val) bool { return w.may(v, d+fan(len(in))) })
		}
		return w.stored(x.Str, w.p.wholeOf(at.With(x.A)), d)
	case summary.GlobalAddr:
		return w.stored(x.Str, "", d)
	}
	return true
}

// wholeOf is the type of the object that a struct is the embedded part of, as the context
// tells; empty where it does not.
func (p *Program) wholeOf(v Val) string {
	v = p.outer(v, 0)
	if v.V != 0 && v.Value().Op == summary.Load {
		v = v.With(v.Value().A)
	}
	if v.V == 0 || v.Value().Op != summary.FieldOf {
		return ""
	}
	owner, name, _ := cutLast(v.Value().Str)
	d := p.decls[owner]
	if d == nil || !slices.ContainsFunc(d.Fields, func(f summary.Field) bool { return f.Embedded && f.Name == name }) {
		return ""
	}
	return owner
}

// putBy reports whether a value is put into a field of the embedded part of another type
// than the one that is meant.
func (p *Program) putBy(r Ref, field, whole string) bool {
	return slices.ContainsFunc(r.F.Stores, func(s summary.Store) bool {
		a := &r.F.Values[s.Addr]
		if s.Val != r.V || a.Op != summary.FieldOf || a.Str != field {
			return false
		}
		of := p.wholeOf(Val{Ref: r.With(a.A)})
		return of != "" && of != whole
	})
}

type typedHolder struct {
	field, whole, named string
	callee              *Func
}

// stored: what is put into a field or a variable of a package that no other names; of a
// part of a whole, what is put into that of its type: a method that all drivers share
// calls those of the driver that it is called of.
func (w *typing) stored(name, whole string, d int) bool {
	_, short, _ := cutLast(name)
	refs := w.p.stores[name]
	if exported(short) || len(refs) == 0 || len(refs) > maxTexts {
		return true
	}
	k := typedHolder{name, whole, w.named, w.callee}
	if known, ok := w.p.mayHold[k]; ok {
		return known
	}
	keep(&w.p.mayHold, k, true) // on the way to itself
	if whole != "" {
		refs = slices.DeleteFunc(slices.Clone(refs), func(r Ref) bool { return w.p.putBy(r, name, whole) })
	}
	out := len(refs) == 0 || slices.ContainsFunc(refs, func(r Ref) bool { return w.may(Val{r, nil}, d+1) })
	return keep(&w.p.mayHold, k, out)
}

func (w *typing) element(c Val, d int) bool {
	es, ok := w.p.expand(c, d)
	return !ok || slices.ContainsFunc(es, func(e Val) bool { return w.may(e, d+1) })
}

func (w *typing) param(v Val, i, d int) bool {
	if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
		arg, ok := w.p.Arg(v.Ctx, i)
		return !ok || w.may(arg, d+1)
	}
	if w.p.Outside(v.F) || len(v.F.In) == 0 || len(v.F.In) > maxTexts {
		return true
	}
	return slices.ContainsFunc(v.F.In, func(e *Edge) bool {
		arg, ok := w.p.Arg(&Ctx{Edge: e}, i)
		return !ok || w.may(arg, d+fan(len(v.F.In)))
	})
}

// returned: what a call gives, by the returns that it can come to.
func (w *typing) returned(v Val, call int32, n, d int) bool {
	out := v.F.Out[call]
	if len(out) == 0 || len(out) > maxMakers {
		return true
	}
	return slices.ContainsFunc(out, func(e *Edge) bool {
		if e.Via == Callback || len(e.Callee.Returns) == 0 || e.Callee == v.F || ctxOf(v.Ctx, e.Callee) != nil {
			return true // nothing of the caller's, or of what is on the way to itself
		}
		ctx := &Ctx{Edge: e, Up: v.Ctx}
		return slices.ContainsFunc(e.Callee.Returns, func(r summary.Return) bool {
			return n >= len(r.Values) || w.p.open(e.Callee, r.Block, ctx) && w.may(Val{Ref{e.Callee, r.Values[n]}, ctx}, d+fan(len(out)))
		})
	})
}
