package link

import (
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
)

// Reached is an operation that a call leads to.
type Reached struct {
	*Op
	// In leads from the call's function to the op's; nil where the op is at the
	// call itself.
	In   *Ctx
	Conf finding.Confidence
}

// Under lists the operations that a call performs, itself or up to depth calls
// below, nearest first, one per place. It does not follow what runs beside the
// caller (go statements, registrations), nor, unless loops is set, what the
// callee repeats in a loop of its own.
func (p *Program) Under(f *Func, call int32, depth int, loops bool) []Reached {
	var out []Reached
	for _, o := range f.Ops {
		if o.Call == call {
			out = append(out, Reached{o, nil, o.Conf})
		}
	}
	if len(out) > 0 {
		return out
	}
	return p.under(f, call, nil, depth, loops, finding.Certain, map[*Func]bool{f: true})
}

func (p *Program) under(f *Func, call int32, ctx *Ctx, depth int, loops bool, conf finding.Confidence, seen map[*Func]bool) []Reached {
	if depth == 0 || f.Calls[call].Kind == summary.Go {
		return nil
	}
	var out []Reached
	var next []*Edge
	for _, e := range f.Out[call] {
		if seen[e.Callee] || !p.inline(e) {
			continue
		}
		seen[e.Callee] = true
		next = append(next, e)
		for _, o := range e.Callee.Ops {
			if loops || e.Callee.LoopAt[o.Site().Block] < 0 {
				out = append(out, Reached{o, &Ctx{Edge: e, Up: ctx}, least(least(conf, e.Conf), o.Conf)})
			}
		}
	}
	for _, e := range next {
		for i := range e.Callee.Calls {
			if loops || e.Callee.LoopAt[e.Callee.Calls[i].Block] < 0 {
				out = append(out, p.under(e.Callee, int32(i), &Ctx{Edge: e, Up: ctx}, depth-1, loops, least(conf, e.Conf), seen)...)
			}
		}
	}
	return out
}

// inline reports whether the callee runs as part of the call: callbacks do where
// a client that the catalogue knows takes them (a transaction, a pipeline).
func (p *Program) inline(e *Edge) bool {
	if e.Async || e.Entry {
		return false
	}
	if e.Via != Callback {
		return true
	}
	return e.Call >= 0 && p.Cat.Client(e.Caller.Calls[e.Call].Pkg) != nil
}

func least(a, b finding.Confidence) finding.Confidence {
	if b.Rank() < a.Rank() {
		return b
	}
	return a
}
