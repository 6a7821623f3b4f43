package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Patience says how long a call may take.
type Patience uint8

// The sorts of patience. Unsaid: the call takes no context, though the client
// has a variant that does.
const (
	Ends Patience = iota // or unknown
	Unsaid
	Endless
)

// Patience tells whether anything ends the call of a touch but itself. ctx leads
// from an entry to the function that the touch was asked for.
func (p *Program) Patience(t *Touch, ctx *Ctx) Patience {
	f, i, at := t.F, t.Call, chain(t.Ctx, ctx)
	if t.Op != nil {
		f, i, at = t.Op.inner, t.Op.At, chain(t.Op.Ctx, at)
	}
	c := &f.Calls[i]
	if t.Op == nil && c.Iface != 0 && f.limitedBelow(i) {
		return Ends
	}
	for j, a := range c.Args {
		if j < 2 && f.TypeAt(f.Values[a].Type).Text == "context.Context" {
			if p.endless(Val{Ref{f, a}, at}, 0) {
				return Endless
			}
			return Ends
		}
	}
	if t.Op == nil {
		return p.httpPatience(f, c, at)
	}
	if cl := t.Op.Client; cl.Op(c.Type, c.Name+"Context") != nil {
		return Unsaid
	}
	return p.chainPatience(t.Op, c, at)
}

// limitedBelow: all that are known to be called give what they do a time limit of their own.
func (f *Func) limitedBelow(call int32) bool {
	limits := func(e *Edge) bool {
		return slices.ContainsFunc(e.Callee.Calls, func(c summary.Call) bool {
			if c.Pkg != "context" || c.Name != "WithTimeout" && c.Name != "WithDeadline" || len(c.Args) == 0 {
				return false
			}
			return e.Callee.Values[e.Callee.Unconverted(c.Args[0])].Op == summary.ParamVal
		})
	}
	return len(f.Out[call]) > 0 && !slices.ContainsFunc(f.Out[call], func(e *Edge) bool { return !limits(e) })
}

// chainPatience: a chain of calls is given its context by one of them, and where none
// is, in a chain that begins with what a field or a variable holds, it has none.
func (p *Program) chainPatience(o *Op, c *summary.Call, at *Ctx) Patience {
	f, v := o.inner, c.Recv
	if o.Client.Op(c.Type, "WithContext") == nil {
		return Ends
	}
	for range 32 {
		switch x := &f.Values[v]; x.Op {
		case summary.CallVal:
			call := &f.Calls[x.N]
			if p.Cat.Client(call.Pkg) != o.Client || call.Recv == 0 {
				return Ends
			}
			if call.Name == "WithContext" && len(call.Args) == 1 {
				if p.endless(Val{Ref{f, call.Args[0]}, at}, 0) {
					return Endless
				}
				return Ends
			}
			v = call.Recv
		case summary.Load, summary.Convert:
			v = x.A
		case summary.FieldOf, summary.GlobalAddr:
			if p.limited(x.Str) {
				return Ends
			}
			return Unsaid
		default:
			return Ends
		}
	}
	return Ends
}

// limited: what a field or variable holds has been given a context already.
func (p *Program) limited(holder string) bool {
	return slices.ContainsFunc(p.stores[holder], func(r Ref) bool {
		x := r.Bare().Value()
		return x.Op == summary.CallVal && r.F.Calls[x.N].Name == "WithContext"
	})
}

// httpPatience: the default client, and one that is made without a time limit, if
// only where its user gives none, wait for as long as the request's context lets
// them. So do clients whose rules say what limits them, in a package that makes one and
// does none of it. Of others it is not known.
func (p *Program) httpPatience(f *Func, c *summary.Call, at *Ctx) Patience {
	switch {
	case c.Pkg == "golang.org/x/oauth2" && c.Type == "TokenSource" && c.Name == "Token":
		return p.tokenPatience(Val{Ref{f, c.Recv}, at})
	case p.unlimited(f.Pkg, p.Cat.Service(c.Pkg)), p.Outgoing(c) && waitsAnyhow(serviceOp(p.Cat.Service(c.Pkg), c), c):
		return Endless
	case c.Pkg != "net/http" || !p.Outgoing(c) || c.Type == "RoundTripper" || c.Type == "Client" && p.limitOf(Val{Ref{f, c.Recv}, at}, 0) != noLimit:
		return Ends
	case c.Name != "Do":
		return Endless
	}
	req := p.outer(Val{Ref{f, c.Args[0]}, at}, 0)
	if req.V != 0 && req.Value().Op == summary.Extract {
		req = req.With(req.Value().A)
	}
	if req.V == 0 || req.Value().Op != summary.CallVal {
		return Ends
	}
	made := &req.F.Calls[req.Value().N]
	if p.madeBlind(req.F, made) {
		return Endless
	}
	if made.Callee == "net/http.NewRequest" || made.Callee == "net/http.NewRequestWithContext" && p.endless(req.With(made.Args[0]), 0) {
		return Endless
	}
	return Ends
}

// waitsAnyhow: a function of a service's client waits without end by itself, and is given
// no options that may say otherwise.
func waitsAnyhow(op *rules.Op, c *summary.Call) bool {
	return slices.Contains(op.Does, "endless") && (op.Value == nil || len(c.Args) <= *op.Value)
}

// madeBlind: a request is made by a function that was handed in and is told of nothing: it
// has no context to give to the request. Those in view must make one without.
func (p *Program) madeBlind(f *Func, c *summary.Call) bool {
	if c.Fun == 0 || len(c.Args) > 0 {
		return false
	}
	return !slices.ContainsFunc(f.Out[callIndex(f, c)], func(e *Edge) bool {
		return slices.ContainsFunc(e.Callee.Returns, func(r summary.Return) bool {
			x := Ref{e.Callee, r.Values[0]}.Bare()
			if x.Value().Op == summary.Extract {
				x = x.With(x.Value().A)
			}
			return x.Value().Op != summary.CallVal || e.Callee.Calls[x.Value().N].Callee != "net/http.NewRequest"
		})
	})
}

// tokenPatience: a source of tokens waits for as long as the context lets it that it
// was made with, or the client that is in there.
func (p *Program) tokenPatience(source Val) Patience {
	source = p.outer(source, 0)
	if source.V == 0 || source.Value().Op != summary.CallVal {
		return Ends
	}
	made := &source.F.Calls[source.Value().N]
	if !strings.HasPrefix(made.Pkg, "golang.org/x/oauth2") || made.Name != "TokenSource" || len(made.Args) == 0 {
		return Ends
	}
	ctx := source.With(made.Args[0])
	if !p.endless(ctx, 0) || p.timedClient(ctx) {
		return Ends
	}
	return Endless
}

// untimed: an HTTP client is put together with no time limit; what its transport
// limits is the wait for a connection.
func (p *Program) untimed(client Val, d int) bool {
	client = p.outer(client, 0)
	if client.V == 0 || d > 6 {
		return false
	}
	x := client.Value()
	if x.Op == summary.Load {
		x = &client.F.Values[x.A]
	}
	switch x.Op {
	case summary.Alloc:
		_, set, _ := p.fieldOf(client, []string{"Timeout"}, 0)
		return !set && len(client.F.values[client.V]) == 0
	case summary.FieldOf, summary.GlobalAddr:
		all := p.stores[x.Str]
		return len(all) > 0 && !slices.ContainsFunc(all, func(r Ref) bool { return !p.untimed(Val{r, nil}, d+1) })
	}
	return false
}

// timedClient: the context brings an HTTP client that may have a time limit of its own.
func (p *Program) timedClient(ctx Val) bool {
	for n := 0; n < 8; n++ {
		ctx = p.outer(ctx, 0)
		if ctx.V == 0 || ctx.Value().Op != summary.CallVal {
			return false
		}
		c := &ctx.F.Calls[ctx.Value().N]
		if c.Pkg != "context" || len(c.Args) == 0 {
			return false
		}
		if c.Name == "WithValue" {
			if v := p.outer(ctx.With(c.Args[2]), 0); v.V != 0 && v.Type().Named == "net/http.Client" {
				return !p.untimed(v, 0)
			}
		}
		ctx = ctx.With(c.Args[0])
	}
	return true
}

// endless reports whether a context surely never ends.
func (p *Program) endless(v Val, d int) bool {
	if v.V == 0 || d > 12 {
		return false
	}
	v = p.outer(v, 0)
	x := v.Value()
	switch x.Op {
	case summary.CallVal:
		return p.endlessCall(v, &v.F.Calls[x.N], d)
	case summary.Extract:
		return p.endless(v.With(x.A), d+1)
	case summary.Phi:
		for _, a := range x.Args {
			if !p.endless(v.With(a), d+1) {
				return false
			}
		}
		return len(x.Args) > 0
	case summary.Load:
		return p.endlessAt(v.With(x.A), d+1)
	case summary.FreeVal, summary.FieldOf, summary.GlobalAddr:
		return p.endlessAt(v, d+1)
	}
	return false
}

func (p *Program) endlessCall(v Val, c *summary.Call, d int) bool {
	if g := p.byName[c.Callee]; g != nil && returnsContext(v.F, c) && p.givesEndless(g, d) {
		return true
	}
	if c.Pkg != "context" {
		// Others that wrap a context (errgroup, signal, tracing) keep its end.
		if len(c.Args) > 0 && c.Recv == 0 && v.F.TypeAt(v.F.Values[c.Args[0]].Type).Text == "context.Context" && returnsContext(v.F, c) {
			return p.endless(v.With(c.Args[0]), d+1)
		}
		return false
	}
	switch {
	case c.Name == "Background" || c.Name == "TODO" || c.Name == "WithoutCancel":
		return true
	case strings.HasPrefix(c.Name, "WithTimeout") || strings.HasPrefix(c.Name, "WithDeadline"):
		return false
	case strings.HasPrefix(c.Name, "With") && len(c.Args) > 0:
		return p.endless(v.With(c.Args[0]), d+1)
	}
	return false
}

// givesEndless: a function of the program's own gives a context that never ends, whatever
// it is given.
func (p *Program) givesEndless(g *Func, d int) bool {
	return len(g.Returns) > 0 && !slices.ContainsFunc(g.Returns, func(r summary.Return) bool {
		return !slices.ContainsFunc(r.Values, func(v int32) bool {
			return g.TypeAt(g.Values[v].Type).Text == "context.Context" && p.endless(Val{Ref{g, v}, nil}, d+4)
		})
	})
}

func returnsContext(f *Func, c *summary.Call) bool {
	return c.Result != 0 && strings.Contains(f.TypeAt(c.Result).Text, "context.Context")
}

// endlessAt looks at everything that is stored in a variable or field.
func (p *Program) endlessAt(a Val, d int) bool {
	var all []Val
	x := a.Value()
	switch x.Op {
	case summary.GlobalAddr, summary.FieldOf:
		for _, r := range p.stores[x.Str] {
			all = append(all, Val{r, nil})
		}
	case summary.Alloc:
		for _, s := range a.F.values[a.V] {
			all = append(all, a.With(s))
		}
	case summary.FreeVal:
		for around := range p.captures(a.Ref) {
			b := Val{around, ctxOf(a.Ctx, around.F)}
			if b.Value().Op == summary.Alloc {
				return p.endlessAt(b, d+1)
			}
			all = append(all, b)
		}
	}
	for _, s := range all {
		if !p.endless(s, d+1) {
			return false
		}
	}
	return len(all) > 0
}
