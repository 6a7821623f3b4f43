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
//
// in leads to the op: a helper on the way may be given the pipeline that its caller has
// made.
func (p *Program) OwnPipeline(o *Op, in *Ctx) bool {
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
			return f.LoopAt[made.Block] == f.LoopAt[block] && f.pipelines(int32(x.N))
		case x.Op != summary.ParamVal || v.Ctx == nil || v.Ctx.Edge.Callee != f || v.Ctx.Edge.Call < 0 || f.LoopAt[block] >= 0:
			return false
		}
		e := v.Ctx.Edge
		if e.Via == Callback {
			return e.Caller.pipelines(e.Call) // Pipelined(ctx, func(p) { ... }) sends what was filled
		}
		arg, ok := p.Arg(v.Ctx, int(x.N))
		if !ok || arg.F != e.Caller {
			return false
		}
		v, block = arg, e.Caller.Calls[e.Call].Block
	}
	return false
}

// SentAtOnce reports whether what an op queues goes out in the same turn of the loop
// around it, whatever happens but a failure.
func (p *Program) SentAtOnce(o *Op) bool {
	f, block := o.F, o.Site().Block
	if f.LoopAt[block] < 0 {
		return false
	}
	known := f.Guards(block)
	return slices.ContainsFunc(f.Ops, func(s *Op) bool {
		at := s.Site()
		return (s.Does("send") || s.Command == "EXEC") && f.LoopAt[at.Block] == f.LoopAt[block] && f.Before(o.Call, s.Call) && p.SameObject(Ref{f, at.Recv}, Ref{f, o.Site().Recv}) &&
			!slices.ContainsFunc(f.Guards(at.Block), func(g Guard) bool { return !slices.Contains(known, g) && !f.comparesError(g.Cond) })
	})
}

func (f *Func) comparesError(cond int32) bool {
	x := &f.Values[cond]
	return x.Op == summary.Binary && (f.TypeAt(f.Values[x.A].Type).Text == "error" || f.TypeAt(f.Values[x.B].Type).Text == "error")
}

// pipelines reports whether a call makes a pipeline.
func (f *Func) pipelines(call int32) bool {
	return slices.ContainsFunc(f.Ops, func(m *Op) bool { return m.Does("pipeline") && m.Call == call })
}

// QueuedIn reports whether an op joins a pipeline where a way leads to it: a helper
// that any client would do for may be handed a pipeline.
func (p *Program) QueuedIn(o *Op, in *Ctx) bool {
	c := &o.inner.Calls[o.At]
	if o.Queued() || c.Recv == 0 {
		return o.Queued()
	}
	v := p.outer(Val{Ref{o.inner, c.Recv}, chain(o.Ctx, in)}, 0)
	return v.V != 0 && queues(o.Client, v.Type())
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

// Watched reports whether the declared function around f watches keys, or is handed what
// does: the comparison that a transaction hangs on holds until it is sent then.
func (p *Program) Watched(f *Func) bool {
	for _, g := range p.Funcs {
		if g.Pkg != f.Pkg || g.Decl != f.Decl {
			continue
		}
		if slices.ContainsFunc(g.Ops, func(o *Op) bool { return o.Command == "WATCH" }) || slices.ContainsFunc(g.Params, func(prm summary.Param) bool { return strings.HasSuffix(g.TypeAt(prm.Type).Text, ".Tx") }) {
			return true
		}
	}
	return false
}
