package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// served reports whether the source lies behind an entry that another module
// registered, and f is the server that hands it requests: what a handler asks for
// is nothing that the server keeps, such as its sessions and its table of routes. A
// framework's own server hands on whatever it calls by a function.
func served(p *analyzers.Pass, x *fill) bool {
	if !entry(p, x.f, "http") {
		return false
	}
	if x.f.Short == "ServeHTTP" && x.origin.Effect&link.Fetches != 0 && !p.Prog.Outgoing(x.origin.Site()) && framework(p, x.f.Pkg.Module) {
		return true
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

// framework reports whether the catalogue knows a module as a framework.
func framework(p *analyzers.Pass, module string) bool {
	return slices.ContainsFunc(p.Prog.Cat.Frameworks, func(fw rules.Framework) bool { return slices.Contains(fw.Modules, module) })
}
