package nottl

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// grown finds counts, one for each user or the like, that are given an expiry where they
// are high already, and none where they begin: most never come so far, and stay.
func grown(p *link.Program, o *link.Op) (write, bool) {
	w := write{command: o.Command, dated: true, grown: true}
	if o.Client.Kind != rules.Remote || o.Script != nil || o.Queued() || o.Command != "INCR" {
		return w, false
	}
	k, ok := keyOf(p, o)
	if !ok || !grows(p, k, &w) {
		return w, false
	}
	late := false
	for _, e := range o.F.Ops {
		key, ok := keyOf(p, e)
		switch {
		case !e.SetsExpiry() && !e.Drops() || ok && p.Differ(key, k):
		case e.SetsExpiry() && o.F.After(o.Call, e.Call) && leavesFirst(p, o, e.Call):
			late = true
		default:
			return w, false
		}
	}
	return w, late
}

// leavesFirst: a call is made only where the count is more than 1.
func leavesFirst(p *link.Program, o *link.Op, call int32) bool {
	return slices.ContainsFunc(o.F.Guards(o.F.Calls[call].Block), func(g link.Guard) bool {
		x := &o.F.Values[g.Cond]
		if x.Op != summary.Binary || !p.Derives(o.F, g.Cond, o.Call) {
			return false
		}
		n, known := p.Int(link.Val{Ref: link.Ref{F: o.F, V: x.B}})
		if !known || o.F.TypeAt(o.F.Values[x.A].Type).Kind != summary.Integer {
			return false
		}
		var first bool // whether it holds for 1
		switch x.Str {
		case ">":
			first = n < 1
		case ">=":
			first = n <= 1
		case "<":
			first = n > 1
		case "<=":
			first = n >= 1
		case "==":
			first = n == 1
		case "!=":
			first = n != 1
		default:
			return false
		}
		return first != g.Taken
	})
}
