package link

import (
	"iter"
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// Stored lists what is put into a field ("owner.field") or a package variable.
func (p *Program) Stored(name string) []Ref { return p.stores[name] }

// Assigned lists what is put into a variable of a function.
func (p *Program) Assigned(v Ref) []Ref {
	var out []Ref
	for _, s := range v.F.values[v.V] {
		out = append(out, v.With(s))
	}
	return out
}

// Captured is the variable or value that a closure takes from around it, in the
// function that makes the closure. ok is false where several make it.
func (p *Program) Captured(v Ref) (around Ref, ok bool) {
	made := p.closures[v.F.Name]
	n := int(v.Value().N)
	if len(made) != 1 || n >= len(made[0].Value().Args) {
		return Ref{}, false
	}
	return made[0].With(made[0].Value().Args[n]), true
}

// captures lists what a closure takes from around it, as Captured does, once for
// each place that makes the closure.
func (p *Program) captures(v Ref) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		n := int(v.Value().N)
		for _, made := range p.closures[v.F.Name] {
			if args := made.Value().Args; n < len(args) && !yield(made.With(args[n])) {
				return
			}
		}
	}
}

// Closure is the function that a value is, written out in place or kept in a
// variable; nil for any other value.
func (p *Program) Closure(v Ref) *Func {
	for range 8 {
		x := v.Value()
		switch x.Op {
		case summary.Closure, summary.FuncVal:
			return p.byName[x.Str]
		case summary.Convert, summary.MakeIface:
			v = v.With(x.A)
		case summary.Load:
			in := v.F.values[x.A]
			if len(in) != 1 {
				return nil
			}
			v = v.With(in[0])
		default:
			return nil
		}
	}
	return nil
}

// SameObject reports whether two values of a function are one object, as far as its
// own text shows: the same call, variable, parameter or field.
func (p *Program) SameObject(a, b Ref) bool {
	a, b = a.Bare(), b.Bare()
	if a.F != b.F || a.V == 0 || b.V == 0 {
		return false
	}
	if a.V == b.V {
		return true
	}
	x, y := a.Value(), b.Value()
	switch {
	case x.Op != y.Op || x.Str != y.Str || x.N != y.N:
		return false
	case x.Op == summary.FieldOf:
		return p.SameObject(a.With(x.A), b.With(y.A))
	}
	return x.Op == summary.GlobalAddr || x.Op == summary.ParamVal || x.Op == summary.FreeVal
}

// maxMade bounds the steps back to where a value was made.
const maxMade = 8

// MadeBy reports whether every call (or make) that makes a value is of a kind, through
// fields and package variables too; false where one place that gives it is neither, or
// none is seen.
func (p *Program) MadeBy(v Ref, is func(made Ref) bool) bool { return p.madeBy(v, is, 0) }

func (p *Program) madeBy(v Ref, is func(Ref) bool, d int) bool {
	if v.V == 0 || d > maxMade {
		return false
	}
	var stored []Ref
	switch x := v.Value(); x.Op {
	case summary.CallVal, summary.Make:
		return is(v)
	case summary.Load, summary.Convert, summary.MakeIface:
		return p.madeBy(v.With(x.A), is, d+1)
	case summary.FieldOf, summary.GlobalAddr:
		stored = p.Stored(x.Str)
	case summary.Alloc:
		stored = p.Assigned(v)
	}
	return len(stored) > 0 && !slices.ContainsFunc(stored, func(s Ref) bool { return !p.madeBy(s, is, d+1) })
}

// Unconverted is a value without the types that it was converted to.
func (f *Func) Unconverted(v int32) int32 {
	for f.Values[v].Op == summary.Convert || f.Values[v].Op == summary.MakeIface {
		v = f.Values[v].A
	}
	return v
}

// Bare drops loads and conversions, and follows a variable that is set once.
func (r Ref) Bare() Ref {
	for range 12 {
		x := r.Value()
		switch x.Op {
		case summary.Load, summary.Convert, summary.MakeIface, summary.Assert:
			r = r.With(x.A)
		case summary.Alloc:
			in := r.F.values[r.V]
			if len(in) != 1 {
				return r
			}
			r = r.With(in[0])
		default:
			return r
		}
	}
	return r
}

// Root is the value that an address lies within: through fields, loads and variables that
// are set once, as a receiver is that a literal has captured.
func (f *Func) Root(addr int32) *summary.Value {
	for range 12 {
		switch x := &f.Values[addr]; x.Op {
		case summary.FieldOf, summary.Load:
			addr = x.A
		case summary.Alloc:
			in := f.values[addr]
			if len(in) != 1 {
				return x
			}
			addr = in[0]
		default:
			return x
		}
	}
	return &f.Values[addr]
}

// Returns reports whether a function returns the value.
func (p *Program) Returns(v Ref) bool {
	return slices.ContainsFunc(v.F.Returns, func(r summary.Return) bool {
		return slices.ContainsFunc(r.Values, func(x int32) bool { return p.SameObject(v.With(x), v) })
	})
}

// Empty reports whether a value is the address of a variable into which the function
// itself puts nothing: who is given it fills it.
func (f *Func) Empty(v int32) bool {
	x := &f.Values[v]
	if x.Op == summary.MakeIface {
		v, x = x.A, &f.Values[x.A]
	}
	return x.Op == summary.Alloc && len(f.values[v]) == 0 && !slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return f.Values[s.Addr].A == v })
}

// OnlyPut is the one value that is ever put into a field or variable which other packages
// cannot name, empty where there are several.
func (p *Program) OnlyPut(at Val) Ref {
	a := at.Value()
	if refs := p.stores[a.Str]; ownHolder(a) && len(refs) == 1 && !p.addressed(a.Str) {
		return refs[0]
	}
	return Ref{}
}
