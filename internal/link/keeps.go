package link

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// KeptFor reports whether f, or a step of it, keeps what call i gives, and makes the call
// only where what is kept says so: the value itself, or a flag or a time that is written
// beside it; where not, what is kept is the answer. It gives the type whose field that is,
// or the package whose variable, or the literal that has captured it from a function which
// gives the literal out.
func (p *Program) KeptFor(f *Func, i int32) (owner string) {
	puts := p.landsIn(f, i)
	if !p.outlives(f) {
		puts = slices.DeleteFunc(puts, func(slot string) bool { return strings.HasPrefix(slot, captured) })
	}
	if len(puts) == 0 || !slices.ContainsFunc(p.returned(f), func(slot string) bool { return slices.Contains(puts, slot) }) {
		return ""
	}
	for _, slot := range p.hangsOn(f, i) {
		if f.Taken(slot, i) {
			return "" // a call in flight, and who leads
		}
		if slices.Contains(puts, slot) {
			return ownerOf(slot)
		}
		for _, put := range puts {
			if ownerOf(put) == ownerOf(slot) && p.writes(f, slot, 1) {
				return ownerOf(slot)
			}
		}
	}
	return ""
}

// outlives: f is a literal that the function around it, or a literal in between, gives its
// caller, so that what it has captured is there when it is called again.
func (p *Program) outlives(f *Func) bool {
	return f.Literal() && slices.ContainsFunc(p.closures[f.Name], func(made Ref) bool { return slices.Contains(p.Returned(made.F), f) })
}

// ownerOf is the type of a field, or the package of a variable.
func ownerOf(slot string) string { return slot[:max(strings.LastIndexByte(slot, '.'), 0)] }

// hangsOn lists the fields and variables that decide whether call i is made.
func (p *Program) hangsOn(f *Func, i int32) (out []string) {
	target := f.Calls[i].Block
	for b := range f.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 || f.LoopAt[b] != f.LoopAt[target] || !f.branchesTo(int32(b), []int{0, 1}, target) {
			continue
		}
		out = append(out, p.slotsOf(f, blk.Cond, 2)...)
	}
	return out
}

// slotsOf lists the fields and variables that a value is computed from, by steps of the
// function's type or package too.
func (p *Program) slotsOf(f *Func, v int32, depth int) (out []string) {
	for w := f.visitValues(v); w.next(); {
		switch x := &f.Values[w.at]; x.Op {
		case summary.FieldOf, summary.GlobalAddr:
			out = append(out, x.Str)
			w.push(x.A)
		case summary.FreeVal:
			out = append(out, f.slot(w.at))
		case summary.CallVal:
			c := &f.Calls[x.N]
			if g := p.stepOf(f, int32(x.N)); g != nil && depth > 0 {
				out = append(out, p.answersFrom(g, depth-1)...)
				w.push(c.Recv)
			} else if transparent(c) {
				w.push(c.Recv)
				w.push(c.Args...)
			}
		default:
			w.pushBehind(f)
		}
	}
	return out
}

// transparent: what a call answers is what it was given, or is about it.
func transparent(c *summary.Call) bool {
	return c.Pkg == "time" || c.Pkg == "sync/atomic" || c.Pkg == "strings"
}

// stepOf is the method of f's type, or the function or method of its package, that a call
// calls.
func (p *Program) stepOf(f *Func, i int32) *Func {
	g := p.byName[f.Calls[i].Callee]
	if g == nil || g.Pkg != f.Pkg || g == f {
		return nil
	}
	return g
}

// returned lists the fields and variables that f answers from, errors left out.
func (p *Program) returned(f *Func) (out []string) {
	for _, r := range f.Returns {
		for _, v := range r.Values {
			if f.TypeAt(f.Values[v].Type).Text != "error" {
				out = append(out, p.slotsOf(f, v, 2)...)
			}
		}
	}
	return out
}

// answersFrom lists the fields and variables that a function's answer hangs on.
func (p *Program) answersFrom(g *Func, depth int) (out []string) {
	for _, r := range g.Returns {
		for _, v := range r.Values {
			out = append(out, p.slotsOf(g, v, depth)...)
		}
	}
	for b := range g.Blocks {
		if c := g.Blocks[b].Cond; c != 0 {
			out = append(out, p.slotsOf(g, c, depth)...)
		}
	}
	return out
}

// landsIn lists the fields and variables into which f puts what call i gave, by steps too.
func (p *Program) landsIn(f *Func, i int32) (out []string) {
	for _, s := range f.Stores {
		if slot := f.slot(s.Addr); slot != "" && p.Derives(f, s.Val, i) && f.TypeAt(f.Values[s.Val].Type).Text != "error" {
			out = append(out, slot)
		}
	}
	for k := range f.Calls {
		c := &f.Calls[k]
		if int32(k) == i || !slices.ContainsFunc(c.Args, func(a int32) bool { return p.Derives(f, a, i) }) {
			continue
		}
		if slot := f.swaps(c); slot != "" {
			out = append(out, slot)
		} else if g := p.stepOf(f, int32(k)); g != nil && f.Precedes(i, int32(k)) {
			out = append(out, g.keepsGiven(func(n int) bool { return !f.ownVariable(f.argument(c, g, n)) })...)
		}
	}
	return out
}

// slot is the field of a lasting object, or the variable, at an address, be it one that f
// has captured.
func (f *Func) slot(addr int32) string {
	a := &f.Values[addr]
	switch a.Op {
	case summary.GlobalAddr:
		return a.Str
	case summary.FreeVal:
		return captured + f.Name + "." + strconv.Itoa(int(a.N))
	case summary.FieldOf:
		if r := f.Root(addr); f.ofCopy(addr) {
			return ""
		} else if r.Op == summary.ParamVal || r.Op == summary.FreeVal || r.Op == summary.GlobalAddr {
			return a.Str
		}
	}
	return ""
}

// ownVariable: the value is the address of a variable of the function's own.
func (f *Func) ownVariable(v int32) bool { return f.Values[f.Unconverted(v)].Op == summary.Alloc }

// ofCopy: the address is of a part of a struct that the function has a copy of.
func (f *Func) ofCopy(addr int32) bool {
	v := rootOf(f, addr)
	in := f.values[v]
	return f.Values[v].Op == summary.Alloc && len(in) > 0 && f.TypeAt(f.Values[in[0]].Type).Kind == summary.Struct
}

// swaps is the field or variable that a call of package atomic puts something into.
func (f *Func) swaps(c *summary.Call) string {
	if c.Pkg != "sync/atomic" || !strings.HasPrefix(c.Name, "Store") && !strings.HasPrefix(c.Name, "Swap") && !strings.HasPrefix(c.Name, "CompareAndSwap") {
		return ""
	}
	if c.Recv != 0 {
		return f.slot(c.Recv)
	}
	return f.slot(c.Args[0])
}

// argument is what call c of function g gives for a parameter, the receiver being the
// first; 0 where it does not show.
func (f *Func) argument(c *summary.Call, g *Func, n int) int32 {
	if g.Recv != "" {
		if n == 0 {
			return c.Recv
		}
		n--
	}
	if n >= len(c.Args) {
		return 0
	}
	return c.Args[n]
}

// keepsGiven lists the fields and variables into which a function puts what it is given,
// but for fields of parameters that do not last.
func (f *Func) keepsGiven(lasts func(param int) bool) (out []string) {
	for _, s := range f.Stores {
		if root := f.Root(s.Addr); root.Op == summary.ParamVal && !lasts(int(root.N)) {
			continue
		}
		if slot := f.slot(s.Addr); slot != "" && f.given(s.Val) {
			out = append(out, slot)
		}
	}
	for k := range f.Calls {
		if c := &f.Calls[k]; slices.ContainsFunc(c.Args, f.given) {
			if slot := f.swaps(c); slot != "" {
				out = append(out, slot)
			}
		}
	}
	return out
}

// writes: f, or a step of it, puts something into the field or variable.
func (p *Program) writes(f *Func, slot string, depth int) bool {
	if slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return f.slot(s.Addr) == slot }) ||
		slices.ContainsFunc(f.Calls, func(c summary.Call) bool { return f.swaps(&c) == slot }) {
		return true
	}
	for k := range f.Calls {
		if g := p.stepOf(f, int32(k)); depth > 0 && g != nil && p.writes(g, slot, depth-1) {
			return true
		}
	}
	return false
}
