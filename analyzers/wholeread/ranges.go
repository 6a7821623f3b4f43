package wholeread

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// ranges reports a store's read of all keys with a prefix, by the call that says so:
// the client's, or that of a helper which hands on the options that it is given.
func ranges(p *analyzers.Pass, o *link.Op) {
	if p.Prog.Ranges(o, nil) {
		p.Report(ranged(p, analyzers.OfOp(o)))
		return
	}
	if !o.Site().Ellipsis {
		return
	}
	for _, e := range o.F.In {
		in := &link.Ctx{Edge: e}
		if e.Call < 0 || e.Via == link.Callback || !p.Prog.Ranges(o, in) {
			continue
		}
		call := &e.Caller.Calls[e.Call]
		c := analyzers.OfOp(o)
		c.F, c.Block, c.Pos, c.Callee, c.Below, c.Thin = e.Caller, call.Block, call.Pos, o.F.Name, in, false
		p.Report(ranged(p, c))
	}
}

// ranged: a store like this keeps what a system is made of, in a few gigabytes at
// most; that all of it is read is worth knowing, and no more.
func ranged(p *analyzers.Pass, c analyzers.Candidate) analyzers.Candidate {
	c.Detail = "It asks for all keys with a prefix."
	c.Announce = announce
	c.Level = func(a analyzers.At) finding.Level { return level(p.Hazard, a, true) }
	return c
}
