package pipeline

import (
	"maps"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// relevant chooses the packages that are read with their bodies: those from
// which a cache client can be reached by imports, all of the vetted modules, as a
// pool of workers or a queue runs what it is given though it knows no cache, and the
// packages asked for themselves. Clients are boundaries: they are never read inside.
func (e *Engine) relevant(g *load.Graph, vetted map[string]bool) map[*load.Package]bool {
	remote := e.reachingCache(g)
	want := map[*load.Package]bool{}
	for _, p := range g.Packages {
		if p.Standard || e.boundary(p) && !p.Initial || len(p.Files) == 0 {
			continue
		}
		if remote[p] || p.Initial || own(p, vetted) {
			want[p] = true
		}
	}
	return want
}

// blind lists the packages in which a lost function may be where a path begins:
// the user's own, and those of vetted modules from which a cache can be reached, or what
// cannot be had and may lead to one.
func (e *Engine) blind(g *load.Graph, vetted map[string]bool) map[string]bool {
	caches := g.Reaching(func(p *load.Package) bool {
		return e.isCache(p) || e.Cat.Client(p.Path) == nil && absent(p, vetted)
	})
	out := map[string]bool{}
	for _, p := range g.Packages {
		if own(p, vetted) && (p.Module.Main || caches[p] && p.Name != "main" && !example(p)) {
			out[p.Path] = true
		}
	}
	return out
}

// toCaches lists the packages from which a cache of the catalogue can be reached.
func (e *Engine) toCaches(g *load.Graph) map[*load.Package]bool { return g.Reaching(e.isCache) }

func (e *Engine) isCache(p *load.Package) bool {
	return e.isClient(p, rules.Remote, rules.Lock, rules.Facade, rules.Memory)
}

// absent: a package of another module is not there, and nobody knows what it imports.
func absent(p *load.Package, vetted map[string]bool) bool {
	if p.Standard || len(p.Files) > 0 || len(p.Problems) == 0 {
		return false
	}
	for m := range vetted {
		if strings.HasPrefix(p.Path+"/", m+"/") {
			return false
		}
	}
	return true
}

// reachingCache lists the packages from which a shared cache, a lock or a facade
// over caches can be reached by imports.
func (e *Engine) reachingCache(g *load.Graph) map[*load.Package]bool {
	return g.Reaching(func(p *load.Package) bool { return e.isClient(p, rules.Remote, rules.Lock, rules.Facade) })
}

// databases lists the packages that are not read, and no clients, from which a database's
// client can be reached by imports.
func (e *Engine) databases(g *load.Graph, read []*summary.Package) map[string]bool {
	out := map[string]bool{}
	for p := range g.Reaching(func(p *load.Package) bool { return e.isClient(p, rules.Database) }) {
		if !p.Standard && e.Cat.Client(p.Path) == nil {
			out[p.Path] = true
		}
	}
	for _, p := range read {
		delete(out, p.Path)
	}
	return out
}

// services lists the packages that are not read, are part of no framework and no client,
// and from which a service's client can be reached within their module.
func (e *Engine) services(g *load.Graph, read []*summary.Package) map[string]bool {
	out := map[string]bool{}
	for _, p := range g.Packages { // dependencies first
		if p.Standard || e.Cat.Client(p.Path) != nil || p.Module == nil || e.framework(p) {
			continue
		}
		for _, imp := range p.Imports {
			out[p.Path] = out[p.Path] || e.Cat.Service(imp.Path) != nil || imp.Module == p.Module && out[imp.Path]
		}
	}
	for _, p := range read {
		delete(out, p.Path)
	}
	return out
}

// framework reports whether a package is one by which a framework takes functions.
func (e *Engine) framework(p *load.Package) bool {
	return slices.ContainsFunc(e.Cat.Frameworks, func(fw rules.Framework) bool {
		return slices.Contains(fw.Modules, p.Module.Path) && fw.Takes(strings.TrimPrefix(p.Path, p.Module.Path))
	})
}

func (e *Engine) isClient(p *load.Package, kinds ...rules.Kind) bool {
	cl := e.Cat.Client(p.Path)
	if cl == nil {
		return false
	}
	for _, k := range kinds {
		if cl.Kind == k {
			return true
		}
	}
	return false
}

// boundary reports whether a package belongs to a client whose inside is taken
// as the catalogue describes it.
func (e *Engine) boundary(p *load.Package) bool {
	cl := e.Cat.Client(p.Path)
	return cl != nil && !cl.Transparent && !e.Cat.Wraps(p.Path, slices.Collect(maps.Keys(p.Imports)))
}

func own(p *load.Package, vetted map[string]bool) bool {
	return p.Module != nil && vetted[p.Module.Path]
}

// openPackages lists those packages of some modules that others can import, and
// internal ones that were asked for by name: they are where calls come in.
func openPackages(pkgs []*load.Package, modules map[string]bool, named []string) map[string]bool {
	open := map[string]bool{}
	for _, p := range pkgs {
		if p.Name != "main" && own(p, modules) && !example(p) && (!internal(p.Path) || slices.Contains(named, p.Path)) {
			open[p.Path] = true
		}
	}
	return open
}

func internal(path string) bool {
	for _, elem := range strings.Split(path, "/") {
		if elem == "internal" {
			return true
		}
	}
	return false
}

// example reports whether a package is there to show or test others.
func example(p *load.Package) bool {
	rel := p.Path
	if p.Module != nil {
		rel = strings.TrimPrefix(rel, p.Module.Path)
	}
	for _, elem := range strings.Split(rel, "/") {
		switch elem {
		case "example", "examples", "_examples", "testdata", "test", "tests", "testing", "testutil", "testutils", "testhelper", "testhelpers", "e2e", "benchmark", "benchmarks", "bench", "mock", "mocks":
			return true
		}
	}
	return false
}
