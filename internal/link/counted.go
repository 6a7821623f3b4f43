package link

import "github.com/cachevet/cachevet/internal/summary"

// counted reports whether a block is reached only where a list has been found to
// have as few elements as a constant says: if len(ids) != 1 { return err }.
func (f *Func) counted(list, block int32) bool {
	for _, g := range f.Guards(block) {
		x := &f.Values[g.Cond]
		taken := g.Taken
		for x.Op == summary.Not {
			x, taken = &f.Values[x.A], !taken
		}
		if x.Op == summary.Binary && f.atMost(x, taken, list) {
			return true
		}
	}
	return false
}

// oneHand is how many elements are few without being written out.
const oneHand = 8

// atMost: a comparison that came out so says that the list is short.
func (f *Func) atMost(x *summary.Value, holds bool, list int32) bool {
	of, n, op := &f.Values[x.A], &f.Values[x.B], x.Str
	if of.Op == summary.Const {
		of, n = n, of
		if other, ok := turned[op]; ok {
			op = other
		}
	}
	if of.Op != summary.LenOf || of.A != list || n.Op != summary.Const || n.N > oneHand {
		return false
	}
	switch op {
	case "<", "<=", "==":
		return holds
	case ">", ">=", "!=":
		return !holds
	}
	return false
}
