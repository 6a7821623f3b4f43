package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Unasked reports whether a block runs because an option is off that users have to
// turn on: a boolean field that is false, or one that is nil, and that the module sets
// only in options and from such fields.
func (p *Program) Unasked(f *Func, block int32) bool {
	return slices.ContainsFunc(f.Guards(block), func(g Guard) bool {
		field, on := switchOf(f, g.Cond, g.Taken)
		return field != "" && !on && !p.turnedOn(field, 0)
	})
}

// switchOf is the field that a condition asks whether it is set, and the answer.
func switchOf(f *Func, cond int32, taken bool) (field string, on bool) {
	x := &f.Values[cond]
	for x.Op == summary.Not {
		x, taken = &f.Values[x.A], !taken
	}
	v := x
	if x.Op == summary.Binary {
		a, b := &f.Values[x.A], &f.Values[x.B]
		if a.Op == summary.Const {
			a, b = b, a
		}
		if b.Op != summary.Const || b.Str != "nil" || x.Str != "==" && x.Str != "!=" {
			return "", false
		}
		v, taken = a, taken == (x.Str == "!=")
	}
	if v.Op == summary.Load {
		v = &f.Values[v.A]
	}
	if v.Op != summary.FieldOf {
		return "", false
	}
	return v.Str, taken
}

// turnedOn reports whether the module itself may set a switch: other than in an option,
// which users have to name, and from a field that is another's option.
func (p *Program) turnedOn(field string, d int) bool {
	if d > 4 {
		return true
	}
	return slices.ContainsFunc(p.stores[field], func(r Ref) bool {
		v := r.Bare()
		switch x := v.Value(); {
		case x.Op == summary.Const && (x.Str == "nil" || isFalse(x)), r.F.Literal(), setter(r.F):
			return false
		case x.Op == summary.FieldOf:
			return p.turnedOn(x.Str, d+1)
		}
		return true
	})
}

// setter: a method that is named for setting something.
func setter(f *Func) bool {
	return f.Recv != "" && slices.Contains([]string{"set", "with", "enable", "use"}, strings.ToLower(firstWord(f.Short)))
}

// OptedInto reports whether a block runs only where a number is not 0 that is an option,
// and 0 by default.
func (p *Program) OptedInto(f *Func, block int32) bool {
	return slices.ContainsFunc(f.Guards(block), func(g Guard) bool {
		v, ok := notZero(f, g)
		return ok && p.DefaultsToZero(Val{Ref{f, v}, nil})
	})
}

// notZero is the number that a guard says is not 0.
func notZero(f *Func, g Guard) (v int32, ok bool) {
	x := &f.Values[g.Cond]
	if x.Op != summary.Binary || f.Values[x.B].Op != summary.Const || f.TypeAt(f.Values[x.A].Type).Kind != summary.Integer {
		return 0, false
	}
	switch c := f.Values[x.B].N; {
	case g.Taken && (x.Str == ">" || x.Str == "!=") && c == 0, g.Taken && x.Str == ">=" && c == 1,
		!g.Taken && (x.Str == "<=" || x.Str == "==") && c == 0, !g.Taken && x.Str == "<" && c == 1:
		return x.A, true
	}
	return 0, false
}
