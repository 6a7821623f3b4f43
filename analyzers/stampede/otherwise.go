package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// otherwise notes that on another way through the function one of several callers does
// what on this one each does: for what is not local, say.
func otherwise(p *analyzers.Pass, sources []site, x *fill) {
	f := x.f
	for i := range f.Calls {
		o := int32(i)
		if o == x.source || f.Before(o, x.source) || f.Before(x.source, o) || !runsOnce(p, sources, x, o) {
			continue
		}
		x.optional = true
		x.declined = x.declined || !p.Prog.Unasked(f, f.Calls[x.source].Block)
	}
}

// runsOnce: call o does the same for one of several callers, or hands the function that
// does to one that runs it so.
func runsOnce(p *analyzers.Pass, sources []site, x *fill, o int32) bool {
	n := slices.IndexFunc(sources, func(s site) bool { return s.call == o })
	if n >= 0 && slices.ContainsFunc(sources[n].touches, func(t link.Touch) bool { return t.Once && sameWork(&t, &x.origin) }) {
		return true
	}
	work := p.Prog.Closure(link.Ref{F: x.f, V: x.f.Calls[x.source].Fun})
	return work != nil && slices.ContainsFunc(x.f.Out[o], func(e *link.Edge) bool {
		return e.Via == link.Static && slices.ContainsFunc(x.f.Calls[o].Args, func(a int32) bool { return p.Prog.Closure(link.Ref{F: x.f, V: a}) == work }) && leadsFor(p, e.Callee)
	})
}

// leadsFor: the function hands on a function that it was given, or runs it, for one of
// several callers.
func leadsFor(p *analyzers.Pass, g *link.Func) bool {
	given := func(v int32) bool {
		return g.Values[v].Op == summary.ParamVal && g.TypeAt(g.Values[v].Type).Kind == summary.Signature
	}
	for i := range g.Calls {
		c := &g.Calls[i]
		if (c.Fun != 0 && given(c.Fun) || slices.ContainsFunc(c.Args, given)) && p.Touch.Single(g, int32(i)) {
			return true
		}
	}
	return false
}
