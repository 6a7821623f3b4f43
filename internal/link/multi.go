package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Transacted reports whether a queued op goes out between MULTI and EXEC, which
// is taken for granted where it is not seen how its pipeline was made.
func (p *Program) Transacted(o *Op) bool {
	c := &o.inner.Calls[o.At]
	return c.Recv == 0 || p.transaction(Val{Ref{o.inner, c.Recv}, o.Ctx}, 0)
}

func (p *Program) transaction(v Val, d int) bool {
	if v.V == 0 || d > maxDepth {
		return true
	}
	x := v.Value()
	switch x.Op {
	case summary.Convert, summary.MakeIface, summary.Assert, summary.Load, summary.Extract:
		return p.transaction(v.With(x.A), d+1)
	case summary.Alloc:
		if s := v.F.values[v.V]; len(s) == 1 {
			return p.transaction(v.With(s[0]), d+1)
		}
	case summary.CallVal:
		return !plainPipeline(&v.F.Calls[x.N])
	case summary.FreeVal:
		if around, ok := p.Captured(v.Ref); ok {
			return p.transaction(Val{around, ctxOf(v.Ctx, around.F)}, d+1)
		}
	case summary.ParamVal:
		for _, e := range v.F.In {
			if e.Via == Callback && e.Call >= 0 && plainPipeline(&e.Caller.Calls[e.Call]) {
				return false
			}
		}
	}
	return true
}

// plainPipeline: the call makes a pipeline, or fills one, that is sent as it is.
// Up to version 6 of go-redis, a pipeline of a Tx was the transaction.
func plainPipeline(c *summary.Call) bool {
	if c.Name != "Pipeline" && c.Name != "Pipelined" {
		return false
	}
	return c.Type != "Tx" || strings.Contains(c.Pkg, "/v") && !strings.HasPrefix(c.Pkg, "gopkg.in/")
}

// OwnPipeline reports whether a queued op joins a pipeline that is made for it: in
// the same function, and anew in each turn of the loops around it. Whoever calls the
// function once per element sends a pipeline for each.
func (p *Program) OwnPipeline(o *Op) bool {
	f, c := o.inner, &o.inner.Calls[o.At]
	if c.Recv == 0 {
		return false
	}
	v := Ref{f, c.Recv}.Bare()
	if x := v.Value(); x.Op == summary.Load {
		if in := p.Assigned(v.With(x.A)); len(in) == 1 {
			v = in[0].Bare()
		}
	}
	x := v.Value()
	if x.Op != summary.CallVal || f.LoopAt[f.Calls[x.N].Block] != f.LoopAt[c.Block] {
		return false
	}
	return slices.ContainsFunc(f.Ops, func(m *Op) bool { return m.Does("pipeline") && m.Site() == &f.Calls[x.N] })
}
