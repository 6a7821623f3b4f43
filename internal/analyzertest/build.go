package analyzertest

import (
	"embed"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

//go:embed all:testdata/src
var stubs embed.FS

// Harness holds what test programs share: the catalogue, the standard library
// and the stub clients, each read on first use.
type Harness struct {
	cat  *rules.Catalogue
	fset *token.FileSet
	std  types.Importer
	stub map[string]*types.Package
}

// New reads the catalogue.
func New(t *testing.T) *Harness {
	t.Helper()
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return &Harness{cat: cat, fset: token.NewFileSet(), std: importer.Default(), stub: map[string]*types.Package{}}
}

// Import gives the types of a stub client or of a package of the standard
// library.
func (h *Harness) Import(pkgPath string) (*types.Package, error) {
	if p := h.stub[pkgPath]; p != nil {
		return p, nil
	}
	dir := path.Join("testdata/src", pkgPath)
	names, err := fs.Glob(stubs, dir+"/*.go")
	if err != nil || len(names) == 0 {
		if first, _, _ := strings.Cut(pkgPath, "/"); strings.Contains(first, ".") {
			return nil, fmt.Errorf("no stub for %s: add testdata/src/%s", pkgPath, pkgPath)
		}
		return h.std.Import(pkgPath)
	}
	var files []*ast.File
	for _, name := range names {
		src, err := stubs.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(h.fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	conf := types.Config{Importer: h, Sizes: types.SizesFor("gc", "amd64")}
	p, err := conf.Check(pkgPath, h.fset, files, nil)
	if err != nil {
		return nil, fmt.Errorf("check the stub of %s: %w", pkgPath, err)
	}
	h.stub[pkgPath] = p
	return p, nil
}

// unread lists the stubs of which nobody knows more than that they import something.
func (h *Harness) unread(imports func(path string) bool) map[string]bool {
	out := map[string]bool{}
	for name, p := range h.stub {
		if h.cat.Client(name) == nil && slices.ContainsFunc(p.Imports(), func(imp *types.Package) bool { return imports(imp.Path()) }) {
			out[name] = true
		}
	}
	return out
}

func (h *Harness) isDatabase(path string) bool {
	cl := h.cat.Client(path)
	return cl != nil && cl.Kind == rules.Database
}

func (h *Harness) isService(path string) bool { return h.cat.Service(path) != nil }

// world is one test program while it is built.
type world struct {
	h     *Harness
	files map[string]string
	dirs  map[string][]string
	done  map[string]*built
}

type built struct {
	types   *types.Package
	summary *summary.Package
}

func (w *world) Import(pkgPath string) (*types.Package, error) {
	if dir, ok := strings.CutPrefix(pkgPath, Module+"/"); ok && w.dirs[dir] != nil || pkgPath == Module && w.dirs["."] != nil {
		b, err := w.load(pkgPath)
		if err != nil {
			return nil, err
		}
		return b.types, nil
	}
	return w.h.Import(pkgPath)
}

// load parses, checks and summarises one package of the program.
func (w *world) load(pkgPath string) (*built, error) {
	if b := w.done[pkgPath]; b != nil {
		return b, nil
	}
	dir := strings.TrimPrefix(strings.TrimPrefix(pkgPath, Module), "/")
	if dir == "" {
		dir = "."
	}
	names := slices.Sorted(slices.Values(w.dirs[dir]))
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(w.h.fset, "/"+name, w.files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	conf := types.Config{Importer: w, Sizes: types.SizesFor("gc", "amd64"), GoVersion: "go1.24"}
	pkg, err := conf.Check(pkgPath, w.h.fset, files, info)
	if err != nil {
		return nil, err
	}
	b := &built{types: pkg}
	b.summary = summary.Build(summary.Input{
		Path: pkgPath, Name: pkg.Name(), Module: Module, Version: "v1.0.0", Root: "/",
		Fset: w.h.fset, Types: pkg, Syntax: files, SSA: buildSSA(w.h.fset, pkg, files, info),
	})
	w.done[pkgPath] = b
	return b, nil
}

// buildSSA gives the imports declarations only, as package load does.
func buildSSA(fset *token.FileSet, pkg *types.Package, files []*ast.File, info *types.Info) *ssa.Package {
	prog := ssa.NewProgram(fset, ssa.BuilderMode(0))
	seen := map[*types.Package]bool{}
	var declare func([]*types.Package)
	declare = func(ps []*types.Package) {
		for _, p := range ps {
			if !seen[p] {
				seen[p] = true
				prog.CreatePackage(p, nil, nil, true)
				declare(p.Imports())
			}
		}
	}
	declare(pkg.Imports())
	s := prog.CreatePackage(pkg, files, info, false)
	s.Build()
	return s
}
