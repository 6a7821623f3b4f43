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
		if e.Via == Callback && (arg < 0 || e.Arg == arg || e.Arg > arg && p.variadicFrom(f, call, arg)) {
			out = append(out, e.Callee)
		}
	}
	for i, a := range c.Args {
		if arg < 0 || i == arg || i > arg && p.variadicFrom(f, call, arg) {
			out = append(out, p.behind(f, c, i, a)...)
		}
	}
	slices.SortFunc(out, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(out)
}

// behind lists the functions that can be called through an argument.
func (p *Program) behind(f *Func, c *summary.Call, i int, a int32) []*Func {
	if !carries(f.TypeAt(f.Values[a].Type)) {
		return nil
	}
	var out []*Func
	for _, o := range p.flow.sets[f.valueNode(a)] {
		ob := &p.flow.objs[o]
		if ob.kind == funcObj || ob.kind == boundObj {
			if g := p.byName[ob.name]; g != nil {
				out = append(out, g)
			}
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

func callIndex(f *Func, c *summary.Call) int32 {
	for i := range f.Calls {
		if &f.Calls[i] == c {
			return int32(i)
		}
	}
	return -1
}

// variadicFrom: a handler index that names the variadic parameter means all of
// its arguments.
func (p *Program) variadicFrom(f *Func, call int32, arg int) bool {
	c := &f.Calls[call]
	return arg >= len(c.Sig)-1 && len(c.Sig) > 0 && f.TypeAt(c.Sig[len(c.Sig)-1]).Kind == summary.Slice
}

// Returned lists the functions that f hands to its caller as results.
func (p *Program) Returned(f *Func) []*Func {
	var out []*Func
	for i, r := range f.Results {
		if f.TypeAt(r).Kind != summary.Signature {
			continue
		}
		for _, o := range p.flow.sets[f.resultNode(i)] {
			if g := p.byName[p.flow.objs[o].name]; g != nil {
				out = append(out, g)
			}
		}
	}
	slices.SortFunc(out, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(out)
}

// UsedAsValue reports whether f is ever used other than by calling it.
func (p *Program) UsedAsValue(f *Func) bool {
	for _, e := range f.In {
		if e.Via == Callback {
			return true
		}
	}
	return false
}
