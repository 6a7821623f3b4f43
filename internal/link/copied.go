package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// Words come as strings and leave as values of any type: code copies them from one
// list into another, behind what it puts first.

// copied is what such a list is made of.
type copied struct {
	head []Val
	rest Val // the list whose elements follow
	ok   bool
}

// expandCopied lists the elements of a list that was copied.
func (p *Program) expandCopied(v Val, d int) ([]Val, bool) {
	c := p.copied(v, d)
	if c.rest.V == 0 {
		return c.head, c.ok
	}
	tail, ok := p.expand(c.rest, d+fan(2))
	return slices.Concat(c.head, tail), c.ok && ok
}

func (p *Program) copied(v Val, d int) copied {
	switch v.Value().Op {
	case summary.Phi:
		return p.appended(v, d)
	case summary.Make:
		return p.filled(v)
	}
	return copied{}
}

// appended: a loop appends each element of a list to what a variable holds:
// for _, s := range words { args = append(args, s) }.
func (p *Program) appended(v Val, d int) copied {
	x := v.Value()
	for i, a := range x.Args {
		add := &v.F.Values[a]
		if len(x.Args) != 2 || add.Op != summary.Append || add.A != v.V || add.B != 0 || len(add.Args) != 1 {
			continue
		}
		if from := v.F.elementOf(add.Args[0]); from != 0 {
			head, ok := p.expand(v.With(x.Args[1-i]), d+fan(2))
			return copied{head, v.With(from), ok}
		}
	}
	return copied{}
}

// elementOf is the list of which a value is an element, 0 if of none.
func (f *Func) elementOf(v int32) int32 {
	x := &f.Values[f.Unconverted(v)]
	if x.Op == summary.Load {
		x = &f.Values[x.A]
	}
	if x.Op != summary.ElemOf {
		return 0
	}
	return x.A
}

// filled: a list is made with a length, gets some elements one by one and then those
// of another list.
func (p *Program) filled(v Val) copied {
	if v.Type().Kind != summary.Slice {
		return copied{} // a map is made with none, whatever it gets
	}
	if n, known := p.Int(v.With(v.Value().A)); known && n == 0 {
		return copied{ok: true}
	}
	first := map[int64]Val{}
	var out copied
	for _, s := range v.F.Stores {
		a := &v.F.Values[s.Addr]
		switch {
		case a.Op == summary.ElemOf && a.A == v.V:
			if i := &v.F.Values[a.B]; i.Op == summary.Const {
				first[i.N] = v.With(s.Val)
			} else {
				out.rest = v.With(v.F.elementOf(s.Val))
			}
		case a.Op == summary.BuiltinCall && a.Str == "copy" && v.F.partOf(a.Args[0], v.V):
			out.rest = v.With(a.Args[1])
		}
	}
	for e, ok := first[0]; ok; e, ok = first[int64(len(out.head))] {
		out.head = append(out.head, e)
	}
	out.ok = out.rest.V != 0
	return out
}

// partOf reports whether a value is a list or a slice of it.
func (f *Func) partOf(v, list int32) bool {
	return v == list || f.Values[v].Op == summary.SliceOf && f.Values[v].A == list
}
