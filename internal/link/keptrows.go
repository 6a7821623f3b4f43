package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// KeepsRows reports whether f puts what a call gave, or filled, into a map or a list
// that outlives it: a package variable, or a field of its receiver that several use at
// a time. It may be made anew and filled first, or filled where it stands.
func (p *Program) KeepsRows(f *Func, call int32) bool {
	from := f.gives(call)
	for i := range f.Stores {
		s := &f.Stores[i]
		if !f.after(f.Calls[call].Block, s.Block) {
			continue
		}
		whole := p.lasting(f, s.Addr) && collection(f.TypeAt(f.Values[s.Val].Type))
		entry := f.Values[s.Addr].Op == summary.ElemOf && p.lasting(f, rootOf(f, s.Addr)) && f.TypeAt(f.Values[f.Values[s.Addr].A].Type).Kind != summary.Chan
		if whole && f.carries(s.Val, from) || entry && (f.carries(s.Val, from) || f.carries(f.Values[s.Addr].B, from)) {
			return true
		}
	}
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		kept := c.Callee == "(*sync.Map).Store" || c.Pkg == "sync/atomic" && (c.Name == "Store" || c.Name == "Swap")
		return kept && c.Recv != 0 && (p.lasting(f, c.Recv) || f.ofReceiver(c.Recv)) && slices.ContainsFunc(c.Args, func(a int32) bool { return f.carries(a, from) })
	})
}

// isOrHolds: a container is v, or what the variable v holds.
func (f *Func) isOrHolds(v, container int32) bool {
	x := &f.Values[container]
	return container == v || x.Op == summary.Load && x.A == v
}

// ofReceiver: the address is of a field of the receiver.
func (f *Func) ofReceiver(addr int32) bool {
	x := &f.Values[addr]
	if x.Op != summary.FieldOf || f.Recv == "" {
		return false
	}
	held := f.HeldIn(x.A)
	return held.Op == summary.ParamVal && held.N == 0
}

// gives lists the values in which a call leaves what it found: its result, and the
// variables whose addresses it is given.
func (f *Func) gives(call int32) []int32 {
	c := &f.Calls[call]
	out := []int32{c.Val}
	for _, a := range c.Args {
		if v := f.addressOf(a); f.Values[v].Op == summary.Alloc {
			out = append(out, v)
		}
	}
	return out
}

func collection(t *summary.Type) bool { return t.Kind == summary.Map || t.Kind == summary.Slice }

// lasting: the address is of a package variable, or of a field of the receiver beside a
// lock or in what is called a cache.
func (p *Program) lasting(f *Func, addr int32) bool {
	for range 6 {
		switch x := &f.Values[addr]; x.Op {
		case summary.GlobalAddr:
			return true
		case summary.Load, summary.Extract:
			addr = x.A
		case summary.FieldOf:
			owner := x.Str[:max(strings.LastIndexByte(x.Str, '.'), 0)]
			held := f.HeldIn(x.A).Op
			return f.Recv != "" && owner == f.Recv && (held == summary.ParamVal || held == summary.FreeVal) && (f.HasField(owner, "sync.Mutex", "sync.RWMutex") || strings.Contains(strings.ToLower(x.Str), "cache"))
		default:
			return false
		}
	}
	return false
}

// carries reports whether a value is computed from one of others, or is a container
// into which something that is goes.
func (f *Func) carries(v int32, from []int32) bool {
	for w := f.visitValues(v); w.next(); {
		if slices.Contains(from, w.at) {
			return true
		}
		w.pushBehind(f)
		if op := f.Values[w.at].Op; op == summary.Make || op == summary.Alloc {
			w.push(f.values[w.at]...)
			w.push(f.parts[w.at]...)
			w.push(f.putInto(w.at)...)
		}
	}
	return false
}

// putInto lists what is put into a container, or into a variable by calls that get its
// address.
func (f *Func) putInto(v int32) []int32 {
	var out []int32
	for _, s := range f.Stores {
		if a := &f.Values[s.Addr]; a.Op == summary.ElemOf && f.isOrHolds(v, rootOf(f, s.Addr)) {
			out = append(out, s.Val, a.B)
		}
	}
	if f.Values[v].Op != summary.Alloc {
		return out
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if slices.ContainsFunc(c.Args, func(a int32) bool { return f.addressOf(a) == v }) {
			out = append(append(out, c.Recv), c.Args...)
		}
	}
	return out
}
