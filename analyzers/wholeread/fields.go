package wholeread

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// namesFields: of the hash that an op reads its function takes no more than fields that it
// names, or has a struct filled: the hash is a record, whose fields the program knows.
func namesFields(o *link.Op) bool {
	r := &reply{f: o.F, of: map[int32]bool{}}
	r.follow(o.Site().Val)
	return r.named && !r.whole
}

// reply is what a function does with the answer to a command.
type reply struct {
	f     *link.Func
	of    map[int32]bool // the answer, and what is taken out of it as it is
	named bool           // a field by its name, or a struct
	whole bool           // anything else
}

// follow looks at all that is done with a value.
func (r *reply) follow(v int32) {
	if v == 0 || r.of[v] {
		return
	}
	r.of[v] = true
	for i := range r.f.Values {
		x := &r.f.Values[i]
		switch takes := x.A == v || x.B == v || slices.Contains(x.Args, v); {
		case !takes:
		case x.Op == summary.Extract && x.N > 0, x.Op == summary.LenOf, x.Op == summary.Binary: // an error, a number
		case x.Op == summary.Extract:
			r.follow(int32(i))
		case x.Op == summary.ElemOf && r.f.Values[x.B].Op == summary.Const:
			r.named = true
		default:
			r.whole = true
		}
	}
	for i := range r.f.Calls {
		r.call(&r.f.Calls[i], v)
	}
	r.whole = r.whole || slices.ContainsFunc(r.f.Stores, func(s summary.Store) bool { return s.Val == v }) ||
		slices.ContainsFunc(r.f.Returns, func(ret summary.Return) bool { return slices.Contains(ret.Values, v) })
}

// call looks at a call that a value is given to, or is the receiver of.
func (r *reply) call(c *summary.Call, v int32) {
	switch {
	case c.Recv != v && !slices.Contains(c.Args, v):
	case c.Name == "Scan" || c.Name == "ScanStruct" || c.Name == "StructScan":
		r.named = true
	case c.Name == "Err":
	case c.Recv == v || len(c.Args) == 1 && r.f.TypeAt(r.f.Values[v].Type).Kind != summary.Map: // Result(), StringMap(conn.Do(..))
		r.follow(c.Val)
	default:
		r.whole = true
	}
}
