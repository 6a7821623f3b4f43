package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// What the standard library keeps as anything comes out as what was put in: functions in
// a sync.Map are called by whoever loads them, objects in an atomic.Value too.

// keepsAny is the argument that a call puts into such a keeper, -1 for calls that put
// nothing.
func keepsAny(c *summary.Call) int {
	switch c.Callee {
	case "(*sync.Map).Store", "(*sync.Map).LoadOrStore", "(*sync.Map).Swap":
		return 1
	case "(*sync/atomic.Value).Store", "(*sync/atomic.Value).Swap":
		return 0
	}
	return -1
}

// givesAny reports whether a call returns what it takes out of one.
func givesAny(c *summary.Call) bool {
	return slices.Contains([]string{"(*sync.Map).Load", "(*sync.Map).LoadOrStore", "(*sync.Map).LoadAndDelete", "(*sync.Map).Swap", "(*sync/atomic.Value).Load", "(*sync/atomic.Value).Swap"}, c.Callee)
}

// anyKept connects what is put into keepers with what comes out: of each field or package
// variable apart, of others by the function that has them.
func (fl *flow) anyKept() {
	for _, f := range fl.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Pkg != "sync" && c.Pkg != "sync/atomic" || c.Recv == 0 {
				continue
			}
			if at := keepsAny(c); at >= 0 && at < len(c.Args) {
				fl.edge(f.valueNode(c.Args[at]), fl.keeper(f, c), "")
			}
			if got := f.First(c); got != 0 && givesAny(c) {
				fl.edge(fl.keeper(f, c), f.valueNode(got), "")
			}
			if c.Callee == "(*sync.Map).Range" && len(c.Args) == 1 {
				if g := fl.p.Closure(Ref{F: f, V: c.Args[0]}); g != nil && len(g.Params) == 2 {
					fl.edge(fl.keeper(f, c), g.paramNode(1), "")
				}
			}
		}
	}
}

// keeper is the node of what a call's receiver keeps.
func (fl *flow) keeper(f *Func, c *summary.Call) int32 {
	name := f.Decl
	if x := f.HeldIn(c.Recv); x.Op == summary.FieldOf || x.Op == summary.GlobalAddr {
		name = x.Str
	}
	return fl.node(elements, "any in "+name)
}
