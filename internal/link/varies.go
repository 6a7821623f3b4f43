package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// Varies reports whether a value is another one on each turn of a loop of top:
// whether it is computed from what the loop ranges over, counts or fetches. v
// may belong to a function that a call in the loop leads to; its context then
// ends in top. Calls are taken for functions of their arguments; where fetches
// is set, what a call in the loop returns varies by itself (an iterator's key).
func (p *Program) Varies(v Val, top *Func, loop *Loop, fetches bool) bool {
	return p.VariesOver(v, top, loop, fetches, Val{})
}

// VariesOver is Varies for a loop that takes one thing after the other out of a
// collection: what a call gets from it is another one each time.
func (p *Program) VariesOver(v Val, top *Func, loop *Loop, fetches bool, over Val) bool {
	return p.VariesBefore(v, top, loop, fetches, over, -1)
}

// VariesBefore is VariesOver, but for what only the answers of a call carry on from one
// turn to the next, as pages do of which each names the one that follows: until the call
// has answered nobody knows what it will be asked next. -1 is no call.
func (p *Program) VariesBefore(v Val, top *Func, loop *Loop, fetches bool, over Val, call int32) bool {
	w := &variance{p: p, top: top, loop: loop, fetches: fetches, over: over.Ref, seen: map[Val]bool{}}
	if call >= 0 {
		w.asked = &top.Calls[call]
	}
	return w.varies(v, 0)
}

// VariesPerCall is Varies for a function that runs once for each element, which it
// is given: whether a value hangs on what it is given.
func (p *Program) VariesPerCall(v Val, top *Func) bool {
	w := &variance{p: p, top: top, loop: &Loop{}, given: true, seen: map[Val]bool{}}
	return w.varies(v, 0)
}

type variance struct {
	p       *Program
	top     *Func
	loop    *Loop
	fetches bool
	over    Ref
	// given: what top is given varies, but for a context.
	given bool
	// asked is the call whose answer makes no difference of its own, nil if there is none.
	asked *summary.Call
	seen  map[Val]bool
}

func (w *variance) varies(v Val, d int) bool {
	if v.V == 0 || w.seen[v] || d > 40 || len(w.seen) > 2000 {
		return false
	}
	w.seen[v] = true
	here := v.F == w.top && v.Ctx == nil
	x := v.Value()
	switch x.Op {
	case summary.NextOf, summary.Recv:
		return here
	case summary.Phi:
		if here && cyclic(v.F, v.V) && !w.answered(v) {
			return true
		}
	case summary.ParamVal:
		if here {
			return w.given && v.Type().Text != "context.Context" && !(x.N == 0 && v.F.Recv != "")
		}
		return w.param(v, int(x.N), d)
	case summary.FreeVal:
		return w.free(v, d)
	case summary.CallVal:
		return w.call(v, &v.F.Calls[x.N], here, d)
	case summary.Alloc:
		return w.filled(v, here, d)
	}
	return w.any(v, append([]int32{x.A, x.B}, x.Args...), d)
}

// answered: what the loop carries on is made anew on each turn of what the call has
// answered. What is only added to, as a list of things that are still to be asked for, may
// hold many already.
func (w *variance) answered(carried Val) bool {
	if w.asked == nil {
		return false
	}
	f, answered := carried.F, false
	next := f.visitValues(0)
	next.push(carried.Value().Args...)
	for next.next() {
		x := &f.Values[next.at]
		from := append([]int32{x.A, x.B}, x.Args...)
		switch {
		case next.at == carried.V:
			continue
		case x.Op == summary.CallVal && &f.Calls[x.N] == w.asked:
			answered = true
			continue
		case x.Op == summary.CallVal:
			c := &f.Calls[x.N]
			from = slices.Concat(from, c.Args, []int32{c.Recv, c.Fun})
		case x.Op == summary.Alloc:
			from = slices.Concat(f.values[next.at], w.p.givenBack(f, next.at))
		}
		if x.Op != summary.Phi && slices.Contains(from, carried.V) {
			return false
		}
		next.push(from...)
	}
	return answered
}

func (w *variance) any(v Val, of []int32, d int) bool {
	for _, a := range of {
		if w.varies(v.With(a), d+1) {
			return true
		}
	}
	return false
}

func (w *variance) param(v Val, i int, d int) bool {
	if v.Ctx == nil || v.Ctx.Edge.Callee != v.F {
		return false
	}
	if arg, ok := w.p.Arg(v.Ctx, i); ok {
		return w.varies(arg, d+1)
	}
	rest, _ := w.p.rest(v.Ctx)
	for _, r := range rest {
		if v.F.Variadic && i == len(v.F.Params)-1 && w.varies(r, d+1) {
			return true
		}
	}
	return false
}

// free follows a captured variable to where its closure was made. Where a closure of
// a list is called that another function has made, what it captured is its own.
func (w *variance) free(v Val, d int) bool {
	for around := range w.p.captures(v.Ref) {
		if w.varies(Val{around, ctxOf(v.Ctx, around.F)}, d+1) {
			return true
		}
	}
	e := w.called(v)
	return e != nil && w.varies(Val{Ref{e.Caller, e.Caller.Calls[e.Call].Fun}, v.Ctx.Up}, d+1)
}

// called is the call by which a closure is entered whose maker is not on the way. In a
// list of several functions, as of handlers, each is there once, and one that was kept
// does its own.
func (w *variance) called(v Val) *Edge {
	if v.Ctx == nil || v.Ctx.Edge.Callee != v.F || v.Ctx.Edge.Via != ByClosure || v.Ctx.Edge.Call < 0 {
		return nil
	}
	if e := v.Ctx.Edge; len(e.Caller.Out[e.Call]) > 1 {
		return nil
	}
	for around := range w.p.captures(v.Ref) {
		if around.F == w.top || ctxOf(v.Ctx, around.F) != nil {
			return nil
		}
	}
	e := v.Ctx.Edge
	if fun := w.p.outer(Val{Ref{e.Caller, e.Caller.Calls[e.Call].Fun}, v.Ctx.Up}, 0); fun.V != 0 && fun.F.kept(fun.V) {
		return nil
	}
	return e
}

// kept: a value is read from a field or a variable of the package.
func (f *Func) kept(v int32) bool {
	for w := f.visitValues(v); w.next(); {
		switch x := &f.Values[w.at]; x.Op {
		case summary.FieldOf, summary.GlobalAddr:
			return true
		case summary.Alloc:
			w.push(f.values[w.at]...)
		case summary.Load, summary.ElemOf, summary.Extract, summary.NextOf, summary.Convert, summary.MakeIface, summary.Phi:
			w.push(x.A)
			w.push(x.Args...)
		}
	}
	return false
}

func (w *variance) call(v Val, c *summary.Call, here bool, d int) bool {
	if here && w.fetches && w.loop.Has(c.Block) && (len(c.Args) == 0 || w.p.Cat.Client(c.Pkg) != nil) {
		return true
	}
	if here && w.over.V != 0 && w.loop.Has(c.Block) && slices.ContainsFunc(append([]int32{c.Recv}, c.Args...), func(a int32) bool { return a != 0 && w.p.SameObject(v.Ref.With(a), w.over) }) {
		return true
	}
	if out := v.F.Out[v.Value().N]; len(out) == 1 && out[0].Via == Static && out[0].Callee.ofArguments() {
		return w.any(v, c.Args, d)
	}
	return w.any(v, append([]int32{c.Recv}, c.Args...), d)
}

// ofArguments: a method makes what it returns of its arguments alone, as one does that
// puts a key together.
func (f *Func) ofArguments() bool {
	if f.Recv == "" || len(f.Blocks) != 1 || len(f.Returns) != 1 {
		return false
	}
	for _, r := range f.Returns[0].Values {
		for w := f.visitValues(r); w.next(); {
			x := &f.Values[w.at]
			switch x.Op {
			case summary.ParamVal:
				if x.N == 0 {
					return false
				}
			case summary.CallVal:
				c := &f.Calls[x.N]
				w.push(c.Recv, c.Fun)
				w.push(c.Args...)
			case summary.Alloc, summary.Closure, summary.Unknown:
				return false
			}
			w.push(x.A, x.B)
			w.push(x.Args...)
		}
	}
	return true
}

// filled looks at what is put into a variable: by assignment, field by field, or by
// a call that gets its address: one in the loop (rows.Scan(&id)), or one further
// down that is given something of the turn (json.Unmarshal(item, &v)); by a method of
// its own where it is given something of the turn (p.FromUser(user)).
func (w *variance) filled(v Val, here bool, d int) bool {
	if w.any(v, v.F.values[v.V], d) {
		return true
	}
	for _, s := range v.F.Stores {
		if a := &v.F.Values[s.Addr]; (a.Op == summary.FieldOf || a.Op == summary.ElemOf) && a.A == v.V && w.varies(v.With(s.Val), d+1) {
			return true
		}
	}
	for i := range v.F.Calls {
		c := &v.F.Calls[i]
		if here && !w.loop.Has(c.Block) {
			continue
		}
		if c.Recv == v.V && w.any(v, c.Args, d) {
			return true
		}
		if !passesAddress(v.F, c, v.V) {
			continue
		}
		if here || w.any(v, append([]int32{c.Recv}, c.Args...), d) {
			return true
		}
	}
	return false
}

func passesAddress(f *Func, c *summary.Call, alloc int32) bool {
	for _, a := range c.Args {
		if x := &f.Values[a]; a == alloc || x.Op == summary.MakeIface && x.A == alloc {
			return true
		}
	}
	return false
}

// cyclic reports whether a value is computed from itself: carried from one turn
// of a loop to the next, and not as it is.
func cyclic(f *Func, phi int32) bool {
	for w := f.visitValues(phi); w.next(); {
		x := &f.Values[w.at]
		if w.at == phi {
			w.push(x.A, x.B)
			w.push(x.Args...)
			continue
		}
		if x.A == phi || x.B == phi || slices.Contains(x.Args, phi) {
			return true
		}
		if x.Op == summary.CallVal { // url = page(url).next
			c := &f.Calls[x.N]
			if c.Recv == phi || slices.Contains(c.Args, phi) {
				return true
			}
			w.push(c.Recv)
			w.push(c.Args...)
		}
		w.push(x.A, x.B)
		w.push(x.Args...)
	}
	return false
}
