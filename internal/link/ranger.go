package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Ranger is the call by which code outside runs a function for each element.
func (p *Program) Ranger(f *Func) *Edge {
	if len(f.Params) == 0 {
		return nil
	}
	for _, e := range f.In {
		if p.Ranged(e) {
			return e
		}
	}
	return nil
}

// Ranged reports whether code outside runs the callee for each element: a literal, or a
// method that it is handed.
func (p *Program) Ranged(e *Edge) bool {
	return e.Via == Callback && e.Call >= 0 && !e.Async && (e.Callee.Literal() || handsOver(e)) && p.ranges(e.Caller, e.Call)
}

// handsOver: the call is given the function itself, rather than something that has it
// for a method.
func handsOver(e *Edge) bool {
	c := &e.Caller.Calls[e.Call]
	if e.Arg < 0 || e.Arg >= len(c.Args) {
		return false
	}
	x := Ref{F: e.Caller, V: c.Args[e.Arg]}.Bare().Value()
	return (x.Op == summary.FuncVal || x.Op == summary.Bound) && x.Str == e.Callee.Name
}

// ranging begin the names of functions that run what they are given for each
// element; those in overLists do where they are given a list too.
var (
	ranging   = []string{"range", "each", "for", "foreach", "walk", "iter", "iterate", "visit", "ascend", "descend"}
	eaching   = []string{"each", "foreach"} // they may end the name: ArrayEach
	overLists = []string{"map", "filter", "reduce", "flat", "times", "parallel", "associate", "key", "group", "partition", "uniq"}
	// comparing are the standard library's that do, some of them more than once.
	comparing = []string{"sort.Slice", "sort.SliceStable", "slices.SortFunc", "slices.SortStableFunc", "slices.DeleteFunc", "slices.MinFunc", "slices.MaxFunc", "maps.DeleteFunc"}
)

// ranges reports whether a call of outside code runs its function for each element of
// something: by its name, or because it is ranged over, or because it is a query that
// does so with its rows. An iterator in view has a loop of its own.
func (p *Program) ranges(f *Func, call int32) bool {
	c := &f.Calls[call]
	if f.Yields(call) {
		return !slices.ContainsFunc(f.Out[call], func(e *Edge) bool { return e.Via != Callback })
	}
	if c.Fun != 0 {
		return false
	}
	words := Words(c.Name)
	if len(words) == 0 {
		return false
	}
	word := words[0]
	if p.Cat.Client(c.Pkg) != nil {
		return slices.Contains(ranging, word) && p.rowQuery(f, call) != nil
	}
	return slices.Contains(ranging, word) || slices.Contains(eaching, words[len(words)-1]) || slices.Contains(comparing, c.Callee) || slices.Contains(overLists, word) && takesMany(f, c)
}

// takesMany: a call is given a list, or is of a function that takes one which gives the
// elements beside the one that takes them. Any number of functions are themselves called
// one after the other, as those of a group of routes are.
func takesMany(f *Func, c *summary.Call) bool {
	functions := 0
	for _, t := range c.Sig {
		if f.TypeAt(t).Kind == summary.Signature {
			functions++
		}
	}
	return functions > 1 || slices.ContainsFunc(c.Args, func(a int32) bool {
		t := f.TypeAt(f.Values[a].Type)
		return (t.Kind == summary.Slice || t.Kind == summary.Map) && f.TypeAt(t.Elem).Kind != summary.Signature
	})
}

// rowQuery is the query of a database that a call sends and whose rows it hands to a
// function, nil where it does neither.
func (p *Program) rowQuery(f *Func, call int32) *Op {
	for _, o := range f.Ops {
		if o.Call == call && o.Client.Kind == rules.Database && o.Does("query") && o.Rule.Func_ != nil {
			return o
		}
	}
	return nil
}

// RangedOver is the collection that code outside goes through: what the call is
// given besides the literal, or whose method it is.
func (p *Program) RangedOver(f *Func, ctx *Ctx) (Val, bool) {
	e := p.Ranger(f)
	if e == nil {
		return Val{}, false
	}
	if ctx != nil && ctx.Edge.Caller == e.Caller && ctx.Edge.Call == e.Call && ctx.Edge.Callee == e.Callee {
		ctx = ctx.Up
	} else {
		ctx = nil
	}
	c := &e.Caller.Calls[e.Call]
	if seq := e.Caller.Values[c.Fun]; c.Fun != 0 && seq.Op == summary.CallVal {
		c = &e.Caller.Calls[seq.N] // slices.Values(list)
	}
	for _, v := range append(slices.Clone(c.Args), c.Recv) {
		switch t := e.Caller.TypeAt(e.Caller.Values[v].Type); {
		case v == 0, t.Kind == summary.Signature, t.Text == "context.Context":
		default:
			return Val{Ref: Ref{F: e.Caller, V: v}, Ctx: ctx}, true
		}
	}
	return Val{}, false
}

// OutsideItems finds out where the items come from for each of which code outside runs a
// function.
func (t *Toucher) OutsideItems(f *Func, ctx *Ctx) Origin {
	if e := t.p.Ranger(f); e != nil {
		if o := t.p.rowQuery(e.Caller, e.Call); o != nil {
			return t.fromOp(o, nil)
		}
	}
	over, ok := t.p.RangedOver(f, ctx)
	if !ok {
		return Origin{}
	}
	return t.ItemsOf(Bound{Kind: Elements, Over: over})
}
