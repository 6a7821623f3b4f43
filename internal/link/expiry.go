package link

import "slices"

var expiring = []string{"EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "HEXPIRE", "HPEXPIRE", "TOUCH"}

// SetsExpiry reports whether the op gives a key a time to live after the fact.
func (o *Op) SetsExpiry() bool {
	return o.Script != nil && o.Script.SetsExpiry || slices.Contains(expiring, o.Command)
}

// ExpiresNearby reports whether the function, what it calls or what calls it
// directly also sets an expiry: SET and EXPIRE in two commands. For hashes, whose
// fields come one by one, any method of the same type may do it.
func (p *Program) ExpiresNearby(f *Func, hash bool) bool {
	if p.expiresIn(f, 2) {
		return true
	}
	for _, e := range f.In {
		if e.Via != Callback && e.Caller.Pkg == f.Pkg && p.expiresIn(e.Caller, 1) {
			return true
		}
	}
	if !hash {
		return false
	}
	for _, g := range p.Funcs {
		if g.Pkg == f.Pkg && g.Recv == f.Recv && slices.ContainsFunc(g.Ops, (*Op).SetsExpiry) {
			return true
		}
	}
	return false
}

func (p *Program) expiresIn(f *Func, depth int) bool {
	if slices.ContainsFunc(f.Ops, (*Op).SetsExpiry) {
		return true
	}
	for i := range f.Calls {
		for _, r := range p.Under(f, int32(i), depth, Loops) {
			if r.SetsExpiry() {
				return true
			}
		}
	}
	return false
}
