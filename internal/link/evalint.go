package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

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
