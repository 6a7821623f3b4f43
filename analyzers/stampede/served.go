package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// served reports whether the source lies behind an entry that another module
// registered, and f is the server that hands it requests: what a handler asks for
// is nothing that the server keeps, such as its sessions and its table of routes.
func served(p *analyzers.Pass, x *fill) bool {
	if !entry(p, x.f, "http") {
		return false
	}
	for c := x.origin.Ctx; c != nil; c = c.Up {
		if c.Edge.Via != link.Static && c.Edge.Callee.Pkg.Module != x.f.Pkg.Module && entry(p, c.Edge.Callee, "http", "middleware") {
			return true
		}
	}
	return false
}

// entry reports whether f as a whole runs per request.
func entry(p *analyzers.Pass, f *link.Func, kinds ...string) bool {
	for i := range p.Roots {
		if r := &p.Roots[i]; r.F == f && r.Loop < 0 && r.Heat == finding.Request && slices.Contains(kinds, r.Kind) {
			return true
		}
	}
	return false
}
