package link

import "github.com/cachevet/cachevet/internal/summary"

// ByCaller reports whether a value that is a constant unless callers ask for another one
// (min := "-inf"; if from != Lowest { min = text(from) }) is another one in a context, to
// which something is given that is worked out. What users of an entry give may be either.
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
		if op := given.Value().Op; given.V != 0 && op != summary.Const && op != summary.ParamVal {
			return true
		}
	}
	return false
}
