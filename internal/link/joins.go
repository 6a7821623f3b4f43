package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Joins reports whether the function waits, in a loop or after it, for what it has
// started there: by a call that says so, or by a channel.
func (p *Program) Joins(f *Func, l int) bool {
	loop := &f.Loops[l]
	within := func(b int32) bool { return loop.Has(b) || f.Reaches(loop.Header, b) }
	for i := range f.Calls {
		c := &f.Calls[i]
		if strings.Contains(c.Name, "Wait") && c.Kind != summary.Go && within(c.Block) {
			return true
		}
	}
	for b := range f.Blocks {
		for _, it := range f.Blocks[b].Items {
			if (it.Kind == summary.RecvItem || it.Kind == summary.SelectItem) && within(int32(b)) {
				return true
			}
		}
	}
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		if a.Op == summary.ElemOf && f.TypeAt(f.Values[a.A].Type).Kind == summary.Chan && within(s.Block) {
			return true
		}
	}
	return false
}
