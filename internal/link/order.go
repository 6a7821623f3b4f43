package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Before reports whether call a comes before call b on some way through f that
// does not go round a loop.
func (f *Func) Before(a, b int32) bool {
	x, y := f.Calls[a].Block, f.Calls[b].Block
	if x == y {
		return a < b
	}
	return f.forward(x, y)
}

// Precedes reports whether call a can have come before call b, in a loop that is over
// by then too.
func (f *Func) Precedes(a, b int32) bool {
	return f.Before(a, b) || f.leftBehind(f.Calls[a].Block, f.Calls[b].Block)
}

// Always reports whether call a has come before call b on every way to b.
func (f *Func) Always(a, b int32) bool {
	x, y := f.Calls[a].Block, f.Calls[b].Block
	if x == y {
		return a < b
	}
	return f.Dominates(x, y)
}

// forward reports whether control gets from block x to block y without going
// back to a loop's header.
func (f *Func) forward(x, y int32) bool {
	for w := f.visitBlocks(x); w.next(); {
		for _, s := range f.Blocks[w.at].Succs {
			if s == y {
				return true
			}
			if !f.Dominates(s, w.at) {
				w.push(s)
			}
		}
	}
	return false
}

// avoids reports whether f can return from block x without running block y.
func (f *Func) avoids(x, y int32) bool {
	for w := f.visitBlocks(x); w.next(); {
		if w.at == y {
			continue
		}
		if len(f.Blocks[w.at].Succs) == 0 {
			return true
		}
		w.push(f.Blocks[w.at].Succs...)
	}
	return false
}

// OnMiss reports whether call b runs where call a, a read of a cache, found
// nothing, and is left out where it found something.
func (t *Toucher) OnMiss(f *Func, a, b int32) bool {
	target := f.Calls[b].Block
	branches := t.branchesOn(f, a)
	for _, i := range branches {
		if f.emptyPart(i) && slices.ContainsFunc(branches, func(j int32) bool { return f.leavesOnNil(j, i) }) {
			continue // nothing was found had its own way before
		}
		sides := missSides(f, f.Blocks[i].Cond, 0)
		if f.countsGathered(f.Blocks[i].Cond) {
			sides = []int{0, 1}
		}
		if f.branchesTo(i, sides, target) {
			return true
		}
	}
	return false
}

// emptyPart: the block branches on whether a field of what was read is filled in.
func (f *Func) emptyPart(i int32) bool {
	x := &f.Values[f.Blocks[i].Cond]
	if x.Op != summary.Binary || len(missCompare(f, x)) != 1 {
		return false
	}
	v := x.A
	if f.Values[v].Op == summary.Const {
		v = x.B
	}
	for range 4 {
		switch y := &f.Values[v]; y.Op {
		case summary.LenOf, summary.Load:
			v = y.A
		case summary.FieldOf:
			return true
		default:
			return false
		}
	}
	return false
}

// leavesOnNil: block j comes before block i, and does not lead there where it finds
// that a pointer is nil.
func (f *Func) leavesOnNil(j, i int32) bool {
	x := &f.Values[f.Blocks[j].Cond]
	if j == i || x.Op != summary.Binary || !f.Dominates(j, i) {
		return false
	}
	a, b := &f.Values[x.A], &f.Values[x.B]
	if a.Op == summary.Const {
		a, b = b, a
	}
	if b.Op != summary.Const || b.Str != "nil" || f.TypeAt(a.Type).Kind != summary.Pointer {
		return false
	}
	sides := missCompare(f, x)
	to := f.Blocks[j].Succs[sides[0]]
	return len(sides) == 1 && to != i && !f.forward(to, i)
}

// branchesTo reports whether one of the sides of a branch leads to a block that
// the other leaves out.
func (f *Func) branchesTo(i int32, sides []int, target int32) bool {
	blk := &f.Blocks[i]
	for _, miss := range sides {
		hit, to := blk.Succs[1-miss], blk.Succs[miss]
		if f.Dominates(target, i) || f.nextTurn(i, to, target) {
			continue
		}
		if (to == target || f.forward(to, target)) && f.avoids(hit, target) || f.lastMiss(i, hit, to, target) {
			return true
		}
	}
	return false
}

// nextTurn: a side of a branch ends the turn of a loop, which comes to the target only in
// another, for another key.
func (f *Func) nextTurn(i, to, target int32) bool {
	return slices.ContainsFunc(f.LoopsAt(i), func(l int) bool { return f.Loops[l].Header == to && f.Loops[l].Has(target) })
}

// lastMiss: a loop looks at one key after the other until it finds something, and
// only where it was through with them it gets to the target behind it.
func (f *Func) lastMiss(i, hit, to, target int32) bool {
	for _, l := range f.LoopsAt(i) {
		loop := &f.Loops[l]
		if !loop.Has(target) && loop.Has(to) && f.forward(loop.Header, target) && !loop.Has(hit) && hit != target && !f.after(hit, target) {
			return true
		}
	}
	return false
}

// branchesOn lists the blocks that branch on what call a returned.
func (t *Toucher) branchesOn(f *Func, a int32) []int32 {
	k := siteKey{f, a}
	if out, ok := t.branches[k]; ok {
		return out
	}
	var out, counts []int32
	sent := t.p.sentBy(f, a)
	from := f.Calls[sent].Block
	is := func(_ *Func, c *summary.Call) bool {
		return c == &f.Calls[a] || c == &f.Calls[sent] || f.answersFor(c, &f.Calls[a])
	}
	for i := range f.Blocks {
		blk := &f.Blocks[i]
		if blk.Cond == 0 || len(blk.Succs) != 2 {
			continue
		}
		switch {
		// A loop that reads one key after the other, or queues the reads, is behind its head.
		case !f.after(from, int32(i)) && !f.leftBehind(f.Calls[a].Block, int32(i)):
		case t.p.derivesPast(Val{Ref{f, blk.Cond}, nil}, is, t.listsIn(f)):
			out = append(out, int32(i))
		case f.countsGathered(blk.Cond):
			counts = append(counts, int32(i))
		}
	}
	// A read of many keys is gone through in a loop, which gathers the misses.
	if slices.ContainsFunc(out, func(b int32) bool { return f.LoopAt[b] >= 0 }) {
		out = append(out, counts...)
	}
	t.branches[k] = out
	return out
}

// answersFor: a call of an object that f has had made answers what another, that gives
// nothing itself, has put into it: a batch that is filled first and run then.
func (f *Func) answersFor(c, asked *summary.Call) bool {
	return asked.Recv != 0 && asked.Recv == c.Recv && f.Values[c.Recv].Op == summary.CallVal && asked.Val == 0 && c.Val != 0
}

// sentBy is the call by which a read that waits in a pipeline is sent, and its answer comes
// back; the read itself where it waits in none that f sends.
func (p *Program) sentBy(f *Func, a int32) int32 {
	if !slices.ContainsFunc(f.Ops, func(o *Op) bool { return o.Call == a && o.Queued() }) {
		return a
	}
	from := f.Calls[a].Block
	for _, o := range f.Ops {
		c := &f.Calls[o.Call]
		sends := o.Command == "EXEC" || o.Command == "" && o.Does("send")
		if sends && (f.Before(a, o.Call) || f.leftBehind(from, c.Block)) && p.SameObject(Ref{f, f.Calls[a].Recv}, Ref{f, c.Recv}) {
			return o.Call
		}
	}
	return a
}

// listsIn tells calls of f that ask a server or a cache for a list: whether there is
// anything in it says nothing of what the call was given.
func (t *Toucher) listsIn(f *Func) func(*summary.Call) bool {
	return func(c *summary.Call) bool {
		return c.Val != 0 && f.listed(c) && len(t.p.Under(f, int32(f.Values[c.Val].N), near, 0)) > 0
	}
}

// listed: a call gives a list, alone or with an error.
func (f *Func) listed(c *summary.Call) bool {
	if c.Result == 0 {
		return false
	}
	t := f.TypeAt(c.Result)
	return t.Kind == summary.Slice || strings.HasPrefix(t.Text, "([]")
}

// leftBehind: block x is in a loop that is over before block y.
func (f *Func) leftBehind(x, y int32) bool {
	for _, l := range f.LoopsAt(x) {
		if h := f.Loops[l].Header; !f.Loops[l].Has(y) && f.forward(h, y) {
			return true
		}
	}
	return false
}

// countsGathered: the condition compares a list that is put together with nothing,
// or its length with a constant.
func (f *Func) countsGathered(cond int32) bool {
	x := &f.Values[cond]
	if x.Op != summary.Binary {
		return false
	}
	a, b := &f.Values[x.A], &f.Values[x.B]
	if a.Op == summary.Const {
		a, b = b, a
	}
	if b.Op == summary.Const && b.Str == "nil" {
		return f.TypeAt(a.Type).Kind == summary.Slice && (f.Values[x.A].Op == summary.Phi || f.Values[x.B].Op == summary.Phi) && (f.collects(x.A) || f.collects(x.B))
	}
	return b.Op == summary.Const && f.lengths(a, 0)
}

// lengths: the length of a list that is put together, or the sum of several.
func (f *Func) lengths(x *summary.Value, d int) bool {
	if x.Op == summary.Binary && x.Str == "+" && d < 4 {
		return f.lengths(&f.Values[x.A], d+1) && f.lengths(&f.Values[x.B], d+1)
	}
	return x.Op == summary.LenOf && f.collects(x.A)
}

// after: block y is x or can come after it.
func (f *Func) after(x, y int32) bool { return x == y || f.forward(x, y) }

// missSides lists the successors (0 for true, 1 for false) that a condition on
// the result of a read can take when nothing was found.
func missSides(f *Func, v int32, d int) []int {
	both := []int{0, 1}
	x := &f.Values[v]
	switch x.Op {
	case summary.Not:
		if d > 4 {
			return both
		}
		in := missSides(f, x.A, d+1)
		if len(in) == 1 {
			return []int{1 - in[0]}
		}
		return in
	case summary.Extract, summary.Phi:
		if f.TypeAt(x.Type).Kind == summary.Bool && f.denies(x) {
			return []int{0} // missing, absent
		}
		if f.TypeAt(x.Type).Kind == summary.Bool {
			return []int{1} // found, hit, ok
		}
	case summary.Binary:
		return missCompare(f, x)
	case summary.CallVal:
		if f.Calls[x.N].Callee == "errors.Is" {
			return []int{0} // as == a sentinel error
		}
	}
	return both
}

// denies: a result of a call is the contrary of what its callee was told.
func (f *Func) denies(x *summary.Value) bool {
	if x.Op != summary.Extract || f.Values[x.A].Op != summary.CallVal {
		return false
	}
	return slices.ContainsFunc(f.Out[f.Values[x.A].N], func(e *Edge) bool {
		g := e.Callee
		return slices.ContainsFunc(g.Returns, func(r summary.Return) bool {
			if int(x.N) >= len(r.Values) {
				return false
			}
			y := &g.Values[r.Values[x.N]]
			return y.Op == summary.Not && !g.saysMissed(&g.Values[y.A]) || y.Op == summary.Binary && slices.Equal(missCompare(g, y), []int{0})
		})
	})
}

// saysMissed: a variable is false until an error, of which it is asked which it is, makes
// it true: nothing was found.
func (f *Func) saysMissed(x *summary.Value) bool {
	if x.Op != summary.Phi || len(x.Args) != 2 || f.Values[x.Args[0]].Str != "false" || f.Values[x.Args[1]].Str != "true" {
		return false
	}
	return slices.ContainsFunc(f.Blocks, func(b summary.Block) bool {
		y := &f.Values[b.Cond]
		if b.Cond == 0 || len(b.Succs) != 2 || !slices.Equal(f.Blocks[b.Succs[0]].Succs, b.Succs[1:]) {
			return false
		}
		return y.Op == summary.CallVal && f.Calls[y.N].Callee == "errors.Is" || y.Op == summary.Binary && y.Str == "==" && comparesError(f, b.Cond, 0)
	})
}

func missCompare(f *Func, x *summary.Value) []int {
	if x.Str != "==" && x.Str != "!=" {
		return missOrder(f, x)
	}
	a, b := &f.Values[x.A], &f.Values[x.B]
	if a.Op == summary.Const {
		a, b = b, a
	}
	isErr := f.TypeAt(a.Type).Text == "error"
	empty := b.Op == summary.Const && (b.Str == "nil" || b.Str == "" || b.Str == "0")
	side := 0 // == empty, == a sentinel error: missing when true
	if isErr && empty {
		side = 1 // err == nil: found when true
	} else if !isErr && !empty {
		return []int{0, 1}
	}
	if x.Str == "!=" {
		side = 1 - side
	}
	return []int{side}
}

// missOrder: what is compared with zero by size (an id, a length) was found where
// it is greater.
func missOrder(f *Func, x *summary.Value) []int {
	op, a, b := x.Str, &f.Values[x.A], &f.Values[x.B]
	if a.Op == summary.Const {
		op, a, b = turned[op], b, a
	}
	if b.Op != summary.Const || a.Op == summary.Const || f.TypeAt(b.Type).Kind != summary.Integer {
		return []int{0, 1}
	}
	switch {
	case op == ">" && b.N == 0, op == ">=" && b.N == 1:
		return []int{1}
	case op == "<=" && b.N == 0, op == "<" && b.N == 1:
		return []int{0}
	}
	return []int{0, 1}
}

// turned are the comparisons with their sides changed.
var turned = map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<="}

// Failed reports whether call i runs only where something has failed: an error
// was returned before it.
func (f *Func) Failed(i int32) bool {
	for _, g := range f.Guards(f.Calls[i].Block) {
		x := &f.Values[g.Cond]
		if x.Op != summary.Binary {
			continue
		}
		for _, s := range []int32{x.A, x.B} {
			if f.Values[s].Op != summary.Const && f.TypeAt(f.Values[s].Type).Text == "error" && failing(x.Str, f.Values[x.A+x.B-s], g.Taken) {
				return true
			}
		}
	}
	return false
}

// failing: the comparison of an error with nil or a sentinel says that there is
// one.
func failing(op string, other summary.Value, taken bool) bool {
	isNil := other.Op == summary.Const && other.Str == "nil"
	return isNil && (op == "!=") == taken || !isNil && (op == "==") == taken
}

// Excludes reports whether calls a and b cannot both run in one pass through f:
// they stand under opposite answers to one condition.
func (f *Func) Excludes(a, b int32) bool {
	for _, g := range f.Guards(f.Calls[a].Block) {
		for _, h := range f.Guards(f.Calls[b].Block) {
			if g.Cond == h.Cond && g.Taken != h.Taken && !f.asksAnew(g.Cond) {
				return true
			}
		}
	}
	return false
}

// asksAnew: the condition is that of a loop, which may hold in one turn and not in the next.
func (f *Func) asksAnew(cond int32) bool {
	return slices.ContainsFunc(f.Loops, func(l Loop) bool { return f.Blocks[l.Header].Cond == cond })
}
