package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// NotZero reports whether a block runs only where a number is not 0: the number itself,
// or the field that it is read from, was asked before.
func (p *Program) NotZero(f *Func, block, v int32) bool {
	return slices.ContainsFunc(f.Guards(block), func(g Guard) bool {
		x := &f.Values[g.Cond]
		if x.Op != summary.Binary {
			return false
		}
		a, b := x.A, x.B
		if f.Values[a].Op == summary.Const {
			a, b = b, a
		}
		n, known := p.Int(Val{Ref{f, b}, nil})
		if !known || f.Values[b].Op != summary.Const || !f.oneNumber(a, v) {
			return false
		}
		holds, ok := compare(x.Str, 0, n)
		if a == x.B {
			holds, ok = compare(x.Str, n, 0)
		}
		return ok && holds != g.Taken
	})
}

// oneNumber: two values are the same number, or are read from the same field.
func (f *Func) oneNumber(a, b int32) bool {
	a, b = f.Unconverted(a), f.Unconverted(b)
	if a == b {
		return true
	}
	x, y := f.HeldIn(a), f.HeldIn(b)
	return x.Op == summary.FieldOf && y.Op == summary.FieldOf && x.Str == y.Str
}
