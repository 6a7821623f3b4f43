package load

import (
	"cmp"
	"go/ast"
	"go/token"
	"maps"
	"slices"
)

// need keeps the declarations of names and what these use in the package, and
// returns what they use of other packages.
func (h *header) need(names []string) []ref {
	var refs []ref
	for len(names) > 0 {
		name := names[len(names)-1]
		names = names[:len(names)-1]
		for _, d := range slices.Concat(h.decls[name], h.methods[name]) {
			if d.kept {
				continue
			}
			d.kept = true
			local, foreign := d.file.uses(d.node)
			names = append(names, local...)
			refs = append(refs, foreign...)
		}
	}
	return refs
}

// uses returns the names that a node may use of its own package and of those
// that the file imports. Fields, keys and shadowed names come along: a name
// too many costs little, as long as it is declared at all.
func (f *headerFile) uses(node ast.Node) (local []string, foreign []ref) {
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			id, ok := n.X.(*ast.Ident)
			if !ok {
				return true
			}
			if imp := f.imports[id.Name]; imp != nil {
				imp.used = true
				if imp.pkg != nil {
					foreign = append(foreign, ref{imp.pkg, n.Sel.Name})
				}
			}
			local = append(local, id.Name) // a local name may hide the import
			return false
		case *ast.Ident:
			local = append(local, n.Name)
			for _, dot := range f.dots {
				dot.used = true
				if dot.pkg != nil {
					foreign = append(foreign, ref{dot.pkg, n.Name})
				}
			}
		}
		return true
	})
	return local, foreign
}

// keep cuts the files down to what need has kept and to the imports of that,
// and returns the imported packages.
func (h *header) keep() map[*Package]bool {
	nodes := map[*headerFile][]ast.Decl{}
	for _, index := range []map[string][]*decl{h.decls, h.methods} {
		for _, decls := range index {
			for _, d := range decls {
				if d.kept {
					d.kept = false // one group has many names
					nodes[d.file] = append(nodes[d.file], d.node)
				}
			}
		}
	}
	deps := map[*Package]bool{}
	for _, f := range h.files {
		kept := nodes[f]
		slices.SortFunc(kept, func(a, b ast.Decl) int { return cmp.Compare(a.Pos(), b.Pos()) })
		f.ast.Decls = append(f.keepImports(deps), kept...)
		f.ast.Imports = nil
	}
	return deps
}

func (f *headerFile) keepImports(deps map[*Package]bool) []ast.Decl {
	imports := slices.Concat(slices.Collect(maps.Values(f.imports)), f.dots)
	slices.SortFunc(imports, func(a, b *fileImport) int { return cmp.Compare(a.spec.Pos(), b.spec.Pos()) })
	var decls []ast.Decl
	for _, imp := range imports {
		if !imp.used {
			continue
		}
		if imp.pkg != nil {
			deps[imp.pkg] = true
		}
		decls = append(decls, &ast.GenDecl{TokPos: imp.spec.Pos(), Tok: token.IMPORT, Specs: []ast.Spec{imp.spec}})
	}
	return decls
}
