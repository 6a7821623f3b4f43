package retrystorm

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// recursion finds a function that calls itself with the values it was given where
// a command has failed. What it does about the failure before ends the matter
// where its own error is looked at; and a named error, such as a transaction that
// another writer was faster than, says that someone got on.
func recursion(p *link.Program, f *link.Func) (analyzers.Candidate, bool) {
	for j := range f.Calls {
		if !again(f, int32(j)) {
			continue
		}
		for i := range f.Calls {
			if !f.Always(int32(i), int32(j)) || !onlyFailure(p, f, int32(i), f.Calls[j].Block) {
				continue
			}
			for _, r := range p.Under(f, int32(i), depth, link.Loops) {
				if r.Conf != finding.Possible && talks(r.Op) && !elsewhere(f, r) {
					waits, ok := paces(f, int32(i), int32(j))
					return candidate(f, int32(i), r, waits), ok
				}
			}
		}
	}
	return analyzers.Candidate{}, false
}

// again: a call of the function itself, with its own parameters.
func again(f *link.Func, call int32) bool {
	c := &f.Calls[call]
	if c.Callee != f.Name || c.Kind != summary.Plain {
		return false
	}
	given := c.Args
	if c.Recv != 0 {
		given = append([]int32{c.Recv}, given...)
	}
	for n, a := range given {
		if x := &f.Values[a]; x.Op != summary.ParamVal || int(x.N) != n {
			return false
		}
	}
	return len(given) == len(f.Params)
}

// onlyFailure: a block is reached where a call has failed, and asks neither which
// error by name nor whether anything else has gone well.
func onlyFailure(p *link.Program, f *link.Func, call, block int32) bool {
	if !p.OnFailure(f, block) {
		return false
	}
	for _, g := range f.Guards(block) {
		if !p.Derives(f, g.Cond, call) {
			return false
		}
		if namesError(f, g.Cond, g.Taken) {
			return false
		}
	}
	return true
}

// namesError: the condition is one error by name and no other.
func namesError(f *link.Func, cond int32, taken bool) bool {
	x := &f.Values[cond]
	switch {
	case x.Op == summary.Not:
		return namesError(f, x.A, !taken)
	case x.Op == summary.CallVal:
		c := &f.Calls[x.N]
		return taken && c.Pkg != "strings" && slices.ContainsFunc(c.Args, func(a int32) bool { return f.TypeAt(f.Values[a].Type).Text == "error" })
	case x.Op == summary.Binary && (x.Str == "==") == taken:
		isNil := func(v int32) bool { return f.Values[v].Op == summary.Const && f.Values[v].Str == "nil" }
		return f.TypeAt(f.Values[x.A].Type).Text == "error" && !isNil(x.A) && !isNil(x.B)
	}
	return false
}

// paces looks at what stands between the failure and the call: a pause, or a
// helper that knows when to stop.
func paces(f *link.Func, from, to int32) (waits, ok bool) {
	for i := range f.Calls {
		c := &f.Calls[i]
		if !f.Always(from, int32(i)) || !f.Before(int32(i), to) {
			continue
		}
		if lower := strings.ToLower(c.Name + c.Type + c.Pkg); strings.Contains(lower, "backoff") || strings.Contains(lower, "retry") || c.Pkg == "context" {
			return false, false
		}
		waits = waits || c.Pkg == "time" && (c.Name == "Sleep" || c.Name == "After")
	}
	return waits, true
}
