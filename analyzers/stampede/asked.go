package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// answers reports whether what is written to the cache comes from a call of an
// interface of which it is not known what stands behind it: the result of the
// call goes into the write, or the function's own type is another layer of the
// same interface and asks the next one what it was asked.
func answers(p *analyzers.Pass, f *link.Func, s int32, src *link.Touch, w int32, wr *link.Touch) bool {
	from, to := steps(src.Ctx, s, src.Call), steps(wr.Ctx, w, wr.Call)
	at := f
	for i := 0; i < len(from) && i < len(to); i++ {
		if from[i] != to[i] {
			return goesInto(p, at, from[i].call, to[i].call)
		}
		at = from[i].edge.Callee
	}
	return false
}

// refilled reports whether a call is asked to fill the object that the read fills where it
// hits, and that a later call stores.
func refilled(p *analyzers.Pass, f *link.Func, r, s, w int32) bool {
	return saysNo(f, s) && p.Touch.Decides(f, s, w) && slices.ContainsFunc(f.Calls[s].Args, func(v int32) bool {
		return f.CanFill(v) && filledBy(p, f, r, v) && slices.ContainsFunc(f.Calls[w].Args, func(a int32) bool { return f.HangsOn(a, v) })
	})
}

// filledBy: the object is given to a call, or to one that works on what that gave.
func filledBy(p *analyzers.Pass, f *link.Func, call, object int32) bool {
	for k := range f.Calls {
		args := f.Calls[k].Args
		gets := slices.ContainsFunc(args, func(a int32) bool { return f.Unconverted(a) == f.Unconverted(object) })
		if gets && (int32(k) == call || slices.ContainsFunc(args, func(a int32) bool { return p.Prog.Derives(f, a, call) })) {
			return true
		}
	}
	return false
}

// step is one call on the way from a function to a touch.
type step struct {
	call int32
	edge *link.Edge
}

// steps lists the calls from the outermost to the touch's own.
func steps(ctx *link.Ctx, call, own int32) []step {
	var out []step
	for c := ctx; c != nil; c = c.Up {
		out = append(out, step{c.Edge.Call, c.Edge})
	}
	slices.Reverse(out)
	if len(out) > 0 {
		call = own
	}
	return append(out, step{call: call})
}

// goesInto: call a comes before call b and its result is part of what b is given.
func goesInto(p *analyzers.Pass, f *link.Func, a, b int32) bool {
	if a < 0 || b < 0 {
		return false
	}
	c := &f.Calls[b]
	before := f.Precedes(a, b)
	if (before || c.Kind == summary.Defer) && leftIn(p, f, a, c) {
		return true
	}
	if !before {
		return false
	}
	if p.Touch.Answered(f, a, b) || saysNo(f, a) && p.Touch.Decides(f, a, b) && (aboutSame(p, f, a, b) || fillsOne(f, a, b)) {
		return true
	}
	return slices.ContainsFunc(c.Args, func(v int32) bool { return p.Prog.Derives(f, v, a) || filledFrom(p, f, v, a, b) }) || storesItself(p, f, a, b) || ownNext(p, f, a)
}

// leftIn: a literal that is called, be it by a goroutine or when the function ends, has
// captured a variable in which call a leaves what it gives, or the object that it fills.
func leftIn(p *analyzers.Pass, f *link.Func, a int32, c *summary.Call) bool {
	x := &f.Values[c.Fun]
	if c.Fun == 0 || x.Op != summary.Closure {
		return false
	}
	given := append([]int32{f.Calls[a].Recv}, f.Calls[a].Args...)
	return slices.ContainsFunc(x.Args, func(v int32) bool {
		return p.Prog.Derives(f, v, a) || f.Values[v].Op == summary.Alloc && slices.ContainsFunc(given, func(g int32) bool {
			return g != 0 && f.Values[g].Op == summary.Load && f.Values[g].A == v && f.TypeAt(f.Values[g].Type).Kind == summary.Pointer
		})
	})
}

// storesItself: what call a gave has a method that stores it, which is no cache's.
func storesItself(p *analyzers.Pass, f *link.Func, a, b int32) bool {
	c := &f.Calls[b]
	return c.Recv != 0 && c.Iface == 0 && p.Prog.Derives(f, c.Recv, a) && slices.ContainsFunc(f.Out[b], func(e *link.Edge) bool {
		return e.Via == link.Static && e.Callee.Pkg == f.Pkg && e.Callee.Recv != ""
	})
}

// saysNo: all that a call gives is whether it went well.
func saysNo(f *link.Func, call int32) bool {
	c := &f.Calls[call]
	return c.Result != 0 && f.TypeAt(c.Result).Text == "error"
}

// aboutSame: what call b is given first, call a was given too, or something that was
// had for it: the file of that name.
func aboutSame(p *analyzers.Pass, f *link.Func, a, b int32) bool {
	for _, v := range f.Calls[b].Args {
		if f.TypeAt(f.Values[v].Type).Named != "context.Context" {
			return f.Values[v].Op != summary.Const && slices.ContainsFunc(f.Calls[a].Args, func(x int32) bool { return x == v || p.Prog.Share(f, x, v) })
		}
	}
	return false
}

// fillsOne: what a pointer that call b is given leads to, call a was to fill.
func fillsOne(f *link.Func, a, b int32) bool {
	return slices.ContainsFunc(f.Calls[b].Args, func(v int32) bool {
		v = f.Unconverted(v)
		return f.TypeAt(f.Values[v].Type).Kind == summary.Pointer && slices.ContainsFunc(f.Calls[a].Args, func(x int32) bool { return f.Unconverted(x) == v })
	})
}

// filledFrom: a variable is filled through its address by a call that works on
// what call a gave, before it is part of what call b is given.
func filledFrom(p *analyzers.Pass, f *link.Func, v, a, b int32) bool {
	home := variable(f, v)
	if home == 0 {
		return false
	}
	for k := range f.Calls {
		c := &f.Calls[k]
		if int32(k) == a || !f.Precedes(a, int32(k)) || !f.Precedes(int32(k), b) {
			continue
		}
		if slices.ContainsFunc(append([]int32{c.Recv}, c.Args...), func(x int32) bool { return x != 0 && variable(f, x) == home }) &&
			slices.ContainsFunc(append([]int32{c.Recv}, c.Args...), func(x int32) bool { return x != 0 && p.Prog.Derives(f, x, a) }) {
			return true
		}
	}
	return false
}

// variable is the local variable that a value, or the address, is of; 0 if none.
func variable(f *link.Func, v int32) int32 {
	for range 6 {
		switch x := &f.Values[v]; x.Op {
		case summary.Alloc:
			return v
		case summary.Load, summary.MakeIface, summary.Convert, summary.FieldOf:
			v = x.A
		default:
			return 0
		}
	}
	return 0
}

// ownNext: the call is of an interface that the function's own type implements,
// by the method that the function is or is a step of.
func ownNext(p *analyzers.Pass, f *link.Func, call int32) bool {
	iface := f.Calls[call].Iface
	return iface != 0 && f.Recv != "" && p.Prog.Implements(analyzers.Receiver(f), f.TypeAt(iface).Named) && stepOf(f, f.Calls[call].Name, 2)
}

// stepOf: the function has the name, or is called by one of its type that has it.
func stepOf(f *link.Func, name string, depth int) bool {
	return f.Short == name || depth > 0 && slices.ContainsFunc(f.In, func(e *link.Edge) bool {
		return e.Caller.Recv == f.Recv && stepOf(e.Caller, name, depth-1)
	})
}

// gathered reports whether the source is asked in a step that is given the keys
// which the read has missed, and does nothing where there are none.
func gathered(p *analyzers.Pass, f *link.Func, r, s site) bool {
	for i := range s.touches {
		c := s.touches[i].Ctx.Outermost()
		if c == nil || s.touches[i].Effect&(link.Source|link.Asks) == 0 {
			continue
		}
		g := c.Edge.Callee
		for n := range g.Params {
			arg, ok := p.Prog.Arg(c, n)
			if ok && g.TypeAt(g.Params[n].Type).Kind == summary.Slice && p.Prog.Derives(f, arg.V, r.call) && asksLength(g, n) {
				return true
			}
		}
	}
	return false
}

// asksLength: the function branches on the length of a parameter.
func asksLength(f *link.Func, param int) bool {
	return slices.ContainsFunc(f.Blocks, func(b summary.Block) bool {
		x := &f.Values[b.Cond]
		if b.Cond == 0 || x.Op != summary.Binary {
			return false
		}
		for _, v := range []int32{x.A, x.B} {
			if l := &f.Values[v]; l.Op == summary.LenOf && f.Values[l.A].Op == summary.ParamVal && int(f.Values[l.A].N) == param {
				return true
			}
		}
		return false
	})
}
