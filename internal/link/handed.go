package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// HandsIn reports whether a call runs a function that callers hand in: a parameter
// of the function itself or of one around it.
func (p *Program) HandsIn(f *Func, call int32) bool {
	fun := f.Calls[call].Fun
	return fun != 0 && p.parameter(Ref{f, fun}, 0)
}

func (p *Program) parameter(v Ref, d int) bool {
	if v = v.Bare(); d > 4 {
		return false
	}
	switch x := v.Value(); x.Op {
	case summary.ParamVal:
		return true
	case summary.FreeVal:
		around, ok := p.Captured(v)
		return ok && p.parameter(around, d+1)
	case summary.Phi:
		return slices.ContainsFunc(x.Args, func(a int32) bool { return p.parameter(v.With(a), d+1) })
	}
	return false
}

// Literal reports whether the function is one that is written out in place.
func (f *Func) Literal() bool { return f.Name != f.Decl }

// Declared is the function with a name in which a literal is written out, nil where
// it is not in view.
func (p *Program) Declared(f *Func) *Func { return p.byName[f.Decl] }

// fits reports whether the callee of a dynamic call, or of code outside that gets
// a function, can be the one that the context hands in. A helper that calls its
// parameter reaches what all its callers hand in; on one path it is what the caller
// on that path does.
func (p *Program) fits(e *Edge, ctx *Ctx) bool {
	p.births = birthSteps
	if fun := e.handedFun(); fun != 0 {
		return p.mayBe(Val{Ref{e.Caller, fun}, ctx}, e.Callee, 0)
	}
	return e.Call < 0 || p.standsBehind(e, ctx) && p.takes(e, ctx)
}

// passable reports whether the calls of a context can follow each other.
func (p *Program) passable(ctx *Ctx) bool {
	for ; ctx != nil; ctx = ctx.Up {
		if !p.fits(ctx.Edge, ctx.Up) {
			return false
		}
	}
	return true
}

// handedFun is the function value that a dynamic call runs, or that is handed on to
// code outside, to be called there; 0 for other calls.
func (e *Edge) handedFun() int32 {
	if e.Call < 0 {
		return 0
	}
	c := &e.Caller.Calls[e.Call]
	switch {
	case e.Via == ByClosure:
		return c.Fun
	case e.Via == Callback && e.Arg >= 0 && e.Arg < len(c.Args):
		return c.Args[e.Arg]
	}
	return 0
}

// mayBe reports whether a function value can be f where its context leads to it.
func (p *Program) mayBe(v Val, f *Func, d int) bool {
	if v.V == 0 || d > maxDepth {
		return true
	}
	switch x := v.Value(); x.Op {
	case summary.FuncVal, summary.Closure, summary.Bound:
		return x.Str == f.Name
	case summary.Convert, summary.MakeIface:
		return p.mayBe(v.With(x.A), f, d+1)
	case summary.Phi:
		for _, a := range x.Args {
			if p.mayBe(v.With(a), f, d+fan(len(x.Args))) {
				return true
			}
		}
		return false
	case summary.Load:
		return p.heldMayBe(v.With(x.A), f, d+1)
	case summary.FreeVal, summary.ElemOf:
		return p.heldMayBe(v, f, d+1)
	case summary.Extract:
		if a := &v.F.Values[x.A]; a.Op == summary.ElemOf && x.N == 0 {
			return p.heldMayBe(v.With(x.A), f, d+1)
		}
	case summary.ParamVal:
		return p.argMayBe(v, int(x.N), f, d)
	}
	return true
}

// elementMayBe looks for a function in a table under the key that is known on the path.
func (p *Program) elementMayBe(v Val, f *Func, d int) bool {
	vals := p.underKey(v, d)
	return len(vals) == 0 || slices.ContainsFunc(vals, func(e Val) bool { return p.mayBe(e, f, d+1) })
}

// heldMayBe looks into a variable: of the function itself, or one that a closure
// on the path has captured.
func (p *Program) heldMayBe(v Val, f *Func, d int) bool {
	switch x := v.Value(); x.Op {
	case summary.Alloc:
		stored := v.F.values[v.V]
		return len(stored) != 1 || p.mayBe(v.With(stored[0]), f, d+1)
	case summary.FreeVal:
		captured, ok := p.Captured(v.Ref)
		if !ok {
			return true
		}
		ctx, on := entered(v.Ctx, captured.F)
		if !on {
			return p.wrappedMayBe(v, f, d)
		}
		at := Val{captured, ctx}
		if at.Value().Op == summary.Alloc {
			return p.heldMayBe(at, f, d+1)
		}
		return p.mayBe(at, f, d+1)
	case summary.FieldOf:
		return p.fieldMayBe(v, f, d)
	case summary.ElemOf:
		return p.elementMayBe(v, f, d)
	}
	return true
}

// wrappedMayBe looks at what a literal was made around, where the function that runs it
// has it made: run(logged(fn)).
func (p *Program) wrappedMayBe(v Val, f *Func, d int) bool {
	if v.Ctx == nil || v.Ctx.Edge.Callee != v.F {
		return true
	}
	around, ok := p.wrapped(v.Ref, v.Ctx.Edge)
	return !ok || p.mayBe(Val{around, v.Ctx.Up}, f, d+1)
}

// wrapped is what the maker of a literal was given for a variable that the literal has
// captured, where the caller of the literal calls its maker too.
func (p *Program) wrapped(v Ref, e *Edge) (given Ref, ok bool) {
	captured, ok := p.Captured(v)
	if fun := e.handedFun(); ok && fun != 0 {
		i, isParam := captured.F.ParamOf(captured.Bare().V)
		made := Ref{e.Caller, fun}.Bare().Value()
		if made.Op != summary.CallVal || !isParam {
			return Ref{}, false
		}
		makers := e.Caller.Out[made.N]
		if len(makers) != 1 || makers[0].Callee != captured.F {
			return Ref{}, false
		}
		arg, known := p.Arg(&Ctx{Edge: makers[0]}, i)
		return arg.Ref, known
	}
	return Ref{}, false
}

// fieldMayBe looks at what was put into the field of the object that the path leads to,
// such as a job that is started with the function to run.
func (p *Program) fieldMayBe(v Val, f *Func, d int) bool {
	in, ok := p.putInto(v)
	return !ok || slices.ContainsFunc(in, func(fun Val) bool { return p.mayBe(fun, f, d+fan(len(in))) })
}

// entered gives the context in which the path entered a function.
func entered(ctx *Ctx, f *Func) (*Ctx, bool) {
	for c := ctx; c != nil; c = c.Up {
		if c.Edge.Callee == f {
			return c, true
		}
		if c.Edge.Caller == f && c.Up == nil {
			return nil, true
		}
	}
	return nil, false
}

// argMayBe: what the call on the path passes. Where a path begins with a function
// of the API, users hand in functions of their own.
func (p *Program) argMayBe(v Val, i int, f *Func, d int) bool {
	if v.Ctx == nil {
		return !p.Outside(v.F)
	}
	if v.Ctx.Edge.Callee != v.F {
		return true
	}
	arg, ok := p.Arg(v.Ctx, i)
	return !ok || p.mayBe(arg, f, d+1)
}
