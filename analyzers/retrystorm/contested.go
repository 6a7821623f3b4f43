package retrystorm

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// contested finds a loop that goes round at once, for as long as it takes, where a
// transaction was lost to another writer: EXEC answered nothing, or there is an error by
// the name for that, be it the client's or the module's own for a row or an item whose
// version has changed, or no row was, or what was swapped out by GETSET is not what had been read. The
// more writers there are, the more each of them sends.
func contested(p *link.Program, f *link.Func, call int32) (analyzers.Candidate, bool) {
	l := f.LoopAt[f.Calls[call].Block]
	if l < 0 || f.Calls[call].Kind != summary.Plain || !(endless(p, f, l) || p.LoopBound(f, l, nil).Kind == link.Numeric) || ticks(f, &f.Loops[l]) {
		return analyzers.Candidate{}, false
	}
	for _, r := range p.Under(f, call, depth, 0) {
		if r.Conf == finding.Possible || !swaps(r) || !lost(p, f, &f.Loops[l], call, r.In == nil, r.Command) {
			continue
		}
		if p.PauseIn(f, l).Waits || counted(p, f, &f.Loops[l]) {
			return analyzers.Candidate{}, false
		}
		return waiting(candidate(f, call, r, false), r), true
	}
	return analyzers.Candidate{}, false
}

// swaps: the op changes something only where nobody else has since it was read.
func swaps(r link.Reached) bool {
	return slices.Contains([]string{"EXEC", "WATCH", "GETSET", "CAS", "TXN"}, r.Command) || r.Client.Kind == rules.Database && r.Does("exec")
}

// lost: where the call says that the transaction was lost, a way leads back to the
// head of the loop, with nothing on it that takes time.
func lost(p *link.Program, f *link.Func, loop *link.Loop, call int32, here bool, command string) bool {
	swaps, answers := command == "GETSET", here && (command == "EXEC" || command == "TXN" || command == "CAS")
	for _, b := range loop.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 || !p.Derives(f, blk.Cond, call) {
			continue
		}
		for i, s := range blk.Succs {
			if (swaps && differs(f, blk.Cond, i == 0) || !swaps && saysLost(f, blk.Cond, i == 0, answers)) && (s == loop.Header || atOnce(p, f, loop, call, s, false)) {
				return true
			}
		}
	}
	return false
}

// saysLost: the condition is that there was no answer, or the error of a lost
// transaction.
func saysLost(f *link.Func, cond int32, taken, answers bool) bool {
	x := &f.Values[cond]
	switch {
	case x.Op == summary.Not:
		return saysLost(f, x.A, !taken, answers)
	case x.Op == summary.CallVal:
		c := &f.Calls[x.N]
		return taken && (slices.ContainsFunc(c.Args, func(a int32) bool { return lostError(f, a) }) || tellsLost(f, c))
	case answers && f.TypeAt(x.Type).Kind == summary.Bool && (x.Op == summary.Load || x.Op == summary.Extract):
		return !taken // whether it went through, as the reply says
	case x.Op != summary.Binary || (x.Str == "==") != taken:
		return false
	}
	a, b := x.A, x.B
	if f.Values[a].Op == summary.Const {
		a, b = b, a
	}
	if lostError(f, a) || lostError(f, b) || f.Values[b].Op == summary.Const && f.Values[b].N == 0 && rowsAffected(f, a) {
		return true
	}
	return answers && f.Values[b].Op == summary.Const && f.Values[b].Str == "nil" && f.TypeAt(f.Values[a].Type).Text != "error"
}

// rowsAffected: a value is the number of rows that a statement has changed.
func rowsAffected(f *link.Func, v int32) bool {
	x := &f.Values[v]
	for x.Op == summary.Load || x.Op == summary.Extract {
		x = &f.Values[x.A]
	}
	return x.Op == summary.FieldOf && strings.HasSuffix(x.Str, ".RowsAffected") || x.Op == summary.CallVal && f.Calls[x.N].Name == "RowsAffected"
}

// contending are words of the names of functions that say of an error that others were
// in the way.
var contending = []string{"conflict", "serialization", "serializable", "serialize", "deadlock", "deadlocked", "contention", "retryable", "stale", "concurrent"}

// tellsLost: a function is asked whether the error is such a one.
func tellsLost(f *link.Func, c *summary.Call) bool {
	return slices.ContainsFunc(c.Args, func(a int32) bool { return f.TypeAt(f.Values[a].Type).Text == "error" }) &&
		slices.ContainsFunc(link.Words(c.Name), func(w string) bool { return slices.Contains(contending, w) })
}

// differs: the condition is that two values are not the same, neither a constant.
func differs(f *link.Func, cond int32, taken bool) bool {
	x := &f.Values[cond]
	return x.Op == summary.Binary && (x.Str == "!=" && taken || x.Str == "==" && !taken) &&
		f.Values[x.A].Op != summary.Const && f.Values[x.B].Op != summary.Const && f.TypeAt(f.Values[x.A].Type).Text != "error"
}

// lostErrors are words of the names of errors that say so.
var lostErrors = []string{"txfailed", "transaction failed", "optimistic", "conflict", "stale", "casfail", "cas fail", "concurrent", "version mismatch", "wrong version"}

// lostError: a variable for the error that a transaction was lost, or a constant that
// is one by its text.
func lostError(f *link.Func, v int32) bool {
	x := &f.Values[v]
	if x.Op == summary.MakeIface {
		x = &f.Values[x.A]
	}
	if x.Op == summary.Const {
		return slices.ContainsFunc(lostErrors, func(w string) bool { return strings.Contains(strings.ToLower(x.Str), w) })
	}
	holder := f.Holder(v)
	name := link.Words(holder[strings.LastIndexByte(holder, '.')+1:])
	return slices.ContainsFunc(lostErrors, func(w string) bool {
		return strings.Contains(strings.Join(name, ""), w) || strings.Contains(strings.Join(name, " "), w)
	})
}

// counted: a count, a clock or a context may end the loop. What the data says that
// each turn reads anew is no limit.
func counted(p *link.Program, f *link.Func, loop *link.Loop) bool {
	for _, b := range loop.Blocks {
		for i := range f.Calls {
			if c := &f.Calls[i]; c.Block == b && c.Pkg == "context" {
				return true
			}
		}
		blk := &f.Blocks[b]
		if blk.Cond != 0 && len(blk.Succs) == 2 && (!loop.Has(blk.Succs[0]) || !loop.Has(blk.Succs[1])) && !answered(p, f, loop, blk.Cond) {
			return true
		}
	}
	return false
}

// answered: the condition hangs on what calls in the loop gave, none of them a clock.
func answered(p *link.Program, f *link.Func, loop *link.Loop, cond int32) bool {
	out := false
	for i := range f.Calls {
		c := &f.Calls[i]
		if !loop.Has(c.Block) || !p.Derives(f, cond, int32(i)) {
			continue
		}
		if c.Pkg == "time" {
			return false
		}
		out = true
	}
	return out
}
