package lockttl

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// given reports the callers of what takes a lock for as long as it is told, where
// they say for ever, and of what writes a key where it is absent, for ever, where only
// they show that it is a lock.
func given(p *analyzers.Pass, o *link.Op) (found bool) {
	return o.Script == nil && !o.Queued() && above(p, o.F, link.Reached{Op: o, Conf: o.Conf}, far)
}

// above goes up the ways by which f is called, which leads on to a lock's taker.
func above(p *analyzers.Pass, f *link.Func, r link.Reached, most int) (found bool) {
	if most == 0 {
		return false
	}
	for _, e := range f.In {
		if e.Call < 0 || e.Via == link.Callback || e.Conf == finding.Possible || e.Caller == f {
			continue
		}
		r := r.From(&link.Ctx{Edge: e})
		if !p.Prog.OpenWay(r.In) {
			continue // what it passes has no lock taken
		}
		_, expires := p.Prog.AbsentUnder(r)
		later := !expires && expiresLater(p.Prog, e.Caller, e.Call, r)
		if !later && (expires || !aLock(p.Prog, e.Caller, r)) {
			found = above(p, e.Caller, r, most-1) || found
			continue
		}
		call := &e.Caller.Calls[e.Call]
		c := candidate(r.Op, later)
		c.F, c.Block, c.Pos, c.Callee, c.Below, c.Thin = e.Caller, call.Block, call.Pos, call.Callee, r.In, false
		p.Report(c)
		found = true
	}
	return found
}

// aLock: the taker, its caller or the key that is passed speaks of a lock.
func aLock(p *link.Program, caller *link.Func, r link.Reached) bool {
	key, known := p.KeyOf(r.Op)
	return analyzers.LockNamed(r.Op.F) || analyzers.LockNamed(caller) || known && analyzers.LockKey(p, key.Seen(r.In))
}
