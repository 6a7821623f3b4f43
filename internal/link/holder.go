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
