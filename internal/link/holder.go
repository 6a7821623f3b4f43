package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Holder is the name of the field, variable or parameter that holds a value; empty
// for any other.
func (f *Func) Holder(v int32) string {
	switch x := f.HeldIn(v); x.Op {
	case summary.FieldOf, summary.GlobalAddr:
		return x.Str[strings.LastIndexByte(x.Str, '.')+1:]
	case summary.ParamVal:
		return f.Params[x.N].Name
	}
	return ""
}

// HeldIn is where a value was loaded from, or the value itself.
func (f *Func) HeldIn(v int32) *summary.Value {
	x := &f.Values[v]
	if x.Op == summary.Load {
		x = &f.Values[x.A]
	}
	return x
}

// ParamOf is the parameter that a value is, through a variable that a closure has
// captured and nothing else is stored in.
func (f *Func) ParamOf(v int32) (n int, ok bool) {
	x := &f.Values[v]
	if x.Op == summary.Load {
		if in := f.values[x.A]; f.Values[x.A].Op == summary.Alloc && len(in) == 1 {
			x = &f.Values[in[0]]
		}
	}
	return int(x.N), x.Op == summary.ParamVal
}
