package roundtrip

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// turns is what is done per element: a loop of f or, where l is -1, all of f, which
// is a function that code outside runs for each element of a collection:
// m.Range(func(k, v any) bool { ... }).
type turns struct {
	f *link.Func
	l int
}

// perTurn reports whether a function has turns.
func perTurn(p *link.Program, f *link.Func) bool { return len(f.Loops) > 0 || ranger(p, f) != nil }

// turnsAt lists the turns around a block, innermost first.
func turnsAt(p *link.Program, f *link.Func, block int32) []turns {
	var out []turns
	for _, l := range f.LoopsAt(block) {
		out = append(out, turns{f, l})
	}
	if ranger(p, f) != nil {
		out = append(out, turns{f, -1})
	}
	return out
}

// many reports whether the turns grow with data: the elements of a collection that
// is not written out, rows, keys, a computed number, or what comes through a channel
// of the function's own.
func (t turns) many(p *link.Program, ctx *link.Ctx) bool {
	if t.l < 0 {
		over, ok := overOutside(p, t.f, ctx)
		return !ok || !p.Fixed(over)
	}
	b := p.LoopBound(t.f, t.l, ctx)
	switch b.Kind {
	case link.Elements:
		return !p.Fixed(b.Over)
	case link.Rows, link.Cursor, link.Numeric, link.Iterated:
		return true
	case link.Channel:
		return p.FedMany(t.f, t.l)
	}
	return false
}

func (t turns) varies(p *link.Program, v link.Val) bool {
	if t.l < 0 {
		return p.VariesPerCall(v, t.f)
	}
	b := p.LoopBound(t.f, t.l, nil)
	if b.Kind == link.Iterated {
		return p.VariesOver(v, t.f, &t.f.Loops[t.l], true, b.Over)
	}
	return p.Varies(v, t.f, &t.f.Loops[t.l], b.Kind == link.Rows || b.Kind == link.Cursor)
}

// tasks: what workers take from a channel is work to do rather than the key of an
// element, where the command is more calls away than a helper or two.
func (t turns) tasks(p *link.Program, calls int) bool {
	return t.l >= 0 && calls > 2 && p.LoopBound(t.f, t.l, nil).Kind == link.Channel
}

// untilOK: the turns end at the first success of a call.
func (t turns) untilOK(p *link.Program, call int32) bool {
	return t.l >= 0 && p.Ends(t.f, t.l, call).UntilOK
}

// elsewhere: each element has a client of its own, as plugins have behind an interface,
// or one that is made for it on the way, so that no two commands could go together.
func (t turns) elsewhere(p *link.Program, r link.Reached) bool {
	client := p.Receiver(r)
	if client.V == 0 {
		return false
	}
	return p.Anew(client.Ref, r.In) || works(p, r, t) && ownField(client) && t.varies(p, client)
}

// ownField: a field of the method's own type, rather than of what that hangs on.
func ownField(v link.Val) bool {
	held := v.F.HeldIn(v.V)
	if held.Op != summary.FieldOf {
		return false
	}
	n, ok := v.F.ParamOf(held.A)
	return ok && n == 0 && v.F.Recv != ""
}

// joins: who starts goroutines in the turns waits for them.
func (t turns) joins(p *link.Program) bool { return t.l >= 0 && p.Joins(t.f, t.l) }

// words name the turns.
func (t turns) words(p *link.Program) string {
	if t.l >= 0 {
		return p.LoopBound(t.f, t.l, nil).Words
	}
	if over, ok := overOutside(p, t.f, nil); ok {
		return "elements of " + p.Describe(over)
	}
	return "elements of a collection"
}

// ranger is the call by which code outside runs a function for each element.
func ranger(p *link.Program, f *link.Func) *link.Edge {
	if len(f.Params) == 0 {
		return nil
	}
	for _, e := range f.In {
		if ranged(p, e) {
			return e
		}
	}
	return nil
}

// ranged reports whether code outside runs the callee for each element: a literal, or a
// method that it is handed.
func ranged(p *link.Program, e *link.Edge) bool {
	return e.Via == link.Callback && e.Call >= 0 && !e.Async && (e.Callee.Literal() || handsOver(e)) && ranges(p, e.Caller, e.Call)
}

// handsOver: the call is given the function itself, rather than something that has it
// for a method.
func handsOver(e *link.Edge) bool {
	c := &e.Caller.Calls[e.Call]
	if e.Arg < 0 || e.Arg >= len(c.Args) {
		return false
	}
	x := link.Ref{F: e.Caller, V: c.Args[e.Arg]}.Bare().Value()
	return (x.Op == summary.FuncVal || x.Op == summary.Bound) && x.Str == e.Callee.Name
}

// ranging begin the names of functions that run what they are given for each
// element; those in overLists do where they are given a list too.
var (
	ranging   = []string{"range", "each", "for", "foreach", "walk", "iter", "iterate", "visit", "ascend", "descend"}
	overLists = []string{"map", "filter", "reduce", "flat", "times", "parallel", "associate", "key", "group", "partition", "uniq"}
)

// ranges reports whether a call of outside code, no client's, runs its function for
// each element of something: by its name, or because it is ranged over. An iterator
// in view has a loop of its own.
func ranges(p *link.Program, f *link.Func, call int32) bool {
	c := &f.Calls[call]
	if f.Yields(call) {
		return !slices.ContainsFunc(f.Out[call], func(e *link.Edge) bool { return e.Via != link.Callback })
	}
	if c.Fun != 0 {
		return false
	}
	words := link.Words(c.Name)
	if p.Cat.Client(c.Pkg) != nil || len(words) == 0 {
		return false
	}
	word := words[0]
	return slices.Contains(ranging, word) || slices.Contains(overLists, word) && slices.ContainsFunc(c.Args, func(a int32) bool {
		k := f.TypeAt(f.Values[a].Type).Kind
		return k == summary.Slice || k == summary.Map
	})
}

// overOutside is the collection that code outside goes through: what the call is
// given besides the literal, or whose method it is.
func overOutside(p *link.Program, f *link.Func, ctx *link.Ctx) (link.Val, bool) {
	e := ranger(p, f)
	if e == nil {
		return link.Val{}, false
	}
	if ctx != nil && same(ctx.Edge, e) {
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
			return link.Val{Ref: link.Ref{F: e.Caller, V: v}, Ctx: ctx}, true
		}
	}
	return link.Val{}, false
}
