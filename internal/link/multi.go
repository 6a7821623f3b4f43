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
func (p *Program) OwnPipeline(o *Op) bool { return p.OwnPipelineIn(o, nil) }

// OwnPipelineIn is OwnPipeline for an op that a way leads to: a helper on it may be
// given the pipeline that its caller has made.
func (p *Program) OwnPipelineIn(o *Op, in *Ctx) bool {
	at := chain(o.Ctx, in)
	v, block := Val{Ref{o.inner, o.inner.Calls[o.At].Recv}, at}, o.inner.Calls[o.At].Block
	for range maxHelpers {
		if v.V == 0 {
			return false
		}
		v = p.assignedOnce(v)
		f, x := v.F, v.Value()
		switch {
		case x.Op == summary.CallVal:
			made := &f.Calls[x.N]
			return f.LoopAt[made.Block] == f.LoopAt[block] && slices.ContainsFunc(f.Ops, func(m *Op) bool { return m.Does("pipeline") && m.Site() == made })
		case x.Op != summary.ParamVal || v.Ctx == nil || v.Ctx.Edge.Callee != f || v.Ctx.Edge.Call < 0 || f.LoopAt[block] >= 0:
			return false
		}
		e := v.Ctx.Edge
		arg, ok := p.Arg(v.Ctx, int(x.N))
		if !ok || arg.F != e.Caller {
			return false
		}
		v, block = arg, e.Caller.Calls[e.Call].Block
	}
	return false
}

// maxHelpers is how many functions hand a pipeline on.
const maxHelpers = 3

// assignedOnce is what a variable holds that is set in one place.
func (p *Program) assignedOnce(v Val) Val {
	v.Ref = v.Ref.Bare()
	if x := v.Value(); x.Op == summary.Load {
		if in := p.Assigned(v.Ref.With(x.A)); len(in) == 1 && in[0].F == v.F {
			v.Ref = in[0].Bare()
		}
	}
	return v
}
