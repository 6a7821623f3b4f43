package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// outsideMemo is what a Program remembers of the questions of this file.
type outsideMemo struct {
	outward map[*Func]bool // methods of other packages that the open API hands out
	exits   map[*summary.Package]*ways
}

// openWorld lets outside code call the exported API of open packages with every
// value it could make from that API.
func (fl *flow) openWorld() {
	types := fl.makeable()
	for _, f := range fl.p.Funcs {
		if fl.p.Outside(f) {
			fl.openParams(f, types)
		}
	}
	for _, pkg := range fl.p.Pkgs {
		if fl.p.opts.visible(pkg.Path) {
			fl.openFields(pkg, types)
		}
	}
	fl.solve()
	for more := true; more; {
		more = false
		for _, f := range fl.handedOut() {
			if !fl.p.outward[f] {
				keep(&fl.p.outward, f, true)
				more = true
				fl.openParams(f, types)
			}
		}
		fl.solve()
	}
}

func (fl *flow) openParams(f *Func, types []object) {
	for i, prm := range f.Params {
		if !isMethod(f) || i > 0 {
			fl.open(f.TypeAt(prm.Type), f.paramNode(i), types)
		}
	}
}

// handedOut lists the methods of types of other packages, internal ones mostly,
// that the open API gives its users to call: through the interface that a
// function returns, as the type itself, or embedded in a type of its own.
func (fl *flow) handedOut() []*Func {
	var out []*Func
	for _, f := range fl.p.Funcs {
		if !fl.p.Outside(f) {
			continue
		}
		for i, r := range f.Results {
			out = append(out, fl.given(f, i, f.TypeAt(r))...)
		}
	}
	for _, pkg := range fl.p.Pkgs {
		if fl.p.opts.Open[pkg.Path] {
			out = append(out, fl.promoted(pkg)...)
		}
	}
	return out
}

// promoted lists the methods that exported types have of types which they embed,
// of packages that are not open themselves, or of what fills an interface there.
func (fl *flow) promoted(pkg *summary.Package) []*Func {
	var out []*Func
	for i := range pkg.Decls {
		d := &pkg.Decls[i]
		if d.Pkg != pkg.Path || !d.Exported || d.Kind == summary.Interface {
			continue
		}
		for j := range d.Methods {
			m := &d.Methods[j]
			if m.Iface && len(m.Via) > 0 && exported(m.Name) {
				out = append(out, fl.filling(pkg, m)...)
			}
			if f := fl.p.byName[m.Func]; f != nil && !m.Iface && exported(m.Name) && f.Pkg != pkg && !fl.p.opts.Open[f.Pkg.Path] && f.Pkg.Module == pkg.Module {
				out = append(out, f)
			}
		}
	}
	return out
}

// filling lists the methods that stand behind one of an embedded interface: of
// the module's own types that are put into the field.
func (fl *flow) filling(pkg *summary.Package, m *summary.Method) []*Func {
	var out []*Func
	for _, o := range fl.set(fl.node(fields, m.Via[len(m.Via)-1])) {
		ob := &fl.objs[o]
		if d := fl.p.decls[ob.name]; ob.kind == typeObj && d != nil {
			if own := methodOf(d, m.Name); own != nil {
				if f := fl.p.byName[own.Func]; f != nil && f.Pkg.Module == pkg.Module && !fl.p.Outside(f) {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

func (fl *flow) given(f *Func, result int, t *summary.Type) []*Func {
	if t.Kind != summary.Interface {
		return fl.methods(f, t.Named, nil)
	}
	iface := fl.p.decls[ifaceName(t)]
	if iface == nil || len(iface.Methods) == 0 {
		return nil
	}
	var out []*Func
	for _, o := range fl.set(f.resultNode(result)) {
		if ob := &fl.objs[o]; ob.kind == typeObj {
			out = append(out, fl.methods(f, ob.name, iface)...)
		}
	}
	return out
}

// methods lists the exported methods of a type of the same module that is not of
// an open package, or those that an interface asks for.
func (fl *flow) methods(by *Func, typ string, iface *summary.Decl) []*Func {
	d := fl.p.decls[typ]
	if d == nil || fl.p.Cat.Client(d.Pkg) != nil {
		return nil
	}
	var out []*Func
	for i := range d.Methods {
		m := &d.Methods[i]
		if iface != nil && methodOf(iface, m.Name) == nil || !exported(m.Name) {
			continue
		}
		if f := fl.p.byName[m.Func]; f != nil && !m.Iface && f.Pkg.Module == by.Pkg.Module && !fl.p.Outside(f) {
			out = append(out, f)
		}
	}
	return out
}

func (fl *flow) openFields(pkg *summary.Package, types []object) {
	for i := range pkg.Decls {
		d := &pkg.Decls[i]
		if d.Pkg != pkg.Path || !d.Exported {
			continue
		}
		for _, fd := range d.Fields {
			if exported(fd.Name) {
				fl.open(&pkg.Types[fd.Type], fl.node(fields, d.Name+"."+fd.Name), types)
			}
		}
	}
}

func exported(name string) bool { return name != "" && name[0] >= 'A' && name[0] <= 'Z' }

// open offers to node n every makeable type that fits interface t, for
// interfaces that the summarised packages declare.
func (fl *flow) open(t *summary.Type, n int32, types []object) {
	if t.Kind != summary.Interface {
		return
	}
	name := ifaceName(t)
	d := fl.p.decls[name]
	if d == nil || len(d.Methods) == 0 || fl.p.declPkg[name].Path != d.Pkg {
		return
	}
	for _, o := range types {
		if fl.p.implements(o.name, o.ptr, name) {
			fl.put(n, fl.object(o))
		}
	}
}

// makeable lists the concrete types that users of the open packages can get
// hold of: exported ones, those that an exported function returns, and those
// that are converted to interfaces there.
func (fl *flow) makeable() []object {
	seen := map[object]bool{}
	for _, pkg := range fl.p.Pkgs {
		if !fl.p.opts.visible(pkg.Path) {
			continue
		}
		for i := range pkg.Decls {
			d := &pkg.Decls[i]
			if d.Pkg == pkg.Path && d.Kind != summary.Interface && (d.Exported || returned(pkg, d)) {
				seen[object{name: d.Name, kind: typeObj, ptr: true}] = true
			}
		}
	}
	for _, ob := range fl.objs {
		if d := fl.p.declPkg[ob.name]; ob.kind == typeObj && d != nil && fl.p.opts.visible(d.Path) {
			seen[object{name: ob.name, kind: typeObj, ptr: ob.ptr}] = true
		}
	}
	out := make([]object, 0, len(seen))
	for o := range seen {
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b object) int {
		if c := strings.Compare(a.name, b.name); c != 0 || a.ptr == b.ptr {
			return c
		}
		if a.ptr {
			return 1
		}
		return -1
	})
	return out
}

// Outside reports whether code outside the program may call f: the open API, or
// a method that it hands out.
func (p *Program) Outside(f *Func) bool {
	return p.opts.Open[f.Pkg.Path] && p.Callable(f) || p.outward[f]
}

// Callable reports whether code outside f's package can call f: an exported
// function, or an exported method of a type that it can get hold of.
func (p *Program) Callable(f *Func) bool {
	if f.Name != f.Decl || !f.Exported {
		return false
	}
	if f.Recv == "" {
		return true
	}
	d := p.decls[f.Recv]
	return d != nil && (d.Exported || p.handedOut(d))
}

// handedOut reports whether an unexported type leaves its package through an
// exported interface that it implements, an exported function's result or an
// exported type that embeds it.
func (p *Program) handedOut(d *summary.Decl) bool {
	if v, ok := p.impl[implKey{typ: d.Name, iface: "outside"}]; ok {
		return v
	}
	keep(&p.impl, implKey{typ: d.Name, iface: "outside"}, false) // it may embed what embeds it
	out := p.leaves(d)
	return keep(&p.impl, implKey{typ: d.Name, iface: "outside"}, out)
}

// returned reports whether an exported function returns a type by its own name.
func returned(pkg *summary.Package, d *summary.Decl) bool {
	return slices.ContainsFunc(pkg.Funcs, func(f summary.Func) bool {
		return f.Exported && f.Name == f.Decl && slices.ContainsFunc(f.Results, func(r int32) bool { return pkg.Types[r].Named == d.Name })
	})
}

// embedded reports whether a type of the package that is exported, or leaves it, embeds a
// type, whose methods it then has.
func (p *Program) embedded(pkg *summary.Package, d *summary.Decl) bool {
	for i := range pkg.Decls {
		by := &pkg.Decls[i]
		if by.Pkg == pkg.Path && slices.ContainsFunc(by.Fields, func(fd summary.Field) bool { return fd.Embedded && embeds(&pkg.Types[fd.Type], pkg, d) }) && (by.Exported || p.handedOut(by)) {
			return true
		}
	}
	return false
}

// embeds: an embedded field is of the type, or a pointer to it.
func embeds(t *summary.Type, pkg *summary.Package, d *summary.Decl) bool {
	return t.Named == d.Name || t.Kind == summary.Pointer && pkg.Types[t.Elem].Named == d.Name
}

func (p *Program) leaves(d *summary.Decl) bool {
	pkg := p.declPkg[d.Name]
	if returned(pkg, d) || p.embedded(pkg, d) || p.ways(pkg).types[d.Name] {
		return true
	}
	for i := range pkg.Funcs {
		f := &pkg.Funcs[i]
		if (!f.Exported || f.Name != f.Decl) && !p.ways(pkg).makers[f.Name] {
			continue
		}
		for _, r := range f.Results {
			t := &pkg.Types[r]
			if t.Kind == summary.Interface && p.standsFor(d, t.Named) || slices.ContainsFunc(typeArgs(t.Text), func(a string) bool { return p.standsFor(d, a) }) {
				return true
			}
		}
	}
	return false
}

// ways are how a package gives away what its exported functions do not return.
type ways struct {
	// types are put into fields of exported structs, as what their interfaces ask
	// for: whoever gets the struct calls them. Or a library of others is given them, as a
	// driver of its own.
	types map[string]bool
	// makers are functions that other packages are given.
	makers map[string]bool
}

func (p *Program) ways(pkg *summary.Package) *ways {
	if w, ok := p.exits[pkg]; ok {
		return w
	}
	w := &ways{types: map[string]bool{}, makers: map[string]bool{}}
	for i := range pkg.Funcs {
		f := &pkg.Funcs[i]
		for _, s := range f.Stores {
			if addr, val := &f.Values[s.Addr], &f.Values[s.Val]; addr.Op == summary.FieldOf && val.Op == summary.MakeIface && p.openField(addr.Str, &pkg.Types[val.Type]) {
				w.types[pkg.Types[f.Values[val.A].Type].Named] = true
			}
		}
		for _, c := range f.Calls {
			if c.Pkg == "" && c.Fun != 0 {
				c.Pkg = packageOf(f, c.Fun)
			}
			if c.Pkg == "" || c.Pkg == pkg.Path {
				continue
			}
			for _, a := range c.Args {
				x := &f.Values[a]
				for x.Op == summary.Convert || x.Op == summary.MakeIface {
					x = &f.Values[x.A]
				}
				if x.Op == summary.FuncVal || x.Op == summary.Closure {
					w.makers[x.Str] = true
				}
				if p.drives(pkg, &c, &pkg.Types[f.Values[a].Type]) {
					w.given(pkg, f, a, 0)
				}
			}
		}
	}
	return keep(&p.exits, pkg, w)
}

// drives: a library of others is given what one of its interfaces asks for.
func (p *Program) drives(pkg *summary.Package, c *summary.Call, t *summary.Type) bool {
	iface := p.decls[ifaceName(t)]
	return t.Kind == summary.Interface && iface != nil && len(iface.Methods) > 1 && foreign(pkg, c.Pkg) && foreign(pkg, t.Pkg) && p.Cat.Client(t.Pkg) == nil
}

// packageOf is the package of the variable in which a function stands, if it is one of a
// package.
func packageOf(f *summary.Func, fun int32) string {
	x := &f.Values[fun]
	if x.Op != summary.Load || f.Values[x.A].Op != summary.GlobalAddr {
		return ""
	}
	name := f.Values[x.A].Str
	return name[:max(strings.LastIndexByte(name, '.'), 0)]
}

// foreign: a package is neither of the module nor of the standard library.
func foreign(pkg *summary.Package, path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".") && path != pkg.Module && !strings.HasPrefix(path, pkg.Module+"/")
}

// given: a value leaves its package, as the type that it is made of, here or by a function
// of the package.
func (w *ways) given(pkg *summary.Package, f *summary.Func, v int32, d int) {
	for {
		switch x := &f.Values[v]; x.Op {
		case summary.Convert, summary.Extract:
			v = x.A
		case summary.MakeIface:
			w.types[pkg.Types[f.Values[x.A].Type].Named] = true
			return
		case summary.CallVal:
			for i := range pkg.Funcs {
				if g := &pkg.Funcs[i]; g.Name == f.Calls[x.N].Callee && d < 3 {
					w.results(pkg, g, d+1)
				}
			}
			return
		default:
			return
		}
	}
}

func (w *ways) results(pkg *summary.Package, f *summary.Func, d int) {
	for _, r := range f.Returns {
		for _, v := range r.Values {
			if pkg.Types[f.Values[v].Type].Text != "error" {
				w.given(pkg, f, v, d)
			}
		}
	}
}

// openField: an exported field of an exported struct, whose type is an interface
// that asks for methods.
func (p *Program) openField(name string, t *summary.Type) bool {
	dot := strings.LastIndexByte(name, '.')
	owner, iface := p.decls[name[:max(dot, 0)]], p.decls[ifaceName(t)]
	return owner != nil && owner.Exported && exported(name[dot+1:]) && iface != nil && len(iface.Methods) > 0
}

// standsFor reports whether a type can stand behind an interface that has methods.
func (p *Program) standsFor(d *summary.Decl, iface string) bool {
	it := p.decls[iface]
	return it != nil && it.Kind == summary.Interface && len(it.Methods) > 0 && p.implements(d.Name, true, iface)
}

// typeArgs lists the type arguments in a type's text: what a builder of them gives is
// of these types.
func typeArgs(text string) []string {
	open, end := strings.IndexByte(text, '['), strings.LastIndexByte(text, ']')
	if open <= 0 || end < open || !ident(text[open-1]) {
		return nil
	}
	return strings.FieldsFunc(text[open+1:end], func(r rune) bool { return r == ',' || r == ' ' })
}

func ident(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
