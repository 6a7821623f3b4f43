package roundtrip

import "github.com/cachevet/cachevet/internal/link"

// maxHanded is how many literals, each run by the one before, lead from a loop to
// a command.
const maxHanded = 3

// inLiterals judges the function literals that callers hand to a loop, which runs
// one for each element: Each(ctx, func(item) error { ... }). The place is in the
// literal, whose author knows what a turn costs.
func (w *walk) inLiterals(f *link.Func, call int32, around []turns) []*trip {
	var out []*trip
	for _, through := range literals(w.p, f, call, nil, map[*link.Func]bool{}) {
		lit := through.Edge.Callee
		for i := range lit.Calls {
			if lit.LoopAt[lit.Calls[i].Block] >= 0 {
				continue // a loop of its own is judged there
			}
			if t := w.inLiteral(call, around, through, int32(i)); t != nil {
				out = append(out, t)
			}
		}
	}
	return out
}

func (w *walk) inLiteral(call int32, around []turns, through *link.Ctx, i int32) *trip {
	p, lit := w.p, through.Edge.Callee
	var best *trip
	for _, below := range w.under(lit, i) {
		if throughLiteral(p, lit, i, below.In) {
			continue
		}
		if l, ok := turn(p, call, around, below.From(through), best); ok {
			best = &trip{Reached: below.From(through), f: lit, call: i, loop: l, through: through, below: below.In}
		}
	}
	return best
}

// walk remembers what is below the calls of literals, which many loops run.
type walk struct {
	p     *link.Program
	below map[place][]link.Reached
}

type place struct {
	f    *link.Func
	call int32
}

func (w *walk) under(f *link.Func, call int32) []link.Reached {
	k := place{f, call}
	out, known := w.below[k]
	if !known {
		out = w.p.Under(f, call, depth-1, link.Beside)
		w.below[k] = out
	}
	return out
}

// literals lists a way to each of the function literals that a call runs because
// callers hand them in, and to those that these are handed in turn.
func literals(p *link.Program, f *link.Func, call int32, ctx *link.Ctx, seen map[*link.Func]bool) []*link.Ctx {
	if !p.HandsIn(f, call) || length(ctx) == maxHanded {
		return nil
	}
	var out []*link.Ctx
	for _, e := range f.Out[call] {
		if !handed(e) || e.Callee == f || seen[e.Callee] {
			continue
		}
		seen[e.Callee] = true
		in := &link.Ctx{Edge: e, Up: ctx}
		out = append(out, in)
		for i := range e.Callee.Calls {
			out = append(out, literals(p, e.Callee, int32(i), in, seen)...)
		}
	}
	return out
}

func handed(e *link.Edge) bool { return e.Via == link.ByClosure && e.Callee.Literal() }

// throughLiteral: the way from a call to a command begins with a literal that is
// judged by itself.
func throughLiteral(p *link.Program, f *link.Func, call int32, in *link.Ctx) bool {
	for c := in; c != nil; c = c.Up {
		if c.Up == nil {
			return handed(c.Edge) && p.HandsIn(f, call)
		}
	}
	return false
}

func length(c *link.Ctx) (n int) {
	for ; c != nil; c = c.Up {
		n++
	}
	return n
}

// upTo is the part of a path that leads to the loop which runs a literal. A path
// may leave the loop out (shown is false), where a method of an interface takes the
// literal that others than the known may stand behind. ok is false where it leads
// to the literal by another way.
func upTo(path []*link.Edge, through *link.Ctx) (before []*link.Edge, shown, ok bool) {
	before = path
	for c := through; c != nil; c = c.Up {
		n := len(before)
		if n == 0 || !same(before[n-1], c.Edge) {
			return nil, false, len(path) > 0 && (path[len(path)-1].Via == link.Callback || beside(path[len(path)-1], through.Edge))
		}
		before = before[:n-1]
	}
	return before, true, true
}

// beside: the helper that has a loop run the literal for many runs it at once for one.
func beside(a, b *link.Edge) bool { return a.Callee == b.Callee && a.Caller.Decl == b.Caller.Decl }

func same(a, b *link.Edge) bool {
	return a.Caller == b.Caller && a.Call == b.Call && a.Callee == b.Callee
}
