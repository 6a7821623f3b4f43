package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// keyofMemo is what a Program remembers of the questions of this file.
type keyofMemo struct {
	spaces map[string]bool // types whose keys begin with a text of their own
}

// KeyOf returns the first key of an op's command, in whatever way the call gives
// it: an argument, a word, a field of an item or a builder's step. ok is false
// where it is not known.
func (p *Program) KeyOf(o *Op) (key Val, ok bool) {
	if o.Does("build") && o.Rule.Raw == nil {
		steps, _ := p.Chain(o.F, o.Call)
		for _, s := range steps {
			if s.Name == "Key" && len(s.Args) > 0 {
				return Val{Ref{o.F, s.Args[0]}, nil}, true
			}
		}
		return Val{}, false
	}
	if o.Client.Kind == rules.Store && o.Rule.Key != nil && *o.Rule.Key == -1 {
		return p.builtKey(o)
	}
	if o.Rule.Raw != nil {
		params, _ := p.Params(o, nil)
		first := max(p.Cat.Commands[o.Command].FirstKey, 0)
		if first >= len(params) {
			return Val{}, false
		}
		return params[first], true
	}
	v, ok := o.Arg(o.Rule.Key)
	if !ok || v.V == 0 {
		return Val{}, false
	}
	if k, set, _ := p.Field(v, "Key"); set {
		return k, true
	}
	if es, known := p.expand(v, 0); known && len(es) == 1 {
		return es[0], true
	}
	return v, true
}

// KeyUnder is the key of an operation as it is seen from where the way to it begins. Of
// several keys that a function hands on, the one that a caller gives is meant.
func (p *Program) KeyUnder(r Reached) (key Val, ok bool) {
	if key, ok = p.KeyOf(r.Op); ok {
		return key.Seen(r.In), true
	}
	c := &r.Op.inner.Calls[r.Op.At]
	if !c.Ellipsis || r.Op.Rule.Key == nil || len(c.Args) == 0 {
		return Val{}, false
	}
	list := Val{Ref{r.Op.inner, c.Args[len(c.Args)-1]}, r.Op.Ctx}.Seen(r.In)
	key = p.outer(list, 0)
	return key, key.Ref != list.Ref && key.Type().Kind != summary.Slice
}

// SameKey is Same, and true for the same field of a type too, whichever function
// reads it: Lock and Unlock both use l.key.
func (p *Program) SameKey(a, b Val) bool {
	if p.Same(a, b) {
		return true
	}
	a, b = p.settle(a, 0), p.settle(b, 0)
	x, y := a.Value(), b.Value()
	return a.Ref == b.Ref || x.Op == summary.FieldOf && y.Op == summary.FieldOf && x.Str == y.Str
}

// settle follows a value to what it is read from: through conversions, variables
// that are set once, captures and arguments.
func (p *Program) settle(v Val, d int) Val {
	if d > maxDepth {
		return v
	}
	x := v.Value()
	switch x.Op {
	case summary.Convert, summary.MakeIface, summary.Load:
		return p.settle(v.With(x.A), d+1)
	case summary.Alloc:
		if s := v.F.values[v.V]; len(s) == 1 {
			return p.settle(v.With(s[0]), d+1)
		}
	case summary.FreeVal:
		if around, ok := p.Captured(v.Ref); ok {
			return p.settle(Val{around, ctxOf(v.Ctx, around.F)}, d+1)
		}
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
				return p.settle(arg, d+1)
			}
		}
	}
	return v
}

// Namespaced reports whether a key of a type's commands begins with a text that the
// type holds and goes on from there: its keys are a part of the server's alone.
func (p *Program) Namespaced(typ string) bool {
	if p.spaces == nil {
		p.spaces = map[string]bool{}
		for _, f := range p.Funcs {
			for _, o := range f.Ops {
				if o.Client.Kind != rules.Remote || f.Recv == "" || p.spaces[f.Recv] {
					continue
				}
				if key, ok := p.KeyOf(o); ok && p.beginsWithOwn(key, f.Recv, 0) {
					p.spaces[f.Recv] = true
				}
			}
		}
	}
	return p.spaces[typ]
}

// BeginsWithOwn reports whether a key is put together, and what stands first is a field
// of the type.
func (p *Program) BeginsWithOwn(key Val, typ string) bool {
	return key.V != 0 && typ != "" && p.beginsWithOwn(key, typ, 0)
}

func (p *Program) beginsWithOwn(key Val, typ string, d int) bool {
	key = p.settle(key, 0)
	own := func(v Val) bool {
		x := p.settle(v, 0).Value()
		return x.Op == summary.FieldOf && strings.TrimPrefix(x.Str, typ+".") != x.Str
	}
	x := key.Value()
	switch {
	case d > maxDepth/2:
	case x.Op == summary.Binary && x.Str == "+":
		return own(key.With(x.A)) || p.beginsWithOwn(key.With(x.A), typ, d+1)
	case x.Op == summary.CallVal && key.F.Calls[x.N].Callee == "fmt.Sprintf":
		args := key.F.Calls[x.N].Args
		format := p.Strings(key.With(args[0]), false).Known()
		return len(args) > 1 && len(format) == 1 && strings.HasPrefix(format[0], "%") && own(key.With(args[1]))
	case x.Op == summary.CallVal:
		return slices.ContainsFunc(key.F.Out[x.N], func(e *Edge) bool {
			return e.Via == Static && slices.ContainsFunc(e.Callee.Returns, func(r summary.Return) bool {
				return len(r.Values) > 0 && p.beginsWithOwn(Val{Ref{e.Callee, r.Values[0]}, &Ctx{Edge: e, Up: key.Ctx}}, typ, d+1)
			})
		})
	}
	return false
}
