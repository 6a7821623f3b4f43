package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// leftOutMemo is what a Program remembers of the questions of this file.
type leftOutMemo struct {
	// made are the objects of each type that functions make, values the types of which some
	// stand in lists, maps or fields, where they begin as zero; nil before the first question.
	made    map[string][]Ref
	zeroes  map[string]bool
	without map[string]bool // fields, as asked for
}

// leftOut reports whether a field may be what it is by itself, zero, though the program puts
// but one thing into it.
func (p *Program) leftOut(a *summary.Value) bool {
	return a.Op == summary.FieldOf && p.objectsWithout(a.Str)
}

// objectsWithout: some object of the field's type is made without anything in the field, as
// far as its maker shows.
func (p *Program) objectsWithout(field string) bool {
	owner, _, ok := cutLast(field)
	if !ok || p.decls[owner] == nil || p.decls[owner].Kind != summary.Struct {
		return false // a variable of a package
	}
	out, known := p.without[field]
	if !known {
		p.findMade()
		out = p.zeroes[owner] || slices.ContainsFunc(p.made[owner], func(v Ref) bool { return !v.F.putsInto(v.V, field) })
		keep(&p.without, field, out)
	}
	return out
}

// putsInto: the function fills the field of an object that it makes, or fills the object as
// a whole.
func (f *Func) putsInto(object int32, field string) bool {
	return len(f.values[object]) > 0 || slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		return a.Op == summary.FieldOf && a.Str == field && a.A == object
	})
}

func (p *Program) findMade() {
	if p.made != nil {
		return
	}
	p.made, p.zeroes = map[string][]Ref{}, map[string]bool{}
	for _, f := range p.Funcs {
		for i := range f.Values {
			if x := &f.Values[i]; x.Op == summary.Alloc {
				if t := f.TypeAt(x.Type); t.Kind == summary.Pointer && f.TypeAt(t.Elem).Kind == summary.Struct {
					p.made[t.Named] = append(p.made[t.Named], Ref{f, int32(i)})
				}
			}
		}
	}
	for _, pkg := range p.Pkgs {
		p.findZeroes(pkg)
	}
}

// findZeroes notes the types of which a package has lists, maps or fields of structs.
func (p *Program) findZeroes(pkg *summary.Package) {
	note := func(i int32) {
		if t := &pkg.Types[i]; t.Kind == summary.Struct && t.Named != "" {
			p.zeroes[t.Named] = true
		}
	}
	for i := range pkg.Types {
		if t := &pkg.Types[i]; t.Kind == summary.Slice || t.Kind == summary.Map || t.Kind == summary.Chan {
			note(t.Elem)
		}
	}
	for i := range pkg.Decls {
		for _, f := range pkg.Decls[i].Fields {
			note(f.Type)
		}
	}
}
