package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
)

// Reached is an operation that a call leads to.
type Reached struct {
	*Op
	// In leads from the call's function to the op's; nil where the op is at the
	// call itself.
	In   *Ctx
	Conf finding.Confidence
	// Beside: it runs in a goroutine or a callback of its own.
	Beside bool
}

// From is the operation as it is reached from where ctx begins, which leads to the
// function that was asked.
func (r Reached) From(ctx *Ctx) Reached {
	r.In = chain(r.In, ctx)
	return r
}

// Receiver is what the client's call is made on, seen from the function that was asked:
// the client itself, where the call is one of what its type embeds.
func (p *Program) Receiver(r Reached) Val {
	f := r.Inner()
	v := f.Calls[r.At].Recv
	for v != 0 {
		x := &f.Values[v]
		if x.Op == summary.Load && f.Values[x.A].Op == summary.FieldOf {
			x = &f.Values[x.A]
		}
		if x.Op != summary.FieldOf || p.Cat.Client(ownerPkg(x.Str)) == nil {
			break
		}
		v = x.A
	}
	return Val{Ref{f, v}, chain(r.Ctx, r.In)}
}

// Seen is a value of a function as it is seen from where ctx begins, which leads to
// that function.
func (v Val) Seen(ctx *Ctx) Val {
	v.Ctx = chain(v.Ctx, ctx)
	return v
}

// Follow says what Under follows besides the calls of functions that the caller
// waits for.
type Follow uint8

const (
	// Loops: what a callee repeats in a loop over something. A loop that tries one
	// thing again is always followed.
	Loops Follow = 1 << iota
	// Beside: what is started by go, or handed to code outside that calls it
	// (errgroup.Group.Go). What works in a loop there is a task of its own.
	Beside
)

// Under lists the operations that a call performs, itself or up to depth calls
// below, nearest first, one per place. A client's call that is handed a function
// performs what that does too, and one of a facade what the code behind it does.
func (p *Program) Under(f *Func, call int32, depth int, how Follow) []Reached {
	var out []Reached
	for _, o := range f.Ops {
		if o.Call == call {
			out = append(out, Reached{Op: o, Conf: o.Conf, Beside: f.Calls[call].Kind == summary.Go})
		}
	}
	behind := slices.ContainsFunc(out, func(r Reached) bool { return r.Client.Transparent })
	if len(out) > 0 && !behind && !slices.ContainsFunc(f.Out[call], func(e *Edge) bool { return e.Via == Callback && p.inline(e) }) {
		return out
	}
	w := &descent{p: p, how: how, seen: map[*Func]bool{f: true}, out: out}
	w.call(f, call, nil, depth, Reached{Conf: finding.Certain})
	return w.out
}

// descent is the search of Under.
type descent struct {
	p    *Program
	how  Follow
	seen map[*Func]bool
	out  []Reached
}

// call follows one call; so says how surely it is made and whether beside the
// caller.
func (w *descent) call(f *Func, call int32, ctx *Ctx, depth int, so Reached) {
	if depth == 0 || f.Calls[call].Kind == summary.Go && w.how&Beside == 0 {
		return
	}
	type step struct {
		in *Ctx
		so Reached
	}
	var next []step
	for _, e := range f.Out[call] {
		beside := !w.p.inline(e)
		if w.seen[e.Callee] || beside && (w.how&Beside == 0 || e.Entry || e.Via == Callback && !f.handsFunction(call, e)) {
			continue
		}
		if ctx != nil && !w.p.fits(e, ctx) {
			continue // another caller has it run that
		}
		w.seen[e.Callee] = true
		at := step{&Ctx{Edge: e, Up: ctx}, Reached{Conf: least(so.Conf, e.Conf), Beside: so.Beside || beside}}
		next = append(next, at)
		for _, o := range e.Callee.Ops {
			if w.once(e.Callee, o.Call, at.in, at.so.Beside) {
				w.out = append(w.out, Reached{o, at.in, least(at.so.Conf, o.Conf), at.so.Beside || e.Callee.Calls[o.Call].Kind == summary.Go})
			}
		}
	}
	for _, s := range next {
		g := s.in.Edge.Callee
		for i := range g.Calls {
			if len(g.Out[i]) > 0 && w.once(g, int32(i), s.in, s.so.Beside) {
				w.call(g, int32(i), s.in, depth-1, s.so)
			}
		}
	}
}

// once reports whether a callee makes a call once for each call of it, but for what
// is tried again or done for each of a list that its caller writes out, or the loops
// around it are followed.
func (w *descent) once(f *Func, call int32, in *Ctx, beside bool) bool {
	block := f.Calls[call].Block
	if w.how&Loops != 0 || f.LoopAt[block] < 0 {
		return true
	}
	for _, l := range f.LoopsAt(block) {
		switch b := w.p.LoopBound(f, l, nil); b.Kind {
		case Constant:
		case Elements:
			over := b.Over
			if over.Ctx = in; over.F != f || !w.p.Fixed(over) {
				return false
			}
		case Unbounded, EndlessFor:
			if beside {
				return false
			}
		case Numeric:
			if beside || !w.p.Ends(f, l, call).UntilOK {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// inline reports whether the callee runs as part of the call: callbacks do where
// a client that the catalogue knows takes them (a transaction, a pipeline), and what
// reflection calls does.
func (p *Program) inline(e *Edge) bool {
	if e.Async || e.Entry {
		return false
	}
	if e.Via != Callback {
		return true
	}
	return e.Call >= 0 && (e.Through == valueCall || p.Cat.Client(e.Caller.Calls[e.Call].Pkg) != nil)
}

func least(a, b finding.Confidence) finding.Confidence {
	if b.Rank() < a.Rank() {
		return b
	}
	return a
}
