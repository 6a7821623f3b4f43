package load

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strings"
)

// ref is a name that one package uses of another.
type ref struct {
	pkg  *Package
	name string
}

// header is the index of a package's declarations from which those that are
// asked for, and what they need, are picked.
type header struct {
	files   []*headerFile
	decls   map[string][]*decl // by package-level name
	methods map[string][]*decl // by the name of the receiver's type

	eager   bool                // nothing is left out
	depths  map[string]depth    // of the names that were asked for
	heard   map[string]bool     // names of members that are mentioned
	waiting map[string][]member // by their names
}

// decl is the smallest piece that is kept or dropped as a whole.
type decl struct {
	file *headerFile
	node ast.Decl
	kept bool
	bare bool // a type of which only the name is needed
}

// headerFile is a file with what its imports are called in it.
type headerFile struct {
	ast     *ast.File
	imports map[string]*fileImport // by local name
	dots    []*fileImport
}

type fileImport struct {
	spec *ast.ImportSpec
	pkg  *Package // nil if go list found none
	used bool
}

func newHeader(pkg *Package, files []*ast.File) *header {
	h := &header{
		decls: map[string][]*decl{}, methods: map[string][]*decl{},
		depths: map[string]depth{}, heard: map[string]bool{}, waiting: map[string][]member{},
	}
	aliases := map[string]string{} // to the local type that each names
	for _, f := range files {
		hf := newHeaderFile(pkg, f)
		h.files = append(h.files, hf)
		for _, d := range f.Decls {
			h.index(hf, d, aliases)
		}
	}
	h.adoptMethods(aliases)
	return h
}

func newHeaderFile(pkg *Package, f *ast.File) *headerFile {
	hf := &headerFile{ast: f, imports: map[string]*fileImport{}}
	for _, spec := range f.Imports {
		path := importPath(spec)
		imp := &fileImport{spec: spec, pkg: pkg.Imports[path]}
		switch name := localName(spec, path, imp.pkg); name {
		case "_":
		case ".":
			hf.dots = append(hf.dots, imp)
		default:
			hf.imports[name] = imp
		}
	}
	return hf
}

func importPath(spec *ast.ImportSpec) string {
	if len(spec.Path.Value) < 2 {
		return ""
	}
	return spec.Path.Value[1 : len(spec.Path.Value)-1] // quoted either way; paths need no escapes
}

// localName is what the file calls the import. The package's own name comes
// from go list, for it need not be the last element of the path.
func localName(spec *ast.ImportSpec, path string, pkg *Package) string {
	switch {
	case spec.Name != nil:
		return spec.Name.Name
	case pkg != nil && pkg.Name != "":
		return pkg.Name
	}
	return guessName(path)
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// guessName guesses the name of a package that is not there.
func guessName(importPath string) string {
	base := path.Base(importPath)
	if majorVersion.MatchString(base) {
		base = path.Base(path.Dir(importPath))
	}
	base, _, _ = strings.Cut(base, ".")
	return strings.TrimPrefix(base, "go-")
}

// index files a declaration under its names, stripped of what no user of the package sees.
func (h *header) index(file *headerFile, node ast.Decl, aliases map[string]string) {
	switch d := node.(type) {
	case *ast.FuncDecl:
		h.indexFunc(file, d)
	case *ast.GenDecl:
		if d.Tok == token.CONST {
			h.indexConst(file, d)
			return
		}
		for _, spec := range d.Specs {
			h.indexSpec(file, d, spec, aliases)
		}
	}
}

func (h *header) indexFunc(file *headerFile, d *ast.FuncDecl) {
	d.Body = nil
	entry := &decl{file: file, node: d}
	if d.Recv == nil {
		if name := d.Name.Name; name != "_" && name != "init" {
			h.decls[name] = append(h.decls[name], entry)
		}
		return
	}
	if name := receiverName(d.Recv); name != "" {
		h.methods[name] = append(h.methods[name], entry)
	}
}

func receiverName(recv *ast.FieldList) string {
	if len(recv.List) == 0 {
		return ""
	}
	t := recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.ParenExpr:
			t = x.X
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// indexConst keeps a group together: its specs repeat one another and count.
func (h *header) indexConst(file *headerFile, d *ast.GenDecl) {
	entry := &decl{file: file, node: d}
	for _, spec := range d.Specs {
		if vs, ok := spec.(*ast.ValueSpec); ok {
			h.addNames(vs, entry)
		}
	}
}

func (h *header) addNames(vs *ast.ValueSpec, entry *decl) {
	for _, id := range vs.Names {
		if id.Name != "_" {
			h.decls[id.Name] = append(h.decls[id.Name], entry)
		}
	}
}

func (h *header) indexSpec(file *headerFile, d *ast.GenDecl, spec ast.Spec, aliases map[string]string) {
	entry := &decl{file: file, node: &ast.GenDecl{TokPos: spec.Pos(), Tok: d.Tok, Specs: []ast.Spec{spec}}}
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		h.decls[spec.Name.Name] = append(h.decls[spec.Name.Name], entry)
		if target, ok := ast.Unparen(spec.Type).(*ast.Ident); ok && spec.Assign.IsValid() {
			aliases[spec.Name.Name] = target.Name
		}
	case *ast.ValueSpec:
		stripValues(spec)
		h.addNames(spec, entry)
	}
}

// stripValues drops the values of variables whose type is written down, and of
// the others what does not bear on the type.
func stripValues(spec *ast.ValueSpec) {
	if spec.Type != nil {
		spec.Values = nil
		return
	}
	for _, v := range spec.Values {
		ast.Inspect(v, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				n.Body = &ast.BlockStmt{Lbrace: n.Body.Lbrace, Rbrace: n.Body.Rbrace}
			case *ast.CompositeLit:
				if !countsElements(n.Type) {
					n.Elts = nil
				}
			}
			return true
		})
	}
}

// countsElements reports whether t is [...]T, or left out and so perhaps an
// element of one.
func countsElements(t ast.Expr) bool {
	array, ok := t.(*ast.ArrayType)
	if !ok {
		return t == nil
	}
	_, ok = array.Len.(*ast.Ellipsis)
	return ok
}

// adoptMethods lets methods declared on an alias count for the type behind it.
func (h *header) adoptMethods(aliases map[string]string) {
	for alias := range aliases {
		target := alias
		for range len(aliases) { // a cycle of aliases must not hang us
			next, ok := aliases[target]
			if !ok {
				break
			}
			target = next
		}
		if target != alias {
			h.methods[target] = append(h.methods[target], h.methods[alias]...)
		}
	}
}
