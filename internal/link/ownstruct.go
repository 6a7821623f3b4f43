package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// A struct type without a name is everybody's who writes it down the same way. Most of
// them are the lines of a table that one function goes through:
// []struct{name string; fn func() error}{{"a", a}, {"b", b}}.

// structUse is a struct type without a name in a declared function and its literals.
type structUse struct{ decl, typ string }

// fieldName is the name under which a field is known: one of a struct type without a name,
// of which nothing leaves the function, is that function's own.
func (fl *flow) fieldName(f *Func, field string) string {
	if !strings.HasPrefix(field, "struct{") {
		return field
	}
	use := structUse{f.Decl, field[:strings.LastIndexByte(field, '.')]}
	own, known := fl.structs[use]
	if !known {
		own = !slices.ContainsFunc(fl.family(f.Decl), func(g *Func) bool { return g.handsOut(use.typ) })
		fl.structs[use] = own
	}
	if !own {
		return field
	}
	return field + " in " + f.Decl
}

// family lists a declared function and its literals.
func (fl *flow) family(decl string) []*Func {
	if fl.families == nil {
		fl.families = map[string][]*Func{}
		for _, f := range fl.p.Funcs {
			fl.families[f.Decl] = append(fl.families[f.Decl], f)
		}
	}
	return fl.families[decl]
}

// handsOut: a value of the type, or of one that is made of it, goes to another function or
// comes from one, is kept, or becomes a value of any type.
func (f *Func) handsOut(typ string) bool {
	is := func(t int32) bool { return strings.Contains(f.TypeAt(t).Text, typ) }
	value := func(v int32) bool { return v != 0 && is(f.Values[v].Type) }
	if slices.ContainsFunc(f.Params, func(p summary.Param) bool { return is(p.Type) }) || slices.ContainsFunc(f.Results, is) {
		return true
	}
	if slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		return value(c.Recv) || value(c.Fun) || c.Result != 0 && is(c.Result) || slices.ContainsFunc(c.Args, value)
	}) {
		return true
	}
	return slices.ContainsFunc(f.Values, func(x summary.Value) bool {
		switch x.Op {
		case summary.MakeIface, summary.Convert:
			return value(x.A)
		case summary.FieldOf:
			return is(x.Type) && !strings.HasPrefix(x.Str, typ)
		case summary.GlobalAddr, summary.Assert:
			return is(x.Type)
		}
		return false
	})
}
