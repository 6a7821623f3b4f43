package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// together puts read-throughs that share a step of their type, which asks the source
// and fills the cache for all who call it, under that step: it is one thing to mend.
func together(p *analyzers.Pass, found []*fill) {
	by := map[*link.Func][]*fill{}
	for _, x := range found {
		if g := refills(p, x); g != nil {
			by[g] = append(by[g], x)
		}
	}
	for g, all := range by {
		missed := func(e *link.Edge) bool {
			return slices.ContainsFunc(all, func(x *fill) bool { return x.f == e.Caller })
		}
		if len(all) < 2 || slices.ContainsFunc(g.In, func(e *link.Edge) bool { return !missed(e) }) {
			continue // a refresh uses it too
		}
		for _, x := range all {
			x.others = all
		}
	}
}

// refills is the step of the type that asks the source and writes the cache, nil
// where they are in different places.
func refills(p *analyzers.Pass, x *fill) *link.Func {
	c := x.origin.Ctx.Outermost()
	if c == nil || x.owner != "" || x.optional || c.Edge.Via != link.Static || c.Edge.Call != x.source {
		return nil
	}
	g := c.Edge.Callee
	if g.Pkg != x.f.Pkg || g.Recv == "" || g.Recv != x.f.Recv || g.Exported {
		return nil
	}
	if !slices.ContainsFunc(p.Touch.At(x.f, x.source), func(w link.Touch) bool {
		return w.Effect&link.Writes != 0 && w.Ctx.Outermost() != nil && w.Ctx.Outermost().Edge.Callee == g && p.Prog.OneStore(&x.read, &w)
	}) {
		return nil
	}
	return g
}

// loudest is the level of the read-through that is worst.
func loudest(p *analyzers.Pass, all []*fill, a analyzers.At) finding.Level {
	out := finding.None
	for _, x := range all {
		if l := level(p, x, a); l.Rank() > out.Rank() {
			out = l
		}
	}
	return out
}

// inside says where the outermost callee on the way to a touch makes its call.
func inside(t *link.Touch) (f *link.Func, call int32, below *link.Ctx) {
	below = within(t.Ctx)
	call = t.Call
	if c := below.Outermost(); c != nil {
		call = c.Edge.Call
	}
	return t.Ctx.Outermost().Edge.Callee, call, below
}

// within is a context without its outermost call.
func within(c *link.Ctx) *link.Ctx {
	if c == nil || c.Up == nil {
		return nil
	}
	return &link.Ctx{Edge: c.Edge, Up: within(c.Up)}
}
