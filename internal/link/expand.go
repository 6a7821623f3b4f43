package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// Expand lists the elements of a slice value that was written out or passed as
// an argument list. ok is false where some may be missing.
func (p *Program) Expand(v Val) (elems []Val, ok bool) { return p.expand(v, 0) }

func (p *Program) expand(v Val, d int) ([]Val, bool) {
	if d > maxDepth {
		return nil, false
	}
	x := v.Value()
	switch x.Op {
	case summary.List:
		return v.withAll(x.Args), true
	case summary.Convert, summary.MakeIface, summary.SliceOf:
		return p.expand(v.With(x.A), d+1)
	case summary.Const:
		return nil, x.Str == "nil"
	case summary.Append:
		if x.B == 0 {
			head, ok := p.expand(v.With(x.A), d+1)
			return append(head, v.withAll(x.Args)...), ok
		}
		head, ok1 := p.expand(v.With(x.A), d+fan(2))
		tail, ok2 := p.expand(v.With(x.B), d+fan(2))
		return slices.Concat(head, v.withAll(x.Args), tail), ok1 && ok2
	case summary.Make:
		return p.expandCopied(v, d)
	case summary.Phi:
		if es, ok := p.expandCopied(v, d); ok {
			return es, ok
		}
		// The longest spelling: options are appended on some ways only.
		var best []Val
		for _, a := range x.Args {
			if es, _ := p.expand(v.With(a), d+fan(len(x.Args))); len(es) > len(best) {
				best = es
			}
		}
		return best, false
	case summary.Load:
		a := &v.F.Values[x.A]
		if in := v.F.values[x.A]; a.Op == summary.Alloc && len(in) > 0 {
			es, ok := p.expand(v.With(in[0]), d+1)
			return es, ok && len(in) == 1 && p.settledIn(v.Ref.With(x.A))
		} else if set := p.setOnce(v.With(x.A)); set.V != 0 {
			es, ok := p.expand(set, d+1)
			return es, ok && p.settledIn(v.Ref.With(x.A))
		} else if refs := p.stores[a.Str]; ownHolder(a) && len(refs) == 1 && refs[0].Value().Op == summary.List {
			es, ok := p.expand(Val{refs[0], nil}, d+1)
			return es, ok && !p.addressed(a.Str)
		} else if a.Op == summary.FieldOf {
			return p.expandField(v.With(x.A), d)
		}
	case summary.FieldOf:
		return p.expandField(v, d)
	case summary.ElemOf:
		return p.expandElem(v, d)
	case summary.CallVal:
		if list, ok := p.returnedList(v, d); ok || len(list) > 0 {
			return list, ok
		}
		return p.builtArgs(v, &v.F.Calls[x.N], d)
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			if v.F.Variadic && int(x.N) == len(v.F.Params)-1 {
				return p.rest(v.Ctx)
			}
			if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
				return p.expand(arg, d+1)
			}
		}
	}
	return nil, false
}

// expandElem expands the list that stands in a table under a known key.
func (p *Program) expandElem(v Val, d int) ([]Val, bool) {
	if vals := p.underKey(v, d); len(vals) == 1 {
		return p.expand(vals[0], d+1)
	}
	return nil, false
}

// underKey lists what a table may hold at the element that v is; none where its key is
// not known, as that of a walk whose next keys stand in the table itself.
func (p *Program) underKey(v Val, d int) []Val {
	if p.keyed[v.Ref] {
		return nil
	}
	p.keyed[v.Ref] = true
	defer delete(p.keyed, v.Ref)
	x := v.Value()
	key := p.Strings(v.With(x.B), false)
	if len(key.Vals) != 1 || len(key.Known()) != 1 {
		return nil
	}
	var out []Val
	for _, s := range p.elements(v.With(x.A), d) {
		if !apart(key.Vals, p.Strings(s.in.With(s.F.Values[s.addr].B), false).Vals) {
			out = append(out, s.in.With(s.val))
		}
	}
	return out
}

// expandField expands a list in a field of a struct that a caller has passed.
func (p *Program) expandField(a Val, d int) ([]Val, bool) {
	of := structIn(a.With(a.Value().A))
	if of.Value().Op != summary.ParamVal || of.Type().Kind == summary.Pointer {
		return nil, false // what a pointer leads to may be filled elsewhere
	}
	_, name, _ := cutLast(a.Value().Str)
	if list, set, _ := p.Field(of, name); set {
		return p.expand(list, d+1)
	}
	return nil, false
}

// ownHolder: a variable of a package, or a field that other packages cannot name.
func ownHolder(a *summary.Value) bool {
	_, name, _ := cutLast(a.Str)
	return a.Op == summary.GlobalAddr || a.Op == summary.FieldOf && !exported(name)
}

// returnedList lists what a function gives that has one list to return.
func (p *Program) returnedList(v Val, d int) ([]Val, bool) {
	if in, ok := p.Only(v); ok {
		return p.expand(in, d+1)
	}
	return nil, false
}

// Only is what a call gives whose function is known and has one value to return; nothing
// of what is no call.
func (p *Program) Only(v Val) (Val, bool) {
	if v.V == 0 || v.Value().Op != summary.CallVal {
		return Val{}, false
	}
	out := v.F.Out[v.Value().N]
	if len(out) != 1 || out[0].Via != Static || len(out[0].Callee.Returns) != 1 || len(out[0].Callee.Returns[0].Values) != 1 {
		return Val{}, false
	}
	g := out[0].Callee
	return Val{Ref{g, g.Returns[0].Values[0]}, &Ctx{Edge: out[0], Up: v.Ctx}}, true
}

// builtArgs lists what a client's argument builder has collected: redigo's
// redis.Args{}.Add(key).AddFlat(fields).
func (p *Program) builtArgs(v Val, c *summary.Call, d int) ([]Val, bool) {
	if c.Type != "Args" || c.Name != "Add" && c.Name != "AddFlat" || p.Cat.Client(c.Pkg) == nil {
		return nil, false
	}
	out, ok := p.expand(v.With(c.Recv), d+1)
	if c.Name == "AddFlat" && len(c.Args) == 1 {
		flat, all := p.expand(v.With(c.Args[0]), d+1)
		return append(out, flat...), ok && all
	}
	if c.Ellipsis {
		return out, false
	}
	for _, a := range c.Args {
		out = append(out, v.With(a))
	}
	return out, ok
}
