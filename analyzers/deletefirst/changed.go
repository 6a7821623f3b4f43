package deletefirst

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// outOfDate: what the entry is a copy of has been changed before, on every way here, so that it
// has to go, and no new value is at hand. Who then reads through it does as the next one
// who asks would.
func (h *hole) outOfDate(p *analyzers.Pass, j int32, refill *link.Touch) bool {
	if refill.Depth() == 0 || !h.readsThrough(p, j) {
		return false
	}
	for k := range h.f.Calls {
		if k := int32(k); k != h.call && h.f.Always(k, h.call) && h.changes(p, k) {
			return true
		}
	}
	return false
}

// readsThrough: call j looks into the same cache first.
func (h *hole) readsThrough(p *analyzers.Pass, j int32) bool {
	return slices.ContainsFunc(p.Touch.At(h.f, j), func(t link.Touch) bool {
		return t.Effect&link.Reads != 0 && p.Prog.OneStore(&t, &h.touch) && t.Compatible(&h.touch)
	})
}

// changes: call k writes the database, or asks a service for something of which no more than
// the success is looked at. It is of what the entry is of.
func (h *hole) changes(p *analyzers.Pass, k int32) bool {
	return slices.ContainsFunc(h.f.Calls[k].Args, func(a int32) bool { return h.about(p, a) }) && slices.ContainsFunc(p.Touch.At(h.f, k), func(t link.Touch) bool {
		if t.Async || !t.Compatible(&h.touch) {
			return false
		}
		return t.Effect&link.Execs != 0 && t.Kind == rules.Database || t.Effect&link.Source != 0 && h.leaves(p, k)
	})
}

// about: a value, or what is put into it, hangs on what the delete is told.
func (h *hole) about(p *analyzers.Pass, a int32) bool {
	shares := func(v int32) bool {
		return slices.ContainsFunc(h.f.Calls[h.call].Args, func(b int32) bool { return p.Prog.Share(h.f, v, b) })
	}
	a = h.f.Unconverted(a)
	return shares(a) || slices.ContainsFunc(h.f.Stores, func(s summary.Store) bool { return h.f.Values[s.Addr].A == a && a != 0 && shares(s.Val) })
}

// leaves: nothing is done with what a call gives but to look for an error, or to end it.
func (h *hole) leaves(p *analyzers.Pass, k int32) bool {
	given := func(v int32) bool { return h.f.TypeAt(h.f.Values[v].Type).Text != "error" && p.Prog.Derives(h.f, v, k) }
	return !slices.ContainsFunc(h.f.Calls, func(c summary.Call) bool {
		return slices.ContainsFunc(c.Args, func(a int32) bool { return given(h.f.Unconverted(a)) })
	}) && !slices.ContainsFunc(h.f.Stores, func(s summary.Store) bool { return given(h.f.Unconverted(s.Val)) })
}
