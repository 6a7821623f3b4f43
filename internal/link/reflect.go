package link

import (
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
)

const methodByName = "(reflect.Value).MethodByName"

// matchReflect handles a client's method that is taken by a constant name from
// a value whose type is plain to see: reflect.ValueOf(rdb).MethodByName("Keys").
// Only methods that are one command whatever they are given count, since the
// arguments travel in a list of reflect's.
func (p *Program) matchReflect(f *Func, c *summary.Call) []match {
	if c.Callee != methodByName || len(c.Args) != 1 {
		return nil
	}
	typ := reflected(f, c.Recv)
	if typ == nil || typ.Named == "" {
		return nil
	}
	var out []match
	for _, name := range p.Strings(Val{Ref{f, c.Args[0]}, nil}, true).Known() {
		m := p.clientMethod(typ.Named, name)
		if m != nil && m.rule.Raw == nil && m.rule.Script == nil && m.rule.SHA == nil {
			out = append(out, match{m.client, m.rule, "(*" + typ.Named + ")." + name, finding.Likely})
		}
	}
	return out
}

// reflected is the type of what a reflect.Value was made of, nil if unknown.
func reflected(f *Func, v int32) *summary.Type {
	x := &f.Values[v]
	if x.Op != summary.CallVal {
		return nil
	}
	c := &f.Calls[x.N]
	if c.Callee != "reflect.ValueOf" || len(c.Args) != 1 {
		return nil
	}
	if a := &f.Values[c.Args[0]]; a.Op == summary.MakeIface {
		return f.TypeAt(int32(a.N))
	}
	return nil
}
