package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// maxPutters bounds the places that fill a field, maxGivers the callers of each and the
// objects that a value may be: where there are more, all objects of the type count as one.
// birthSteps bounds one question of what a path can come to.
const (
	maxPutters = 64
	maxGivers  = 16
	birthSteps = 400
)

// putInto lists what may stand in a field of the very object that the context leads to,
// where the calls that made the object are known, and so are the objects into which others
// put something: of two caches of one type each has the backend that it was given. ok is
// false where that is not to be told.
func (p *Program) putInto(at Val) (vals []Val, ok bool) {
	b := &births{p: p}
	return b.putInto(at)
}

// births asks where objects were made.
type births struct {
	p    *Program
	busy []Ref // fields and variables that are looked into
}

func (b *births) putInto(at Val) (vals []Val, ok bool) {
	field := at.Value().Str
	refs := b.p.stores[field]
	if len(refs) == 0 || len(refs) > maxPutters || b.p.births <= 0 || b.p.outsidersSet(field) {
		return nil, false
	}
	objs, ok := b.of(at.With(at.Value().A))
	if !ok {
		return nil, false
	}
	for _, r := range refs {
		in, ok := b.putBySome(r, field, objs)
		if !ok {
			return nil, false
		}
		vals = append(vals, in...)
	}
	return vals, len(vals) > 0
}

// outsidersSet reports whether code that is not in view may fill a field or variable: one
// that an open package exports, or that a function is given the address of.
func (p *Program) outsidersSet(name string) bool {
	owner, short, _ := cutLast(name)
	pkg, _, _ := cutLast(owner)
	return exported(short) && (p.opts.Open[pkg] || p.opts.Open[owner]) || p.addressed(name)
}

// of lists the objects that a value may be, each where it was made, in the context of the
// calls that made it: through what the path passes, and through variables and fields.
func (b *births) of(v Val) ([]Val, bool) {
	if b.p.births--; b.p.births < 0 {
		return nil, false
	}
	if v = b.p.outer(v, 0); v.V == 0 {
		return nil, false
	}
	switch x := v.Value(); x.Op {
	case summary.Alloc:
		return []Val{v}, len(v.F.values[v.V]) == 0
	case summary.Const:
		return nil, x.Str == "nil"
	case summary.Phi:
		return b.all(each(v, x.Args))
	case summary.CallVal:
		return b.returned(v, int32(x.N), 0)
	case summary.Extract:
		if a := &v.F.Values[x.A]; a.Op == summary.CallVal {
			return b.returned(v, int32(a.N), int(x.N))
		}
	case summary.Load:
		return b.held(v.With(x.A))
	case summary.ParamVal:
		if v.Ctx == nil {
			return b.handed(v.F, int(x.N))
		}
	case summary.FreeVal:
		if around, ok := b.p.Captured(v.Ref); ok {
			return b.of(Val{around, ctxOf(v.Ctx, around.F)})
		}
	}
	return nil, false
}

// all lists the objects that any of some values may be.
func (b *births) all(vals []Val) (objs []Val, ok bool) {
	for _, v := range vals {
		of, ok := b.of(v)
		if !ok || len(objs) > maxGivers {
			return nil, false
		}
		objs = append(objs, of...)
	}
	return objs, true
}

// each gives values of the same function and context.
func each(v Val, of []int32) []Val {
	out := make([]Val, len(of))
	for i, a := range of {
		out[i] = v.With(a)
	}
	return out
}

// returned lists the objects that a call may give.
func (b *births) returned(v Val, call int32, n int) ([]Val, bool) {
	out := v.F.Out[call]
	if len(out) == 0 || len(out) > maxMakers {
		return nil, false
	}
	var vals []Val
	for _, e := range out {
		if e.Via == Callback || len(e.Callee.Returns) == 0 || e.Callee == v.F || ctxOf(v.Ctx, e.Callee) != nil {
			return nil, false
		}
		ctx := &Ctx{Edge: e, Up: v.Ctx}
		for _, r := range e.Callee.Returns {
			if n >= len(r.Values) {
				return nil, false
			}
			vals = append(vals, Val{Ref{e.Callee, r.Values[n]}, ctx})
		}
	}
	return b.all(vals)
}

// held lists the objects that may stand in a variable of a package, or in a field: of the
// object in question, or of all.
func (b *births) held(at Val) ([]Val, bool) {
	x := at.Value()
	refs := b.p.stores[x.Str]
	if x.Op != summary.GlobalAddr && x.Op != summary.FieldOf || b.p.outsidersSet(x.Str) || len(refs) == 0 || slices.Contains(b.busy, at.Ref) {
		return nil, false
	}
	b.busy = append(b.busy, at.Ref)
	defer func() { b.busy = b.busy[:len(b.busy)-1] }()
	if x.Op == summary.FieldOf && len(refs) > 1 {
		if in, ok := b.putInto(at); ok {
			return b.all(in)
		}
	}
	if len(refs) > maxGivers {
		return nil, false
	}
	var vals []Val
	for _, r := range refs {
		vals = append(vals, Val{Ref: r})
	}
	return b.all(vals)
}

// handed lists the objects that the callers of a function hand in.
func (b *births) handed(f *Func, i int) ([]Val, bool) {
	if b.p.Outside(f) || len(f.In) == 0 || len(f.In) > maxGivers {
		return nil, false
	}
	var vals []Val
	for _, e := range f.In {
		arg, ok := b.p.Arg(&Ctx{Edge: e}, i)
		if !ok {
			return nil, false
		}
		vals = append(vals, arg)
	}
	return b.all(vals)
}

// putBySome lists a value that is stored in a field of some object, for each caller that
// hands in the object: nothing where it is none of objs.
func (b *births) putBySome(r Ref, field string, objs []Val) (vals []Val, ok bool) {
	for _, s := range r.F.Stores {
		a := &r.F.Values[s.Addr]
		if s.Val != r.V || a.Op != summary.FieldOf || a.Str != field {
			continue
		}
		base := b.p.outer(Val{Ref: r.With(a.A)}, 0)
		if base.V == 0 {
			return nil, false
		}
		if base.Value().Op != summary.ParamVal {
			vals = b.ifOne(vals, Val{Ref: r}, base, objs)
			continue
		}
		if b.p.Outside(r.F) || len(r.F.In) > maxGivers {
			return nil, false
		}
		for _, e := range r.F.In {
			ctx := &Ctx{Edge: e}
			given, ok := b.p.Arg(ctx, int(base.Value().N))
			if !ok {
				return nil, false
			}
			vals = b.ifOne(vals, Val{r, ctx}, given, objs)
		}
	}
	return vals, true
}

// ifOne adds a value that is put into an object unless that is known to be none of objs.
// What a maker itself puts there is seen in the context in which it was called.
func (b *births) ifOne(vals []Val, put, into Val, objs []Val) []Val {
	made, ok := b.of(into)
	if !ok {
		return append(vals, put)
	}
	for _, obj := range objs {
		if !slices.ContainsFunc(made, func(m Val) bool { return m.Ref == obj.Ref && agree(m.Ctx, obj.Ctx) }) {
			continue
		}
		if put.Ctx == nil && put.F == obj.F {
			vals = append(vals, Val{put.Ref, obj.Ctx})
		} else {
			vals = append(vals, put)
		}
	}
	return vals
}

// agree reports whether two contexts are the same as far as both go.
func agree(a, b *Ctx) bool {
	for ; a != nil && b != nil; a, b = a.Up, b.Up {
		if a.Edge != b.Edge {
			return false
		}
	}
	return true
}
