package link

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/cachevet/cachevet/internal/summary"
)

// retryMemo is what a Program remembers of the questions of this file.
type retryMemo struct {
	sources map[Ref]map[*summary.Call]bool
}

// Outcome says how a loop goes on after a call in it.
type Outcome struct {
	// UntilOK: the loop is left where the call succeeds; UntilFlag: where the flag
	// that it returns is set, as by an attempt to take a lock.
	UntilOK, UntilFlag bool
	// OnError: the loop is left where the call fails; OnOther: on all errors but
	// one that it waits to be gone.
	OnError, OnOther bool
	// Limited: some other condition ends the loop: a count, a clock, a channel.
	Limited bool
	// Heeds: the loop asks a context whether it has ended, or looks at its channel, which
	// limits it to what the caller is patient for.
	Heeds bool
}

// Ends looks at the ways out of a loop and which of them hang on the error, or
// on the success flag, that a call in it returns.
func (p *Program) Ends(f *Func, l int, call int32) Outcome { return p.EndsOf(f, &f.Loops[l], call) }

// EndsOf is Ends for a loop that shares its header with others.
func (p *Program) EndsOf(f *Func, loop *Loop, call int32) Outcome {
	var out Outcome
	for _, b := range loop.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 {
			continue
		}
		for i, s := range blk.Succs {
			if !loop.Has(s) && !f.looksForEnd(b) {
				out.add(p, Val{Ref{f, blk.Cond}, nil}, i == 0, &f.Calls[call], p.OnFailure(f, b))
			}
		}
	}
	for _, b := range loop.Blocks {
		if f.asksDone(b) {
			looks := f.Looks(b)
			out.Heeds, out.Limited = out.Heeds || looks, out.Limited || !looks
		}
	}
	return out
}

// OnlyBy reports whether, in a context, nothing ends the loop but what a call in it gives.
func (p *Program) OnlyBy(f *Func, loop *Loop, call int32, ctx *Ctx) bool {
	return !slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &f.Blocks[b]
		if !leaves(loop, blk) || !p.open(f, b, ctx) || blk.Cond == 0 || len(blk.Succs) != 2 {
			return false
		}
		cond := Val{Ref{f, blk.Cond}, nil}
		if p.callsFor(cond)[&f.Calls[call]] {
			return false
		}
		t, known := p.Truth(Val{cond.Ref, ctx})
		return !known || !loop.Has(blk.Succs[map[bool]int{true: 0, false: 1}[t]])
	})
}

// add takes one way out: left where cond is taken, which is asked after a failure
// only if failed is set.
func (o *Outcome) add(p *Program, cond Val, taken bool, call *summary.Call, failed bool) {
	x := cond.Value()
	if x.Op == summary.Not {
		o.add(p, cond.With(x.A), !taken, call, failed)
		return
	}
	if from := p.callsFor(cond); !from[call] {
		switch {
		case p.asksContext(from):
			o.Heeds = true
		case !fixedChoice(cond, 0) && !ticked(cond):
			o.Limited = true
		}
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
			o.notThat(failed)
		}
	case cond.F.isError(cond.V):
		o.left(!taken)
	case isNoError(cond):
		o.left(taken)
	case cond.Type().Kind == summary.Bool && x.Op == summary.CallVal && asksError(cond.F, &cond.F.Calls[x.N]):
		if !taken {
			o.notThat(failed)
		}
	case cond.Type().Kind == summary.Bool && x.Op != summary.Binary:
		o.left(taken)
		o.UntilFlag = o.UntilFlag || taken
	}
}

// notThat: the loop is left on any error but a known one, and no error is another one
// unless there surely is one.
func (o *Outcome) notThat(failed bool) {
	o.OnError = true
	if !failed {
		o.UntilOK, o.OnOther = true, true
	}
}

// callsFor lists the calls from whose results a value is computed. A loop asks
// for each call in it.
func (p *Program) callsFor(v Val) map[*summary.Call]bool {
	known, ok := p.sources[v.Ref]
	if !ok {
		known = map[*summary.Call]bool{}
		p.derives(v, func(_ *Func, c *summary.Call) bool { known[c] = true; return false })
		keep(&p.sources, v.Ref, known)
	}
	return known
}

// isNoError: errors.Is asks for none.
func isNoError(cond Val) bool {
	x := cond.Value()
	if x.Op != summary.CallVal {
		return false
	}
	c := &cond.F.Calls[x.N]
	return c.Callee == "errors.Is" && len(c.Args) == 2 && isNil(cond.With(c.Args[1]))
}

// asksError: errors.Is and its like look at an error, others at its text; true is no
// success. A function that was handed in takes it as a result.
func asksError(f *Func, c *summary.Call) bool {
	return c.Fun == 0 && slices.ContainsFunc(c.Args, func(a int32) bool {
		if x := &f.Values[a]; x.Op == summary.CallVal && f.Calls[x.N].Name == "Error" {
			a = f.Calls[x.N].Recv
		}
		return f.TypeAt(f.Values[a].Type).Text == "error"
	})
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

// fixedChoice: a condition that hangs on nothing but what the function was given
// by value is the same on every turn, and limits no loop that it does not forbid.
func fixedChoice(v Val, d int) bool {
	x := v.Value()
	switch x.Op {
	case summary.Const:
		return true
	case summary.ParamVal:
		k := v.Type().Kind
		return k == summary.Bool || k == summary.Integer || k == summary.String
	case summary.Not, summary.Convert:
		return d < 8 && fixedChoice(v.With(x.A), d+1)
	case summary.Binary:
		for _, side := range []int32{x.A, x.B} {
			if d == 0 && countless(v.With(side)) {
				return true // a count that comes to no end
			}
		}
		return d < 8 && fixedChoice(v.With(x.A), d+1) && fixedChoice(v.With(x.B), d+1)
	}
	return false
}

// countless: a number to which no loop ever counts up.
func countless(v Val) bool {
	x := v.Value()
	return x.Op == summary.Const && x.N >= math.MaxInt32 && v.Type().Kind == summary.Integer && v.Type().Named == ""
}

// ticked: whether a timer's channel is still open, which nobody closes.
func ticked(v Val) bool {
	x := v.Value()
	if x.Op != summary.Extract || x.N != 1 {
		return false
	}
	recv := v.With(x.A).Value()
	return recv.Op == summary.Recv && strings.HasSuffix(v.With(recv.A).Type().Text, "chan time.Time")
}

// asksDone: a block has the channel by which a context says that it has ended.
func (f *Func) asksDone(block int32) bool {
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool { return c.Block == block && c.Pkg == "context" && c.Name == "Done" })
}

func (f *Func) looksForEnd(block int32) bool { return f.asksDone(block) && f.Looks(block) }

// Looks reports whether a block looks whether one channel has something, and does not
// wait for it: a select with nothing but a default besides.
func (f *Func) Looks(block int32) bool {
	n, selects := 0, false
	for _, it := range f.Blocks[block].Items {
		selects = selects || it.Kind == summary.SelectItem
		if it.Kind == summary.RecvItem {
			n++
		}
	}
	return selects && n == 1
}

// asksContext reports whether one of the calls asks a context, or a type that is
// one with more methods, whether it has ended.
func (p *Program) asksContext(calls map[*summary.Call]bool) bool {
	for c := range calls {
		if c.Pkg == "context" && c.Name == "Err" {
			return true
		}
		if d := p.decls[c.Pkg+"."+c.Type]; c.Recv != 0 && len(c.Args) == 0 && d != nil && methodOf(d, "Done") != nil && methodOf(d, "Deadline") != nil {
			return true
		}
	}
	return false
}

// Pause is how a loop waits between its turns: not at all, for a fixed time, or
// for one that changes from turn to turn. Longest is the longest of its times, and
// for ever where one is not known.
type Pause struct {
	Waits, Grows bool
	Longest      time.Duration
}

// PauseIn finds out how a loop waits.
func (p *Program) PauseIn(f *Func, l int) Pause { return p.PauseOf(f, &f.Loops[l]) }

// PauseOf is PauseIn for a loop that shares its header with others.
func (p *Program) PauseOf(f *Func, loop *Loop) Pause {
	var out Pause
	for i := range f.Calls {
		c := &f.Calls[i]
		if !loop.Has(c.Block) {
			continue
		}
		if p.BacksOff(f, int32(i)) {
			return Pause{true, true, math.MaxInt64}
		}
		if c.Pkg == "time" && (c.Name == "Sleep" || c.Name == "After" || c.Name == "NewTimer" || c.Name == "Reset") && len(c.Args) > 0 {
			d := Val{Ref{f, c.Args[len(c.Args)-1]}, nil}
			out.Waits = true
			out.Grows = out.Grows || p.Varies(d, f, loop, true)
			out.Longest = max(out.Longest, p.duration(d))
		}
	}
	return out
}

// BacksOff reports whether a call knows by its name how long to wait, and when to stop:
// a helper that nobody has read, one that gives a time, or one that is seen to wait. That
// the package around is called after retries says nothing of its functions.
func (p *Program) BacksOff(f *Func, call int32) bool {
	c := &f.Calls[call]
	text := c.Name + c.Type
	if c.Pkg != f.Pkg.Path {
		text += c.Pkg
	}
	if lower := strings.ToLower(text); !strings.Contains(lower, "backoff") && !strings.Contains(lower, "retry") {
		return false
	}
	return len(f.Out[call]) == 0 || c.Result != 0 && strings.Contains(f.TypeAt(c.Result).Text, "time.Duration") || slices.ContainsFunc(f.Out[call], func(e *Edge) bool {
		return p.passesTime(e.Callee, 3)
	})
}

// passesTime: the function, or one below it, waits.
func (p *Program) passesTime(f *Func, depth int) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Pkg == "time" && slices.Contains([]string{"Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Reset"}, c.Name) {
			return true
		}
		if depth > 0 && slices.ContainsFunc(f.Out[i], func(e *Edge) bool { return !e.Async && p.passesTime(e.Callee, depth-1) }) {
			return true
		}
	}
	return false
}

// duration is a time that code gives, for ever where it is not known.
func (p *Program) duration(d Val) time.Duration {
	if n, ok := p.Int(d); ok {
		return time.Duration(n)
	}
	return math.MaxInt64
}

// Blinks reports whether a call that pauses does so for a known time of at most
// the given one.
func (p *Program) Blinks(f *Func, call int32, most time.Duration) bool {
	args := f.Calls[call].Args
	return len(args) > 0 && p.duration(Val{Ref{f, args[len(args)-1]}, nil}) <= most
}
