package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

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
// the way has failed, or is about to fail whatever the op gives.
func (p *Program) Failing(r Reached) bool {
	fails := func(f *Func, block int32) bool { return p.OnFailure(f, block) || p.givesUp(f, block) }
	if fails(r.F, r.Site().Block) {
		return true
	}
	for c := r.In; c != nil; c = c.Up {
		if e := c.Edge; e.Call >= 0 && fails(e.Caller, e.Caller.Calls[e.Call].Block) {
			return true
		}
	}
	return false
}

// givesUp: whatever comes after a block, its function returns an error: one that it makes,
// or that of what it has done meanwhile.
func (p *Program) givesUp(f *Func, block int32) bool {
	makes := false
	for w := f.visitBlocks(block); w.next(); {
		i := slices.IndexFunc(f.Returns, func(r summary.Return) bool { return r.Block == w.at })
		switch {
		case i < 0:
			w.push(f.Blocks[w.at].Succs...)
		case f.makesError(f.Returns[i]):
			makes = true
		case !p.OnFailure(f, w.at):
			return false
		}
	}
	return makes
}

// makesError: what is returned is an error that says what the function has found.
func (f *Func) makesError(r summary.Return) bool {
	if len(r.Values) == 0 || f.TypeAt(f.Values[r.Values[len(r.Values)-1]].Type).Text != "error" {
		return false
	}
	for w := f.visitValues(r.Values[len(r.Values)-1]); w.next(); {
		x := &f.Values[w.at]
		if x.Op != summary.CallVal {
			continue
		}
		c := &f.Calls[x.N]
		if c.Callee == "fmt.Errorf" || c.Callee == "errors.New" {
			return !slices.ContainsFunc(c.Args, func(a int32) bool { return f.givenError(a) })
		}
		w.push(c.Args...) // what adds to it where it came from
	}
	return false
}

// givenError: an argument list has an error in it, which may be none.
func (f *Func) givenError(list int32) bool {
	for w := f.visitValues(list); w.next(); {
		x := &f.Values[w.at]
		if f.TypeAt(x.Type).Text == "error" {
			return true
		}
		w.push(x.A)
		w.push(x.Args...)
	}
	return false
}
