package retrystorm

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// recursion finds a function that calls itself with the values it was given where
// a command has failed. What it does about the failure before ends the matter
// where its own error is looked at. Where another writer was faster, or a read gave
// something that is not to be had yet, and nothing is done about it before, it is
// the same.
func recursion(p *link.Program, f *link.Func) (analyzers.Candidate, bool) {
	b := behind{p: p, f: f, of: map[int32]map[*summary.Call]bool{}}
	for j := range f.Calls {
		if !again(f, int32(j)) && !rearmed(p, f, int32(j)) {
			continue
		}
		for i := range f.Calls {
			if !f.Always(int32(i), int32(j)) {
				continue
			}
			failure := b.onlyFailure(int32(i), f.Calls[j].Block)
			refused := !failure && b.refused(int32(i), f.Calls[j].Block)
			if !failure && !refused && !b.onAnswer(int32(i), f.Calls[j].Block) {
				continue
			}
			for _, r := range p.Under(f, int32(i), depth, link.Loops) {
				if r.Conf == finding.Possible || !talks(r.Op) && !swaps(r) || elsewhere(f, r) || refused && !takesLock(p, r) || !failure && !refused && !unmended(p, f, int32(i), int32(j), r) {
					continue
				}
				waits, ok := paces(p, f, int32(i), int32(j))
				return candidate(f, int32(i), r, waits), ok
			}
		}
	}
	return analyzers.Candidate{}, false
}

// behind remembers of which calls the conditions of a function are computed.
type behind struct {
	p  *link.Program
	f  *link.Func
	of map[int32]map[*summary.Call]bool
}

func (b *behind) calls(cond int32) map[*summary.Call]bool {
	out, ok := b.of[cond]
	if !ok {
		out = b.p.CallsBehind(b.f, cond)
		b.of[cond] = out
	}
	return out
}

// refused: a block is reached where a call gave a flag that is not set, as an attempt to
// take a lock does, and no clock, count or context was asked on the way.
func (b *behind) refused(call, block int32) bool {
	f := b.f
	guards := f.Guards(block)
	if slices.ContainsFunc(guards, func(g link.Guard) bool { return !b.answers(g.Cond) }) {
		return false
	}
	return slices.ContainsFunc(guards, func(g link.Guard) bool {
		if !b.calls(g.Cond)[&f.Calls[call]] {
			return false
		}
		v, taken := g.Cond, g.Taken
		for f.Values[v].Op == summary.Not {
			v, taken = f.Values[v].A, !taken
		}
		x := &f.Values[v]
		return !taken && x.Op != summary.Binary && f.TypeAt(x.Type).Kind == summary.Bool
	})
}

// onAnswer: a block is reached where a call gave a certain answer, or a certain error,
// and no clock, count or context was asked on the way.
func (b *behind) onAnswer(call, block int32) bool {
	guards := b.f.Guards(block)
	if len(guards) == 0 || !b.calls(guards[0].Cond)[&b.f.Calls[call]] || !certain(b.f, guards[0]) {
		return false
	}
	return !slices.ContainsFunc(guards, func(g link.Guard) bool { return !b.answers(g.Cond) })
}

// answers: a condition hangs on what calls gave, none of them a clock or a context, or
// is the one of a loop.
func (b *behind) answers(cond int32) bool {
	calls := b.calls(cond)
	for c := range calls {
		if c.Pkg == "time" || c.Pkg == "context" {
			return false
		}
	}
	return len(calls) > 0 || slices.ContainsFunc(b.f.Loops, func(l link.Loop) bool { return b.f.Blocks[l.Header].Cond == cond })
}

// certain: the condition is that a value is another one, and not that a call went
// well or failed.
func certain(f *link.Func, g link.Guard) bool {
	x := &f.Values[g.Cond]
	if x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" {
		return namesError(f, g.Cond, g.Taken)
	}
	if f.TypeAt(f.Values[x.A].Type).Text == "error" {
		return namesError(f, g.Cond, g.Taken)
	}
	return (x.Str == "==") == g.Taken
}

// unmended: a transaction was lost, or a read gave what one cannot go on with; and
// nothing is asked of a server before the function calls itself.
func unmended(p *link.Program, f *link.Func, call, again int32, r link.Reached) bool {
	g := f.Guards(f.Calls[again].Block)[0]
	reads := p.Cat.Commands[r.Command].ReadOnly && r.Script == nil || r.Does("query") || r.Command == "" && r.Does("read")
	if !reads && !(swaps(r) && saysLost(f, g.Cond, g.Taken, false)) {
		return false
	}
	for k := range f.Calls {
		if int32(k) != again && f.After(call, int32(k)) && f.Before(int32(k), again) && (f.Calls[k].Kind != summary.Plain || len(p.Under(f, int32(k), depth, link.Loops)) > 0) {
			return false
		}
	}
	return true
}

// again: a call of the function itself, with its own parameters, or with what the
// same plain function makes of one each time.
func again(f *link.Func, call int32) bool {
	c := &f.Calls[call]
	itself := c.Callee == f.Name || c.Fun != 0 && len(f.Out[call]) == 1 && f.Out[call][0].Callee == f
	if !itself || c.Kind != summary.Plain && c.Kind != summary.Go {
		return false
	}
	given := c.Args
	if c.Recv != 0 {
		given = append([]int32{c.Recv}, given...)
	}
	for n, a := range given {
		if x := &f.Values[a]; x.Op == summary.CallVal && f.TypeAt(x.Type).Kind == summary.String {
			if made := &f.Calls[x.N]; made.Callee != "" && made.Recv == 0 && len(made.Args) == 1 {
				a = made.Args[0]
			}
		}
		if m, ok := f.ParamOf(a); !ok || m != n {
			return false
		}
	}
	return len(given) == len(f.Params)
}

// rearmed: a timer is told to call the function itself, with what it was given.
func rearmed(p *link.Program, f *link.Func, call int32) bool {
	c := &f.Calls[call]
	if c.Callee != "time.AfterFunc" || len(f.Out[call]) != 1 {
		return false
	}
	g := f.Out[call][0].Callee
	return g.Decl == f.Name && slices.ContainsFunc(g.Calls, func(c summary.Call) bool {
		given := c.Args
		if c.Recv != 0 {
			given = append([]int32{c.Recv}, given...)
		}
		if c.Callee != f.Name || len(given) != len(f.Params) {
			return false
		}
		for n, a := range given {
			around, ok := p.Captured(link.Ref{F: g, V: a}.Bare())
			if !ok || around.F != f {
				return false
			}
			if x := around.Bare().Value(); x.Op != summary.ParamVal || int(x.N) != n {
				return false
			}
		}
		return true
	})
}

// onlyFailure: a block is reached where a call has failed, and asks neither which
// error by name nor whether anything else has gone well.
func (b *behind) onlyFailure(call, block int32) bool {
	if !b.p.OnFailure(b.f, block) {
		return false
	}
	for _, g := range b.f.Guards(block) {
		if !b.calls(g.Cond)[&b.f.Calls[call]] {
			return false
		}
		if namesError(b.f, g.Cond, g.Taken) {
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
func paces(p *link.Program, f *link.Func, from, to int32) (waits, ok bool) {
	waits = f.Calls[to].Pkg == "time"
	for i := range f.Calls {
		c := &f.Calls[i]
		if !f.Always(from, int32(i)) || !f.Before(int32(i), to) {
			continue
		}
		if p.BacksOff(f, int32(i)) || c.Pkg == "context" {
			return false, false
		}
		waits = waits || c.Pkg == "time" && (c.Name == "Sleep" || c.Name == "After")
	}
	return waits, true
}
