package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// addressedMemo is what a Program remembers of the questions of this file.
type addressedMemo struct {
	addrs    map[string]bool // fields and variables whose address a call is given, nil before the first question
	contents map[string]bool // whose map or list a call is given, likewise
}

// addressed: a function is given where the field or variable is, and may fill it, as
// flag.IntVar(&n) does, or it is told to change by a method of its own, as a flag's value.
func (p *Program) addressed(name string) bool {
	p.findHanded()
	return p.addrs[name]
}

// contentsHanded: a function is given the map or list that a field or a variable of the
// package holds.
func (p *Program) contentsHanded(name string) bool {
	p.findHanded()
	return p.contents[name]
}

func (p *Program) findHanded() {
	if p.addrs != nil {
		return
	}
	p.addrs, p.contents = map[string]bool{}, map[string]bool{}
	p.handing(func(f *Func, x *summary.Value) {
		switch x.Op {
		case summary.FieldOf, summary.GlobalAddr:
			p.addrs[x.Str] = true
		case summary.Load:
			if k := f.TypeAt(x.Type).Kind; k == summary.Map || k == summary.Slice {
				p.contents[f.Values[x.A].Str] = true
			}
		}
	})
}

// handing visits what calls are given, out of its interface, and what methods are called of
// but structs: what is inside them has fields of its own.
func (p *Program) handing(visit func(*Func, *summary.Value)) {
	for _, f := range p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			for _, a := range c.Args {
				x := &f.Values[a]
				if x.Op == summary.MakeIface {
					x = &f.Values[x.A]
				}
				visit(f, x)
			}
			if x := &f.Values[c.Recv]; c.Recv != 0 && !f.structAt(x.Type) {
				visit(f, x)
			}
		}
	}
}

// structAt: a type is a struct, an interface or a pointer to one.
func (f *Func) structAt(typ int32) bool {
	t := f.TypeAt(typ)
	if t.Kind == summary.Pointer {
		t = f.TypeAt(t.Elem)
	}
	return t.Kind == summary.Struct || t.Kind == summary.Interface
}

// filledByCallee: a function that is not on the way is given the map or list c and may put
// something into it.
func (p *Program) filledByCallee(c Val) bool {
	at := Val{c.Bare(), c.Ctx}
	if at.Value().Op != summary.List { // of which one that has one element would be that
		at = p.outer(c, 0)
	}
	if at.V == 0 {
		return false
	}
	if x := at.Value(); x.Op == summary.Load {
		if held := &at.F.Values[x.A]; held.Op == summary.GlobalAddr || held.Op == summary.FieldOf {
			return p.contentsHanded(held.Str)
		}
	}
	made := at.Ref.Bare()
	if x := made.Value(); x.Op != summary.Make && x.Op != summary.List && x.Op != summary.Alloc {
		return false
	}
	for i := range made.F.Calls {
		call := &made.F.Calls[i]
		is := func(a int32) bool { return a != 0 && made.With(a).Bare() == made }
		if !onWay(c.Ctx, made.F, int32(i)) && (is(call.Recv) || slices.ContainsFunc(call.Args, is)) {
			return true
		}
	}
	return false
}

// onWay: the context is entered by the call.
func onWay(ctx *Ctx, f *Func, call int32) bool {
	for ; ctx != nil; ctx = ctx.Up {
		if ctx.Edge.Caller == f && ctx.Edge.Call == call {
			return true
		}
	}
	return false
}
