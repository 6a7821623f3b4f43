package lockttl

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// looked reports what takes a lock, where f has looked for it and found nothing, by way of
// others who store it for ever.
func looked(p *analyzers.Pass, f *link.Func) {
	for i := range f.Calls {
		if _, ok := analyzers.Looked(p, f, int32(i)); !ok || slices.ContainsFunc(f.Ops, func(o *link.Op) bool { return o.Call == int32(i) }) {
			continue
		}
		call := &f.Calls[i]
		c := analyzers.Candidate{
			F: f, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: "SET", Conf: finding.Certain,
			Cost: "1 x SET", Detail: "It is taken through an interface, with no time to live.",
		}
		stored := slices.DeleteFunc(p.Prog.Under(f, int32(i), far, 0), func(r link.Reached) bool { return !r.Client.Kind.Keyed() || r.Conf == finding.Possible })
		if len(stored) > 0 {
			r := stored[0]
			if r.Queued() || !forEver(p.Prog, r) {
				continue
			}
			c = candidate(r.Op, expiresLater(p.Prog, f, int32(i), r))
			c.F, c.Block, c.Pos, c.Callee, c.Below, c.Thin = f, call.Block, call.Pos, call.Callee, r.In, false
		} else if !noDuration(p.Prog, f, call) {
			continue
		}
		p.Report(c)
	}
}

// forEver: a SET that a call leads to is known to give no expiry.
func forEver(p *link.Program, r link.Reached) bool {
	if r.Command != "SET" || r.Script != nil {
		return false
	}
	if r.Rule.Raw != nil {
		params, spelled := p.Params(r.Op, r.In)
		_, found := p.Keyword(params, "EX", "PX", "EXAT", "PXAT")
		return spelled && !found
	}
	v, ok := r.Arg(r.Rule.TTL)
	return ok && p.NoTime(v.Seen(r.In))
}

// noDuration: the call is told that the time to live is none.
func noDuration(p *link.Program, f *link.Func, c *summary.Call) bool {
	return slices.ContainsFunc(c.Args, func(a int32) bool {
		return f.TypeAt(f.Values[a].Type).Named == "time.Duration" && p.NoTime(link.Val{Ref: link.Ref{F: f, V: a}})
	})
}
