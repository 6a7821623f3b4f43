package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// ReadThrough reports whether a write stores what was fetched because a read of
// the cache missed, in f or in a function on the way to it.
func (t *Toucher) ReadThrough(f *Func, call int32, w *Touch) bool {
	return t.onMissIn(f, call, w, nil) || t.FillsBelow(f, w)
}

// ReadThroughEach is ReadThrough for a write in a loop where each turn has a read of
// its own, rather than one miss that lets all in.
func (t *Toucher) ReadThroughEach(f *Func, l int, call int32, w *Touch) bool {
	return t.onMissIn(f, call, w, &f.Loops[l]) || t.FillsBelow(f, w)
}

// Copies reports whether a write stores what a source gave because a read of the cache
// missed, in f, be it when f returns.
func (t *Toucher) Copies(f *Func, call int32, w *Touch) bool {
	return t.readFor(f, call, w, func(i int32, x *Touch) bool {
		missed := t.OnMiss(f, i, call) || f.Calls[call].Kind == summary.Defer && t.readBack(x, w)
		return missed && !t.differ(x, w) && t.fetchedBetween(f, i, call, w) || t.gatheredBetween(f, i, call)
	})
}

// FillsBelow reports whether a write belongs to a read-through that is complete
// below f.
func (t *Toucher) FillsBelow(f *Func, w *Touch) bool {
	for c := w.Ctx; c != nil; c = c.Up {
		if e := c.Edge; e.Call >= 0 && e.Caller != f && t.onMissIn(e.Caller, e.Call, w.from(c), nil) {
			return true
		}
	}
	return w.F != f && t.onMissIn(w.F, w.Call, w.from(nil), nil)
}

// from is a touch as the caller sees it that makes a call on the way there, nil for the
// function that has it.
func (x *Touch) from(call *Ctx) *Touch {
	seen := *x
	seen.Ctx = upTo(x.Ctx, call)
	return &seen
}

// upTo is a context without what is around one of its calls.
func upTo(ctx, call *Ctx) *Ctx {
	switch {
	case ctx == nil || call == nil:
		return nil
	case ctx == call:
		return &Ctx{Edge: ctx.Edge}
	}
	return &Ctx{Edge: ctx.Edge, Up: upTo(ctx.Up, call)}
}

// near is how many calls away a read may be to be the function's own.
const near = 3

// onMissIn: f makes call, which leads to the write, because a read missed; in the turns
// of a loop where one is given.
func (t *Toucher) onMissIn(f *Func, call int32, w *Touch, each *Loop) bool {
	return t.readFor(f, call, w, func(i int32, x *Touch) bool {
		return (each == nil || each.Has(f.Calls[i].Block)) && t.OnMiss(f, i, call) && (t.readBack(x, w) || t.fetchedBetween(f, i, call, w)) || t.gatheredBetween(f, i, call)
	})
}

// readFor reports whether f reads the store of the write in a way that is asked for.
func (t *Toucher) readFor(f *Func, call int32, w *Touch, way func(i int32, read *Touch) bool) bool {
	for i := range f.Calls {
		if int32(i) == call {
			continue
		}
		for _, x := range t.At(f, int32(i)) {
			if x.Effect&Reads == 0 || x.Kind == w.Kind && !t.p.OneStore(&x, w) || x.Depth() > near || !x.Compatible(w) {
				continue
			}
			if way(int32(i), &x) {
				return true
			}
		}
	}
	return false
}

// gatheredBetween: what read r has missed was asked for at once, and the answer is
// what call w writes.
func (t *Toucher) gatheredBetween(f *Func, r, w int32) bool {
	for s := range f.Calls {
		if int32(s) == r || int32(s) == w || !t.GathersMisses(f, r, int32(s)) {
			continue
		}
		if slices.ContainsFunc(f.Calls[w].Args, func(a int32) bool { return t.p.Derives(f, a, int32(s)) }) {
			return true
		}
	}
	return false
}

// readBack: the read is of the value that is written, not of whether there is
// one.
func (t *Toucher) readBack(r, w *Touch) bool {
	if r.Op != nil && r.Op.Command == "EXISTS" {
		return false
	}
	a, ok1 := t.Key(r)
	b, ok2 := t.Key(w)
	return ok1 && ok2 && t.p.Alike(a, b)
}

// differ: the two are surely about different keys.
func (t *Toucher) differ(r, w *Touch) bool {
	a, ok1 := t.Key(r)
	b, ok2 := t.Key(w)
	return ok1 && ok2 && t.p.Differ(a, b)
}

// fetchedBetween: after read r has missed a source is asked, by call w itself or
// before it.
func (t *Toucher) fetchedBetween(f *Func, r, w int32, to *Touch) bool {
	for i := range f.Calls {
		s := int32(i)
		if s == r || s != w && !((f.Precedes(s, w) || f.Calls[w].Kind == summary.Defer) && t.OnMiss(f, r, s)) {
			continue
		}
		for _, x := range t.At(f, s) {
			goes := f.Calls[w].Kind == summary.Defer || slices.ContainsFunc(f.Calls[w].Args, func(a int32) bool { return t.p.Derives(f, a, s) })
			if x.Compatible(to) && (x.Effect&Source != 0 || x.Effect&Asks != 0 && goes && !t.ofRead(f, r, s, &x)) && t.p.passable(x.Ctx) {
				return true
			}
		}
	}
	return false
}

// ofRead: what call s asks is no source beside read r: it is given what that has found, or
// r asks the same.
func (t *Toucher) ofRead(f *Func, r, s int32, asked *Touch) bool {
	given := append([]int32{f.Calls[s].Recv}, f.Calls[s].Args...)
	if slices.ContainsFunc(given, func(a int32) bool { return t.p.Derives(f, a, r) }) {
		return true
	}
	of := func(x *Touch) Val { return Val{Ref{x.F, x.Site().Recv}, x.Ctx} }
	return slices.ContainsFunc(t.At(f, r), func(x Touch) bool {
		return x.Effect&Asks != 0 && x.F == asked.F && x.Call == asked.Call && t.p.Same(of(&x), of(asked))
	})
}
