package memoryclear

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// inMap reports whether a cache abstraction's call can lead only to adapters that keep
// their entries in a map, which they empty.
func inMap(f *link.Func, call int32) bool {
	out := f.Out[call]
	return len(out) > 0 && !slices.ContainsFunc(out, func(e *link.Edge) bool { return !emptiesMap(e.Callee, 3) })
}

// emptiesMap: a function clears a map, or puts a new one into a field, itself or through
// a few calls of its package's.
func emptiesMap(g *link.Func, deep int) bool {
	if slices.ContainsFunc(g.Stores, func(s summary.Store) bool {
		a := &g.Values[s.Addr]
		return stands(a) && newMap(g, s.Val) || a.Op == summary.BuiltinCall && (a.Str == "clear" || a.Str == "delete" && len(a.Args) == 2 && eachKey(g, a, s.Block))
	}) {
		return true
	}
	return deep > 0 && slices.ContainsFunc(g.Out, func(es []*link.Edge) bool {
		return slices.ContainsFunc(es, func(e *link.Edge) bool { return e.Callee.Pkg == g.Pkg && emptiesMap(e.Callee, deep-1) })
	})
}
