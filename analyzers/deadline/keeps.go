package deadline

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// requests: the call sends a request, by HTTP or by the client of some service.
func requests(p *analyzers.Pass, f *link.Func, i int32) bool {
	return slices.ContainsFunc(p.Touch.At(f, i), func(t link.Touch) bool { return t.Effect&link.Fetches != 0 && p.Prog.Outgoing(t.Site()) || away(&t) })
}

// keeps: what the call gave is put into a field of the receiver or a package
// variable, as keys, tokens and settings are that others look up there; by f, or by
// the method of the same type that sends the request.
func keeps(p *analyzers.Pass, f *link.Func, call int32) bool {
	if keepsHere(p, f, call) {
		return true
	}
	return slices.ContainsFunc(p.Touch.At(f, call), func(t link.Touch) bool {
		if t.Effect&link.Fetches == 0 && !away(&t) || t.Ctx == nil {
			return false
		}
		at := t.Call
		for c, g := t.Ctx, t.F; ; c, g, at = c.Up, c.Edge.Caller, c.Edge.Call {
			if g.Recv == f.Recv && keepsHere(p, g, at) {
				return true
			}
			if c.Up == nil {
				return false
			}
		}
	})
}

func keepsHere(p *analyzers.Pass, f *link.Func, call int32) bool {
	return slices.ContainsFunc(f.Stores, func(st summary.Store) bool {
		return lasting(f, st.Addr) && (p.Prog.Derives(f, st.Val, call) || goesInto(p, f, st.Val, call))
	}) || slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		return c.Recv != 0 && p.Prog.Derives(f, c.Recv, call) && slices.ContainsFunc(c.Args, func(a int32) bool { return lasting(f, unwrapped(f, a)) })
	}) || handsOn(p, f, call)
}

// goesInto: what the call gave is an entry of a map.
func goesInto(p *analyzers.Pass, f *link.Func, m, call int32) bool {
	return f.TypeAt(f.Values[m].Type).Kind == summary.Map && slices.ContainsFunc(f.Stores, func(st summary.Store) bool {
		x := &f.Values[st.Addr]
		return x.Op == summary.ElemOf && x.A == m && p.Prog.Derives(f, st.Val, call)
	})
}

// handsOn: another method of the receiver gets what the call gave, and keeps what it
// gets.
func handsOn(p *analyzers.Pass, f *link.Func, call int32) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Recv == 0 || f.Recv == "" || f.Values[c.Recv].Op != summary.ParamVal || f.Values[c.Recv].N != 0 || !f.Before(call, int32(i)) {
			continue
		}
		if !slices.ContainsFunc(c.Args, func(a int32) bool { return p.Prog.Derives(f, a, call) }) {
			continue
		}
		if slices.ContainsFunc(f.Out[i], func(e *link.Edge) bool { return e.Via == link.Static && e.Callee.Recv == f.Recv && assigns(e.Callee) }) {
			return true
		}
	}
	return false
}

// assigns: a method puts more than a constant into a field of its receiver.
func assigns(f *link.Func) bool {
	return slices.ContainsFunc(f.Stores, func(st summary.Store) bool { return lasting(f, st.Addr) && f.Values[st.Val].Op != summary.Const })
}

// entersMap: what the call gave goes into a map that lasts and in which f looks for
// entries, under a mutex that is not one of many.
func entersMap(p *analyzers.Pass, f *link.Func, call int32) bool {
	mu, ok := p.Touch.Mutex(f, call)
	if !ok || !lasting(f, mu) || !one(f, mu) {
		return false
	}
	return slices.ContainsFunc(f.Stores, func(st summary.Store) bool {
		x := &f.Values[st.Addr]
		return x.Op == summary.ElemOf && f.TypeAt(f.Values[x.A].Type).Kind == summary.Map && keptMap(f, x.A) && looksInto(f, x.A) && p.Prog.Derives(f, st.Val, call)
	})
}

// looksInto: f reads an entry of a map. What a start fills is not waited for.
func looksInto(f *link.Func, m int32) bool {
	held := f.HeldIn(m)
	for i := range f.Values {
		x := &f.Values[i]
		if x.Op != summary.ElemOf || x.A != m && (f.HeldIn(x.A).Op != held.Op || held.Str == "" || f.HeldIn(x.A).Str != held.Str) {
			continue
		}
		if !slices.ContainsFunc(f.Stores, func(st summary.Store) bool { return st.Addr == int32(i) }) {
			return true
		}
	}
	return false
}

// one: the address leads through fields alone.
func one(f *link.Func, addr int32) bool {
	for n := 0; n < 8; n++ {
		switch x := &f.Values[addr]; x.Op {
		case summary.FieldOf, summary.Load:
			addr = x.A
		case summary.ElemOf:
			return false
		default:
			return true
		}
	}
	return false
}

// keptMap: the map lasts, or a method of the receiver gives it.
func keptMap(f *link.Func, m int32) bool {
	if x := &f.Values[m]; x.Op == summary.CallVal {
		c := &f.Calls[x.N]
		return c.Recv != 0 && f.Recv != "" && f.Values[c.Recv].Op == summary.ParamVal && f.Values[c.Recv].N == 0
	}
	return lasting(f, m)
}

// unwrapped is the address that an argument of any type holds.
func unwrapped(f *link.Func, a int32) int32 {
	if x := &f.Values[a]; x.Op == summary.MakeIface {
		return x.A
	}
	return a
}

// lasting: the address is in the receiver or a package variable.
func lasting(f *link.Func, addr int32) bool {
	for n := 0; n < 8; n++ {
		switch x := &f.Values[addr]; x.Op {
		case summary.GlobalAddr:
			return true
		case summary.ParamVal:
			return n > 0 && x.N == 0 && f.Recv != ""
		case summary.FieldOf, summary.Load, summary.ElemOf:
			addr = x.A
		default:
			return false
		}
	}
	return false
}
