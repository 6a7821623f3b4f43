package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// onceMemo is what a Program remembers of the questions of this file.
type onceMemo struct {
	makers    map[string][]*Func // of structs, by type
	variables map[string]bool    // the types of package variables
}

// CalledOnce reports whether a call runs once only, whoever comes by: by a sync.Once, or
// in a block that does. keeper is the type whose object it runs once for, "" where that
// is the process.
func (p *Program) CalledOnce(e *Edge) (keeper string, once bool) {
	if e.Call < 0 || e.Async {
		return "", false
	}
	c := &e.Caller.Calls[e.Call]
	if e.Via != Callback {
		return p.RunsOnce(e.Caller, c.Block)
	}
	if c.Callee != "(*sync.Once).Do" {
		return "", false
	}
	return keeperOf(&e.Caller.Values[c.Recv])
}

// RunsOnce reports whether a block is run until a field or variable is there that its
// function then fills, and that nothing empties again.
func (p *Program) RunsOnce(f *Func, block int32) (keeper string, once bool) {
	for _, g := range f.Guards(block) {
		if x := p.missing(f, g); x != nil && f.fillsAfter(block, x) {
			return keeperOf(x)
		}
	}
	return "", false
}

// keeperOf is the type whose field an address is.
func keeperOf(addr *summary.Value) (keeper string, ok bool) {
	switch addr.Op {
	case summary.GlobalAddr:
		return "", true
	case summary.FieldOf:
		keeper, _, ok = cutLast(addr.Str)
	}
	return keeper, ok
}

// missing is the field or package variable that a condition has found to be nil, and
// that nothing sets to nil. nil for other conditions.
func (p *Program) missing(f *Func, g Guard) *summary.Value {
	x := &f.Values[g.Cond]
	if x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" || (x.Str == "==") != g.Taken {
		return nil
	}
	v, other := x.A, &f.Values[x.B]
	if f.Values[v].Op == summary.Const {
		v, other = x.B, &f.Values[x.A]
	}
	held := f.HeldIn(v)
	if other.Op != summary.Const || other.Str != "nil" || f.Values[v].Op != summary.Load || held.Op != summary.FieldOf && held.Op != summary.GlobalAddr {
		return nil
	}
	if slices.ContainsFunc(p.Stored(held.Str), func(r Ref) bool { return r.Value().Op == summary.Const }) || p.addressed(held.Str) {
		return nil
	}
	return held
}

// fillsAfter: a function stores into the field or variable, in the block or after it.
func (f *Func) fillsAfter(block int32, x *summary.Value) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		return a.Op == x.Op && a.Str == x.Str && (s.Block == block || f.Reaches(block, s.Block))
	})
}

// Makers lists the functions that make a struct of a type, copies included.
func (p *Program) Makers(typ string) []*Func {
	p.findMakers()
	return p.makers[typ]
}

// InVariable reports whether a struct of a type is what a package variable is.
func (p *Program) InVariable(typ string) bool {
	p.findMakers()
	return p.variables[typ]
}

func (p *Program) findMakers() {
	if p.makers == nil {
		p.makers, p.variables = map[string][]*Func{}, map[string]bool{}
		for _, f := range p.Funcs {
			for i := range f.Values {
				if f.Values[i].Op == summary.GlobalAddr {
					p.variables[f.TypeAt(f.Values[i].Type).Named] = true
				}
				if f.Values[i].Op != summary.Alloc {
					continue
				}
				if t := f.TypeAt(f.Values[i].Type); t.Kind == summary.Pointer && strings.Contains(t.Named, ".") && f.TypeAt(t.Elem).Kind == summary.Struct && !slices.Contains(p.makers[t.Named], f) {
					p.makers[t.Named] = append(p.makers[t.Named], f)
				}
			}
		}
	}
}
