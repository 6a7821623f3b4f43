package link

import (
	"slices"

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

// onlyLookedAt reports whether reflect is given a value and asked no more than
// what it is: where a function stands, what it is called. Nothing calls it then.
func onlyLookedAt(f *Func, c *summary.Call) bool {
	switch c.Callee {
	case "reflect.TypeOf":
		return true
	case "reflect.ValueOf":
		return c.Val == 0 || !slices.ContainsFunc(f.Values, func(v summary.Value) bool { return v.A == c.Val || v.B == c.Val || slices.Contains(v.Args, c.Val) }) && questioned(f, c.Val)
	}
	return false
}

// questions are the methods of a reflect.Value that say something of it alone.
var questions = []string{"IsNil", "IsValid", "IsZero", "Kind", "NumMethod", "Pointer", "String", "Type", "UnsafePointer"}

// questioned reports whether a value is no more than the receiver of questions.
func questioned(f *Func, v int32) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Fun == v || slices.Contains(c.Args, v) || c.Recv == v && !slices.Contains(questions, c.Name) {
			return false
		}
	}
	return !slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return s.Val == v }) &&
		!slices.ContainsFunc(f.Returns, func(r summary.Return) bool { return slices.Contains(r.Values, v) })
}
