package roundtrip

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
)

// turns is what is done per element: a loop of f or, where l is -1, all of f, which
// is a function that code outside runs for each element of a collection:
// m.Range(func(k, v any) bool { ... }).
type turns struct {
	f *link.Func
	l int
}

// perTurn reports whether a function has turns.
func perTurn(p *link.Program, f *link.Func) bool { return len(f.Loops) > 0 || p.Ranger(f) != nil }

// turnsAt lists the turns around a block, innermost first.
func turnsAt(p *link.Program, f *link.Func, block int32) []turns {
	var out []turns
	for _, l := range f.LoopsAt(block) {
		out = append(out, turns{f, l})
	}
	if p.Ranger(f) != nil {
		out = append(out, turns{f, -1})
	}
	return out
}

// many reports whether the turns grow with data: the elements of a collection that
// is not written out, rows, keys, a computed number, or what comes through a channel
// of the function's own.
func (t turns) many(p *link.Program, ctx *link.Ctx) bool {
	if t.l < 0 {
		over, ok := p.RangedOver(t.f, ctx)
		return !ok || !p.Fixed(over)
	}
	b := p.LoopBound(t.f, t.l, ctx)
	switch b.Kind {
	case link.Elements:
		return !p.Fixed(b.Over)
	case link.Rows, link.Cursor, link.Numeric, link.Iterated:
		return true
	case link.Channel:
		return p.FedMany(t.f, t.l)
	}
	return false
}

// varies reports whether a value hangs on the turn.
func (t turns) varies(p *link.Program, v link.Val) bool { return t.known(p, v, -1) }

// known reports whether a value hangs on the turn in a way that does not wait for what a
// call has answered on the turn before; -1 for no call.
func (t turns) known(p *link.Program, v link.Val, call int32) bool {
	if t.l < 0 {
		return p.VariesPerCall(v, t.f)
	}
	b := p.LoopBound(t.f, t.l, nil)
	fetches, over := b.Kind == link.Rows || b.Kind == link.Cursor, link.Val{}
	if b.Kind == link.Iterated {
		fetches, over = true, b.Over
	}
	return p.VariesBefore(v, t.f, &t.f.Loops[t.l], fetches, over, call)
}

// tasks: what workers take from a channel is work to do rather than the key of an
// element, where the command is more calls away than a helper or two.
func (t turns) tasks(p *link.Program, calls int) bool {
	return t.l >= 0 && calls > 2 && p.LoopBound(t.f, t.l, nil).Kind == link.Channel
}

// jobs: the turns go through what a queue hands the function, of which each is work to do,
// as what workers take from a channel is: the command, more calls away than a helper or
// two, is a part of what asks other places too.
func (t turns) jobs(p *analyzers.Pass, root roots.Root, path []*link.Edge, r link.Reached) bool {
	if t.l < 0 || own(t.f, r) <= 2 || !asksOthers(p, r) {
		return false
	}
	if over := p.Prog.LoopBound(t.f, t.l, nil).Over; over.F != t.f || over.Bare().Value().Op != summary.ParamVal {
		return false
	}
	worker := root.Kind == "consumer" || root.Kind == "periodic"
	if root.F == t.f {
		return worker
	}
	for i := len(path) - 1; i >= 0; i-- {
		switch e := path[i]; {
		case e.Callee == t.f && e.Via != link.ByClosure && e.Via != link.Callback:
			return false
		case e.Async:
			return true
		case e.Caller.Decl == t.f.Decl:
			return false // it hands the function to a helper, and waits
		}
	}
	return worker
}

// asksOthers: a function on the way to a command asks a database, a service or a program.
func asksOthers(p *analyzers.Pass, r link.Reached) bool {
	for c := r.In; c != nil; c = c.Up {
		g := c.Edge.Callee
		for i := range g.Calls {
			if p.Touch.Does(g, int32(i), link.Source) {
				return true
			}
		}
	}
	return false
}

// counted: there is a number of turns that is known before.
func (t turns) counted(p *link.Program) bool {
	return t.l >= 0 && p.LoopBound(t.f, t.l, nil).Kind == link.Numeric
}

// untilOK: the turns end at the first success of a call.
func (t turns) untilOK(p *link.Program, call int32) bool {
	return t.l >= 0 && p.Ends(t.f, t.l, call).UntilOK
}

// chosen: of all elements the call is made for one alone: it runs the function that a table
// has for a key of the map that is gone through, or stands where that key is a certain one.
func (t turns) chosen(call int32) bool {
	if t.l < 0 {
		return false
	}
	f, c := t.f, &t.f.Calls[call]
	fun := &f.Values[c.Fun]
	for fun.Op == summary.Extract || fun.Op == summary.Load {
		fun = &f.Values[fun.A]
	}
	if fun.Op == summary.ElemOf && f.TypeAt(f.Values[fun.A].Type).Kind == summary.Map && t.mapKey(fun.B) {
		return true
	}
	return slices.ContainsFunc(f.Guards(c.Block), func(g link.Guard) bool {
		x := &f.Values[g.Cond]
		return g.Taken && x.Op == summary.Binary && x.Str == "==" &&
			(t.mapKey(x.A) && f.Values[x.B].Op == summary.Const || t.mapKey(x.B) && f.Values[x.A].Op == summary.Const)
	})
}

// mapKey: a value is the key of the map that the turns go through, which each has its own.
func (t turns) mapKey(v int32) bool {
	x, more := &t.f.Values[v], &t.f.Values[t.f.Blocks[t.f.Loops[t.l].Header].Cond]
	return x.Op == summary.Extract && x.N == 1 && more.Op == summary.Extract && more.A == x.A && t.f.Values[x.A].Op == summary.NextOf
}

// elsewhere: each element has a client of its own, as plugins have behind an interface,
// or one that is made for it on the way, so that no two commands could go together.
func (t turns) elsewhere(p *link.Program, r link.Reached) bool {
	client := p.Receiver(r)
	if client.V == 0 {
		return false
	}
	return p.Anew(client.Ref, r.In) || works(p, r, t) && ownField(client) && t.varies(p, client)
}

// ownField: a field of the method's own type, rather than of what that hangs on.
func ownField(v link.Val) bool {
	held := v.F.HeldIn(v.V)
	if held.Op != summary.FieldOf {
		return false
	}
	n, ok := v.F.ParamOf(held.A)
	return ok && n == 0 && v.F.Recv != ""
}

// joins: who starts goroutines in the turns waits for them.
func (t turns) joins(p *link.Program) bool { return t.l >= 0 && p.Joins(t.f, t.l) }

// words name the turns.
func (t turns) words(p *link.Program) string {
	if t.l >= 0 {
		return p.LoopBound(t.f, t.l, nil).Words
	}
	if over, ok := p.RangedOver(t.f, nil); ok {
		return "elements of " + p.Describe(over)
	}
	return "elements of a collection"
}
