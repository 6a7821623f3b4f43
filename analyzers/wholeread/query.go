package wholeread

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/sqltext"
	"github.com/cachevet/cachevet/rules"
)

// queries finds unfiltered queries after which the same function writes a cache.
func queries(p *analyzers.Pass, f *link.Func) {
	for _, o := range f.Ops {
		if o.Client.Kind != rules.Database || !o.Does("query") || o.Rule.Bounded || !unfiltered(p.Prog, o) || !fillsCache(p.Prog, f, o) {
			continue
		}
		c := analyzers.OfOp(o)
		c.Command, c.Cost, c.Announce = "SELECT", "rows x SELECT", announce
		c.Detail = "The query has no filter and no limit, and its rows go into a cache."
		c.Level = func(a analyzers.At) finding.Level { return level(p.Hazard, a, false) }
		p.Report(c)
	}
}

// unfiltered reports whether a query is known to return a whole table: its text
// says so, or its chain of builder calls narrows nothing.
func unfiltered(p *link.Program, o *link.Op) bool {
	if v, ok := o.Arg(o.Rule.Query); ok {
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
		if !f.After(q.Call, int32(i)) {
			continue
		}
		for _, r := range p.Under(f, int32(i), 3, link.Loops) {
			if r.Client.Kind != rules.Database && r.Does("write") {
				return true
			}
		}
	}
	return false
}
