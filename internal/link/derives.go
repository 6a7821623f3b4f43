package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// derives reports whether a value is computed from the result of a call that
// satisfies is, within the function.
func (p *Program) derives(v Val, is func(*Func, *summary.Call) bool) bool {
	return p.derivesPast(v, is, func(*summary.Call) bool { return false })
}

// derivesPast is derives, and asks of some calls, which answer for themselves, not what
// they were given.
func (p *Program) derivesPast(v Val, is func(*Func, *summary.Call) bool, answers func(*summary.Call) bool) bool {
	for w := v.F.visitValues(v.V); w.next(); {
		x := &v.F.Values[w.at]
		switch x.Op {
		case summary.CallVal:
			c := &v.F.Calls[x.N]
			if is(v.F, c) {
				return true
			}
			if answers(c) {
				continue
			}
			w.push(c.Recv, c.Fun) // a function literal that is called on the spot has captured what it looks at
			w.push(c.Args...)
			continue
		case summary.Alloc, summary.FreeVal:
			w.push(v.F.values[w.at]...)
			w.push(v.F.parts[w.at]...)
			for _, c := range slices.Concat(p.fillers(v.F, w.at), p.setByCallbacks(v.F, w.at)) {
				if is(v.F, c) {
					return true
				}
				w.push(c.Recv)
				w.push(c.Args...)
			}
		case summary.ParamVal:
			w.push(v.F.setThrough(w.at)...)
		case summary.Make:
			w.push(v.F.putIn(w.at)...)
		case summary.Load:
			w.push(v.F.values[x.A]...)
			w.push(v.F.setInField(x.A)...)
			w.push(v.F.setInElement(x.A)...)
		}
		w.push(x.A, x.B)
		w.push(x.Args...)
	}
	return false
}

// putIn lists what the function itself puts into a map that it makes.
func (f *Func) putIn(made int32) (out []int32) {
	if f.TypeAt(f.Values[made].Type).Kind != summary.Map {
		return nil
	}
	for _, s := range f.Stores {
		if a := &f.Values[s.Addr]; a.Op == summary.ElemOf && a.A == made {
			out = append(out, s.Val)
		}
	}
	return out
}

// setThrough lists what the function itself sets to which a parameter points.
func (f *Func) setThrough(param int32) (out []int32) {
	if f.TypeAt(f.Values[param].Type).Kind != summary.Pointer {
		return nil
	}
	for _, s := range f.Stores {
		if s.Addr == param {
			out = append(out, s.Val)
		}
	}
	return out
}

// setInField lists what the function itself sets a field to that it reads.
func (f *Func) setInField(addr int32) []int32 {
	if f.Values[addr].Op != summary.FieldOf {
		return nil
	}
	if f.fieldSets == nil {
		f.fieldSets = map[string][]int32{}
		for _, s := range f.Stores {
			if a := &f.Values[s.Addr]; a.Op == summary.FieldOf {
				f.fieldSets[a.Str] = append(f.fieldSets[a.Str], s.Val)
			}
		}
	}
	return f.fieldSets[f.Values[addr].Str]
}

// setInElement lists what the function itself sets an element to that it reads: the same
// list's, by the same constant, or any of a list that it makes and goes through.
func (f *Func) setInElement(addr int32) []int32 {
	at := &f.Values[addr]
	if at.Op != summary.ElemOf {
		return nil
	}
	by := &f.Values[at.B]
	constant := by.Op == summary.Const
	if !constant && f.Values[at.A].Op != summary.Make {
		return nil
	}
	var out []int32
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		if a.Op != summary.ElemOf || a.A != at.A {
			continue
		}
		if to := &f.Values[a.B]; (to.Op == summary.Const) == constant && (!constant || to.Str == by.Str) {
			out = append(out, s.Val)
		}
	}
	return out
}

// givenBack lists the results of calls that get the address of a local variable, or what
// they are given where nobody looks at those: redis.Scan(reply, &cursor, &keys).
func (p *Program) givenBack(f *Func, alloc int32) (out []int32) {
	for _, c := range p.fillers(f, alloc) {
		if c.Val != 0 {
			out = append(out, c.Val)
		} else {
			out = append(out, c.Args...)
		}
	}
	return out
}

// fillers lists the calls that get the address of a local variable.
func (p *Program) fillers(f *Func, alloc int32) []*summary.Call {
	if f.filled == nil {
		f.filled = map[int32][]*summary.Call{}
		for i := range f.Calls {
			p.noteFills(f, &f.Calls[i])
		}
	}
	return f.filled[alloc]
}

// noteFills notes what variables a call gets the addresses of. A request that is built in
// steps fills them when it is sent.
func (p *Program) noteFills(f *Func, c *summary.Call) {
	if slices.ContainsFunc(c.Args, func(a int32) bool { return f.variable(a) != 0 }) && c.Val != 0 && c.Recv != 0 && p.Cat.Service(c.Pkg) != nil {
		later, _ := p.Chain(f, int32(f.Values[c.Val].N))
		for _, next := range later {
			f.fills(c.Args, next)
		}
	}
	f.fills(c.Args, c)
}

// variable is the local or captured variable that an argument is the address of, or of a field of
// it; 0 if none.
func (f *Func) variable(a int32) int32 {
	if x := &f.Values[a]; x.Op == summary.MakeIface {
		a = x.A
	}
	for f.Values[a].Op == summary.FieldOf {
		a = f.Values[a].A
	}
	if op := f.Values[a].Op; op != summary.Alloc && op != summary.FreeVal {
		return 0
	}
	return a
}

// fills: a call fills the variables among the arguments.
func (f *Func) fills(args []int32, c *summary.Call) {
	for _, a := range args {
		if alloc := f.variable(a); alloc != 0 {
			f.filled[alloc] = append(f.filled[alloc], c)
		}
	}
}

// setByCallbacks lists the calls that are handed a function which sets a local
// variable, or a part of what it holds: with(func(c *Conn) { v, err = c.Get(k) }).
func (p *Program) setByCallbacks(f *Func, alloc int32) []*summary.Call {
	if f.setBy == nil {
		f.setBy = map[int32][]*summary.Call{}
		for i := range f.Calls {
			for _, a := range f.Calls[i].Args {
				p.noteSetBy(f, &f.Calls[i], &f.Values[a])
			}
		}
	}
	return f.setBy[alloc]
}

func (p *Program) noteSetBy(f *Func, c *summary.Call, fun *summary.Value) {
	if fun.Op != summary.Closure {
		return
	}
	g := p.byName[fun.Str]
	if g == nil {
		return
	}
	for _, s := range g.Stores {
		if n := g.setsCaptured(s.Addr); n >= 0 && n < len(fun.Args) && !slices.Contains(f.setBy[fun.Args[n]], c) {
			f.setBy[fun.Args[n]] = append(f.setBy[fun.Args[n]], c)
		}
	}
}

// setsCaptured is the number of the captured variable that an address is a part of,
// -1 if of none.
func (f *Func) setsCaptured(addr int32) int {
	for range 6 {
		switch x := &f.Values[addr]; x.Op {
		case summary.FreeVal:
			return int(x.N)
		case summary.ElemOf, summary.FieldOf, summary.Load, summary.SliceOf:
			addr = x.A
		default:
			return -1
		}
	}
	return -1
}
