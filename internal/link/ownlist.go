package link

import (
	"strconv"

	"github.com/cachevet/cachevet/internal/summary"
)

// ownLists finds the lists that are written out in a function, and that it only reads one
// by one and counts: for _, step := range []func() error{a, b}. Who reads such a list gets
// what stands in it, and not whatever any list of its type holds.
func (f *Func) ownLists() map[int32]bool {
	out := map[int32]bool{}
	for i := range f.Values {
		if f.Values[i].Op == summary.List {
			out[int32(i)] = true
		}
	}
	if len(out) == 0 {
		return out
	}
	drop := func(vs ...int32) { // the list itself, or the address of an element
		for _, v := range vs {
			delete(out, v)
			if x := &f.Values[v]; x.Op == summary.ElemOf {
				delete(out, x.A)
			}
		}
	}
	for i := range f.Values {
		switch x := &f.Values[i]; x.Op {
		case summary.ElemOf, summary.LenOf, summary.Load:
			drop(x.B)
		default:
			drop(x.A, x.B)
			drop(x.Args...)
		}
	}
	for _, s := range f.Stores {
		drop(s.Val, s.Addr)
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		drop(c.Recv, c.Fun)
		drop(c.Args...)
	}
	for _, r := range f.Returns {
		drop(r.Values...)
	}
	return out
}

// listNode returns the node of what a list holds that only f reads; ok is false for others.
func (fl *flow) listNode(f *Func, v int32) (n int32, ok bool) {
	if f.Values[v].Op != summary.List {
		return 0, false
	}
	own, known := fl.lists[f]
	if !known {
		own = f.ownLists()
		fl.lists[f] = own
	}
	if !own[v] {
		return 0, false
	}
	return fl.node(elements, f.Name+" "+strconv.Itoa(int(v))), true
}
