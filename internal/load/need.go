package load

import (
	"cmp"
	"go/ast"
	"go/token"
	"maps"
	"slices"
)

// depth says how much of a declaration is needed.
type depth int8

const (
	// named: the name stands in the type of a member that nobody mentions. No one
	// comes by a value of such a type, and so its name is all there is to it.
	named depth = iota + 1
	// met: values may be at hand. A type has all its methods; what a method or a
	// field brings along is met where its name is mentioned anywhere, and else named.
	met
	// whole: all that a value holds is known, for those who set its fields by
	// position or ask for its size.
	whole
)

// want is a name of a package, and how much of it is needed.
type want struct {
	name  string
	depth depth
}

// needs is what a piece of syntax needs of others.
type needs struct {
	foreign []ask
	// mentions are names of methods and fields that code selects or sets.
	mentions []string
	// waits are names of members of which more is needed once they are mentioned.
	waits []string
}

// ask is a want of one package by another.
type ask struct {
	ref
	depth depth
}

// member is the type of a field or method that nobody has mentioned so far.
type member struct {
	file *headerFile
	typ  ast.Expr
}

// tracer goes from declaration to declaration of one package.
type tracer struct {
	*header
	file *headerFile
	todo []want
	needs
}

// need keeps the declarations of some names and what these use in the package,
// and returns what they use of other packages. heard are names that members wait
// for and that were mentioned.
func (h *header) need(wants []want, heard []string) needs {
	t := &tracer{header: h, todo: wants}
	for _, name := range heard {
		t.hear(name)
	}
	for len(t.todo) > 0 {
		w := t.todo[len(t.todo)-1]
		t.todo = t.todo[:len(t.todo)-1]
		t.name(w)
	}
	return t.needs
}

func (t *tracer) hear(name string) {
	t.heard[name] = true
	members := t.waiting[name]
	delete(t.waiting, name)
	for _, m := range members {
		t.file = m.file
		t.typ(m.typ, met)
	}
}

func (t *tracer) name(w want) {
	if t.eager {
		w.depth = whole
	}
	if t.depths[w.name] >= w.depth {
		return
	}
	t.depths[w.name] = w.depth
	for _, d := range t.decls[w.name] {
		t.file = d.file
		t.decl(d, w.depth)
	}
	if w.depth == named {
		return
	}
	for _, d := range t.methods[w.name] {
		t.file = d.file
		t.method(d, w.depth)
	}
}

// decl keeps a declaration. A group of constants has many names, so that it is
// asked for more than once.
func (t *tracer) decl(d *decl, depth depth) {
	kept := d.kept
	d.kept = true
	switch n := d.node.(type) {
	case *ast.FuncDecl:
		if !kept {
			t.typ(n.Type, met)
		}
	case *ast.GenDecl:
		switch spec := n.Specs[0].(type) {
		case *ast.TypeSpec:
			if d.bare = depth == named && bareable(spec); !d.bare {
				t.fields(spec.TypeParams, met)
				t.typ(spec.Type, depth)
			}
		case *ast.ValueSpec:
			switch {
			case kept:
			case n.Tok == token.VAR && spec.Type != nil:
				t.typ(spec.Type, depth)
			default:
				t.code(n)
			}
		}
	}
}

// bareable reports whether a type can do without what it is made of. An alias is
// what it stands for.
func bareable(spec *ast.TypeSpec) bool { return !spec.Assign.IsValid() && spec.TypeParams == nil }

func (t *tracer) method(d *decl, depth depth) {
	d.kept = true
	fn := d.node.(*ast.FuncDecl)
	t.fields(fn.Recv, named)
	t.member([]*ast.Ident{fn.Name}, fn.Type, min(depth, met))
}

// member follows the type of a member as far as its owner's depth asks for.
func (t *tracer) member(names []*ast.Ident, typ ast.Expr, depth depth) {
	if depth != met || slices.ContainsFunc(names, func(id *ast.Ident) bool { return t.heard[id.Name] }) {
		t.typ(typ, depth)
		return
	}
	t.typ(typ, named)
	for _, id := range names {
		if t.waiting[id.Name] == nil {
			t.waits = append(t.waits, id.Name)
		}
		t.waiting[id.Name] = append(t.waiting[id.Name], member{t.file, typ})
	}
}

// typ follows what a type is made of. Type arguments have to satisfy constraints,
// and so have their methods whatever the depth.
func (t *tracer) typ(e ast.Expr, depth depth) {
	part := min(depth, met)
	switch e := e.(type) {
	case *ast.Ident:
		t.ident(e.Name, depth)
	case *ast.SelectorExpr:
		if id, ok := e.X.(*ast.Ident); ok {
			t.qualified(id.Name, e.Sel.Name, depth)
		}
	case *ast.ParenExpr:
		t.typ(e.X, depth)
	case *ast.StarExpr:
		t.typ(e.X, part)
	case *ast.Ellipsis:
		t.typ(e.Elt, part)
	case *ast.ArrayType:
		t.code(e.Len)
		if e.Len != nil {
			part = depth
		}
		t.typ(e.Elt, part)
	case *ast.MapType:
		t.typ(e.Key, part)
		t.typ(e.Value, part)
	case *ast.ChanType:
		t.typ(e.Value, part)
	case *ast.FuncType:
		t.fields(e.TypeParams, met)
		t.fields(e.Params, part)
		t.fields(e.Results, part)
	case *ast.StructType:
		t.members(e.Fields, depth, depth)
	case *ast.InterfaceType:
		t.members(e.Methods, depth, max(depth, met)) // what is embedded has to be an interface
	default: // instances, unions, and what is no type
		t.code(e)
	}
}

func (t *tracer) fields(list *ast.FieldList, depth depth) {
	if list != nil {
		for _, f := range list.List {
			t.typ(f.Type, depth)
		}
	}
}

// members follows fields, methods of an interface, and what is embedded: that
// hands its own members on.
func (t *tracer) members(list *ast.FieldList, depth, embedded depth) {
	for _, f := range list.List {
		if len(f.Names) == 0 {
			t.typ(f.Type, embedded)
		} else {
			t.member(f.Names, f.Type, depth)
		}
	}
}

func (t *tracer) ident(name string, depth depth) {
	t.todo = append(t.todo, want{name, depth})
	for _, dot := range t.file.dots {
		dot.used = true
		if dot.pkg != nil {
			t.foreign = append(t.foreign, ask{ref{dot.pkg, name}, depth})
		}
	}
}

func (t *tracer) qualified(pkg, name string, depth depth) {
	if imp := t.file.imports[pkg]; imp != nil {
		imp.used = true
		if imp.pkg != nil {
			t.foreign = append(t.foreign, ask{ref{imp.pkg, name}, depth})
		}
	}
	t.todo = append(t.todo, want{pkg, depth}) // a local name may hide the import
}

// code follows all that expressions or statements use. Fields, keys and shadowed
// names come along: a name too many costs little, as long as it is declared at
// all.
func (t *tracer) code(node ast.Node) {
	if node == nil {
		return
	}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			t.mentions = append(t.mentions, n.Sel.Name)
			id, ok := n.X.(*ast.Ident)
			if !ok {
				t.code(n.X)
				return false
			}
			t.qualified(id.Name, n.Sel.Name, met)
			return false
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok {
				t.mentions = append(t.mentions, id.Name)
			}
		case *ast.CallExpr:
			if sizing[calledName(n)] {
				t.sized(n.Args)
			}
		case *ast.CompositeLit:
			if n.Type != nil && keyless(n) {
				t.positional(n.Type)
			}
		case *ast.TypeSpec:
			t.inherits(n.Type)
		case *ast.Ident:
			t.ident(n.Name, met)
		}
		return true
	})
}

// inherits follows the type that another is declared by: its fields are the
// other's too.
func (t *tracer) inherits(e ast.Expr) {
	switch e := e.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		t.typ(e, whole)
	case *ast.ParenExpr:
		t.inherits(e.X)
	case *ast.IndexExpr:
		t.inherits(e.X)
	case *ast.IndexListExpr:
		t.inherits(e.X)
	}
}

// sized follows what the size of values hangs on.
func (t *tracer) sized(values []ast.Expr) {
	for _, v := range values {
		ast.Inspect(v, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr, *ast.Ident:
				t.typ(n.(ast.Expr), whole)
			}
			return true
		})
	}
}

// positional follows the types of a literal whose fields are set without their names.
func (t *tracer) positional(e ast.Expr) {
	switch e := e.(type) {
	case *ast.StarExpr:
		t.positional(e.X)
	case *ast.ArrayType:
		t.positional(e.Elt)
	case *ast.MapType:
		t.positional(e.Key)
		t.positional(e.Value)
	default:
		t.inherits(e)
	}
}

// keyless reports whether elements without keys may be fields: those of the
// literal itself or, in a list or map, of its elements.
func keyless(lit *ast.CompositeLit) bool {
	var list bool
	switch lit.Type.(type) {
	case *ast.ArrayType, *ast.MapType:
		list = true
	}
	return slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool {
		kv, keyed := e.(*ast.KeyValueExpr)
		if !list {
			return !keyed
		}
		if keyed {
			e = kv.Value
		}
		inner, ok := e.(*ast.CompositeLit)
		return ok && inner.Type == nil && keyless(inner)
	})
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
					d.strip()
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

// strip takes from a type that is named only what it is made of.
func (d *decl) strip() {
	if d.bare {
		spec := d.node.(*ast.GenDecl).Specs[0].(*ast.TypeSpec)
		spec.Type = &ast.StructType{Struct: spec.Type.Pos(), Fields: &ast.FieldList{}}
	}
}
