package unlock

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// through reports a lock's own code that gives it back through somebody else's
// store, whose deletion by key compares nothing. The type must take it there too, under
// the very key where the method's name does not say that it is given back.
func through(p *analyzers.Pass, f *link.Func) {
	if !analyzers.LockTyped(f) || breaks(f) {
		return
	}
	frees := analyzers.Announces(shortOf(f), freeing)
	for i := range f.Calls {
		r, ok := drops(p.Prog, f, int32(i))
		if !ok || analyzers.LockTyped(r.F) || !deletes(p.Prog, r.Op) || !takesElsewhere(p, analyzers.Receiver(f), func(s link.Reached) bool { return frees || sameKey(p.Prog, r, s) }) {
			continue
		}
		in := last(r.In, analyzers.Receiver(f))
		call := &in.Edge.Caller.Calls[in.Edge.Call]
		c := analyzers.OfOp(r.Op)
		c.F, c.Block, c.Pos, c.Callee, c.Conf, c.Thin = in.Edge.Caller, call.Block, call.Pos, call.Callee, r.Conf, false
		c.Below = from(r.In, in)
		c.Detail = "The key is deleted, whoever holds the lock by now."
		p.Report(c)
		return
	}
}

// sameKey: two ops are known to be of one key.
func sameKey(p *link.Program, r, s link.Reached) bool {
	a, ok := p.KeyUnder(r)
	b, known := p.KeyUnder(s)
	return ok && known && p.SameKey(a, b)
}

// takesElsewhere: a method of the type writes a key where it is absent, by way of
// another type, and as asked.
func takesElsewhere(p *analyzers.Pass, recv string, as func(link.Reached) bool) bool {
	for _, f := range p.Prog.Funcs {
		if analyzers.Receiver(f) != recv {
			continue
		}
		for i := range f.Calls {
			for _, r := range p.Prog.Under(f, int32(i), far, 0) {
				if absent, _ := p.Prog.Absent(r.Op); absent && r.In != nil && r.Conf != finding.Possible && !analyzers.LockTyped(r.F) && as(r) {
					return true
				}
			}
		}
	}
	return false
}

// last is the innermost call on the way that the lock's own type makes.
func last(ctx *link.Ctx, recv string) *link.Ctx {
	out := ctx
	for c := ctx; c != nil; c = c.Up {
		if analyzers.Receiver(c.Edge.Caller) == recv {
			return c
		}
		out = c
	}
	return out
}

// from cuts off what lies above a call.
func from(ctx, top *link.Ctx) *link.Ctx {
	if ctx == top {
		return &link.Ctx{Edge: ctx.Edge}
	}
	return &link.Ctx{Edge: ctx.Edge, Up: from(ctx.Up, top)}
}
