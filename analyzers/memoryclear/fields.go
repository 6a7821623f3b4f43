package memoryclear

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// fields are the fields and variables that are caches, whatever they are called: what
// was not found there has been asked for, and put there.
type fields map[string]bool

func fieldsOf(p *analyzers.Pass) fields {
	out := fields{}
	for _, f := range p.Prog.Funcs {
		for _, m := range p.Prog.KeptMaps(f) {
			for i := range f.Calls {
				if m.Misses(f, int32(i)) && asks(p, f, int32(i)) && (p.Prog.Stores(f, m.Owner, int32(i)) || p.Prog.Fills(f, m.Owner, int32(i))) {
					for _, name := range m.Names {
						out[name] = true
					}
				}
			}
		}
	}
	return out
}

// asks: the call asks a source for what the map has not. What runs a function that its
// caller brings is a container: who has it may keep other things than copies there.
func asks(p *analyzers.Pass, f *link.Func, call int32) bool {
	if fun := f.Calls[call].Fun; fun != 0 && brought(f, fun) {
		return false
	}
	return slices.ContainsFunc(p.Touch.At(f, call), func(t link.Touch) bool { return t.Effect&(link.Source|link.Asks) != 0 && !t.Async })
}

// brought: the value is a parameter, by whatever type.
func brought(f *link.Func, v int32) bool {
	for range 6 {
		switch x := &f.Values[v]; x.Op {
		case summary.Extract, summary.Assert, summary.Convert, summary.MakeIface:
			v = x.A
		default:
			return x.Op == summary.ParamVal
		}
	}
	return false
}

// has: the field or variable is a cache, by its name or by what is done with it.
func (fs fields) has(name string) bool { return fs[name] || cacheField(name) }
