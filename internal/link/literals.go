package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// literalsMemo is what a Program remembers of the questions of this file.
type literalsMemo struct {
	writtenOut map[string]bool // fields that only struct literals fill
}

// onlyWrittenOut reports whether a field is only ever given something where a struct is
// written out: nothing fills in later what was left out.
func (p *Program) onlyWrittenOut(field string) bool {
	is, ok := p.writtenOut[field]
	if !ok {
		owner, _, _ := cutLast(field)
		is = !p.addressed(field) && !p.decoded(owner) && !slices.ContainsFunc(p.stores[field], func(r Ref) bool { return r.F.fillsLater(field) })
		keep(&p.writtenOut, field, is)
	}
	return is
}

// fillsLater: the function sets the field of a struct that it was given.
func (f *Func) fillsLater(field string) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		if a.Op != summary.FieldOf || a.Str != field {
			return false
		}
		of := structIn(Val{Ref{f, a.A}, nil}).Value()
		return of.Op != summary.Alloc
	})
}

// ofParam reports whether a value is a field of a struct, or of what a pointer leads to,
// that a function is given as parameter i.
func (p *Program) ofParam(v Val) (i int, field string, ok bool) {
	x := v.Value()
	if x.Op == summary.Load {
		v = v.With(x.A)
		x = v.Value()
	}
	if x.Op != summary.FieldOf {
		return 0, "", false
	}
	of := structIn(v.With(x.A))
	if of.Value().Op != summary.ParamVal || !p.onlyWrittenOut(x.Str) || p.decodedInto(v.With(x.A)) {
		return 0, "", false
	}
	return int(of.Value().N), x.Str, true
}

// HandedNone reports whether a time to live is a parameter, or a field of one, for which
// the call behind an edge gives none; more is what it gives where that is not known.
func (p *Program) HandedNone(v Val, e *Edge) (none bool, more Val) {
	v = unscaled(v)
	i, direct := v.F.ParamOf(v.V)
	field := ""
	if !direct {
		var ok bool
		if i, field, ok = p.ofParam(v); !ok {
			return false, Val{}
		}
	}
	ctx := &Ctx{Edge: e}
	arg, ok := p.Arg(ctx, i)
	if !ok {
		return false, Val{}
	}
	if !direct {
		_, name, _ := cutLast(field)
		given, set, known := p.Field(arg, name)
		if !set {
			return known && !p.decodedInto(arg), Val{}
		}
		arg = given
	}
	return p.NoTime(arg), arg
}

// unscaled is a number without the unit that it is given in: time.Duration(n)*time.Second.
func unscaled(v Val) Val {
	for range 4 {
		switch x := v.Value(); {
		case x.Op == summary.Convert:
			v = v.With(x.A)
		case x.Op == summary.Binary && x.Str == "*" && v.F.Values[x.B].Op == summary.Const:
			v = v.With(x.A)
		case x.Op == summary.Binary && x.Str == "*" && v.F.Values[x.A].Op == summary.Const:
			v = v.With(x.B)
		default:
			return v
		}
	}
	return v
}

// LeavesOut reports whether the call behind an edge gives nothing for a parameter that
// may be left out.
func (p *Program) LeavesOut(e *Edge, i int) bool {
	if !e.Callee.Variadic || i != len(e.Callee.Params)-1 {
		return false
	}
	given, ok := p.rest(&Ctx{Edge: e})
	return ok && len(given) == 0
}

// Spells reports whether the call behind an edge gives a parameter, which may be left out,
// numbers that are known and more than none.
func (p *Program) Spells(e *Edge, i int) bool {
	given, ok := p.rest(&Ctx{Edge: e})
	if !e.Callee.Variadic || i != len(e.Callee.Params)-1 {
		var arg Val
		arg, ok = p.Arg(&Ctx{Edge: e}, i)
		given = []Val{arg}
	}
	return ok && len(given) > 0 && !slices.ContainsFunc(given, func(v Val) bool {
		n, known := p.Int(v)
		return !known || n <= 0
	})
}

// putLast lists what is put into a field and stays there until the function is over.
func (p *Program) putLast(field string) []Ref {
	return slices.DeleteFunc(slices.Clone(p.stores[field]), func(r Ref) bool { return r.F.overwrites(r.V, field) })
}

// overwrites: the function puts something else over what it has put into the field.
func (f *Func) overwrites(val int32, field string) bool {
	found := false
	for i, s := range f.Stores {
		if s.Val != val || f.Values[s.Addr].Op != summary.FieldOf || f.Values[s.Addr].Str != field {
			continue
		}
		found = true
		if !slices.ContainsFunc(f.Stores[i+1:], func(t summary.Store) bool {
			a := &f.Values[t.Addr]
			return a.Op == summary.FieldOf && a.Str == field && a.A == f.Values[s.Addr].A && (t.Block == s.Block || f.forward(s.Block, t.Block) && !f.avoids(s.Block, t.Block))
		}) {
			return false
		}
	}
	return found
}
