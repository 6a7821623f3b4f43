package roundtrip

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// iterating are names of functions of other modules that call what they are given
// once for each element.
var iterating = []string{"ForEach", "Each", "Map", "MapErr", "Filter", "FilterMap", "FlatMap", "Reject", "Range", "Walk", "Scan", "Ascend", "Descend", "AscendRange", "Times", "UniqMap", "KeyBy", "GroupBy", "MapToSlice", "MapValues"}

// inCallbacks finds the commands of closures that code of other modules calls once
// for each element: range over a function, lo.ForEach, sync.Map.Range.
func inCallbacks(p *analyzers.Pass, f *link.Func) {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Kind != summary.Plain || !iterates(p.Prog, f, int32(i)) {
			continue
		}
		for _, e := range f.Out[i] {
			if e.Via == link.Callback && !e.Entry {
				perCall(p, e)
			}
		}
	}
}

// iterates reports whether a call goes through elements that are not written out.
func iterates(p *link.Program, f *link.Func, call int32) bool {
	c := &f.Calls[call]
	if f.Yields(call) {
		return true
	}
	if c.Iface != 0 || !slices.Contains(iterating, c.Name) || p.Cat.Client(c.Pkg) != nil {
		return false
	}
	if c.Callee == "(*sync.Map).Range" {
		return true
	}
	return slices.ContainsFunc(c.Args, func(a int32) bool {
		k := f.TypeAt(f.Values[a].Type).Kind
		return (k == summary.Slice || k == summary.Map) && f.Values[a].Op != summary.List && !p.Fixed(link.Val{Ref: link.Ref{F: f, V: a}})
	})
}

// perCall reports the heaviest command of a closure whose key is made of what the
// closure is given.
func perCall(p *analyzers.Pass, e *link.Edge) {
	g := e.Callee
	best := trip{call: -1}
	for j := range g.Calls {
		if g.Calls[j].Kind == summary.Defer {
			continue
		}
		for _, r := range p.Prog.Under(g, int32(j), depth, link.Beside) {
			if r.Conf == finding.Possible || tooDeep(g, r) || !batchable(p.Prog, r.Op) || paged(p.Prog, r) || p.Prog.Failing(r) || !ofElement(p.Prog, r, g) {
				continue
			}
			if best.call < 0 || weight(p.Prog, r.Op) > weight(p.Prog, best.Op) {
				best = trip{Reached: r, call: int32(j)}
			}
		}
	}
	if best.call < 0 {
		return
	}
	c := candidate(p, g, &best)
	c.Cost = "elements x " + best.Command
	c.Level = func(a analyzers.At) finding.Level { return analyzers.Table(p.Hazard, a) }
	p.Report(c)
}

// ofElement: the key, or another parameter of the command, is computed from what the
// closure is given.
func ofElement(p *link.Program, r link.Reached, g *link.Func) bool {
	params, _ := p.Params(r.Op, r.In)
	if k, ok := key(p, r); ok {
		params = append(params, k)
	}
	return slices.ContainsFunc(params, func(v link.Val) bool {
		return slices.ContainsFunc(p.Ingredients(v), func(of link.Ref) bool {
			for n := range g.Params {
				if of.F == g && g.Uses(of.V, n) {
					return true
				}
			}
			return false
		})
	})
}
