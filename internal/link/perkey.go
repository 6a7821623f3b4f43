package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// perkeyMemo is what a Program remembers of the questions of this file.
type perkeyMemo struct {
	receipts map[string][]Ref // what is taken from the channels in fields and package variables
}

// Applied is what is done with the keys that a sweep finds.
type Applied struct {
	Command string // empty: nothing that counts
	Each    bool   // once for every key, rather than for a page or all of them
}

// applied is what an op does with the keys; in a loop over them, and given one at a time,
// it does so once for every key.
func (o *Op) applied(loop bool) Applied {
	return Applied{o.Command, loop && !o.Inner().Calls[o.At].Ellipsis}
}

// PerKey returns the command that runs once per matched key of a sweep, or
// deletes the matches; none if none of the given ones does. ctx leads to the
// sweep's function: what it is handed to call is what is called on that way.
func (p *Program) PerKey(s Sweep, commands []string, ctx *Ctx) Applied {
	if s.Body != nil {
		s = Sweep{F: s.Body, Call: -1, Loop: -1, Op: s.Op}
	}
	if o := s.Op; o.Script != nil && o.Script.Has("DEL", "UNLINK") {
		return Applied{Command: "DEL"}
	}
	others := p.sweptBesides(s)
	for _, o := range s.F.Ops {
		if o.Call == s.Call || o.Client.Kind != rules.Remote || others(o.Site().Block) {
			continue
		}
		loop := s.perKey(o.Site().Block)
		if loop && p.alone(o, commands) || o.deletes() && slices.Contains(commands, o.Command) {
			return o.applied(loop)
		}
	}
	for i := range s.F.Calls {
		if others(s.F.Calls[i].Block) {
			continue
		}
		if b := p.loopBody(s.F, int32(i)); b != nil {
			if a := b.deletion(); a.Command != "" {
				return a
			}
		}
		if s.turns(s.F.Calls[i].Block) {
			u := &perKeyUse{p: p, commands: commands, seen: map[*Func]bool{s.F: true}}
			if a := u.below(s.F, int32(i), ctx, s.perKey(s.F.Calls[i].Block), 0); a.Command != "" {
				return a
			}
		}
	}
	return p.handedBack(s, commands, ctx)
}

// sweptBesides tells the blocks of a sweep's function that are no part of it: what another
// sweep does with its own keys, and loops that are over before it begins.
func (p *Program) sweptBesides(s Sweep) func(block int32) bool {
	if s.Loop < 0 {
		return func(int32) bool { return false }
	}
	own := s.F.Loops[s.Loop].Header
	var others []*Loop
	for _, o := range p.Sweeps(s.F) {
		if o.Loop >= 0 && !s.F.Loops[o.Loop].Has(own) {
			others = append(others, &s.F.Loops[o.Loop])
		}
	}
	return func(block int32) bool {
		return !s.F.Reaches(own, block) || slices.ContainsFunc(others, func(l *Loop) bool { return l.Has(block) && !s.F.Loops[s.Loop].Has(block) })
	}
}

// farBack is how many callers above a sweep its matches are followed to.
const farBack = 3

// handedBack is PerKey for matches that the sweep's function returns, sends on a channel
// or gathers in a variable of others: what the callers on the way do with them.
func (p *Program) handedBack(s Sweep, commands []string, ctx *Ctx) Applied {
	keys := append(s.F.sentIn(s.Loop), s.F.gatheredIn(s.Loop)...)
	for _, ch := range keys {
		for _, r := range p.received(s.F.HeldIn(ch)) {
			if a := p.appliedTo(r.F, -1, []int32{r.V}, commands, nil); a.Command != "" {
				return a
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
			return Applied{}
		}
		if a := p.appliedTo(f, e.Call, up, commands, ctx.Up); a.Command != "" {
			return a
		}
		if keys = up; !f.returnsOf(keys) && !slices.ContainsFunc(keys, f.ofOthers) {
			return Applied{}
		}
	}
	return Applied{}
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

// gatheredIn lists the variables of others, captured or pointed to, that a loop of f
// appends to or puts entries in.
func (f *Func) gatheredIn(loop int) []int32 {
	var out []int32
	for i := range f.Stores {
		st := &f.Stores[i]
		if loop >= 0 && !f.Loops[loop].Has(st.Block) {
			continue
		}
		addr := st.Addr
		if x := &f.Values[addr]; x.Op == summary.ElemOf {
			addr = f.unloaded(x.A)
		} else if f.Values[st.Val].Op != summary.Append {
			continue
		}
		if f.ofOthers(addr) {
			out = append(out, addr)
		}
	}
	return out
}

// ofOthers: a value is a parameter or was captured.
func (f *Func) ofOthers(v int32) bool {
	op := f.Values[v].Op
	return op == summary.FreeVal || op == summary.ParamVal
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
func (p *Program) appliedTo(f *Func, swept int32, keys []int32, commands []string, ctx *Ctx) Applied {
	takes := func(c *summary.Call) bool {
		return slices.ContainsFunc(c.Args, func(a int32) bool { return f.madeOf(a, keys) })
	}
	for _, o := range f.Ops {
		if o.Call == swept || o.Client.Kind != rules.Remote || !takes(o.Site()) {
			continue
		}
		if loop := f.LoopAt[o.Site().Block] >= 0; o.deletes() || loop && p.alone(o, commands) {
			return o.applied(loop)
		}
	}
	if a := p.inLiterals(f, keys, commands, ctx); a.Command != "" {
		return a
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if b := p.loopBody(f, int32(i)); b != nil && takes(&f.Calls[f.Values[c.Fun].N]) {
			if a := b.deletion(); a.Command != "" {
				return a
			}
		}
		if int32(i) != swept && f.LoopAt[c.Block] >= 0 && len(f.Out[i]) > 0 && takes(c) {
			u := &perKeyUse{p: p, commands: commands, seen: map[*Func]bool{f: true}}
			if a := u.below(f, int32(i), ctx, true, 0); a.Command != "" {
				return a
			}
		}
	}
	return Applied{}
}

// loopBody is the body of a range over what a function gives, where a call is that loop.
func (p *Program) loopBody(f *Func, i int32) *Func {
	if c := &f.Calls[i]; f.Yields(i) && f.Values[c.Fun].Op == summary.CallVal {
		return p.byName[f.Values[c.Args[0]].Str]
	}
	return nil
}

// deletion is how f itself, the body of a loop over the keys, deletes.
func (f *Func) deletion() Applied {
	for _, o := range f.Ops {
		if o.Client.Kind == rules.Remote && o.deletes() {
			return o.applied(true)
		}
	}
	return Applied{}
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

// perKeyUse looks for what is sent for each key.
type perKeyUse struct {
	p        *Program
	commands []string
	seen     map[*Func]bool
}

// below finds a command that a callee sends, a few calls deep. each: the call is made
// for every key; else for a page, whose keys the callee goes through, or deletes.
func (u *perKeyUse) below(f *Func, i int32, ctx *Ctx, each bool, d int) Applied {
	if d > 3 {
		return Applied{}
	}
	each = each || f.Yields(i)
	for _, e := range f.Out[i] {
		if e.Conf == finding.Possible || u.seen[e.Callee] || !u.p.fits(e, ctx) {
			continue
		}
		u.seen[e.Callee] = true
		turns := func(block int32) bool { return each || e.Callee.LoopAt[block] >= 0 }
		for _, o := range e.Callee.Ops {
			if loop := turns(o.Site().Block); o.Client.Kind == rules.Remote && u.p.alone(o, u.commands) && (loop || o.deletes()) {
				return o.applied(loop)
			}
		}
		for j := range e.Callee.Calls {
			if a := u.below(e.Callee, int32(j), &Ctx{Edge: e, Up: ctx}, turns(e.Callee.Calls[j].Block), d+1); a.Command != "" {
				return a
			}
		}
	}
	return Applied{}
}

// inLiterals is appliedTo for the function literals that capture the keys, or the
// channel that brings them: workers that a function starts.
func (p *Program) inLiterals(f *Func, keys []int32, commands []string, ctx *Ctx) Applied {
	for i := range f.Values {
		x := &f.Values[i]
		if x.Op != summary.Closure || p.byName[x.Str] == nil {
			continue
		}
		g := p.byName[x.Str]
		for j := range g.Values {
			v := &g.Values[j]
			if v.Op == summary.FreeVal && int(v.N) < len(x.Args) && slices.Contains(keys, f.unloaded(x.Args[v.N])) {
				if a := p.appliedTo(g, -1, []int32{int32(j)}, commands, ctx); a.Command != "" {
					return a
				}
			}
		}
	}
	return Applied{}
}
