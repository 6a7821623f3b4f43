package roots

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// loops finds loops that repeat by themselves: with a sleep, a ticker or a timer
// between the turns, and no end that data brings. One that accepts connections turns
// as often as clients ask.
func (fd *finder) loops() {
	for _, f := range fd.p.Funcs {
		for l := range f.Loops {
			if accepts(f, l) && fd.mayRun(f) {
				fd.add(Root{F: f, Kind: "consumer", Heat: finding.Request, Loop: l})
			} else if untilDone(f, l) {
				continue // tries again what its function is there for
			} else if period, ok := fd.paced(f, l); ok && fd.mayRun(f) {
				fd.repeating(f, l, period)
			} else if !fd.consumes(f, l) && (fd.pops(f, l) || fd.receives(f, l)) && fd.mayRun(f) {
				fd.add(Root{F: f, Kind: "consumer", Heat: finding.Request, Loop: l})
			} else if f.Loops[l].Parent < 0 && (background(f) || startedBelow(f) && (takesMessages(f, l) || forever(f, l)) || fd.delivered(f, l)) && !fd.consumes(f, l) && fd.mayRun(f) {
				fd.endless(f, l)
			}
		}
	}
}

// untilDone reports whether a loop ends when something has not failed.
func untilDone(f *link.Func, l int) bool {
	loop := &f.Loops[l]
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &f.Blocks[b]
		x := &f.Values[blk.Cond]
		if blk.Cond == 0 || len(blk.Succs) != 2 || x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" {
			return false
		}
		none := &f.Values[x.B]
		done := blk.Succs[0]
		if x.Str == "!=" {
			done = blk.Succs[1]
		}
		return none.Op == summary.Const && none.Str == "nil" && f.TypeAt(f.Values[x.A].Type).Text == "error" && !ofContext(f, x.A) && !loop.Has(done)
	})
}

// ofContext: a value says whether a context has ended.
func ofContext(f *link.Func, v int32) bool {
	x := &f.Values[v]
	return x.Op == summary.CallVal && f.Calls[x.N].Pkg == "context"
}

// consumes reports whether a loop is known to take what a framework delivers.
func (fd *finder) consumes(f *link.Func, l int) bool {
	_, ok := fd.out[rootKey{f, "consumer", l}]
	return ok
}

// background reports whether a go statement starts the function.
func background(f *link.Func) bool {
	return slices.ContainsFunc(f.In, func(e *link.Edge) bool { return e.Async })
}

// startedBelow: what a go statement starts calls the function once.
func startedBelow(f *link.Func) bool { return startedIn(f, 0) }

func startedIn(f *link.Func, d int) bool {
	return slices.ContainsFunc(f.In, func(e *link.Edge) bool {
		return !e.Async && !e.Entry && e.Call >= 0 && e.Caller.LoopAt[e.Caller.Calls[e.Call].Block] < 0 && (background(e.Caller) || d < 1 && startedIn(e.Caller, d+1))
	})
}

// takesMessages: each turn of the loop may take something that is more than a sign.
func takesMessages(f *link.Func, l int) bool {
	ch := messages(f, l)
	return ch != 0 && !carriesNothing(link.Ref{F: f, V: ch})
}

// endless: a goroutine that works through a channel runs per message; one that
// turns without end, or at a signal that no request gives, repeats by itself.
func (fd *finder) endless(f *link.Func, l int) {
	kind := fd.p.LoopBound(f, l, nil).Kind
	if kind == link.Channel {
		ch := feeding(f, l)
		if ch != 0 && fd.pool(link.Ref{F: f, V: ch}) {
			return
		}
		if ch == 0 || !fd.signal(link.Ref{F: f, V: ch}, 0) {
			fd.add(Root{F: f, Kind: "consumer", Heat: finding.Request, Loop: l})
			return
		}
	}
	switch kind {
	case link.EndlessFor, link.Unbounded:
		if ch := messages(f, l); ch != 0 {
			if !fd.pool(link.Ref{F: f, V: ch}) {
				fd.consuming(f, l)
			}
			return
		}
		fallthrough
	case link.Channel:
		fd.add(Root{F: f, Kind: "periodic", Heat: finding.Periodic, Loop: l})
	}
}

// paced reports whether a loop waits for time in each turn, and how long, in
// seconds, where that is a constant.
func (fd *finder) paced(f *link.Func, l int) (float64, bool) {
	loop := &f.Loops[l]
	if b := fd.p.LoopBound(f, l, nil); b.Kind != link.EndlessFor && b.Kind != link.Unbounded && b.Kind != link.Channel {
		return 0, false
	}
	for _, b := range loop.Blocks {
		if f.LoopAt[b] != l {
			continue // an inner loop's affair
		}
		for _, it := range f.Blocks[b].Items {
			switch it.Kind {
			case summary.CallItem:
				if s, ok := fd.pause(f, it.N); ok && !fd.onError(f, b, loop) {
					return s, true
				}
				if s, ok := fd.turn(f, it.N); ok {
					return s, true
				}
			case summary.RecvItem:
				if s, ok := fd.clock(link.Val{Ref: link.Ref{F: f, V: it.N}}); ok {
					return s, true
				}
			}
		}
	}
	return 0, false
}

// told reports whether nothing that a loop does itself ends it: it is left only where a
// select has chosen, or a context is done.
func told(f *link.Func, l int) bool {
	loop := &f.Loops[l]
	return !slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &f.Blocks[b]
		out := slices.ContainsFunc(blk.Succs, func(s int32) bool { return !loop.Has(s) })
		return out && !chosen(f, blk.Cond)
	})
}

// forever: nothing but a panic, or what told asks for, ends a loop.
func forever(f *link.Func, l int) bool {
	loop := &f.Loops[l]
	panics := func(b int32) bool {
		return slices.ContainsFunc(f.Blocks[b].Items, func(it summary.Item) bool { return it.Kind == summary.PanicItem })
	}
	return !slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &f.Blocks[b]
		return !chosen(f, blk.Cond) && slices.ContainsFunc(blk.Succs, func(s int32) bool { return !loop.Has(s) && !panics(s) })
	})
}

// chosen: a condition hangs on the case that a select took, or on the end of a context.
func chosen(f *link.Func, cond int32) bool {
	x := &f.Values[cond]
	if x.Op != summary.Binary {
		return false
	}
	from := &f.Values[x.A]
	switch from.Op {
	case summary.Extract:
		return from.N == 0 && f.Values[from.A].Op == summary.Unknown
	case summary.CallVal:
		return ofContext(f, x.A)
	}
	return false
}

// pause reports whether a call waits for time: a sleep, or a function that does no more
// than wait for a timer or the end of a context.
func (fd *finder) pause(f *link.Func, call int32) (float64, bool) {
	c := &f.Calls[call]
	if c.Callee == "time.Sleep" && len(c.Args) == 1 {
		return fd.seconds(link.Val{Ref: link.Ref{F: f, V: c.Args[0]}}), true
	}
	out := f.Out[call]
	if len(out) != 1 || out[0].Via != link.Static || out[0].Async || len(out[0].Callee.Loops) > 0 || len(out[0].Callee.Stores) > 0 {
		return 0, false
	}
	g := out[0].Callee
	for i := range g.Blocks {
		for _, it := range g.Blocks[i].Items {
			if it.Kind == summary.RecvItem {
				if s, ok := fd.clock(link.Val{Ref: link.Ref{F: g, V: it.N}, Ctx: &link.Ctx{Edge: out[0]}}); ok {
					return s, true
				}
			}
		}
	}
	return 0, false
}

// turn reports whether a call runs a literal of the same function that waits for time, as
// the body of a loop that is to survive panics does; one that waits for results as well
// only gives up on them.
func (fd *finder) turn(f *link.Func, call int32) (float64, bool) {
	out := f.Out[call]
	if len(out) != 1 || out[0].Async || out[0].Via == link.Callback || !out[0].Callee.Literal() || out[0].Callee.Decl != f.Decl {
		return 0, false
	}
	g := out[0].Callee
	every, waits := 0.0, false
	for b := range g.Blocks {
		for _, it := range g.Blocks[b].Items {
			if it.Kind != summary.RecvItem || g.LoopAt[b] >= 0 {
				continue
			}
			ch := link.Ref{F: g, V: it.N}
			if s, ok := fd.clock(link.Val{Ref: ch, Ctx: &link.Ctx{Edge: out[0]}}); ok {
				every, waits = s, true
			} else if carriesMessage(ch) {
				return 0, false
			}
		}
	}
	return every, waits
}

// onError: a sleep that only some turns take is a back-off, not a period.
func (fd *finder) onError(f *link.Func, b int32, loop *link.Loop) bool {
	for _, t := range loop.Blocks {
		for _, s := range f.Blocks[t].Succs {
			if s == loop.Header && !f.Dominates(b, t) {
				return true
			}
		}
	}
	return false
}

// clock reports whether a channel is a ticker's or a timer's, and its period.
func (fd *finder) clock(v link.Val) (float64, bool) {
	for range 12 {
		x := v.Value()
		switch x.Op {
		case summary.CallVal:
			c := &v.F.Calls[x.N]
			if (c.Callee == "time.After" || c.Callee == "time.Tick") && len(c.Args) == 1 {
				return fd.seconds(v.With(c.Args[0])), true
			}
			var ok bool
			if v, ok = fd.p.Only(v); !ok {
				return 0, false
			}
		case summary.Load, summary.Convert:
			v = v.With(x.A)
		case summary.FieldOf:
			if x.Str == "time.Ticker.C" || x.Str == "time.Timer.C" {
				return fd.tickerPeriod(v.With(x.A)), true
			}
			return 0, false
		default:
			return 0, false
		}
	}
	return 0, false
}

func (fd *finder) tickerPeriod(v link.Val) float64 {
	for range 12 {
		x := v.Value()
		if x.Op == summary.CallVal {
			if c := &v.F.Calls[x.N]; (c.Callee == "time.NewTicker" || c.Callee == "time.NewTimer") && len(c.Args) == 1 {
				return fd.seconds(v.With(c.Args[0]))
			}
			return 0
		}
		if x.A == 0 {
			return 0
		}
		v = v.With(x.A)
	}
	return 0
}

func (fd *finder) seconds(v link.Val) float64 {
	n, ok := fd.p.Int(v)
	if !ok || n <= 0 {
		return 0
	}
	return float64(n) / 1e9
}
