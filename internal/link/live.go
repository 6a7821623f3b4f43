package link

import "github.com/cachevet/cachevet/internal/summary"

// Live lists what may run in a program that begins with some functions: what
// these call, by name, through values or as a callback, and what they take the
// value of. Calls that could not be resolved lead to all that fits.
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
		for i := range f.Values {
			switch v := &f.Values[i]; v.Op {
			case summary.FuncVal, summary.Closure, summary.Bound:
				next = append(next, p.byName[v.Str])
			}
		}
	}
	return live
}
