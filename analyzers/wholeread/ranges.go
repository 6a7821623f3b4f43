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
		p.Report(ranged(p, o, analyzers.OfOp(o), nil))
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
		p.Report(ranged(p, o, c, in))
	}
}

func ranged(p *analyzers.Pass, o *link.Op, c analyzers.Candidate, in *link.Ctx) analyzers.Candidate {
	key, known := p.Prog.KeyOf(o)
	key = key.Seen(in)
	mild := !known || entity(p.Prog, key) || registry(p.Prog, key) || p.Prog.Named(key) || few(c.F)
	c.Detail = "It asks for all keys with a prefix."
	c.Announce = announce
	c.Level = func(a analyzers.At) finding.Level { return level(p.Hazard, a, mild || few(a.Root.F)) }
	return c
}

// parts are words of functions and types that look at the parts of a system, which are
// few, or that keep up with what changes.
var parts = []string{"peer", "node", "server", "service", "instance", "endpoint", "registry", "discovery", "resolver", "resolve", "config", "conf", "setting", "settings", "watch", "watcher", "leader", "election", "cluster"}

func few(f *link.Func) bool { return analyzers.Named(f, parts...) }
