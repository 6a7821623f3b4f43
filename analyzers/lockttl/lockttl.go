// Package lockttl asks where a lock is taken that never expires by itself: SETNX,
// SET with NX or memcached's add without a time to live, or with one that comes
// in a second command, or is an option and none by default; and where GETSET takes a lock over from a holder that is
// taken for dead, and its time to live away.
//
// Not every key that is written when absent is a lock: without a second command
// for the expiry, a name, a type or the key must speak of one, or the key must be
// deleted again by the function that took it, or be made of the time. Where nobody looks whether it was
// written, it is none whatever follows. Flags and markers that are meant to
// stay are none. A lock that is taken through an exported interface of a cache may be
// everybody's, whatever the module puts behind it. Locks of libraries that the catalogue knows expire.
package lockttl

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "lockttl", Run: run}

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		for _, o := range f.Ops {
			if !o.Client.Kind.Keyed() {
				continue
			}
			absent, expires := p.Prog.Absent(o)
			defaulted := absent && expires && byDefault(p.Prog, o)
			if absent && expires && !(defaulted && isLock(p.Prog, f, o)) {
				given(p, o)
			}
			bare := !absent && neverExpires(p.Prog, f, o)
			if (!absent || expires && !defaulted) && !bare && !takesOver(p.Prog, f, o) && !counted(p.Prog, f, o) {
				continue
			}
			later := o.Script == nil && expiresLater(p.Prog, f, o.Call, link.Reached{Op: o})
			if later && (o.Queued() || batched(o)) {
				continue // both in one pipeline
			}
			if !later && absent && !ownLock(p.Prog, f, o) && given(p, o) {
				continue // its callers show which of their keys are locks
			}
			if later && o.Site().Val != 0 || bare || isLock(p.Prog, f, o) {
				c := candidate(o, later)
				if defaulted && !later {
					c.Detail = "An option gives the expiry, which is none by default."
				}
				p.Report(c)
			}
		}
		through(p, f)
		byDriver(p, f)
		looked(p, f)
	}
}

// neverExpires: a lock that the function has looked for before, or that it counts, is
// given no expiry by the command that takes it.
func neverExpires(p *link.Program, f *link.Func, o *link.Op) bool {
	key, _ := p.KeyOf(o)
	r := link.Reached{Op: o}
	switch {
	case countsForEver(p, f, r):
		return true
	case analyzers.LooksFirst(p, f, o):
		return forEver(p, r) && (expiresLater(p, f, o.Call, r) || !p.ExpiresNearby(f, key, false))
	}
	return false
}

// countsForEver: who wants the lock is counted, under a key that nothing around gives an
// expiry.
func countsForEver(p *link.Program, f *link.Func, r link.Reached) bool {
	key, _ := p.KeyUnder(r)
	return analyzers.Counts(p, f, r) && !p.ExpiresNearby(f, key, false)
}

// byDefault reports whether the expiry is an option that is none by default. What a caller
// passes is its matter.
func byDefault(p *link.Program, o *link.Op) bool {
	v, ok := o.Arg(o.Rule.TTL)
	if !ok || o.Rule.Raw != nil {
		return false
	}
	_, passed := v.F.ParamOf(v.F.Unconverted(v.V))
	return !passed && p.DefaultsToZero(v) && !(v.F == o.F && p.NotZero(o.F, o.Site().Block, v.V))
}

// far is how many calls below a lock's own type the server's client may be.
const far = 3

// through reports a lock's own code that takes it through somebody else's store,
// and passes no time to live there.
func through(p *analyzers.Pass, f *link.Func) {
	if !analyzers.LockTyped(f) {
		return
	}
	for i := range f.Calls {
		for _, r := range p.Prog.Under(f, int32(i), far, 0) {
			if r.In == nil || !r.Client.Kind.Keyed() || r.Conf == finding.Possible || byLock(r.In) {
				continue
			}
			absent, expires := p.Prog.AbsentUnder(r)
			if (!absent || expires || isLock(p.Prog, r.F, r.Op)) && !countsForEver(p.Prog, f, r) {
				continue
			}
			call := &f.Calls[i]
			c := candidate(r.Op, false)
			c.F, c.Block, c.Pos, c.Callee, c.Below, c.Conf, c.Thin = f, call.Block, call.Pos, call.Callee, r.In, r.Conf, false
			p.Report(c)
			break
		}
	}
}

// byLock: a method of a lock is called on the way, which is then the place.
func byLock(ctx *link.Ctx) bool {
	for c := ctx; c != nil; c = c.Up {
		if analyzers.LockTyped(c.Edge.Callee) {
			return true
		}
	}
	return false
}

// takesOver: a lock whose holder is taken for dead gets a new one by GETSET, which
// takes away the time to live that the key had.
func takesOver(p *link.Program, f *link.Func, o *link.Op) bool {
	key, known := p.KeyOf(o)
	if o.Command != "GETSET" || o.Script != nil || !known {
		return false
	}
	return slices.ContainsFunc(f.Ops, func(t *link.Op) bool {
		absent, _ := p.Absent(t)
		k, ok := p.KeyOf(t)
		return absent && ok && p.SameKey(key, k)
	})
}

// counted: a key that is called a lock is taken by GETSET or by the first INCR, which
// give it no expiry, and gets one in a second command where the answer was the
// first one's.
func counted(p *link.Program, f *link.Func, o *link.Op) bool {
	if o.Script != nil || o.Queued() || o.Command != "GETSET" && o.Command != "INCR" {
		return false
	}
	key, known := p.KeyOf(o)
	if !known || !analyzers.LockKey(p, key) && !analyzers.LockNamed(f) {
		return false
	}
	return slices.ContainsFunc(f.Ops, func(e *link.Op) bool {
		k, ok := p.KeyOf(e)
		return e.SetsExpiry() && e.Script == nil && !e.Queued() && ok && p.SameKey(key, k) && f.After(o.Call, e.Call) && !f.Always(e.Call, o.Call) && asks(p, f, o.Call, e.Call)
	})
}

// asks: the second call stands under a condition on what the first answered. Where that
// is only whether it failed, everybody who comes gives the key an expiry.
func asks(p *link.Program, f *link.Func, first, second int32) bool {
	return slices.ContainsFunc(f.Guards(f.Calls[second].Block), func(g link.Guard) bool {
		return !f.AboutError(g.Cond) && p.Derives(f, g.Cond, first)
	})
}

func candidate(o *link.Op, second bool) analyzers.Candidate {
	c := analyzers.OfOp(o)
	c.Detail = "No command gives it an expiry."
	if o.Script != nil {
		c.Command, c.Cost = "SETNX", "1 x SETNX"
	}
	if second {
		c.Detail = "The expiry comes in a second command, which a crash or a lost connection leaves out."
	}
	return c
}

// batched: a command is built, and only ever sent with others.
func batched(o *link.Op) bool {
	sends := func(together bool) bool {
		return slices.ContainsFunc(o.F.Ops, func(s *link.Op) bool {
			return s.Does("send") && s.Does("pipeline") == together && o.F.After(o.Call, s.Call)
		})
	}
	return o.Does("build") && sends(true) && !sends(false)
}

// expiresLater reports whether the function, which takes a lock by a call, goes on to
// give the same key an expiry.
func expiresLater(p *link.Program, f *link.Func, call int32, o link.Reached) bool {
	key, known := p.KeyOf(o.Op)
	for i := range f.Calls {
		if !f.After(call, int32(i)) {
			continue
		}
		for _, r := range p.Under(f, int32(i), 2, 0) {
			if r.Script != nil || !r.SetsExpiry() || r.Queued() != o.Queued() {
				continue
			}
			k, ok := p.KeyOf(r.Op)
			if known && ok && p.SameKey(key.Seen(o.In), k.Seen(r.In)) || o.In == nil && (!known || !ok || r.F != f) {
				return true
			}
		}
	}
	return false
}

// ownLock reports whether the function itself says that the key is a lock.
func ownLock(p *link.Program, f *link.Func, o *link.Op) bool {
	key, known := p.KeyOf(o)
	return analyzers.LockNamed(f) || known && (analyzers.OwnLockKey(p, key) || p.DropsKey(f, key))
}

// isLock reports whether something says that the key is a lock.
func isLock(p *link.Program, f *link.Func, o *link.Op) bool {
	key, known := p.KeyOf(o)
	if analyzers.LockNamed(f) || known && analyzers.LockKey(p, key) {
		return true
	}
	return known && (p.DropsKey(f, key) || ofWindow(p, key))
}

// ofWindow: the key is made of what the clock says, so that one of all processes has that
// moment for itself; the next has a key of its own, and none is ever deleted.
func ofWindow(p *link.Program, key link.Val) bool {
	for c := range p.CallsBehind(key.F, key.V) {
		if c.Callee == "time.Now" {
			return true
		}
	}
	return false
}
