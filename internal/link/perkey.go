package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// PerKey returns the command that runs once per matched key of a sweep, or
// deletes the matches; empty if none of the given ones does. ctx leads to the
// sweep's function: what it is handed to call is what is called on that way.
func (p *Program) PerKey(s Sweep, commands []string, ctx *Ctx) string {
	if s.Body != nil {
		s = Sweep{F: s.Body, Call: -1, Loop: -1, Op: s.Op}
	}
	if o := s.Op; o.Script != nil && o.Script.Has("DEL", "UNLINK") {
		return "DEL"
	}
	for _, o := range s.F.Ops {
		if o.Call == s.Call || o.Client.Kind != rules.Remote {
			continue
		}
		inner := s.turns(o.Site().Block) && p.alone(o, commands)
		if inner || o.deletes() && slices.Contains(commands, o.Command) {
			return o.Command
		}
	}
	for i := range s.F.Calls {
		if int32(i) != s.Call && s.turns(s.F.Calls[i].Block) {
			if cmd := p.below(s.F, int32(i), commands, ctx, 0, map[*Func]bool{s.F: true}); cmd != "" {
				return cmd
			}
		}
	}
	return p.handedBack(s, commands, ctx)
}

// farBack is how many callers above a sweep its matches are followed to.
const farBack = 3

// handedBack is PerKey for matches that the sweep's function returns, or sends on a
// channel: what the callers on the way do with them.
func (p *Program) handedBack(s Sweep, commands []string, ctx *Ctx) string {
	keys := s.F.sentIn(s.Loop)
	for _, ch := range keys {
		for _, r := range p.received(s.F.HeldIn(ch)) {
			if cmd := p.appliedTo(r.F, -1, []int32{r.V}, commands, nil); cmd != "" {
				return cmd
			}
		}
	}
	for n := 0; n < farBack && ctx != nil && ctx.Edge.Call >= 0; n, ctx = n+1, ctx.Up {
		e := ctx.Edge
		f, call := e.Caller, &e.Caller.Calls[e.Call]
		up := p.shown(e, keys)
		if call.Val != 0 && e.Via != Callback {
			up = append(up, call.Val)
		}
		if len(up) == 0 {
			return ""
		}
		if cmd := p.appliedTo(f, e.Call, up, commands, ctx.Up); cmd != "" {
			return cmd
		}
		if keys = up; !f.returnsOf(keys) {
			return ""
		}
	}
	return ""
}

// received lists what functions take from the channel in a field or a package variable.
func (p *Program) received(held *summary.Value) []Ref {
	if held.Op != summary.FieldOf && held.Op != summary.GlobalAddr {
		return nil
	}
	if p.receipts == nil {
		p.receipts = map[string][]Ref{}
		for _, f := range p.Funcs {
			for i := range f.Values {
				if x := &f.Values[i]; x.Op == summary.Recv {
					if from := f.HeldIn(x.A); from.Op == summary.FieldOf || from.Op == summary.GlobalAddr {
						p.receipts[from.Str] = append(p.receipts[from.Str], Ref{f, int32(i)})
					}
				}
			}
		}
	}
	return p.receipts[held.Str]
}

// sentIn lists the channels that a loop of f sends on.
func (f *Func) sentIn(loop int) []int32 {
	var out []int32
	for i := range f.Stores {
		st := &f.Stores[i]
		if ch := f.SentTo(st); ch != 0 && (loop < 0 || f.Loops[loop].Has(st.Block)) {
			out = append(out, f.unloaded(ch))
		}
	}
	return out
}

// unloaded is the variable that a value is loaded from, else the value.
func (f *Func) unloaded(v int32) int32 {
	for x := &f.Values[v]; x.Op == summary.Load || x.Op == summary.Convert; x = &f.Values[v] {
		v = x.A
	}
	return v
}

// shown lists what the values of a callee, its parameters or what it has captured,
// are at its caller.
func (p *Program) shown(e *Edge, values []int32) []int32 {
	var out []int32
	for _, v := range values {
		switch x := &e.Callee.Values[v]; x.Op {
		case summary.ParamVal:
			if arg, ok := p.Arg(&Ctx{Edge: e}, int(x.N)); ok {
				out = append(out, e.Caller.unloaded(arg.V))
			}
		case summary.FreeVal:
			if around, ok := p.Captured(Ref{e.Callee, v}); ok && around.F == e.Caller {
				out = append(out, around.V)
			}
		}
	}
	return out
}

func (f *Func) returnsOf(keys []int32) bool {
	return slices.ContainsFunc(f.Returns, func(r summary.Return) bool {
		return slices.ContainsFunc(r.Values, func(v int32) bool { return f.madeOf(v, keys) })
	})
}

// appliedTo returns the command that f deletes the keys with, or sends for each.
func (p *Program) appliedTo(f *Func, swept int32, keys []int32, commands []string, ctx *Ctx) string {
	takes := func(c *summary.Call) bool {
		return slices.ContainsFunc(c.Args, func(a int32) bool { return f.madeOf(a, keys) })
	}
	for _, o := range f.Ops {
		if o.Call == swept || o.Client.Kind != rules.Remote || !takes(o.Site()) {
			continue
		}
		if o.deletes() || f.LoopAt[o.Site().Block] >= 0 && p.alone(o, commands) {
			return o.Command
		}
	}
	if cmd := p.inLiterals(f, keys, commands, ctx); cmd != "" {
		return cmd
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if int32(i) != swept && f.LoopAt[c.Block] >= 0 && len(f.Out[i]) > 0 && takes(c) {
			if cmd := p.below(f, int32(i), commands, ctx, 0, map[*Func]bool{f: true}); cmd != "" {
				return cmd
			}
		}
	}
	return ""
}

func (o *Op) deletes() bool { return o.Command == "DEL" || o.Command == "UNLINK" }

// alone reports whether an op is one of the commands, or any round trip, and is not
// sent with others.
func (p *Program) alone(o *Op, commands []string) bool {
	if o.Queued() {
		return false
	}
	return slices.Contains(commands, o.Command) || o.Command != "" && o.Command != "SCAN" && p.Cat.Commands[o.Command].Name != "" && !o.Rule.Bounded
}

// below finds a command that a callee sends, a few calls deep.
func (p *Program) below(f *Func, i int32, commands []string, ctx *Ctx, d int, seen map[*Func]bool) string {
	if d > 3 {
		return ""
	}
	for _, e := range f.Out[i] {
		if e.Conf == finding.Possible || seen[e.Callee] || !p.fits(e, ctx) {
			continue
		}
		seen[e.Callee] = true
		for _, o := range e.Callee.Ops {
			if o.Client.Kind == rules.Remote && p.alone(o, commands) {
				return o.Command
			}
		}
		for j := range e.Callee.Calls {
			if cmd := p.below(e.Callee, int32(j), commands, &Ctx{Edge: e, Up: ctx}, d+1, seen); cmd != "" {
				return cmd
			}
		}
	}
	return ""
}

// inLiterals is appliedTo for the function literals that capture the keys, or the
// channel that brings them: workers that a function starts.
func (p *Program) inLiterals(f *Func, keys []int32, commands []string, ctx *Ctx) string {
	for i := range f.Values {
		x := &f.Values[i]
		if x.Op != summary.Closure || p.byName[x.Str] == nil {
			continue
		}
		g := p.byName[x.Str]
		for j := range g.Values {
			v := &g.Values[j]
			if v.Op == summary.FreeVal && int(v.N) < len(x.Args) && slices.Contains(keys, f.unloaded(x.Args[v.N])) {
				if cmd := p.appliedTo(g, -1, []int32{int32(j)}, commands, ctx); cmd != "" {
					return cmd
				}
			}
		}
	}
	return ""
}
