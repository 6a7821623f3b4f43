package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// given evaluates a field of a struct that a caller has passed: exec(cmd{Name: "GET"}).
// ok is false where the struct comes from elsewhere or is not known.
func (e *evaluator) given(a Val, x *summary.Value, d int) ([]string, bool) {
	of := e.p.structAround(a.With(x.A))
	if of.Value().Op != summary.ParamVal || of.Type().Kind == summary.Pointer {
		return nil, false // what a pointer leads to may be filled elsewhere
	}
	if of.Ctx == nil || of.Ctx.Edge.Callee != of.F {
		return e.asked(of)
	}
	arg, ok := e.p.Arg(of.Ctx, int(of.Value().N))
	if !ok {
		return nil, false
	}
	v, set, known := e.p.Field(arg, x.Str[strings.LastIndexByte(x.Str, '.')+1:])
	switch {
	case set:
		return e.eval(v, d), true
	case known && e.p.onlyWrittenOut(x.Str) && !e.p.decodedInto(arg) && !e.p.fieldHanded(arg, x.Str):
		return []string{""}, true // left out
	}
	if up := structIn(arg); up.Value().Op == summary.ParamVal && up.Ctx == nil && up.Type().Kind != summary.Pointer {
		return e.asked(up)
	}
	return nil, false
}

// fieldHanded: a function is given where the field of a struct is, and may fill it:
// rows.Scan(&f.ID).
func (p *Program) fieldHanded(obj Val, field string) bool {
	obj, ok := p.variableOf(obj)
	if !ok {
		return false
	}
	f := obj.F
	for i := range f.Values {
		x := &f.Values[i]
		if x.Op != summary.FieldOf || x.A != obj.V || x.Str != field {
			continue
		}
		at := int32(i)
		if slices.ContainsFunc(f.Values, func(y summary.Value) bool { return y.Op != summary.Load && (y.A == at || slices.Contains(y.Args, at)) }) ||
			slices.ContainsFunc(f.Calls, func(c summary.Call) bool { return slices.Contains(c.Args, at) }) {
			return true
		}
	}
	return false
}

// asked: the text hangs on a parameter, whose callers are in view.
func (e *evaluator) asked(of Val) ([]string, bool) {
	if e.wide || len(of.F.In) == 0 || e.p.Outside(of.F) {
		return nil, false
	}
	e.open = append(e.open, int(of.Value().N))
	return unknown, true
}

// structAround is structIn, out of the closures that have captured the variable.
func (p *Program) structAround(v Val) Val {
	for range 3 {
		if v = structIn(v); v.Value().Op != summary.FreeVal {
			break
		}
		around, ok := p.Captured(v.Ref)
		if !ok {
			break
		}
		v = Val{around, ctxOf(v.Ctx, around.F)}
	}
	return v
}

// structIn follows a struct, or its address, to the parameter that it is a copy of.
func structIn(v Val) Val {
	for range 6 {
		x := v.Value()
		switch x.Op {
		case summary.Load, summary.Convert:
			v = v.With(x.A)
			continue
		case summary.Alloc:
			if s := v.F.values[v.V]; len(s) == 1 {
				v = v.With(s[0])
				continue
			}
		}
		break
	}
	return v
}
