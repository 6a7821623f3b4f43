package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// ByCaller reports whether a value that is a constant unless callers ask for another one
// (min := "-inf"; if from != Lowest { min = text(from) }) is another one in a context, to
// which something is given that is worked out, or a constant other than the one that stands
// for none. What users of an entry give may be either.
func (p *Program) ByCaller(v Val, ctx *Ctx) bool {
	if v.V == 0 || v.Value().Op != summary.Phi {
		return false
	}
	w := v.F.visitValues(v.V)
	for w.next() {
		x := &v.F.Values[w.at]
		if x.Op != summary.ParamVal || x.N == 0 && v.F.Recv != "" {
			w.pushBehind(v.F)
			continue
		}
		given := p.outer(Val{Ref{v.F, w.at}, ctx}, 0)
		switch {
		case given.V == 0, given.Value().Op == summary.ParamVal:
		case given.Value().Op != summary.Const, p.asksForPart(v.F, w.at, given):
			return true
		}
	}
	return false
}

// asksForPart: a function compares a parameter with what stands for none, and what it is
// given is more than that, or another one.
func (p *Program) asksForPart(f *Func, param int32, given Val) bool {
	return slices.ContainsFunc(f.Blocks, func(b summary.Block) bool {
		x := &f.Values[b.Cond]
		if b.Cond == 0 || x.Op != summary.Binary || f.Unconverted(x.A) != param || f.Values[x.B].Op != summary.Const {
			return false
		}
		equal := given.Value().Str == f.Values[x.B].Str
		n, ok1 := p.Int(given)
		none, ok2 := p.Int(Val{Ref{f, x.B}, nil})
		switch x.Str {
		case "==", "!=":
			return !equal && (!ok1 || !ok2 || n != none)
		case ">", "<=":
			return ok1 && ok2 && n > none
		case ">=", "<":
			return ok1 && ok2 && n >= none
		}
		return false
	})
}
