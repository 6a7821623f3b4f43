package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Outcome says how a loop goes on after a call in it.
type Outcome struct {
	// UntilOK: the loop is left where the call succeeds; UntilFlag: where the flag
	// that it returns is set, as by an attempt to take a lock.
	UntilOK, UntilFlag bool
	// OnError: the loop is left where the call fails.
	OnError bool
	// Limited: some other condition ends the loop: a count, a clock, a context.
	Limited bool
}

// Ends looks at the ways out of a loop and which of them hang on the error, or
// on the success flag, that a call in it returns.
func (p *Program) Ends(f *Func, l int, call int32) Outcome {
	loop := &f.Loops[l]
	var out Outcome
	for _, b := range loop.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 {
			continue
		}
		for i, s := range blk.Succs {
			if !loop.Has(s) {
				out.add(p, Val{Ref{f, blk.Cond}, nil}, i == 0, &f.Calls[call])
			}
		}
	}
	out.Limited = out.Limited || heedsContext(f, loop)
	return out
}

// add takes one way out: left where cond is taken.
func (o *Outcome) add(p *Program, cond Val, taken bool, call *summary.Call) {
	x := cond.Value()
	if x.Op == summary.Not {
		o.add(p, cond.With(x.A), !taken, call)
		return
	}
	if !p.callsFor(cond)[call] {
		o.Limited = true
		return
	}
	switch {
	case x.Op == summary.Binary && (x.Str == "==" || x.Str == "!="):
		a, b := cond.With(x.A), cond.With(x.B)
		if isNil(a) {
			a, b = b, a
		}
		switch {
		case a.Type().Text != "error":
		case isNil(b):
			o.left((x.Str == "==") == taken)
		case (x.Str == "==") != taken:
			o.OnError = true // any error but a known one
		}
	case cond.Type().Kind == summary.Bool && x.Op == summary.CallVal && asksError(cond.F, &cond.F.Calls[x.N]):
		o.OnError = o.OnError || !taken
	case cond.Type().Kind == summary.Bool && x.Op != summary.Binary:
		o.left(taken)
		o.UntilFlag = o.UntilFlag || taken
	}
}

// callsFor lists the calls from whose results a value is computed. A loop asks
// for each call in it.
func (p *Program) callsFor(v Val) map[*summary.Call]bool {
	known, ok := p.sources[v.Ref]
	if !ok {
		known = map[*summary.Call]bool{}
		p.derives(v, func(_ *Func, c *summary.Call) bool { known[c] = true; return false })
		p.sources[v.Ref] = known
	}
	return known
}

// asksError: errors.Is and its like look at an error; true is no success.
func asksError(f *Func, c *summary.Call) bool {
	return slices.ContainsFunc(c.Args, func(a int32) bool { return f.TypeAt(f.Values[a].Type).Text == "error" })
}

func (o *Outcome) left(success bool) {
	if success {
		o.UntilOK = true
	} else {
		o.OnError = true
	}
}

func isNil(v Val) bool {
	x := v.Value()
	return x.Op == summary.Const && x.Str == "nil"
}

// heedsContext reports whether the loop looks at a context's end.
func heedsContext(f *Func, loop *Loop) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if loop.Has(c.Block) && c.Pkg == "context" && (c.Name == "Done" || c.Name == "Err") {
			return true
		}
	}
	return false
}

// Pause tells how a loop waits between its turns: not at all, for a fixed time,
// or for one that changes from turn to turn.
func (p *Program) Pause(f *Func, l int) (waits, grows bool) {
	loop := &f.Loops[l]
	for i := range f.Calls {
		c := &f.Calls[i]
		if !loop.Has(c.Block) {
			continue
		}
		if lower := strings.ToLower(c.Name + c.Type + c.Pkg); strings.Contains(lower, "backoff") || strings.Contains(lower, "retry") {
			return true, true
		}
		if c.Pkg == "time" && (c.Name == "Sleep" || c.Name == "After" || c.Name == "NewTimer" || c.Name == "Reset") && len(c.Args) > 0 {
			waits = true
			grows = grows || p.Varies(Val{Ref{f, c.Args[len(c.Args)-1]}, nil}, f, loop, true)
		}
	}
	return waits, grows
}
