package load

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// newGraph copies what go/packages found into types of our own, so that
// nobody else depends on it, and orders it.
func newGraph(roots []*packages.Package, target Target, cfg Config) *Graph {
	g := &Graph{Target: target, progress: cfg.Progress, overlay: cfg.Overlay}
	c := &converter{
		graph: g, seen: map[*packages.Package]*Package{}, modules: map[*packages.Module]*Module{},
		std: filepath.Join(target.GOROOT, "src") + string(filepath.Separator),
	}
	slices.SortFunc(roots, func(a, b *packages.Package) int { return cmp.Compare(a.ID, b.ID) })
	c.cycles = findCycles(roots, cfg.Overlay)
	for _, r := range roots {
		p := c.add(r)
		p.Initial = true
		g.Initial = append(g.Initial, p)
	}
	return g
}

type converter struct {
	graph   *Graph
	seen    map[*packages.Package]*Package
	modules map[*packages.Module]*Module
	std     string
	cycles  *cycles
}

// open is the order of a package whose imports are being added.
const open = -1

// add appends p after everything that it imports.
func (c *converter) add(from *packages.Package) *Package {
	if p := c.seen[from]; p != nil {
		return p
	}
	p := &Package{
		ID: from.ID, Path: from.PkgPath, Name: from.Name, Dir: from.Dir, Files: from.GoFiles,
		Module: c.module(from.Module), Imports: make(map[string]*Package, len(from.Imports)),
		Standard: from.Module == nil && strings.HasPrefix(from.Dir, c.std),
		order:    open,
	}
	c.seen[from] = p
	if from.Module != nil && from.Module.Error != nil {
		p.Problems = append(p.Problems, from.Module.Error.Err)
	}
	for _, e := range from.Errors {
		p.Problems = append(p.Problems, e.Msg)
	}
	imports := c.cycles.imports(from)
	for _, path := range slices.Sorted(maps.Keys(imports)) {
		imp := c.add(imports[path])
		if imp.order == open {
			p.Problems = append(p.Problems, "import cycle through "+path)
			continue
		}
		p.Imports[path] = imp
	}
	p.order = len(c.graph.Packages)
	c.graph.Packages = append(c.graph.Packages, p)
	return p
}

func (c *converter) module(from *packages.Module) *Module {
	if from == nil {
		return nil
	}
	if m := c.modules[from]; m != nil {
		return m
	}
	m := &Module{
		Path: from.Path, Version: from.Version, Dir: from.Dir, GoMod: from.GoMod, Main: from.Main,
		GoVersion: from.GoVersion, Time: from.Time,
		Replace: c.module(from.Replace), Deprecated: deprecation(from.GoMod),
	}
	c.modules[from] = m
	return m
}

// Reaching returns the packages from which a package that satisfies client can
// be reached by imports, those packages themselves included.
func (g *Graph) Reaching(client func(*Package) bool) map[*Package]bool {
	reach := map[*Package]bool{}
	for _, p := range g.Packages { // dependencies first, so one pass is enough
		if client(p) || importsAny(p, reach) {
			reach[p] = true
		}
	}
	return reach
}

func importsAny(p *Package, set map[*Package]bool) bool {
	for _, imp := range p.Imports {
		if set[imp] {
			return true
		}
	}
	return false
}
