package link

import (
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

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
