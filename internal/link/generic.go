package link

import (
	"slices"
	"strconv"

	"github.com/cachevet/cachevet/internal/summary"
)

// typeParams says what the type parameters of generic code are made with: the objects of a
// parameter's node are the types of all instances in sight. Where code calls a method of
// a value of such a type, or makes an interface of it, nothing else need show how the
// value came there: out of a list, of a map, of a function or of nothing.
func (fl *flow) typeParams() {
	wanted := map[string][]int32{} // nodes that an interface is given for
	for _, f := range fl.p.Funcs {
		b := &binder{fl: fl, f: f, wanted: wanted}
		for i := range f.Calls {
			if c := &f.Calls[i]; len(c.TypeArgs) > 0 {
				b.bind(scopeOf(fl.p.byName[c.Callee]), c.TypeArgs)
			}
		}
		for _, in := range f.Instances {
			b.bind(scopeOf(fl.p.byName[in.Of]), in.Args)
		}
		for i := range f.Values {
			b.instance(f.Values[i].Type)
		}
		fl.ofParams(f)
	}
	fl.behind(wanted)
}

// scopeOf names what a function's type parameters belong to: its receiver's type or, by
// its declaration, itself.
func scopeOf(f *Func) string {
	switch {
	case f == nil || !f.Generic():
		return ""
	case f.Recv != "" && !f.Literal():
		return f.Recv
	}
	return f.Decl
}

// typeParam is the node of the type parameter that a type of f is, 0 where it is none.
func (fl *flow) typeParam(f *Func, typ int32) int32 {
	t := f.TypeAt(typ)
	if t.Kind != summary.TypeParam {
		return 0
	}
	i := slices.Index(f.TypeParams, t.Text)
	scope := scopeOf(fl.p.Declared(f))
	if i < 0 || scope == "" {
		return 0
	}
	return fl.node(parameters, scope+"#"+strconv.Itoa(i))
}

// ofParams sends the instances of type parameters to where something is asked of them.
func (fl *flow) ofParams(f *Func) {
	if !f.Generic() {
		return
	}
	from := func(v, typ int32) {
		if n := fl.typeParam(f, typ); n != 0 {
			fl.edge(n, f.valueNode(v), "")
		}
	}
	for i := range f.Calls {
		if c := &f.Calls[i]; c.Iface != 0 && c.Recv != 0 {
			from(c.Recv, c.Iface)
		}
	}
	for i := range f.Values {
		if x := &f.Values[i]; x.Op == summary.MakeIface || x.Op == summary.Convert && f.TypeAt(x.Type).Kind == summary.Interface {
			from(x.A, f.Values[x.A].Type)
		}
	}
}

// behind sends what interfaces are made of to the type parameters that they stand for.
func (fl *flow) behind(wanted map[string][]int32) {
	if len(wanted) == 0 {
		return
	}
	for _, f := range fl.p.Funcs {
		for i := range f.Values {
			if x := &f.Values[i]; x.Op == summary.MakeIface || x.Op == summary.Convert {
				for _, n := range wanted[ifaceName(f.TypeAt(x.Type))] {
					fl.edge(f.valueNode(int32(i)), n, "")
				}
			}
		}
	}
}

// A binder gives type parameters what a function makes instances with.
type binder struct {
	fl     *flow
	f      *Func
	done   map[int32]bool // types, nil before the first: most functions have none
	wanted map[string][]int32
}

// instance binds what an instance of a generic type is made with.
func (b *binder) instance(typ int32) {
	t := b.f.TypeAt(typ)
	if len(t.Args) == 0 || b.done[typ] {
		return
	}
	keep(&b.done, typ, true)
	b.bind(t.Named, t.Args)
}

func (b *binder) bind(scope string, args []int32) {
	if scope == "" {
		return
	}
	for i, a := range args {
		b.one(b.fl.node(parameters, scope+"#"+strconv.Itoa(i)), a)
		b.instance(a)
	}
}

func (b *binder) one(to, arg int32) {
	t := b.f.TypeAt(arg)
	switch {
	case t.Kind == summary.TypeParam:
		if from := b.fl.typeParam(b.f, arg); from != 0 {
			b.fl.edge(from, to, "")
		}
	case t.Kind == summary.Interface:
		if name := ifaceName(t); !isAny(t) && !slices.Contains(b.wanted[name], to) {
			b.wanted[name] = append(b.wanted[name], to)
		}
	case t.Named != "":
		b.fl.put(to, b.fl.object(object{name: t.Named, kind: typeObj, ptr: t.Ptr}))
	}
}
