package pipeline

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/cachevet/cachevet/rules"
)

// driver writes the program that a library's users could write: it calls the
// whole exported API with every value that it can get hold of. VTA needs it,
// since it believes in no caller that it does not see.
type driver struct {
	prog    *ssa.Program
	byPath  map[string]*types.Package
	names   map[string]string
	cat     *rules.Catalogue
	open    []*types.Package
	ifaces  map[string]*types.Interface
	order   []string // keys of ifaces
	made    []value
	body    strings.Builder
	skipped int
}

// value is something that a user can make.
type value struct {
	expr string
	typ  types.Type
}

func newDriver(prog *ssa.Program, pkgs []*packages.Package, cat *rules.Catalogue, ours *graph) *driver {
	d := &driver{prog: prog, cat: cat, byPath: map[string]*types.Package{}, names: map[string]string{}, ifaces: map[string]*types.Interface{}}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if p.Types != nil && prog.Package(p.Types) != nil { // SSA leaves out what has type errors
			d.byPath[p.PkgPath] = p.Types
		}
	})
	for path := range ours.open {
		if p := d.byPath[path]; p != nil && prog.Package(p) != nil {
			d.open = append(d.open, p)
		}
	}
	slices.SortFunc(d.open, func(a, b *types.Package) int { return strings.Compare(a.Path(), b.Path()) })
	return d
}

func (d *driver) Import(path string) (*types.Package, error) {
	if p := d.byPath[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// name is the driver's import name for a package.
func (d *driver) name(p *types.Package) string {
	n, ok := d.names[p.Path()]
	if !ok {
		n = fmt.Sprintf("p%d", len(d.names))
		d.names[p.Path()] = n
	}
	return n
}

// build compiles the driver into the program.
func (d *driver) build(t *testing.T) *ssa.Package {
	t.Helper()
	d.write()
	src := d.source()
	f, err := parser.ParseFile(d.prog.Fset, "driver.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("driver: %v", err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	conf := types.Config{Importer: d, Error: func(err error) { t.Logf("driver: %v", err) }, Sizes: types.SizesFor("gc", "amd64")}
	p, err := conf.Check("driver", d.prog.Fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatalf("driver does not type-check: %v\n%s", err, src)
	}
	s := d.prog.CreatePackage(p, []*ast.File{f}, info, false)
	s.Build()
	return s
}

func (d *driver) source() string {
	var b strings.Builder
	b.WriteString("package main\n\n")
	code := d.body.String() + strings.Join(d.order, " ")
	for path, n := range d.names {
		if strings.Contains(code, n+".") {
			fmt.Fprintf(&b, "import %s %q\n", n, path)
		}
	}
	b.WriteString("\nfunc zero[T any]() (t T) { return }\n\nfunc use(...any) {}\n\nvar (\n")
	for i, key := range d.order {
		fmt.Fprintf(&b, "\ti%d %s\n", i, key)
	}
	b.WriteString(")\n\nfunc main() {\n\tuse()\n")
	b.WriteString(d.body.String())
	b.WriteString("}\n")
	return b.String()
}

func (d *driver) write() {
	for _, p := range d.open {
		for _, n := range p.Scope().Names() {
			if token.IsExported(n) {
				d.declare(p.Scope().Lookup(n))
			}
		}
	}
	d.values()
	for _, p := range d.open {
		for _, n := range p.Scope().Names() {
			if !token.IsExported(n) {
				continue
			}
			switch obj := p.Scope().Lookup(n).(type) {
			case *types.Func:
				d.function(d.name(p)+"."+n, obj.Signature())
			case *types.TypeName:
				d.typ(obj)
			}
		}
	}
}

// declare finds the interfaces that the API asks for.
func (d *driver) declare(obj types.Object) {
	switch obj := obj.(type) {
	case *types.Func:
		d.signature(obj.Signature())
	case *types.TypeName:
		t := obj.Type()
		ms := types.NewMethodSet(types.NewPointer(t))
		for i := range ms.Len() {
			if ms.At(i).Obj().Exported() {
				d.signature(ms.At(i).Obj().Type().(*types.Signature))
			}
		}
		if s, ok := t.Underlying().(*types.Struct); ok {
			for i := range s.NumFields() {
				if s.Field(i).Exported() {
					d.iface(s.Field(i).Type())
				}
			}
		}
	}
}

func (d *driver) signature(s *types.Signature) {
	for i := range s.Params().Len() {
		t := s.Params().At(i).Type()
		if s.Variadic() && i == s.Params().Len()-1 {
			t = t.(*types.Slice).Elem()
		}
		d.iface(t)
	}
}

// iface gives a variable to an interface type, where it has methods and a name.
func (d *driver) iface(t types.Type) {
	u, ok := t.Underlying().(*types.Interface)
	if !ok || u.NumMethods() == 0 || types.Identical(t, types.Universe.Lookup("error").Type()) {
		return
	}
	if text, ok := d.text(t); ok && d.ifaces[text] == nil {
		d.ifaces[text] = u
		d.order = append(d.order, text)
	}
}

// text writes a type in the driver's words; false where it cannot be named.
func (d *driver) text(t types.Type) (string, bool) {
	if !d.nameable(t, map[types.Type]bool{}) {
		return "", false
	}
	return types.TypeString(t, d.name), true
}

func (d *driver) nameable(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return true
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.TypeParam:
		return false
	case *types.Alias:
		return d.nameable(types.Unalias(t), seen)
	case *types.Named:
		if t.Obj().Pkg() != nil && (d.byPath[t.Obj().Pkg().Path()] == nil || !t.Obj().Exported() || t.Obj().Parent() != t.Obj().Pkg().Scope()) || t.TypeParams().Len() > 0 && t.TypeArgs().Len() == 0 {
			return false
		}
		for i := range t.TypeArgs().Len() {
			if !d.nameable(t.TypeArgs().At(i), seen) {
				return false
			}
		}
		return true
	case *types.Pointer:
		return d.nameable(t.Elem(), seen)
	case *types.Slice:
		return d.nameable(t.Elem(), seen)
	case *types.Array:
		return d.nameable(t.Elem(), seen)
	case *types.Chan:
		return d.nameable(t.Elem(), seen)
	case *types.Map:
		return d.nameable(t.Key(), seen) && d.nameable(t.Elem(), seen)
	case *types.Signature:
		return d.nameable(t.Params(), seen) && d.nameable(t.Results(), seen)
	case *types.Tuple:
		for i := range t.Len() {
			if !d.nameable(t.At(i).Type(), seen) {
				return false
			}
		}
		return true
	case *types.Struct:
		return false
	case *types.Interface:
		for i := range t.NumMethods() {
			if !t.Method(i).Exported() || !d.nameable(t.Method(i).Type(), seen) {
				return false
			}
		}
	}
	return true
}

// values fills the interface variables with what can be made: exported types
// of the open packages and of the clients that they import.
func (d *driver) values() {
	from := slices.Clone(d.open)
	for _, p := range d.open {
		for _, imp := range p.Imports() {
			if isBoundary(d.cat, imp.Path()) && !slices.Contains(from, imp) {
				from = append(from, imp)
			}
		}
	}
	for _, p := range from {
		for _, n := range p.Scope().Names() {
			tn, ok := p.Scope().Lookup(n).(*types.TypeName)
			if !ok || !tn.Exported() || tn.IsAlias() || types.IsInterface(tn.Type()) {
				continue
			}
			if text, ok := d.instance(tn); ok {
				v := value{"new(" + text + ")", types.NewPointer(d.instantiated(tn))}
				d.made = append(d.made, v)
				d.assign(v.expr, v.typ)
			}
		}
	}
}

// assign offers an expression to every variable that it fits.
func (d *driver) assign(expr string, t types.Type) {
	for i, key := range d.order {
		if types.Implements(t, d.ifaces[key]) {
			fmt.Fprintf(&d.body, "\ti%d = %s\n", i, expr)
		}
	}
}

// instantiated gives generic types arguments that satisfy them.
func (d *driver) instantiated(tn *types.TypeName) types.Type {
	n, ok := types.Unalias(tn.Type()).(*types.Named)
	if !ok || n.TypeParams().Len() == 0 {
		return tn.Type()
	}
	args := typeArgs(n.TypeParams())
	if args == nil {
		return tn.Type()
	}
	inst, err := types.Instantiate(nil, n, args, true)
	if err != nil {
		return tn.Type()
	}
	return inst
}

func (d *driver) instance(tn *types.TypeName) (string, bool) { return d.text(d.instantiated(tn)) }

func typeArgs(ps *types.TypeParamList) []types.Type {
	var args []types.Type
	for i := range ps.Len() {
		u := ps.At(i).Constraint().Underlying().(*types.Interface)
		var fit types.Type
		for _, b := range []types.BasicKind{types.String, types.Int, types.Float64} {
			if fit == nil && types.Satisfies(types.Typ[b], u) {
				fit = types.Typ[b]
			}
		}
		if fit == nil {
			return nil
		}
		args = append(args, fit)
	}
	return args
}

// typ calls the methods of an exported type and sets its fields.
func (d *driver) typ(tn *types.TypeName) {
	t := d.instantiated(tn)
	text, ok := d.text(t)
	if !ok || tn.IsAlias() {
		d.skipped++
		return
	}
	if types.IsInterface(t) {
		fmt.Fprintf(&d.body, "\t{\n\t\tvar x %s\n", text)
		for i, key := range d.order {
			if types.Implements(t, d.ifaces[key]) {
				fmt.Fprintf(&d.body, "\t\ti%d = x\n", i)
			}
		}
		if slices.Contains(d.order, text) {
			fmt.Fprintf(&d.body, "\t\tx = i%d\n", slices.Index(d.order, text))
		}
		d.methods("x", t)
		d.body.WriteString("\t\tuse(x)\n\t}\n")
		return
	}
	fmt.Fprintf(&d.body, "\t{\n\t\tx := new(%s)\n", text)
	if s, ok := t.Underlying().(*types.Struct); ok {
		for i := range s.NumFields() {
			f := s.Field(i)
			if !f.Exported() {
				continue
			}
			if ft, ok := d.text(f.Type()); ok && slices.Contains(d.order, ft) {
				fmt.Fprintf(&d.body, "\t\tx.%s = i%d\n", f.Name(), slices.Index(d.order, ft))
			} else if !ok {
				for _, v := range d.fitting(f.Type()) {
					fmt.Fprintf(&d.body, "\t\tx.%s = %s\n", f.Name(), v)
				}
			}
		}
	}
	d.methods("x", types.NewPointer(t))
	d.body.WriteString("\t\tuse(x)\n\t}\n")
}

func (d *driver) methods(x string, t types.Type) {
	ms := types.NewMethodSet(t)
	for i := range ms.Len() {
		if m := ms.At(i); m.Obj().Exported() {
			d.call(x+"."+m.Obj().Name(), m.Type().(*types.Signature), false)
		}
	}
}

// function calls a function and does with its results what a user could.
func (d *driver) function(name string, s *types.Signature) {
	if s.TypeParams().Len() > 0 {
		args := typeArgs(s.TypeParams())
		if args == nil {
			d.skipped++
			return
		}
		inst, err := types.Instantiate(nil, s, args, true)
		if err != nil {
			d.skipped++
			return
		}
		var texts []string
		for _, a := range args {
			texts = append(texts, a.String())
		}
		name, s = name+"["+strings.Join(texts, ", ")+"]", inst.(*types.Signature)
	}
	d.call(name, s, true)
}

// fitting lists what can be made for an interface that has no name outside.
func (d *driver) fitting(t types.Type) []string {
	u, ok := t.Underlying().(*types.Interface)
	if !ok || u.NumMethods() == 0 {
		return nil
	}
	var out []string
	for _, v := range d.made {
		if types.Implements(v.typ, u) {
			out = append(out, v.expr)
		}
	}
	return out
}

// call writes a call with every argument that can be made.
func (d *driver) call(name string, s *types.Signature, follow bool) {
	times := 1
	for i := range s.Params().Len() {
		if t := s.Params().At(i).Type(); types.IsInterface(t) {
			if _, ok := d.text(t); !ok {
				times = max(times, len(d.fitting(t)))
			}
		}
	}
	for k := range times {
		d.callOnce(name, s, follow, k)
	}
}

func (d *driver) callOnce(name string, s *types.Signature, follow bool, k int) {
	var args []string
	for i := range s.Params().Len() {
		t := s.Params().At(i).Type()
		if s.Variadic() && i == s.Params().Len()-1 {
			t = t.(*types.Slice).Elem()
		}
		text, ok := d.text(t)
		switch {
		case ok && slices.Contains(d.order, text):
			args = append(args, fmt.Sprintf("i%d", slices.Index(d.order, text)))
		case s.Variadic() && i == s.Params().Len()-1:
		case ok:
			args = append(args, "zero["+text+"]()")
		case types.IsInterface(t):
			arg := "nil"
			if fits := d.fitting(t); len(fits) > 0 {
				arg = fits[k%len(fits)]
			}
			args = append(args, arg)
		default:
			if _, isPtr := t.Underlying().(*types.Pointer); isPtr {
				args = append(args, "nil")
				break
			}
			d.skipped++
			return
		}
	}
	call := name + "(" + strings.Join(args, ", ") + ")"
	if s.Results().Len() == 0 {
		fmt.Fprintf(&d.body, "\t%s\n", call)
		return
	}
	var vars []string
	for i := range s.Results().Len() {
		vars = append(vars, fmt.Sprintf("r%d", i))
	}
	fmt.Fprintf(&d.body, "\t{\n\t%s := %s\n\tuse(%s)\n", strings.Join(vars, ", "), call, strings.Join(vars, ", "))
	for i, v := range vars {
		t := s.Results().At(i).Type()
		d.assign(v, t)
		if follow && unexported(t) {
			d.methods(v, t)
		}
		if fs, ok := t.Underlying().(*types.Signature); ok && follow {
			d.call(v, fs, false)
		}
	}
	d.body.WriteString("\t}\n")
}

// unexported tells types whose methods can be called though they cannot be
// named.
func unexported(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && !n.Obj().Exported()
}
