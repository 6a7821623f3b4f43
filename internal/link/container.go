package link

import (
	"maps"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// A container of outside code is handed constructors, and calls some with what others
// have given: what has an interface of the application's own for its type comes from
// those that return it, or a type that implements it.
type container struct {
	fl *flow
	// gives and takes are nodes, by the interface's name.
	gives, takes map[string][]int32
	made         []object
	seen         map[*Func]bool
}

// containers connects what the functions take that a package is handed, and what its
// calls return, with what such functions give.
func (fl *flow) containers() {
	all := map[string]*container{}
	for _, f := range fl.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Callee == "" || c.Iface != 0 || !ThirdParty(c.Pkg) || fl.p.byName[c.Callee] != nil || fl.p.Cat.Client(c.Pkg) != nil {
				continue
			}
			if all[c.Pkg] == nil {
				all[c.Pkg] = &container{fl: fl, gives: map[string][]int32{}, takes: map[string][]int32{}, seen: map[*Func]bool{}}
			}
			all[c.Pkg].call(f, c)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(all)) {
		b := all[pkg]
		for _, name := range slices.Sorted(maps.Keys(b.takes)) {
			b.connect(name, b.takes[name])
		}
	}
}

func (b *container) call(f *Func, c *summary.Call) {
	for _, a := range c.Args {
		if x := &f.Values[f.Unconverted(a)]; x.Op == summary.FuncVal || x.Op == summary.Closure || x.Op == summary.Bound {
			if g := b.fl.p.byName[x.Str]; g != nil && !b.seen[g] {
				b.seen[g] = true
				b.handed(g, c.Pkg)
			}
		}
	}
	if c.Val == 0 {
		return
	}
	if name := b.own(f, f.Values[c.Val].Type, c.Pkg); name != "" {
		b.takes[name] = append(b.takes[name], f.valueNode(c.Val))
	}
}

func (b *container) handed(g *Func, pkg string) {
	for i, r := range g.Results {
		if name := b.own(g, r, pkg); name != "" {
			b.gives[name] = append(b.gives[name], g.resultNode(i))
		} else if t := g.TypeAt(r); t.Named != "" && t.Kind != summary.Interface {
			b.made = append(b.made, object{kind: typeObj, name: t.Named, ptr: t.Kind == summary.Pointer})
		}
	}
	for i, prm := range g.Params {
		if name := b.own(g, prm.Type, pkg); name != "" && (i > 0 || !isMethod(g)) {
			b.takes[name] = append(b.takes[name], g.paramNode(i))
		}
	}
}

// ThirdParty reports whether the path of a package begins with a host: one of neither the
// standard library nor a program without a module of that form.
func ThirdParty(pkg string) bool {
	host, _, _ := strings.Cut(pkg, "/")
	return strings.Contains(host, ".")
}

// own is the name of an interface with methods that is not the container's.
func (b *container) own(f *Func, typ int32, pkg string) string {
	t := f.TypeAt(typ)
	d := b.fl.p.decls[t.Named]
	if t.Kind != summary.Interface || d == nil || len(d.Methods) == 0 || strings.HasPrefix(d.Pkg, pkg) || b.fl.p.Cat.Client(d.Pkg) != nil {
		return ""
	}
	return t.Named
}

func (b *container) connect(name string, takes []int32) {
	for _, to := range takes {
		for _, from := range b.gives[name] {
			b.fl.edge(from, to, name)
		}
		if len(b.gives[name]) > 0 {
			continue
		}
		for _, o := range b.made {
			if b.fl.p.implements(o.name, o.ptr, name) {
				b.fl.put(to, b.fl.object(o))
			}
		}
	}
}
