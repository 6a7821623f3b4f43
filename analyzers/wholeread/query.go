package wholeread

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/sqltext"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// queries finds unfiltered queries after which the same function writes a cache, and
// those whose rows it, or who asks it for them, keeps in the process.
func queries(p *analyzers.Pass, f *link.Func) {
	for _, o := range f.Ops {
		if o.Client.Kind != rules.Database || !o.Does("query") || o.Rule.Bounded || !unfiltered(p.Prog, o) {
			continue
		}
		switch {
		case fillsCache(p.Prog, f, o):
			p.Report(selected(p, analyzers.OfOp(o), inCache))
		case p.Prog.KeepsRows(f, o.Call):
			p.Report(selected(p, analyzers.OfOp(o), inProcess))
		default:
			keptAbove(p, o)
		}
	}
}

const (
	inProcess = "The query has no filter and no limit, and its rows are kept in the process."
	inCache   = "The query has no filter and no limit, and its rows go into a cache."
)

// keptAbove reports the callers of a function that gives all rows which keep them.
func keptAbove(p *analyzers.Pass, o *link.Op) {
	for _, e := range o.F.In {
		if e.Call < 0 || e.Via == link.Callback || e.Via == link.ByClosure || e.Conf == finding.Possible || e.Async || !gives(o.F) {
			continue
		}
		detail := inProcess
		if !p.Prog.KeepsRows(e.Caller, e.Call) {
			if detail = inCache; !storesRows(p.Prog, e.Caller, e.Call) {
				continue
			}
		}
		call := &e.Caller.Calls[e.Call]
		c := analyzers.OfOp(o)
		c.F, c.Block, c.Pos, c.Callee, c.Below, c.Thin = e.Caller, call.Block, call.Pos, o.F.Name, &link.Ctx{Edge: e}, false
		p.Report(selected(p, c, detail))
	}
}

// storesRows: what a call gave goes into a cache.
func storesRows(p *link.Program, f *link.Func, call int32) bool {
	for i := range f.Calls {
		if !f.After(call, int32(i)) || !slices.ContainsFunc(f.Calls[i].Args, func(a int32) bool { return p.Derives(f, a, call) }) {
			continue
		}
		if writes(p, f, int32(i)) {
			return true
		}
	}
	return false
}

// gives: the function gives a collection.
func gives(f *link.Func) bool {
	if len(f.Results) == 0 {
		return false
	}
	t := f.TypeAt(f.Results[0])
	return t.Kind == summary.Slice || t.Kind == summary.Map
}

func selected(p *analyzers.Pass, c analyzers.Candidate, detail string) analyzers.Candidate {
	c.Command, c.Cost, c.Announce, c.Detail = "SELECT", "rows x SELECT", announce, detail
	c.Level = func(a analyzers.At) finding.Level { return level(p.Hazard, a, false) }
	return c
}

// unfiltered reports whether a query is known to return a whole table: its text
// says so, or its chain of builder calls narrows nothing.
func unfiltered(p *link.Program, o *link.Op) bool {
	v, ok := o.Arg(o.Rule.Query)
	if !ok {
		v, ok = p.RawQuery(o)
	}
	if ok {
		texts := p.Strings(v, false)
		if len(texts.Open) > 0 || len(texts.Vals) == 0 {
			return false
		}
		for _, t := range texts.Vals {
			s := sqltext.Parse(t)
			if s.Verb != sqltext.Select || s.Where || s.Partial || s.Bounded() {
				return false
			}
		}
		return true
	}
	return p.WholeChain(o)
}

// fillsCache reports whether what the function does after the query writes the
// rows to a cache.
func fillsCache(p *link.Program, f *link.Func, q *link.Op) bool {
	for i := range f.Calls {
		if f.After(q.Call, int32(i)) && writes(p, f, int32(i)) {
			return true
		}
	}
	return false
}

// writes: a call writes a cache.
func writes(p *link.Program, f *link.Func, call int32) bool {
	return slices.ContainsFunc(p.Under(f, call, 3, link.Loops), func(r link.Reached) bool {
		return r.Client.Kind != rules.Database && (r.Does("write") || r.In == nil && r.Client.Kind == rules.Remote && r.Collects())
	})
}
