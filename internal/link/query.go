package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// FromCommand reports whether a value is computed, within its function, from the
// reply of one of the commands.
func (p *Program) FromCommand(v Val, commands ...string) bool {
	return p.derives(v, func(f *Func, c *summary.Call) bool { return sends(f, c, commands) })
}

func sends(f *Func, c *summary.Call, commands []string) bool {
	return slices.ContainsFunc(f.Ops, func(o *Op) bool { return o.Site() == c && slices.Contains(commands, o.Command) })
}

// Answered reports whether a value is computed, within its function, from what a
// server answered to a command.
func (p *Program) Answered(v Val) bool {
	return p.derives(v, func(f *Func, c *summary.Call) bool {
		return slices.ContainsFunc(f.Ops, func(o *Op) bool { return o.Site() == c && o.Command != "" && !o.Does("none") })
	})
}

// Reply reports whether a value is the number that one of the commands answered,
// or that number less a constant: not the smaller of it and another.
func (p *Program) Reply(v Val, commands ...string) bool {
	for d := 0; d < maxDepth && v.V != 0; d++ {
		x := v.Value()
		switch x.Op {
		case summary.Extract, summary.Convert, summary.MakeIface, summary.Assert:
			v = v.With(x.A)
		case summary.Binary:
			if x.Str != "-" || v.F.Values[x.B].Op != summary.Const {
				return false
			}
			v = v.With(x.A)
		case summary.CallVal:
			c := &v.F.Calls[x.N]
			if sends(v.F, c, commands) {
				return true
			}
			switch {
			case c.Recv != 0: // LLen(..).Result()
				v = v.With(c.Recv)
			case len(c.Args) > 0: // redis.Int(conn.Do(..))
				v = v.With(c.Args[0])
			default:
				return false
			}
		default:
			return false
		}
	}
	return false
}

// Derives reports whether a value is computed, within its function, from what a
// call returned.
func (p *Program) Derives(f *Func, v, call int32) bool {
	return p.derives(Val{Ref{f, v}, nil}, func(_ *Func, c *summary.Call) bool { return c == &f.Calls[call] })
}

// CallsBehind gives the calls of f of which a value is computed, within the function, from
// what they returned.
func (p *Program) CallsBehind(f *Func, v int32) map[*summary.Call]bool {
	out := map[*summary.Call]bool{}
	p.derives(Val{Ref{f, v}, nil}, func(_ *Func, c *summary.Call) bool {
		out[c] = true
		return false
	})
	return out
}

// FromListing reports whether a value is computed, within its function, from what
// a call of the client lists: all keys or entries of an in-process cache.
func (p *Program) FromListing(v Val, client *rules.Client) bool {
	return p.derives(v, func(f *Func, c *summary.Call) bool {
		return slices.ContainsFunc(f.Ops, func(o *Op) bool { return o.Site() == c && o.Client == client && o.Does("list") })
	})
}

// plain are the builder calls of query chains that narrow nothing.
var plain = []string{"Collection", "Model", "Table", "Select", "Omit", "Order", "OrderBy", "Preload", "WithContext", "Debug", "Session", "Unscoped", "Asc", "Desc", "Context", "NewSession", "Distinct", "Cols", "Clauses"}

// WholeChain reports whether the chain of builder calls that ends in a query
// narrows nothing: it starts at a field or a package variable, and no call of it
// filters, limits or pages. A parameter may have been narrowed before.
func (p *Program) WholeChain(o *Op) bool {
	f := o.inner
	c := &f.Calls[o.At]
	if pattern, ok := o.Arg(o.Rule.Pattern); ok && pattern.V != 0 && (len(o.args) > 1 || !p.emptyFilter(pattern)) {
		return false
	}
	if len(o.args) > 1 && o.Rule.Value != nil && *o.Rule.Value == 0 {
		return false
	}
	v := c.Recv
	for range 32 {
		x := &f.Values[v]
		switch x.Op {
		case summary.CallVal:
			call := &f.Calls[x.N]
			if p.Cat.Client(call.Pkg) != o.Client || call.Recv == 0 || !slices.Contains(plain, call.Name) {
				return false
			}
			v = call.Recv
		case summary.Load, summary.Convert, summary.Assert:
			v = x.A
		case summary.FieldOf, summary.GlobalAddr:
			return true
		default:
			return false
		}
	}
	return false
}

// emptyFilter: a filter is written out in place and has nothing in it: bson.M{}.
func (p *Program) emptyFilter(v Val) bool {
	v = p.outer(v, 0)
	if v.V == 0 {
		return false
	}
	switch x := v.Value(); x.Op {
	case summary.Make:
		return v.Type().Kind == summary.Map && !slices.ContainsFunc(v.F.Stores, func(s summary.Store) bool { return v.F.Values[s.Addr].A == v.V })
	case summary.List:
		return len(x.Args) == 0
	case summary.Const:
		return x.Str == "nil"
	}
	return false
}

// RawQuery is the text that the chain was given of which an op is the last call, or the
// statement that it runs: Raw(text).Scan(&rows).
func (p *Program) RawQuery(o *Op) (text Val, ok bool) {
	f := o.inner
	x := &f.Values[f.Calls[o.At].Recv]
	if x.Op == summary.Extract {
		x = &f.Values[x.A]
	}
	if x.Op != summary.CallVal {
		return Val{}, false
	}
	for _, b := range f.Ops {
		if b.Call == int32(x.N) && b.Client == o.Client && b.Does("build") {
			return b.Arg(b.Rule.Query)
		}
	}
	return Val{}, false
}

// manyCommands is how many different commands one call site sends before it is a
// dispatcher, which says nothing of any one of them.
const manyCommands = 4

// Dispatches reports whether an op's call sends whatever command a table or a
// field holds.
func (o *Op) Dispatches() bool {
	n := 0
	for _, other := range o.F.Ops {
		if other.Call == o.Call {
			n++
		}
	}
	return n >= manyCommands
}
