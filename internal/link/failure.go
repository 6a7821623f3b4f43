package link

import "github.com/cachevet/cachevet/internal/summary"

// OnFailure reports whether a block runs only where some call has returned an
// error.
func (p *Program) OnFailure(f *Func, block int32) bool {
	for _, g := range f.Guards(block) {
		if failed(f, g.Cond, g.Taken, 0) {
			return true
		}
	}
	return false
}

// FailsTo reports whether a branch of a block is taken where a call has returned an
// error.
func (f *Func) FailsTo(block int32, branch int) bool {
	return failed(f, f.Blocks[block].Cond, branch == 0, 0)
}

// failed: err != nil held, or err == nil did not, or what came was an error.
func failed(f *Func, cond int32, taken bool, d int) bool {
	x := &f.Values[cond]
	switch {
	case d > 4:
	case x.Op == summary.Not:
		return failed(f, x.A, !taken, d+1)
	case f.isError(cond):
		return taken
	case x.Op == summary.Binary && (x.Str == "!=" || x.Str == "=="):
		a, b := &f.Values[x.A], &f.Values[x.B]
		if a.Op == summary.Const {
			a, b = b, a
		}
		return b.Op == summary.Const && b.Str == "nil" && f.TypeAt(a.Type).Text == "error" && (x.Str == "!=") == taken
	}
	return false
}

// isError: whether what came is an error.
func (f *Func) isError(cond int32) bool {
	x := &f.Values[cond]
	return x.Op == summary.Extract && x.N == 1 && f.Values[x.A].Op == summary.Assert && f.TypeAt(int32(f.Values[x.A].N)).Text == "error"
}

// Failing reports whether an op that a call leads to runs only where something on
// the way has failed.
func (p *Program) Failing(r Reached) bool {
	if p.OnFailure(r.F, r.Site().Block) {
		return true
	}
	for c := r.In; c != nil; c = c.Up {
		if e := c.Edge; e.Call >= 0 && p.OnFailure(e.Caller, e.Caller.Calls[e.Call].Block) {
			return true
		}
	}
	return false
}
