package link

import "github.com/cachevet/cachevet/internal/summary"

// liveMemo is what a Program remembers of the questions of this file.
type liveMemo struct {
	given map[*Func][]string // types of what a function hands to outside code, to do with it later what it likes
}

// Live lists what may run in a program that begins with some functions: what
// these call, by name, through values or as a callback, and what they take the
// value of; of objects that outside code is given every method. Calls that could not be resolved lead to all that fits.
func (p *Program) Live(begin []*Func) map[*Func]bool {
	live := map[*Func]bool{}
	next := begin
	for len(next) > 0 {
		f := next[len(next)-1]
		next = next[:len(next)-1]
		if f == nil || live[f] {
			continue
		}
		live[f] = true
		for _, edges := range f.Out {
			for _, e := range edges {
				next = append(next, e.Callee)
			}
		}
		for _, e := range f.Extra {
			next = append(next, e.Callee)
		}
		for _, typ := range p.given[f] {
			next = append(next, p.MethodsOf(typ)...)
		}
		for i := range f.Values {
			switch v := &f.Values[i]; v.Op {
			case summary.FuncVal, summary.Closure, summary.Bound:
				next = append(next, p.byName[v.Str])
			}
		}
	}
	return live
}

// MethodsOf lists the methods of a named type, "path.T", that were read, those that it
// has by embedding too.
func (p *Program) MethodsOf(typ string) []*Func {
	d := p.decls[typ]
	if d == nil {
		return nil
	}
	var out []*Func
	for _, m := range d.Methods {
		if f := p.byName[m.Func]; f != nil {
			out = append(out, f)
		}
	}
	return out
}
