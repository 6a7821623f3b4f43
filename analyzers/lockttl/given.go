package lockttl

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// given reports the callers of what takes a lock for as long as it is told, where
// they say for ever.
func given(p *analyzers.Pass, o *link.Op) {
	if absent, expires := p.Prog.Absent(o); absent && expires && o.Script == nil {
		above(p, o.F, link.Reached{Op: o, Conf: o.Conf}, far)
	}
}

// above goes up the ways by which f is called, which leads on to a lock's taker.
func above(p *analyzers.Pass, f *link.Func, r link.Reached, most int) {
	if most == 0 {
		return
	}
	for _, e := range f.In {
		if e.Call < 0 || e.Via == link.Callback || e.Conf == finding.Possible || e.Caller == f {
			continue
		}
		r := r.From(&link.Ctx{Edge: e})
		if _, expires := p.Prog.AbsentUnder(r); expires {
			above(p, e.Caller, r, most-1)
		} else if aLock(p.Prog, e.Caller, r) {
			call := &e.Caller.Calls[e.Call]
			c := candidate(r.Op, false)
			c.F, c.Block, c.Pos, c.Callee, c.Below, c.Thin = e.Caller, call.Block, call.Pos, call.Callee, r.In, false
			p.Report(c)
		}
	}
}

// aLock: the taker, its caller or the key that is passed speaks of a lock.
func aLock(p *link.Program, caller *link.Func, r link.Reached) bool {
	key, known := p.KeyOf(r.Op)
	return analyzers.LockNamed(r.Op.F) || analyzers.LockNamed(caller) || known && analyzers.LockKey(p, key.Seen(r.In))
}
