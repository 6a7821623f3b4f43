package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Before reports whether call a comes before call b on some way through f that
// does not go round a loop.
func (f *Func) Before(a, b int32) bool {
	x, y := f.Calls[a].Block, f.Calls[b].Block
	if x == y {
		return a < b
	}
	return f.forward(x, y)
}

// Always reports whether call a has come before call b on every way to b.
func (f *Func) Always(a, b int32) bool {
	x, y := f.Calls[a].Block, f.Calls[b].Block
	if x == y {
		return a < b
	}
	return f.Dominates(x, y)
}

// forward reports whether control gets from block x to block y without going
// back to a loop's header.
func (f *Func) forward(x, y int32) bool {
	seen := make([]bool, len(f.Blocks))
	work := []int32{x}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		for _, s := range f.Blocks[n].Succs {
			if s == y {
				return true
			}
			if !seen[s] && !f.Dominates(s, n) {
				seen[s] = true
				work = append(work, s)
			}
		}
	}
	return false
}

// avoids reports whether f can return from block x without running block y.
func (f *Func) avoids(x, y int32) bool {
	seen := make([]bool, len(f.Blocks))
	work := []int32{x}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if n == y || seen[n] {
			continue
		}
		seen[n] = true
		if len(f.Blocks[n].Succs) == 0 {
			return true
		}
		work = append(work, f.Blocks[n].Succs...)
	}
	return false
}

// OnMiss reports whether call b runs where call a, a read of a cache, found
// nothing, and is left out where it found something.
func (p *Program) OnMiss(f *Func, a, b int32) bool {
	target := f.Calls[b].Block
	for i := range f.Blocks {
		blk := &f.Blocks[i]
		if blk.Cond == 0 || len(blk.Succs) != 2 || !f.after(f.Calls[a].Block, int32(i)) {
			continue
		}
		if !p.derives(Val{Ref{f, blk.Cond}, nil}, func(_ *Func, c *summary.Call) bool { return c == &f.Calls[a] }) {
			continue
		}
		for _, miss := range missSides(f, blk.Cond, 0) {
			hit := blk.Succs[1-miss]
			to := blk.Succs[miss]
			if (to == target || f.forward(to, target)) && f.avoids(hit, target) && !f.Dominates(target, int32(i)) {
				return true
			}
		}
	}
	return false
}

// after: block y is x or can come after it.
func (f *Func) after(x, y int32) bool { return x == y || f.forward(x, y) }

// missSides lists the successors (0 for true, 1 for false) that a condition on
// the result of a read can take when nothing was found.
func missSides(f *Func, v int32, d int) []int {
	both := []int{0, 1}
	x := &f.Values[v]
	switch x.Op {
	case summary.Not:
		if d > 4 {
			return both
		}
		in := missSides(f, x.A, d+1)
		if len(in) == 1 {
			return []int{1 - in[0]}
		}
		return in
	case summary.Extract, summary.Phi:
		if f.TypeAt(x.Type).Kind == summary.Bool {
			return []int{1} // found, hit, ok
		}
	case summary.Binary:
		return missCompare(f, x)
	}
	return both
}

func missCompare(f *Func, x *summary.Value) []int {
	if x.Str != "==" && x.Str != "!=" {
		return []int{0, 1}
	}
	a, b := &f.Values[x.A], &f.Values[x.B]
	if a.Op == summary.Const {
		a, b = b, a
	}
	isErr := f.TypeAt(a.Type).Text == "error"
	empty := b.Op == summary.Const && (b.Str == "nil" || b.Str == "" || b.Str == "0")
	side := 0 // == empty, == a sentinel error: missing when true
	if isErr && empty {
		side = 1 // err == nil: found when true
	} else if !isErr && !empty {
		return []int{0, 1}
	}
	if x.Str == "!=" {
		side = 1 - side
	}
	return []int{side}
}

// Failed reports whether call i runs only where something has failed: an error
// was returned before it.
func (f *Func) Failed(i int32) bool {
	for _, g := range f.Guards(f.Calls[i].Block) {
		x := &f.Values[g.Cond]
		if x.Op != summary.Binary {
			continue
		}
		for _, s := range []int32{x.A, x.B} {
			if f.Values[s].Op != summary.Const && f.TypeAt(f.Values[s].Type).Text == "error" && failing(x.Str, f.Values[x.A+x.B-s], g.Taken) {
				return true
			}
		}
	}
	return false
}

// failing: the comparison of an error with nil or a sentinel says that there is
// one.
func failing(op string, other summary.Value, taken bool) bool {
	isNil := other.Op == summary.Const && other.Str == "nil"
	return isNil && (op == "!=") == taken || !isNil && (op == "==") == taken
}

// Excludes reports whether calls a and b cannot both run in one pass through f:
// they stand under opposite answers to one condition.
func (f *Func) Excludes(a, b int32) bool {
	for _, g := range f.Guards(f.Calls[a].Block) {
		for _, h := range f.Guards(f.Calls[b].Block) {
			if g.Cond == h.Cond && g.Taken != h.Taken {
				return true
			}
		}
	}
	return false
}

// ReadThrough reports whether a write stores what was fetched because a read of
// the cache missed, in f or in a function on the way to it.
func (t *Toucher) ReadThrough(f *Func, call int32, w *Touch) bool {
	if t.onMissIn(f, call, w) {
		return true
	}
	for c := w.Ctx; c != nil; c = c.Up {
		if e := c.Edge; e.Call >= 0 && e.Caller != f && t.onMissIn(e.Caller, e.Call, w) {
			return true
		}
	}
	return w.F != f && t.onMissIn(w.F, w.Call, w)
}

func (t *Toucher) onMissIn(f *Func, call int32, w *Touch) bool {
	for i := range f.Calls {
		if int32(i) == call {
			continue
		}
		for _, x := range t.At(f, int32(i)) {
			if x.Effect&Reads != 0 && x.Compatible(w) && t.p.OnMiss(f, int32(i), call) && t.fetchedBetween(f, int32(i), call, w) {
				return true
			}
		}
	}
	return false
}

// fetchedBetween: after read r has missed a source is asked, by call w itself or
// before it.
func (t *Toucher) fetchedBetween(f *Func, r, w int32, to *Touch) bool {
	for i := range f.Calls {
		s := int32(i)
		if s == r || s != w && !(f.Before(s, w) && t.p.OnMiss(f, r, s)) {
			continue
		}
		for _, x := range t.At(f, s) {
			if x.Effect&Source != 0 && x.Compatible(to) {
				return true
			}
		}
	}
	return false
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
	x, y := p.Strings(a, true), p.Strings(b, true)
	return len(x.Vals) == 1 && len(y.Vals) == 1 && x.Vals[0] == y.Vals[0] && !strings.Contains(x.Vals[0], Hole)
}

// Alike reports whether two keys are the same or come from the same function of
// the program, which makes keys.
func (p *Program) Alike(a, b Val) bool {
	if p.Same(a, b) {
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

// Differ reports whether two keys are surely not the same: their fixed parts
// tell them apart.
func (p *Program) Differ(a, b Val) bool {
	x, y := p.Strings(a, true).Vals, p.Strings(b, true).Vals
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
			// A variable that is set once is its value.
			if a := &v.F.Values[x.A]; a.Op == summary.Alloc && len(v.F.values[x.A]) == 1 {
				v = v.With(v.F.values[x.A][0])
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
	case summary.FieldOf, summary.Load:
		return p.same(a.With(x.A), b.With(y.A), d+1)
	case summary.Binary, summary.ElemOf:
		return p.same(a.With(x.A), b.With(y.A), d+1) && p.same(a.With(x.B), b.With(y.B), d+1)
	case summary.Extract:
		return x.N == y.N && p.same(a.With(x.A), b.With(y.A), d+1)
	case summary.List:
		return p.sameList(a, b, x.Args, y.Args, d)
	case summary.CallVal:
		return p.sameCall(a, b, &a.F.Calls[x.N], &b.F.Calls[y.N], d)
	}
	return false
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
