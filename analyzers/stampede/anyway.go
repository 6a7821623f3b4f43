package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// anyway: the cache knows something of the value (that there is none, how large it
// is) but not the value, for which the source is asked by everybody. All that the
// reads give is looked at, and what the source gives is handed to the caller.
func anyway(p *analyzers.Pass, f *link.Func, reads []site, source int32) bool {
	if !handsOn(p, f, source) {
		return false
	}
	n := 0
	for _, r := range reads {
		if r.call == source || p.Touch.Does(f, r.call, link.Source|link.Asks) {
			continue // it asks itself
		}
		if !looksOnly(p, f, r.call) {
			return false
		}
		n++
	}
	return n > 0
}

// handsOn: the caller is given what a call returned, other than an error or a yes or no,
// which is all that the cache has to know, or hands in a function that gets it.
func handsOn(p *analyzers.Pass, f *link.Func, call int32) bool {
	for _, r := range f.Returns {
		for _, v := range r.Values {
			if t := f.TypeAt(f.Values[v].Type); t.Text != "error" && t.Kind != summary.Bool && f.Values[v].Op != summary.Const && p.Prog.Derives(f, v, call) {
				return true
			}
		}
	}
	return slices.ContainsFunc(f.Calls[call].Args, func(a int32) bool {
		x := &f.Values[a]
		return x.Op == summary.Closure && slices.ContainsFunc(x.Args, func(v int32) bool { return callersFunction(f, v) })
	})
}

// callersFunction: a value is a parameter that is a function, or the variable of one.
func callersFunction(f *link.Func, v int32) bool {
	if x := &f.Values[v]; x.Op == summary.Alloc {
		return slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return s.Addr == v && callersFunction(f, s.Val) })
	} else if x.Op != summary.ParamVal {
		return false
	}
	return f.TypeAt(f.Values[v].Type).Kind == summary.Signature
}

// looksOnly: a call answers several things at once, fills nothing that it was given,
// and no more becomes of its answers than a branch.
func looksOnly(p *analyzers.Pass, f *link.Func, call int32) bool {
	c := &f.Calls[call]
	if c.Val == 0 || f.TypeAt(c.Result).Kind != summary.Tuple {
		return false
	}
	for _, a := range c.Args {
		switch f.TypeAt(f.Values[a].Type).Kind {
		case summary.Pointer, summary.Interface, summary.Signature, summary.Map, summary.Slice:
			if f.TypeAt(f.Values[a].Type).Named != "context.Context" {
				return false
			}
		}
	}
	from := func(v int32) bool { return v != 0 && p.Prog.Derives(f, v, call) }
	return !slices.ContainsFunc(f.Calls, func(o summary.Call) bool { return from(o.Recv) || from(o.Fun) || slices.ContainsFunc(o.Args, from) }) &&
		!slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return from(s.Val) }) &&
		!slices.ContainsFunc(f.Returns, func(r summary.Return) bool { return slices.ContainsFunc(r.Values, from) })
}
