package analyzers

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Counts reports whether an op, to which a call of f leads, takes a lock, or a place of a
// semaphore, by counting who wants it: what it counts is deleted or counted down again, by
// the function or by another of its type, and either the code speaks of a lock there or the
// number decides who is let in. What everybody counts up and nobody gives back is no lock.
func Counts(p *link.Program, f *link.Func, r link.Reached) bool {
	key, known := p.KeyUnder(r)
	if !countsUp(r.Op) || !known || r.In != nil && !LockTyped(f) {
		return false
	}
	c := &counter{p: p, f: f, call: r.Call, key: key, keyed: OwnLockKey(p, key), named: LockCalled(f)}
	if r.In != nil {
		c.call = r.In.Outermost().Edge.Call
	}
	return slices.ContainsFunc(p.Funcs, func(g *link.Func) bool {
		if g.Pkg != f.Pkg || g.Decl != f.Decl && Receiver(g) != Receiver(f) {
			return false
		}
		if slices.ContainsFunc(g.Ops, func(d *link.Op) bool { return c.givenBack(g, link.Reached{Op: d}) }) {
			return true
		}
		for i := range g.Calls {
			if r.In != nil && slices.ContainsFunc(p.Under(g, int32(i), wrapped, 0), func(d link.Reached) bool { return c.givenBack(g, d) }) {
				return true
			}
		}
		return false
	})
}

// wrapped is how many calls below the methods of a lock the client may be.
const wrapped = 3

// counter is what a call of f counts up.
type counter struct {
	p            *link.Program
	f            *link.Func
	call         int32
	key          link.Val
	keyed, named bool // the key, or the code, speaks of a lock
}

// givenBack reports whether an op, to which g leads, deletes the counter or counts it down.
func (c *counter) givenBack(g *link.Func, d link.Reached) bool {
	down := countsDown(d.Op)
	if !down && !d.Drops() {
		return false
	}
	k, ok := c.p.KeyUnder(d)
	switch {
	case !ok:
		return false
	case g.Decl == c.f.Decl:
		return (c.keyed || c.named && down) && c.p.SameKey(c.key, k)
	case c.named && LockNamed(g):
		return !c.p.Differ(c.key, k)
	}
	return (c.keyed || down && admits(c.p, c.f, c.call)) && (c.p.SameKey(c.key, k) || c.p.Alike(c.key, k))
}

func countsUp(o *link.Op) bool {
	if o.Script != nil {
		return o.Script.Has("INCR", "INCRBY") && !o.Script.Partial
	}
	return (o.Command == "INCR" || o.Command == "INCRBY") && !o.Queued()
}

func countsDown(o *link.Op) bool {
	if o.Script != nil {
		return o.Script.Has("DECR", "DECRBY")
	}
	return o.Command == "DECR" || o.Command == "DECRBY"
}

// admits: the function ends one way or another, as what the call gave is compared with a
// number.
func admits(p *link.Program, f *link.Func, call int32) bool {
	return slices.ContainsFunc(f.Blocks, func(b summary.Block) bool {
		return b.Cond != 0 && len(b.Succs) == 2 && compared(p, f, b.Cond, call, 0)
	}) || slices.ContainsFunc(f.Returns, func(r summary.Return) bool {
		return slices.ContainsFunc(r.Values, func(v int32) bool { return compared(p, f, v, call, 0) })
	})
}

// compared: the value says how a number that a call gave stands to another one.
func compared(p *link.Program, f *link.Func, v, call int32, d int) bool {
	x := &f.Values[v]
	switch x.Op {
	case summary.Not:
		return compared(p, f, x.A, call, d)
	case summary.Load: // a result, where something is put off until the function ends
		return d < 4 && slices.ContainsFunc(p.Assigned(link.Ref{F: f, V: x.A}), func(r link.Ref) bool { return r.F == f && compared(p, f, r.V, call, d+1) })
	case summary.Binary:
		switch x.Str {
		case "==", "!=", "<", "<=", ">", ">=":
			return f.TypeAt(f.Values[x.A].Type).Kind == summary.Integer && p.Derives(f, v, call)
		}
	}
	return false
}
