package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Single reports whether of several concurrent callers of f one at a time makes
// call i: a lock is held there, or f has chosen a leader that the others wait
// for.
func (t *Toucher) Single(f *Func, i int32) bool {
	k := siteKey{f, i}
	if v, ok := t.held[k]; ok {
		return v
	}
	t.held[k] = false // a lock's own calls ask again
	v := t.locked(f, i) || t.leads(f, i) || t.claims(f, i) || t.p.tokens(f, i)
	t.held[k] = v
	return v
}

// Locked reports whether call i runs under a lock that other processes wait for
// too, and gives the call that took it.
func (t *Toucher) Locked(f *Func, i int32) (taken int32, ok bool) {
	for _, k := range t.lockCalls(f) {
		if k == i || !f.Always(k, i) || t.released(f, k, i) {
			continue
		}
		for _, x := range t.At(f, k) {
			if x.Effect&Locks != 0 && (x.Effect&Writes == 0 || t.decided(f, k, i)) && t.takesBelow(f, k, i, &x) {
				return k, true
			}
		}
	}
	return 0, false
}

// LockedUntilDone reports whether call i starts a goroutine that gives the lock back
// which f has taken, one that other processes wait for too: it is held meanwhile.
func (t *Toucher) LockedUntilDone(f *Func, i int32) bool {
	k, ok := t.Locked(f, i)
	if !ok || f.Calls[i].Kind != summary.Go {
		return false
	}
	return slices.ContainsFunc(t.At(f, i), func(x Touch) bool {
		if x.Effect&Unlocks != 0 {
			return true
		}
		set := f.opAt(k)
		if x.Effect&Deletes == 0 || set == nil {
			return false
		}
		a, ok1 := t.p.KeyOf(set)
		b, ok2 := t.Key(&x)
		return ok1 && ok2 && t.p.Same(a, b)
	})
}

// takesBelow: the lock is taken by the call itself, or by a callee that leaves
// it taken.
func (t *Toucher) takesBelow(f *Func, a, i int32, x *Touch) bool {
	return x.Ctx == nil || t.holds(f, a, i)
}

// coalesces reports whether a call runs its callback once for many callers. What each
// caller makes for itself has but one.
func (t *Toucher) coalesces(f *Func, i int32) bool {
	c := &f.Calls[i]
	if c.Recv != 0 && t.p.AnewIn(Ref{f, c.Recv}) {
		return false
	}
	if c.Callee == "(*sync.Once).Do" || c.Callee == "sync.OnceValue" || c.Callee == "sync.OnceValues" || c.Callee == "sync.OnceFunc" {
		return true
	}
	for _, o := range f.Ops {
		if o.Call == i && (o.Does("coalesce") || o.Does("lock")) {
			return true
		}
	}
	return false
}

// Group is what runs a touch once for many callers, and the way to it from the function
// that was asked; ok is false where something else than a call on an object does.
func (t *Toucher) Group(x *Touch) (group Ref, in *Ctx, ok bool) {
	for c := x.Ctx; c != nil; c = c.Up {
		if e := c.Edge; e.Via == Callback && e.Call >= 0 && t.coalesces(e.Caller, e.Call) {
			group = Ref{e.Caller, e.Caller.Calls[e.Call].Recv}
			return group, c.Up, group.V != 0
		}
	}
	return Ref{}, nil, false
}

// Shared reports whether a callback edge leads into code that runs once for
// many callers.
func (t *Toucher) Shared(e *Edge) bool {
	return e.Via == Callback && e.Call >= 0 && t.coalesces(e.Caller, e.Call)
}

// locked: some call has taken a lock on every way to call i, and nothing has
// given it back.
func (t *Toucher) locked(f *Func, i int32) bool {
	for _, a := range t.lockCalls(f) {
		if a != i && f.Always(a, i) && t.takes(f, a, i) && !t.released(f, a, i) {
			return true
		}
	}
	return false
}

// SingleIn is Single as f is called on one way: what the caller passes has it take a lock
// that it takes for some.
func (t *Toucher) SingleIn(f *Func, i int32, ctx *Ctx) bool {
	if ctx == nil || ctx.Edge.Callee != f {
		return false
	}
	return slices.ContainsFunc(t.lockCalls(f), func(a int32) bool {
		return a != i && !f.Always(a, i) && f.Before(a, i) && t.takes(f, a, i) && !t.p.avoidsIn(f, f.Calls[a].Block, f.Calls[i].Block, ctx)
	})
}

// avoidsIn: as f is called, a way leads to block y that does not come by block x.
func (p *Program) avoidsIn(f *Func, x, y int32, ctx *Ctx) bool {
	for w := f.visitBlocks(0); w.next(); {
		blk := &f.Blocks[w.at]
		if w.at == x {
			continue
		}
		if w.at == y {
			return true
		}
		if t, known := p.Truth(Val{Ref{f, blk.Cond}, ctx}); known && blk.Cond != 0 && len(blk.Succs) == 2 {
			w.push(blk.Succs[map[bool]int{true: 0, false: 1}[t]])
			continue
		}
		w.push(blk.Succs...)
	}
	return false
}

// Mutex is the mutex of package sync that is held where call i runs.
func (t *Toucher) Mutex(f *Func, i int32) (v int32, ok bool) {
	for _, a := range t.lockCalls(f) {
		if c := &f.Calls[a]; c.Pkg == "sync" && lockMethod(c) && a != i && f.Always(a, i) && t.takes(f, a, i) && !t.released(f, a, i) {
			return c.Recv, true
		}
	}
	return 0, false
}

// AloneOtherwise reports whether of several concurrent callers of f one at a time makes
// call i by other means than a mutex of package sync.
func (t *Toucher) AloneOtherwise(f *Func, i int32) bool {
	if t.leads(f, i) || t.claims(f, i) || t.p.tokens(f, i) {
		return true
	}
	return slices.ContainsFunc(t.lockCalls(f), func(a int32) bool {
		return f.Calls[a].Pkg != "sync" && a != i && f.Always(a, i) && t.takes(f, a, i) && !t.released(f, a, i)
	})
}

// lockCalls lists the calls of f that may take a lock.
func (t *Toucher) lockCalls(f *Func) []int32 {
	if out, ok := t.locks[f]; ok {
		return out
	}
	var out []int32
	for a := range f.Calls {
		may := t.locking(f, &f.Calls[a])
		for _, e := range f.Out[a] {
			may = may || e.Via != Callback && !e.Async && t.leaves(e.Callee, 0) != leavesNothing
		}
		if may {
			out = append(out, int32(a))
		}
	}
	for _, o := range f.Ops {
		if t.p.effects(o)&Locks != 0 && !slices.Contains(out, o.Call) {
			out = append(out, o.Call)
		}
	}
	slices.Sort(out)
	t.locks[f] = out
	return out
}

// takes reports whether call a takes a lock that excludes others.
func (t *Toucher) takes(f *Func, a, i int32) bool {
	c := &f.Calls[a]
	if c.Kind != summary.Plain {
		return false
	}
	if t.locking(f, c) {
		return true
	}
	for _, o := range f.Ops {
		if o.Call != a {
			continue
		}
		e := t.p.effects(o)
		if e&Locks != 0 && (e&Writes == 0 || t.decided(f, a, i)) {
			return true
		}
	}
	return t.holds(f, a, i)
}

// locking: the call takes a lock by what it is.
func (t *Toucher) locking(f *Func, c *summary.Call) bool { return lockMethod(c) || t.p.excludes(f, c) }

// lockMethod: the lock of package sync, or one that names itself so.
func lockMethod(c *summary.Call) bool {
	switch {
	case c.Pkg == "sync":
		return (c.Type == "Mutex" || c.Type == "RWMutex" || c.Type == "Locker") && (c.Name == "Lock" || c.Name == "TryLock")
	case c.Iface != 0, strings.HasSuffix(strings.ToLower(c.Type), "mutex"), strings.HasSuffix(c.Type, "Locker"):
		return slices.Contains(lockNames, c.Name)
	case c.Recv != 0 && (c.Name == "Lock" || c.Name == "TryLock") && (len(c.Args) > 0 || strings.HasSuffix(c.Type, "Lock")):
		return true // a mutex for each key, or one that others made for this key
	}
	return false
}

var lockNames = []string{"Lock", "TryLock", "LockKey", "Obtain", "LockContext", "TryLockContext", "AcquireLock", "Acquire", "TryAcquire"}

// Decides reports whether call i runs only after a branch on what call a gave.
func (t *Toucher) Decides(f *Func, a, i int32) bool {
	for _, b := range t.branchesOn(f, a) {
		if target := f.Calls[i].Block; b != target && f.Dominates(b, target) {
			return true
		}
	}
	return false
}

// Answered reports whether call i runs only after a branch on what call a gave,
// other than on its error.
func (t *Toucher) Answered(f *Func, a, i int32) bool {
	if !t.Decides(f, a, i) {
		return false
	}
	for _, g := range f.Guards(f.Calls[i].Block) {
		if !comparesError(f, g.Cond, 0) && t.p.Derives(f, g.Cond, a) {
			return true
		}
	}
	return false
}

// Judged reports whether call i runs only after a branch on what call a gave, and
// not just where neither it nor anything since has failed.
func (t *Toucher) Judged(f *Func, a, i int32) bool {
	if !t.Decides(f, a, i) {
		return false
	}
	read := f.Calls[a].Block
	for b := range f.Blocks {
		cond := f.Blocks[b].Cond
		if cond == 0 || comparesError(f, cond, 0) || read != int32(b) && !f.Dominates(read, int32(b)) {
			continue
		}
		if slices.ContainsFunc(f.Guards(f.Calls[i].Block), func(g Guard) bool { return g.Cond == cond }) {
			return true
		}
	}
	return false
}

// AboutError reports whether a condition asks about an error alone.
func (f *Func) AboutError(cond int32) bool { return comparesError(f, cond, 0) }

// comparesError: the condition is about an error alone.
func comparesError(f *Func, cond int32, d int) bool {
	x := &f.Values[cond]
	switch x.Op {
	case summary.Not:
		return d < 4 && comparesError(f, x.A, d+1)
	case summary.Binary:
		return f.TypeAt(f.Values[x.A].Type).Text == "error" || f.TypeAt(f.Values[x.B].Type).Text == "error"
	case summary.CallVal: // errors.Is
		c := &f.Calls[x.N]
		return len(c.Args) > 0 && f.TypeAt(f.Values[c.Args[0]].Type).Text == "error"
	}
	return false
}

// decided: whether call i runs hangs on the answer of call a.
func (t *Toucher) decided(f *Func, a, i int32) bool {
	for _, g := range f.Guards(f.Calls[i].Block) {
		if t.p.derives(Val{Ref{f, g.Cond}, nil}, func(_ *Func, c *summary.Call) bool { return c == &f.Calls[a] }) {
			return true
		}
	}
	return false
}

// holds: a callee takes a lock and leaves it to its caller to give it back.
func (t *Toucher) holds(f *Func, a, i int32) bool {
	for _, e := range f.Out[a] {
		if e.Via == Callback || e.Async {
			continue
		}
		switch t.leavesAfter(e, 0) {
		case leavesLocked:
			return true
		case leavesAsked:
			return t.decided(f, a, i)
		}
	}
	return false
}

// lockHolder names where a lock is kept that a call takes or gives back: fields, the
// innermost first, or a variable; empty for any other.
func (f *Func) lockHolder(lock int32) string {
	var path []string
	for x := f.HeldIn(lock); ; x = f.HeldIn(x.A) {
		switch x.Op {
		case summary.FieldOf:
			path = append(path, x.Str)
			continue
		case summary.GlobalAddr:
			path = append(path, x.Str)
		}
		return strings.Join(path, " ")
	}
}

const (
	leavesNothing int8 = iota + 1
	leavesLocked
	leavesAsked // if its result says so
)

// maxLeaving bounds the calls below which a lock may be left: a function may call itself
// with constants.
const maxLeaving = 3

// leavesAfter is leaves for one call: what constants that it passes exclude takes no lock.
func (t *Toucher) leavesAfter(e *Edge, d int) int8 {
	out := t.leaves(e.Callee, d)
	if out == leavesNothing || d > maxLeaving || e.Call < 0 || !slices.ContainsFunc(e.Caller.Calls[e.Call].Args, func(a int32) bool { return e.Caller.Values[a].Op == summary.Const }) {
		return out
	}
	return t.leavesIn(e.Callee, &Ctx{Edge: e}, d)
}

// leaves says in what state a function leaves a lock that it takes.
func (t *Toucher) leaves(f *Func, d int) int8 {
	if v, ok := t.hold[f]; ok || d > maxLeaving {
		return max(v, leavesNothing)
	}
	t.hold[f] = leavesNothing
	out := t.leavesIn(f, nil, d)
	t.hold[f] = out
	return out
}

func (t *Toucher) leavesIn(f *Func, ctx *Ctx, d int) int8 {
	out := leavesNothing
	released := f.unlockValues()
	var below []string
	for a := range f.Calls {
		if c := &f.Calls[a]; releaseMethod(c) {
			released = append(released, f.lockHolder(c.Recv))
		} else if t.unlocks(f, int32(a)) {
			return leavesNothing
		}
		below = append(below, f.releasedBelow(int32(a))...)
	}
	given := slices.Concat(released, below)
	for a := range f.Calls {
		c := &f.Calls[a]
		if len(released) > 0 && (!lockMethod(c) || slices.Contains(released, f.lockHolder(c.Recv))) {
			continue // it gives back what it takes
		}
		if lockMethod(c) && slices.Contains(below, f.lockHolder(c.Recv)) {
			continue // by way of a step
		}
		switch {
		case c.Kind != summary.Plain, ctx != nil && !t.p.open(f, c.Block, ctx):
		case t.locking(f, c) && !strings.HasPrefix(c.Name, "Try"):
			out = max(out, leavesLocked)
		case t.asks(f, int32(a)):
			out = leavesAsked
		default:
			for _, e := range f.Out[a] {
				if e.Via != Callback && !e.Callee.takesOnly(given) {
					out = max(out, t.leavesAfter(e, d+1))
				}
			}
		}
	}
	return out
}

// takesOnly: all locks that a function takes itself are kept in the given holders, whose
// lock the caller gives back.
func (f *Func) takesOnly(given []string) bool {
	any := false
	for i := range f.Calls {
		if c := &f.Calls[i]; lockMethod(c) {
			any = true
			if held := f.lockHolder(c.Recv); held == "" || !slices.Contains(given, held) {
				return false
			}
		}
	}
	return any
}

// releasedBelow lists the holders of the locks that a call gives back for f: a step of it
// unlocks them, and does not lock them itself.
func (f *Func) releasedBelow(a int32) (out []string) {
	for _, e := range f.Out[a] {
		g := e.Callee
		if e.Via != Static || e.Async || g.Pkg != f.Pkg {
			continue
		}
		for i := range g.Calls {
			held := g.lockHolder(g.Calls[i].Recv)
			if releaseMethod(&g.Calls[i]) && held != "" && !slices.ContainsFunc(g.Calls, func(c summary.Call) bool { return lockMethod(&c) && g.lockHolder(c.Recv) == held }) {
				out = append(out, held)
			}
		}
	}
	return out
}

// unlockValues lists the holders of the locks whose Unlock the function takes as a value,
// to call it later.
func (f *Func) unlockValues() []string {
	var out []string
	for i := range f.Values {
		if x := &f.Values[i]; x.Op == summary.Bound && strings.HasSuffix(x.Str, ").Unlock") {
			out = append(out, f.lockHolder(x.A))
		}
	}
	return out
}

// asks: a lock that may be refused, whose answer f hands to its caller, as a value or by
// what it returns where it was refused.
func (t *Toucher) asks(f *Func, a int32) bool {
	lock := t.locking(f, &f.Calls[a])
	for _, o := range f.Ops {
		if o.Call == a {
			lock = lock || t.p.effects(o)&Locks != 0
		}
	}
	if !lock {
		return false
	}
	of := func(v int32) bool {
		return t.p.derives(Val{Ref{f, v}, nil}, func(_ *Func, c *summary.Call) bool { return c == &f.Calls[a] })
	}
	for _, r := range f.Returns {
		if slices.ContainsFunc(r.Values, of) || len(r.Values) > 0 && slices.ContainsFunc(f.Guards(r.Block), func(g Guard) bool { return of(g.Cond) }) {
			return true
		}
	}
	return false
}

func releaseMethod(c *summary.Call) bool {
	return c.Name == "Unlock" || c.Name == "UnlockContext" || c.Name == "Release" && (c.Iface != 0 || c.Pkg == semaphorePkg)
}

func (t *Toucher) unlocks(f *Func, a int32) bool {
	for _, o := range f.Ops {
		if o.Call == a && t.p.effects(o)&Unlocks != 0 {
			return true
		}
	}
	return false
}

// released: the lock taken by call a is given back before call i, by one call or by
// those on all ways there.
func (t *Toucher) released(f *Func, a, i int32) bool {
	var on []int32
	for r := range f.Calls {
		c := &f.Calls[r]
		if c.Kind != summary.Plain || !(t.givesBack(f, a, int32(r)) || t.dropsLock(f, a, int32(r))) || !f.Always(a, int32(r)) {
			continue
		}
		if f.Always(int32(r), i) {
			return true
		}
		if c.Block != f.Calls[i].Block {
			on = append(on, c.Block)
		}
	}
	return len(on) > 1 && !f.getsPast(on, f.Calls[a].Block, f.Calls[i].Block)
}

// givesBack: call r unlocks what call a has locked.
func (t *Toucher) givesBack(f *Func, a, r int32) bool {
	return (releaseMethod(&f.Calls[r]) || t.unlocks(f, r)) && t.sameLock(f, a, r) || slices.Contains(f.releasedBelow(r), f.lockHolder(f.Calls[a].Recv))
}

// dropsLock: call r deletes the very key that call a has set as a lock.
func (t *Toucher) dropsLock(f *Func, a, r int32) bool {
	drop, set := f.opAt(r), f.opAt(a)
	if drop == nil || set == nil || !drop.Drops() {
		return false
	}
	x, ok1 := t.p.KeyOf(drop)
	y, ok2 := t.p.KeyOf(set)
	return ok1 && ok2 && t.p.Same(x, y)
}

// opAt is the first operation of a call, nil where it is none.
func (f *Func) opAt(call int32) *Op {
	for _, o := range f.Ops {
		if o.Call == call {
			return o
		}
	}
	return nil
}

// getsPast: control gets from block x to block y through none of others.
func (f *Func) getsPast(others []int32, x, y int32) bool {
	for w := f.visitBlocks(x); w.next(); {
		for _, s := range f.Blocks[w.at].Succs {
			if s == y {
				return true
			}
			if !slices.Contains(others, s) {
				w.push(s)
			}
		}
	}
	return false
}

func (t *Toucher) sameLock(f *Func, a, r int32) bool {
	x, y := f.Calls[a].Recv, f.Calls[r].Recv
	if x == 0 || y == 0 || t.p.same(Val{Ref{f, x}, nil}, Val{Ref{f, y}, nil}, 0) {
		return true
	}
	return t.p.derives(Val{Ref{f, y}, nil}, func(_ *Func, c *summary.Call) bool { return c == &f.Calls[a] })
}

// leads: whether call i runs hangs on an entry of a map of calls in flight, and
// who finds one waits.
func (t *Toucher) leads(f *Func, i int32) bool {
	target := f.Calls[i].Block
	for _, b := range t.lookups(f) {
		if !f.Dominates(b, target) {
			continue
		}
		blk := &f.Blocks[b]
		for s, side := range blk.Succs {
			other := blk.Succs[1-s]
			if (other == target || f.after(other, target)) && f.waits(side, target) {
				return true
			}
		}
	}
	return false
}

// claims: whether call i runs hangs on a flag that only one can set (LoadOrStore of what
// is there before the value is, CompareAndSwap), and who finds it set goes without.
func (t *Toucher) claims(f *Func, i int32) bool {
	target := f.Calls[i].Block
	for a := range f.Calls {
		c := &f.Calls[a]
		set := c.Callee == "(*sync.Map).LoadOrStore" && len(c.Args) == 2 && constant(f, c.Args[1]) || c.Pkg == "sync/atomic" && strings.HasPrefix(c.Name, "CompareAndSwap")
		if !set || int32(a) == i || !f.Always(int32(a), i) {
			continue
		}
		for _, b := range t.branchesOn(f, int32(a)) {
			if b != target && f.Dominates(b, target) && slices.ContainsFunc(f.Blocks[b].Succs, func(s int32) bool { return s != target && !f.after(s, target) }) {
				return true
			}
		}
	}
	return false
}

// constant: a value that is written out, or an empty struct.
func constant(f *Func, v int32) bool {
	x := &f.Values[v]
	for n := 0; n < 4 && (x.Op == summary.MakeIface || x.Op == summary.Convert || x.Op == summary.Load); n++ {
		x = &f.Values[x.A]
	}
	return x.Op == summary.Const || x.Op == summary.Alloc && strings.HasSuffix(f.TypeAt(x.Type).Text, "struct{}")
}

// lookups lists the blocks of f that branch on whether a map has an entry.
func (t *Toucher) lookups(f *Func) []int32 {
	if out, ok := t.maps[f]; ok {
		return out
	}
	var out []int32
	for b := range f.Blocks {
		if blk := &f.Blocks[b]; blk.Cond != 0 && len(blk.Succs) == 2 && t.inFlight(f, blk.Cond) {
			out = append(out, int32(b))
		}
	}
	t.maps[f] = out
	return out
}

// inFlight: the condition asks whether a map has an entry.
func (t *Toucher) inFlight(f *Func, cond int32) bool {
	if t.p.derives(Val{Ref{f, cond}, nil}, func(_ *Func, c *summary.Call) bool {
		return c.Pkg == "sync" && c.Type == "Map" && (c.Name == "LoadOrStore" || c.Name == "Load")
	}) {
		return true
	}
	return f.looksUp(cond) || t.p.derives(Val{Ref{f, cond}, nil}, t.p.looksUpFor)
}

// looksUpFor: a step of the caller's type says whether a map has an entry.
func (p *Program) looksUpFor(f *Func, c *summary.Call) bool {
	g := p.byName[c.Callee]
	return g != nil && f.Recv != "" && g.Recv == f.Recv && len(g.Results) == 1 && g.TypeAt(g.Results[0]).Kind == summary.Bool &&
		slices.ContainsFunc(g.Returns, func(r summary.Return) bool { return len(r.Values) == 1 && g.looksUp(r.Values[0]) })
}

// looksUp: the value is computed from an entry of a map, or from a part of one.
func (f *Func) looksUp(v int32) bool {
	for w := f.visitValues(v); w.next(); {
		switch x := &f.Values[w.at]; x.Op {
		case summary.ElemOf:
			if f.TypeAt(f.Values[x.A].Type).Kind == summary.Map {
				return true
			}
		case summary.Extract, summary.Not, summary.Load, summary.Convert, summary.FieldOf:
			w.push(x.A)
		case summary.Binary:
			w.push(x.A, x.B)
		case summary.Phi:
			w.push(x.Args...)
		case summary.Alloc:
			w.push(f.values[w.at]...)
		}
	}
	return false
}

// waits: on some way from block x that leaves out block y something is waited
// for.
func (f *Func) waits(x, y int32) bool {
	for w := f.visitBlocks(x); w.next(); {
		if w.at == y {
			continue
		}
		if slices.ContainsFunc(f.Blocks[w.at].Items, f.pauses) {
			return true
		}
		w.push(f.Blocks[w.at].Succs...)
	}
	return false
}

// pauses: an item of a block waits for something.
func (f *Func) pauses(it summary.Item) bool {
	switch it.Kind {
	case summary.RecvItem, summary.SelectItem:
		return true
	case summary.CallItem:
		c := &f.Calls[it.N]
		return c.Pkg == "sync" && c.Name == "Wait" || c.Callee == "time.Sleep"
	}
	return false
}
