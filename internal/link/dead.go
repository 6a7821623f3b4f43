package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// deadMemo is what a Program remembers of the questions of this file.
type deadMemo struct {
	plain    map[string][]plainCall             // calls by name, nil before the first question
	handed   map[string]bool                    // functions that stand as values
	constant map[*Func]map[int64]*summary.Value // what all callers pass
}

// dead reports whether a block stands under a condition that the constants
// contradict which all callers of the function pass: the branch for a backend that
// no configuration names. Flows know no callers; what no caller asks for does not
// flow.
func (p *Program) dead(f *Func, block int32) bool {
	passed := p.passed(f)
	if len(passed) == 0 {
		return false
	}
	return slices.ContainsFunc(f.Guards(block), func(g Guard) bool {
		taken, known := decided(f, g.Cond, passed)
		return known && taken != g.Taken
	})
}

// decided evaluates a condition on a parameter whose value is known.
func decided(f *Func, cond int32, passed map[int64]*summary.Value) (value, known bool) {
	x := &f.Values[cond]
	switch x.Op {
	case summary.Not:
		v, ok := decided(f, x.A, passed)
		return !v, ok
	case summary.ParamVal:
		c := passed[x.N]
		return c != nil && c.N != 0, c != nil
	case summary.Binary:
		a, b := &f.Values[x.A], &f.Values[x.B]
		if a.Op == summary.Const {
			a, b = b, a
		}
		if a.Op != summary.ParamVal || b.Op != summary.Const || x.Str != "==" && x.Str != "!=" || passed[a.N] == nil {
			return false, false
		}
		same := passed[a.N].Str == b.Str && passed[a.N].N == b.N
		return same == (x.Str == "=="), true
	}
	return false, false
}

// passed are the constants that a function gets from all its callers, by
// parameter; none for what others may call.
func (p *Program) passed(f *Func) map[int64]*summary.Value {
	if f.Recv != "" || f.Name != f.Decl || p.opts.Open[f.Pkg.Path] && f.Exported || len(f.Params) == 0 || f.Pkg.Main && f.Short == "main" {
		return nil
	}
	if p.plain == nil {
		p.findPlain()
	}
	if known, ok := p.constant[f]; ok {
		return known
	}
	p.constant[f] = nil
	calls := p.plain[f.Name]
	if len(calls) == 0 || p.handed[f.Name] {
		return nil
	}
	out := map[int64]*summary.Value{}
	for i := range f.Params {
		if c := sameConstant(calls, i); c != nil && !(f.Variadic && i == len(f.Params)-1) {
			out[int64(i)] = c
		}
	}
	p.constant[f] = out
	return out
}

// sameConstant is the constant that all calls pass as one argument.
func sameConstant(calls []plainCall, arg int) *summary.Value {
	var first *summary.Value
	for _, pc := range calls {
		c := &pc.f.Calls[pc.call]
		if arg >= len(c.Args) {
			return nil
		}
		v := &pc.f.Values[c.Args[arg]]
		if v.Op != summary.Const || first != nil && (v.Str != first.Str || v.N != first.N) {
			return nil
		}
		first = v
	}
	return first
}

// plainCall is a call by name.
type plainCall struct {
	f    *Func
	call int32
}

// findPlain lists the calls by name, and notes the functions that stand as values.
func (p *Program) findPlain() {
	p.plain, p.handed, p.constant = map[string][]plainCall{}, map[string]bool{}, map[*Func]map[int64]*summary.Value{}
	for _, f := range p.Funcs {
		for i := range f.Values {
			if v := &f.Values[i]; v.Op == summary.FuncVal || v.Op == summary.Closure {
				p.handed[v.Str] = true
			}
		}
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Callee != "" && c.Iface == 0 && c.Fun == 0 && !strings.Contains(c.Callee, "$") {
				p.plain[c.Callee] = append(p.plain[c.Callee], plainCall{f, int32(i)})
			}
		}
	}
}

// deadValue reports whether a value comes from a call in a dead block.
func (p *Program) deadValue(f *Func, v int32) bool {
	for range 4 {
		x := &f.Values[v]
		switch x.Op {
		case summary.CallVal:
			return p.dead(f, f.Calls[x.N].Block)
		case summary.Extract, summary.Convert, summary.MakeIface:
			v = x.A
		default:
			return false
		}
	}
	return false
}
