package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Handed lists the functions that a call is given as argument arg (or any, if
// -1): function values, and methods of the interface that the callee asks for.
func (p *Program) Handed(f *Func, call int32, arg int) []*Func {
	c := &f.Calls[call]
	var out []*Func
	for _, e := range f.Out[call] {
		if e.Via == Callback && (arg < 0 || e.Arg == arg || e.Arg > arg && p.Variadic(f, call, arg)) {
			out = append(out, e.Callee)
		}
	}
	for i, a := range c.Args {
		if arg < 0 || i == arg || i > arg && p.Variadic(f, call, arg) {
			out = append(out, p.behind(f, c, i, a)...)
		}
	}
	slices.SortFunc(out, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(out)
}

// HandedAt lists the functions that a call is given as one argument and no other.
func (p *Program) HandedAt(f *Func, call int32, arg int) []*Func {
	var out []*Func
	for _, e := range f.Out[call] {
		if e.Via == Callback && e.Arg == arg {
			out = append(out, e.Callee)
		}
	}
	c := &f.Calls[call]
	out = append(out, p.behind(f, c, arg, c.Args[arg])...)
	slices.SortFunc(out, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(out)
}

// behind lists the functions that can be called through an argument.
func (p *Program) behind(f *Func, c *summary.Call, i int, a int32) []*Func {
	if !carries(f.TypeAt(f.Values[a].Type)) {
		return nil
	}
	var out []*Func
	for _, o := range p.flow.set(f.valueNode(a)) {
		ob := &p.flow.objs[o]
		if ob.kind == funcObj || ob.kind == boundObj {
			if g := p.byName[ob.name]; g != nil {
				out = append(out, g)
			}
			continue
		}
		if ob.kind == ifaceMethodObj {
			out = append(out, p.methodValue(ob)...)
			continue
		}
		d := p.decls[p.flow.paramIface(site{f: f, call: callIndex(f, c), arg: i, iface: ifaceName(f.TypeAt(f.Values[a].Type))})]
		if ob.kind != typeObj || d == nil {
			continue
		}
		for _, m := range d.Methods {
			if g := p.byName[p.Method(ob.name, m.Name)]; g != nil {
				out = append(out, g)
			}
		}
	}
	return out
}

// methodValue lists the methods that a method value of an interface can be.
func (p *Program) methodValue(ob *object) []*Func {
	if ob.recv.V == 0 {
		return nil
	}
	var out []*Func
	for _, o := range p.flow.set(ob.recv.F.valueNode(ob.recv.V)) {
		if t := &p.flow.objs[o]; t.kind == typeObj {
			if g := p.byName[p.Method(t.name, ob.name[strings.LastIndexByte(ob.name, '.')+1:])]; g != nil {
				out = append(out, g)
			}
		}
	}
	return out
}

func callIndex(f *Func, c *summary.Call) int32 {
	for i := range f.Calls {
		if &f.Calls[i] == c {
			return int32(i)
		}
	}
	return -1
}

// Variadic: a handler index that names the variadic parameter means all of
// its arguments.
func (p *Program) Variadic(f *Func, call int32, arg int) bool {
	c := &f.Calls[call]
	return arg >= len(c.Sig)-1 && len(c.Sig) > 0 && f.TypeAt(c.Sig[len(c.Sig)-1]).Kind == summary.Slice
}

// Returned lists the functions that f hands to its caller as results.
func (p *Program) Returned(f *Func) []*Func {
	var out []*Func
	for i, r := range f.Results {
		if k := f.TypeAt(r).Kind; k != summary.Signature && k != summary.Interface {
			continue
		}
		for _, o := range p.flow.set(f.resultNode(i)) {
			if ob := &p.flow.objs[o]; ob.kind != typeObj && p.byName[ob.name] != nil {
				out = append(out, p.byName[ob.name])
			}
		}
	}
	slices.SortFunc(out, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(out)
}

// Held is what a value can be: functions, concrete types by name, and the
// methods of those types that the value's own interface has.
type Held struct {
	Funcs   []*Func
	Types   []string
	Methods []*Func
}

// Held says what can be in a value that is handed on.
func (p *Program) Held(r Ref) Held {
	var h Held
	t := r.Type()
	if x := r.Value(); x.Op != summary.MakeIface && t.Named != "" && !carries(t) {
		h.Types = []string{t.Named}
		return h
	}
	if !carries(t) {
		return h
	}
	iface := p.decls[ifaceName(t)]
	for _, o := range p.flow.set(r.F.valueNode(r.V)) {
		ob := &p.flow.objs[o]
		switch {
		case ob.kind == typeObj:
			h.Types = append(h.Types, ob.name)
			if iface == nil {
				continue
			}
			for _, m := range iface.Methods {
				if g := p.byName[p.Method(ob.name, m.Name)]; g != nil {
					h.Methods = append(h.Methods, g)
				}
			}
		case p.byName[ob.name] != nil:
			h.Funcs = append(h.Funcs, p.byName[ob.name])
		}
	}
	slices.Sort(h.Types)
	return h
}

// Outer lists the names of functions of code outside that a function value may be, sorted.
func (p *Program) Outer(f *Func, c *summary.Call) []string {
	var out []string
	for _, o := range p.flow.set(f.valueNode(c.Fun)) {
		if name := p.valueCallee(f, c, &p.flow.objs[o]); name != "" && p.byName[name] == nil {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Interfaces lists the names of all interfaces in view, sorted.
func (p *Program) Interfaces() []string {
	var out []string
	for name, d := range p.decls {
		if d.Kind == summary.Interface {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// UsedAsValue reports whether f is ever used other than by calling it: handed to
// outside code, or called as a value.
func (p *Program) UsedAsValue(f *Func) bool {
	for _, e := range f.In {
		if e.Via == Callback || e.Via == ByClosure && f.Name == f.Decl {
			return true
		}
	}
	return false
}

// CallOf is the call that gave a value, as its result or one of them.
func (f *Func) CallOf(v int32) (call int32, ok bool) {
	x := &f.Values[v]
	if x.Op == summary.Extract {
		x = &f.Values[x.A]
	}
	return int32(x.N), x.Op == summary.CallVal
}

// First is what a call gives, of several results the first; 0 where nothing is done with it.
func (f *Func) First(c *summary.Call) int32 {
	if f.TypeAt(c.Result).Kind != summary.Tuple {
		return c.Val
	}
	for i := range f.Values {
		if x := &f.Values[i]; x.Op == summary.Extract && x.A == c.Val && x.N == 0 {
			return int32(i)
		}
	}
	return 0
}
