package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// samekeyMemo is what a Program remembers of the questions of this file.
type samekeyMemo struct {
	keyTexts map[Val]Text // keys, evaluated at all callers
}

// Same reports whether two values are the same key: one value, equal texts, or
// the same computation of the same values.
func (p *Program) Same(a, b Val) bool {
	if p.same(a, b, 0) {
		return true
	}
	if p.outer(a, 0).Type().Kind != summary.String {
		return false
	}
	x, y := p.keyText(a), p.keyText(b)
	return len(x.Vals) == 1 && len(y.Vals) == 1 && x.Vals[0] == y.Vals[0] && !strings.Contains(x.Vals[0], Hole)
}

// MayBe reports whether a key is one of several, chosen on the way, of which other
// is one.
func (p *Program) MayBe(key, other Val) bool { return p.mayBeKey(key, other, 0) }

func (p *Program) mayBeKey(key, other Val, d int) bool {
	key = p.outer(key, 0)
	if key.V == 0 || d > 4 {
		return false
	}
	x := key.Value()
	if x.Op != summary.Phi {
		return d > 0 && p.Same(key, other)
	}
	return slices.ContainsFunc(x.Args, func(a int32) bool { return a != key.V && p.mayBeKey(key.With(a), other, d+1) })
}

// keyText evaluates a key once: a key is compared with many others.
func (p *Program) keyText(v Val) Text {
	t, ok := p.keyTexts[v]
	if !ok {
		t = p.Strings(v, true)
		keep(&p.keyTexts, v, t)
	}
	return t
}

// Alike reports whether two keys are the same, come from the same function of the
// program, which makes keys, or are of one form: "token:" and something.
func (p *Program) Alike(a, b Val) bool {
	if p.Same(a, b) || p.oneForm(a, b) {
		return true
	}
	a, b = p.outer(a, 0), p.outer(b, 0)
	x, y := a.Value(), b.Value()
	if x.Op != summary.CallVal || y.Op != summary.CallVal {
		return false
	}
	c := a.F.Calls[x.N].Callee
	return c != "" && c == b.F.Calls[y.N].Callee && p.byName[c] != nil
}

// oneForm: the texts of two keys are the same, with something unknown in the same
// place, and begin with a word. What some callers spell out is of that form too.
func (p *Program) oneForm(a, b Val) bool {
	if p.outer(a, 0).Type().Kind != summary.String {
		return false
	}
	x, y := p.keyText(a).Vals, p.keyText(b).Vals
	if len(x) == 1 && len(y) == 1 {
		return x[0] == y[0] && len(head(x[0])) > 2
	}
	return slices.ContainsFunc(x, func(t string) bool {
		other := func(s string) bool { return !overlap(s, t) }
		return strings.Contains(t, Hole) && len(head(t)) > 2 && slices.Contains(y, t) && !slices.ContainsFunc(x, other) && !slices.ContainsFunc(y, other)
	})
}

// Differ reports whether two keys are surely not the same: their fixed parts
// tell them apart.
func (p *Program) Differ(a, b Val) bool {
	x, y := p.keyText(a).Vals, p.keyText(b).Vals
	for _, s := range x {
		for _, t := range y {
			if overlap(s, t) {
				return false
			}
		}
	}
	return len(x) > 0 && len(y) > 0
}

// overlap: texts with holes can be equal as far as their fixed ends say.
func overlap(s, t string) bool {
	if !strings.Contains(s, Hole) && !strings.Contains(t, Hole) {
		return s == t
	}
	return prefixes(head(s), head(t)) && prefixes(reverse(tail(s)), reverse(tail(t)))
}

func prefixes(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

func head(s string) string {
	h, _, _ := strings.Cut(s, Hole)
	return h
}

func tail(s string) string { return s[strings.LastIndex(s, Hole)+1:] }

func reverse(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// outer follows a value through conversions and to the arguments of the calls
// of its context.
func (p *Program) outer(v Val, d int) Val {
	for ; d < maxDepth && v.V != 0; d++ {
		x := v.Value()
		switch x.Op {
		case summary.Convert, summary.MakeIface, summary.Assert:
			v = v.With(x.A)
			continue
		case summary.List:
			if len(x.Args) == 1 {
				v = v.With(x.Args[0])
				continue
			}
		case summary.Load:
			// A variable that is set once is its value, in closures too.
			if set := p.setOnce(v.With(x.A)); set.V != 0 {
				v = set
				continue
			}
		case summary.ParamVal:
			if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
				if v.F.Variadic && int(x.N) == len(v.F.Params)-1 {
					if es, ok := p.rest(v.Ctx); ok && len(es) == 1 {
						v = es[0]
						continue
					}
				}
				if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
					v = arg
					continue
				}
			}
		}
		return v
	}
	return v
}

// setOnce is the only value that a variable, which a closure may have captured, is
// ever set to.
func (p *Program) setOnce(v Val) Val {
	if v.Value().Op == summary.FreeVal {
		around, ok := p.Captured(v.Ref)
		if !ok || len(v.F.values[v.V]) > 0 {
			return Val{}
		}
		v = Val{around, ctxOf(v.Ctx, around.F)}
	}
	if in := v.F.values[v.V]; v.Value().Op == summary.Alloc && len(in) == 1 {
		return v.With(in[0])
	}
	return Val{}
}

// settledIn reports whether nothing can set a variable but the stores that are seen:
// no call gets its address, and no closure sets it.
func (p *Program) settledIn(at Ref) bool {
	if at.Value().Op == summary.FreeVal {
		around, ok := p.Captured(at)
		return ok && p.settledIn(around)
	}
	f := at.F
	known, ok := f.settled[at.V]
	if !ok {
		if f.settled == nil {
			f.settled = map[int32]bool{}
		}
		known = p.onlyRead(at, 0)
		f.settled[at.V] = known
	}
	return known
}

func (p *Program) onlyRead(at Ref, d int) bool {
	uses := 0
	addressTaken(at.F, func(v int32) {
		if v == at.V {
			uses++
		}
	})
	for i := range at.F.Values {
		x := &at.F.Values[i]
		n := slices.Index(x.Args, at.V)
		if x.Op != summary.Closure || n < 0 {
			continue
		}
		if g := p.byName[x.Str]; g == nil || d > 4 || slices.ContainsFunc(g.Stores, func(s summary.Store) bool { return g.setsCaptured(s.Addr) == n }) || !p.capturesRead(g, n, d) {
			return false
		}
		uses--
	}
	return uses == 0
}

// capturesRead: a closure only reads the variable that it captures as number n.
func (p *Program) capturesRead(g *Func, n, d int) bool {
	i := slices.IndexFunc(g.Values, func(x summary.Value) bool { return x.Op == summary.FreeVal && int(x.N) == n })
	return i < 0 || p.onlyRead(Ref{g, int32(i)}, d+1)
}

func (p *Program) same(a, b Val, d int) bool {
	if a.V == 0 || b.V == 0 || d > 8 {
		return false
	}
	a, b = p.outer(a, 0), p.outer(b, 0)
	if a.V == 0 || b.V == 0 {
		return false
	}
	if a.Ref == b.Ref && sameCtx(a.Ctx, b.Ctx) {
		return true
	}
	x, y := a.Value(), b.Value()
	if x.Op != y.Op || x.Str != y.Str {
		return false
	}
	switch x.Op {
	case summary.Const:
		return x.N == y.N
	case summary.GlobalAddr:
		return true
	case summary.FreeVal:
		return a.F == b.F && x.N == y.N
	case summary.ParamVal:
		return a.F == b.F && x.N == y.N && sameCtx(a.Ctx, b.Ctx)
	case summary.FieldOf:
		return p.same(a.With(a.F.unchanged(x.A)), b.With(b.F.unchanged(y.A)), d+1)
	case summary.Load:
		return p.same(a.With(x.A), b.With(y.A), d+1)
	case summary.Binary, summary.ElemOf:
		return p.same(a.With(x.A), b.With(y.A), d+1) && p.same(a.With(x.B), b.With(y.B), d+1)
	case summary.Extract:
		return x.N == y.N && p.same(a.With(x.A), b.With(y.A), d+1)
	case summary.List, summary.Phi: // a prefix, where there is one, by two methods alike
		return p.sameList(a, b, x.Args, y.Args, d)
	case summary.CallVal:
		return p.sameCall(a, b, &a.F.Calls[x.N], &b.F.Calls[y.N], d)
	}
	return false
}

// unchanged is what a variable of a struct was set to, if no part of it is set later
// on; else the value itself.
func (f *Func) unchanged(v int32) int32 {
	if in := f.values[v]; f.Values[v].Op == summary.Alloc && len(in) == 1 && len(f.parts[v]) == 0 {
		return in[0]
	}
	return v
}

// sameCall: one function called twice with the same values gives one key.
func (p *Program) sameCall(a, b Val, c, k *summary.Call, d int) bool {
	if c.Callee == "" || c.Callee != k.Callee || len(c.Args) == 0 && c.Recv == 0 {
		return false
	}
	if c.Recv != 0 && (k.Recv == 0 || !p.same(a.With(c.Recv), b.With(k.Recv), d+1)) {
		return false
	}
	return p.sameList(a, b, c.Args, k.Args, d)
}

func (p *Program) sameList(a, b Val, xs, ys []int32, d int) bool {
	if len(xs) != len(ys) {
		return false
	}
	for i := range xs {
		if !p.same(a.With(xs[i]), b.With(ys[i]), d+1) {
			return false
		}
	}
	return true
}

func sameCtx(a, b *Ctx) bool {
	for a != nil && b != nil {
		if a.Edge != b.Edge {
			return false
		}
		a, b = a.Up, b.Up
	}
	return a == b
}

// Ingredients lists the values that a value is computed from where it comes from
// the outermost function of its context: the arguments through which it gets
// there, and what a closure has captured, which is another function's.
func (p *Program) Ingredients(v Val) []Ref {
	var out []Ref
	seen := map[Val]bool{}
	work := []Val{v}
	for len(work) > 0 && len(seen) < 400 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if v.V == 0 || seen[v] {
			continue
		}
		seen[v] = true
		if v.Ctx == nil {
			out = append(out, v.Ref)
			continue
		}
		x := v.Value()
		if x.Op == summary.ParamVal && v.Ctx.Edge.Callee == v.F {
			if es, ok := p.rest(v.Ctx); ok && v.F.Variadic && int(x.N) == len(v.F.Params)-1 {
				work = append(work, es...)
			} else if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
				work = append(work, arg)
			}
			continue
		}
		work = append(work, p.operands(v, x)...)
	}
	return out
}

// operands lists what a value is computed from in its own function.
func (p *Program) operands(v Val, x *summary.Value) []Val {
	var out []Val
	add := func(vs ...int32) {
		for _, a := range vs {
			out = append(out, v.With(a))
		}
	}
	add(x.A, x.B)
	add(x.Args...)
	switch x.Op {
	case summary.CallVal:
		c := &v.F.Calls[x.N]
		add(c.Recv)
		add(c.Args...)
	case summary.Alloc:
		add(v.F.values[v.V]...)
		add(p.givenBack(v.F, v.V)...)
		add(v.F.parts[v.V]...)
	case summary.Load:
		add(v.F.values[x.A]...)
	case summary.FreeVal:
		for around := range p.captures(v.Ref) {
			out = append(out, Val{around, ctxOf(v.Ctx, around.F)})
		}
	}
	return out
}
