package retrystorm

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// byLibrary finds what a retry library is told to call again for ever, at a fixed
// pace. What is not known to be fixed, such as a policy that comes from elsewhere,
// is not.
func byLibrary(p *link.Program, f *link.Func, report func(analyzers.Candidate)) {
	for _, o := range f.Ops {
		if o.Client.Kind != rules.Retry || !o.Does("retry") || o.Ctx != nil {
			continue
		}
		if !policyOf(p, o).storms() || heedsCaller(f, o.Site()) {
			continue
		}
		for _, g := range p.HandedAt(f, o.Call, callbackAt(o)) {
			if c, ok := tried(p, o, g); ok {
				report(c)
			}
		}
	}
}

// callbackAt is the place of the function among all arguments, a context counted.
func callbackAt(o *link.Op) int {
	return *o.Rule.Func_ + len(o.Site().Args) - len(o.Args())
}

// tried is the first command that the function sends, if its failure is what is
// tried again.
func tried(p *link.Program, o *link.Op, g *link.Func) (analyzers.Candidate, bool) {
	says := func(word string) bool {
		return slices.ContainsFunc(g.Ops, func(x *link.Op) bool { return x.Client == o.Client && x.Does(word) })
	}
	if says("stop") || o.Does("marked") && !says("again") {
		return analyzers.Candidate{}, false
	}
	for i := range g.Calls {
		for _, r := range p.Under(g, int32(i), depth, link.Loops) {
			if r.Conf != finding.Possible && sends(p, r.Op) {
				return candidate(g, int32(i), r, true), true
			}
		}
	}
	return analyzers.Candidate{}, false
}

// policy is what the rows of a library say of its retries.
type policy struct{ limited, endless, grows, fixed, stops bool }

func (y policy) storms() bool { return y.fixed && !y.grows && !y.limited && !y.stops }

// policyOf joins the defaults of a call with the options that it is given, which
// win.
func policyOf(p *link.Program, o *link.Op) policy {
	w := &options{p: p, lib: o.Client}
	for _, v := range o.Args() {
		w.walk(v, 0)
	}
	said := w.said
	said.limited = said.limited || o.Does("limit") && !said.endless
	said.grows = said.grows || o.Does("grow") && !said.fixed
	said.fixed = said.fixed || o.Does("fixed")
	return said
}

// options gathers what the values say from which a retry's policy is made.
type options struct {
	p    *link.Program
	lib  *rules.Client
	said policy
}

const deepest = 8

func (w *options) walk(v link.Val, d int) {
	if d > deepest || v.V == 0 {
		return
	}
	switch x := v.Value(); x.Op {
	case summary.Convert, summary.MakeIface, summary.SliceOf, summary.Extract, summary.Assert:
		w.walk(v.With(x.A), d+1)
	case summary.Phi, summary.List:
		for _, a := range x.Args {
			w.walk(v.With(a), d+1)
		}
	case summary.Append:
		w.walk(v.With(x.A), d+1)
		for _, a := range append([]int32{x.B}, x.Args...) {
			w.walk(v.With(a), d+1)
		}
	case summary.Load:
		for _, s := range w.p.Assigned(link.Ref{F: v.F, V: x.A}) {
			w.walk(link.Val{Ref: s, Ctx: v.Ctx}, d+1)
		}
		if s := w.p.OnlyPut(v.With(x.A)); s.V != 0 {
			w.walk(link.Val{Ref: s}, d+1)
		}
	case summary.Alloc:
		w.literal(v.F.TypeAt(v.Type().Elem).Named)
	case summary.FuncVal:
		w.function(x.Str)
	case summary.CallVal:
		w.call(v, int32(x.N), d)
	}
}

// literal: a policy of one of the library's types is written out.
func (w *options) literal(typ string) {
	for _, pkg := range w.lib.Modules {
		if name, ok := strings.CutPrefix(typ, pkg+"."); ok {
			if row := w.lib.Op(name, "NextBackOff"); row != nil {
				w.row(row, false)
			}
		}
	}
}

// function: one that is named and not called, as a kind of delay is.
func (w *options) function(name string) {
	for _, pkg := range w.lib.Modules {
		if len(name) > len(pkg) && name[:len(pkg)] == pkg && name[len(pkg)] == '.' {
			if row := w.lib.Op("", name[len(pkg)+1:]); row != nil {
				w.row(row, false)
			}
		}
	}
}

func (w *options) call(v link.Val, call int32, d int) {
	for _, x := range v.F.Ops {
		if x.Call != call || x.Client != w.lib {
			continue
		}
		n, known := int64(0), false
		if a, ok := x.Arg(x.Rule.Count); ok {
			n, known = w.p.Int(a)
		}
		w.row(x.Rule, known && n == 0 || neverEnds(v.F, x.Site()))
		for _, a := range x.Args() {
			w.walk(a, d+1)
		}
	}
	for _, e := range v.F.Out[call] {
		if e.Via != link.Callback {
			w.returned(e.Callee, d+1)
		}
	}
}

// returned: a function of the program's own makes the policy.
func (w *options) returned(f *link.Func, d int) {
	for _, r := range f.Returns {
		for _, v := range r.Values {
			w.walk(link.Val{Ref: link.Ref{F: f, V: v}}, d)
		}
	}
}

func (w *options) row(row *rules.Op, zero bool) {
	for _, word := range row.Does {
		switch {
		case word == "limit" && !zero:
			w.said.limited = true
		case word == "limit", word == "endless":
			w.said.endless = true
		case word == "grow":
			w.said.grows = true
		case word == "fixed":
			w.said.fixed = true
		case word == "stop":
			w.said.stops = true
		}
	}
}

// neverEnds: the call is given a context, and that has no end.
func neverEnds(f *link.Func, c *summary.Call) bool {
	return slices.ContainsFunc(c.Args, func(a int32) bool { return f.TypeAt(f.Values[a].Type).Text == "context.Context" }) && !heedsCaller(f, c)
}

// heedsCaller: the library is given a context that someone may end.
func heedsCaller(f *link.Func, c *summary.Call) bool {
	return slices.ContainsFunc(c.Args, func(a int32) bool {
		if f.TypeAt(f.Values[a].Type).Text != "context.Context" {
			return false
		}
		x := &f.Values[a]
		return x.Op != summary.CallVal || f.Calls[x.N].Pkg != "context" || f.Calls[x.N].Name != "Background" && f.Calls[x.N].Name != "TODO"
	})
}
