package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// ifThere: a number is what a call gives of a setting, for which the same object has been
// asked whether it is there: conf.Contains("ttl"), then conf.Duration("ttl"); or what a
// table has under such a name.
func (f *Func) ifThere(v int32) bool {
	if f.inTable(v) {
		return true
	}
	read := f.callOf(v)
	return read != nil && len(read.Args) > 0 && slices.ContainsFunc(f.Guards(read.Block), func(g Guard) bool {
		asked := f.callOf(g.Cond)
		return g.Taken && asked != nil && asked.Recv == read.Recv && slices.EqualFunc(asked.Args, read.Args, f.sameText)
	})
}

// inTable: a value is what a map has under a constant text, if it has that, of the type
// that is asked for.
func (f *Func) inTable(v int32) bool {
	for checked := false; ; {
		x := &f.Values[v]
		switch x.Op {
		case summary.Convert, summary.MakeIface, summary.Assert:
			v = x.A
		case summary.Extract:
			checked = checked || f.asksOK(x.A)
			v = x.A
		case summary.ElemOf:
			key := &f.Values[x.B]
			return checked && key.Op == summary.Const && f.TypeAt(key.Type).Kind == summary.String
		default:
			return false
		}
	}
}

// asksOK: some branch hangs on the second of two results.
func (f *Func) asksOK(pair int32) bool {
	return slices.ContainsFunc(f.Blocks, func(b summary.Block) bool {
		x := &f.Values[b.Cond]
		return x.Op == summary.Extract && x.A == pair && x.N == 1
	})
}

// callOf is the call that gives a number or the first of its results, nil of others.
func (f *Func) callOf(v int32) *summary.Call {
	x := &f.Values[f.Unconverted(v)]
	if x.Op == summary.Extract && x.N == 0 {
		x = &f.Values[x.A]
	}
	if x.Op != summary.CallVal {
		return nil
	}
	return &f.Calls[x.N]
}

// sameText: two values are one constant text, or lists of such.
func (f *Func) sameText(a, b int32) bool {
	x, y := &f.Values[a], &f.Values[b]
	if x.Op == summary.List && y.Op == summary.List {
		return slices.EqualFunc(x.Args, y.Args, f.sameText)
	}
	return x.Op == summary.Const && y.Op == summary.Const && f.TypeAt(x.Type).Kind == summary.String && x.Str == y.Str
}
