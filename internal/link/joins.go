package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Joins reports whether the function waits, in a loop or after it, for what it has
// started there: by a call that says so, or by a channel.
func (p *Program) Joins(f *Func, l int) bool {
	loop := &f.Loops[l]
	within := func(b int32) bool { return loop.Has(b) || f.Reaches(loop.Header, b) }
	for i := range f.Calls {
		c := &f.Calls[i]
		if strings.Contains(c.Name, "Wait") && c.Kind != summary.Go && within(c.Block) {
			return true
		}
		if c.Callee == "(*golang.org/x/sync/semaphore.Weighted).Acquire" && !loop.Has(c.Block) && within(c.Block) {
			return true // of all that was handed out
		}
	}
	for b := range f.Blocks {
		for _, it := range f.Blocks[b].Items {
			if (it.Kind == summary.RecvItem || it.Kind == summary.SelectItem) && within(int32(b)) {
				return true
			}
		}
	}
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return f.SentTo(&s) != 0 && within(s.Block) })
}

// SentTo is the channel that a store sends to, 0 where it is no send.
func (f *Func) SentTo(s *summary.Store) int32 {
	if a := &f.Values[s.Addr]; a.Op == summary.ElemOf && f.TypeAt(f.Values[a.A].Type).Kind == summary.Chan {
		return a.A
	}
	return 0
}

// Awaited reports whether who starts a goroutine, or has a group start it, waits for
// it afterwards: by a call that says so, or by a channel other than one that tells it
// to stop.
func (p *Program) Awaited(e *Edge) bool {
	f := e.Caller
	if e.Call < 0 || !e.Async && f.Calls[e.Call].Name != "Go" {
		return false
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if strings.Contains(c.Name, "Wait") && c.Kind != summary.Go && f.After(e.Call, int32(i)) {
			return true
		}
	}
	if e.Callee.Literal() && f.answersBy(e.Callee) {
		return true
	}
	from := f.Calls[e.Call].Block
	for b := range f.Blocks {
		after := int32(b) != from && f.Reaches(from, int32(b))
		for _, it := range f.Blocks[b].Items {
			after = after || int32(b) == from && it.Kind == summary.CallItem && it.N == e.Call
			if after && it.Kind == summary.RecvItem && !tells(f, it.N) {
				return true
			}
		}
	}
	return false
}

// answersBy: a function gives its caller a channel, to which the goroutine that it has
// started sends: who asked waits there.
func (f *Func) answersBy(g *Func) bool {
	return slices.ContainsFunc(f.Results, func(r int32) bool { return f.TypeAt(r).Kind == summary.Chan }) &&
		slices.ContainsFunc(g.Stores, func(s summary.Store) bool { return g.SentTo(&s) != 0 })
}

// tells reports whether a channel is one of a context, a ticker or a timer.
func tells(f *Func, ch int32) bool {
	x := &f.Values[ch]
	if x.Op == summary.Load {
		x = &f.Values[x.A]
	}
	switch x.Op {
	case summary.CallVal:
		c := &f.Calls[x.N]
		return c.Name == "Done" || c.Pkg == "time"
	case summary.FieldOf:
		return strings.HasPrefix(x.Str, "time.")
	}
	return false
}
