package memoryclear

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// firstTime: the block runs where a field is nil that it, or what follows, fills. An
// object comes there once in its life: the map is the first one, or goes with what
// it was there for.
func firstTime(f *link.Func, block int32) bool {
	for i := range f.Blocks {
		field, side := isNil(f, int32(i))
		if field == "" || len(f.Blocks[i].Succs) != 2 || !f.Dominates(f.Blocks[i].Succs[side], block) {
			continue
		}
		if slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
			a := &f.Values[s.Addr]
			return stands(a) && a.Str == field && f.Values[s.Val].Str != "nil" && f.Dominates(f.Blocks[i].Succs[side], s.Block)
		}) {
			return true
		}
	}
	return false
}

// isNil is the field or package variable that a block compares with nil, and the side on which it is.
func isNil(f *link.Func, block int32) (field string, side int) {
	c := &f.Values[f.Blocks[block].Cond]
	if c.Op != summary.Binary || c.Str != "==" && c.Str != "!=" {
		return "", 0
	}
	a, b := c.A, c.B
	if f.Values[a].Op == summary.Const {
		a, b = b, a
	}
	x := loaded(f, a)
	if x == nil || !stands(x) || f.Values[b].Str != "nil" {
		return "", 0
	}
	if c.Str == "!=" {
		side = 1
	}
	return x.Str, side
}
