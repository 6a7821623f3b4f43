package load

import (
	"go/parser"
	"go/token"
	"maps"
	"strings"

	"golang.org/x/tools/go/packages"
)

// cycles gives back the imports that go/packages cut to get rid of import
// cycles. It cuts where the order of a map leads it; we cut where the order of
// import paths does. nil stands for a graph without cycles.
type cycles struct {
	byPath  map[string]*packages.Package
	overlay map[string][]byte
}

func findCycles(roots []*packages.Package, overlay map[string][]byte) *cycles {
	c := &cycles{byPath: map[string]*packages.Package{}, overlay: overlay}
	found := false
	packages.Visit(roots, nil, func(p *packages.Package) {
		c.byPath[p.PkgPath] = p
		for _, e := range p.Errors {
			found = found || strings.HasPrefix(e.Msg, "import cycle not allowed")
		}
	})
	if !found {
		return nil
	}
	return c
}

// imports returns all imports of p, read from its files if need be.
func (c *cycles) imports(p *packages.Package) map[string]*packages.Package {
	if c == nil {
		return p.Imports
	}
	all := maps.Clone(p.Imports)
	for _, name := range p.GoFiles {
		var src any
		if data, ok := c.overlay[name]; ok {
			src = data
		}
		// A file that does not parse says so when it is read for good.
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			continue
		}
		for _, spec := range f.Imports {
			path := importPath(spec)
			if imp := c.byPath[path]; imp != nil && all[path] == nil {
				all[path] = imp
			}
		}
	}
	return all
}
