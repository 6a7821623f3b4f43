package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Anew reports whether an object is one that a path has to itself: made by a
// function on it, or carried by the context of one request. What a variable
// outside, a field or a closure holds is shared.
func (p *Program) Anew(object Ref, path *Ctx) bool {
	ctx, on := entered(path, object.F)
	return on && p.madeAnew(object, ctx, path)
}

// AnewIn is Anew where the object's own function is all there is of the path.
func (p *Program) AnewIn(object Ref) bool { return p.madeAnew(object, nil, nil) }

func (p *Program) madeAnew(object Ref, ctx, path *Ctx) bool { return p.anew(object, ctx, path, 0) }

func (p *Program) anew(object Ref, ctx, path *Ctx, d int) bool {
	if object.V == 0 || d > maxDepth/2 {
		return false
	}
	v := p.outer(Val{object, ctx}, 0)
	for range maxDepth {
		if !p.onWay(v, object, path) {
			return false
		}
		if object.F.Literal() && v.F != object.F && strings.HasPrefix(object.F.Name, v.F.Name+"$") {
			return false // captured
		}
		x := v.Value()
		switch x.Op {
		case summary.Extract, summary.Assert, summary.Convert, summary.MakeIface:
			v = p.outer(v.With(x.A), 0)
			continue
		case summary.Alloc:
			return !kept(v.Ref) && !p.servesMany(v.Ref, path)
		case summary.Phi:
			return p.anewOrNone(v, path, d)
		case summary.FieldOf:
			if v.With(x.A).Type().Kind != summary.Pointer {
				return false
			}
			v = p.outer(v.With(x.A), 0) // a part of the struct itself
			continue
		case summary.CallVal:
			if ofContext(&v.F.Calls[x.N]) || p.makes(v.F, int32(x.N)) {
				return !p.servesMany(v.Ref, path)
			}
			in, ok := p.Only(v) // it may take it from a context
			if !ok {
				return false
			}
			v = p.outer(in, 0)
			continue
		case summary.Load:
			from := v.F.Values[x.A]
			if from.Op == summary.FieldOf && p.Cat.Client(ownerPkg(from.Str)) != nil { // what a client's type embeds
				v = p.outer(v.With(from.A), 0)
				continue
			}
			return from.Op == summary.FieldOf && path != nil && (p.madeWith(from.Str, path) || p.madeFor(v.With(from.A), from.Str, path, d))
		}
		break
	}
	return false
}

// servesMany: below the function that makes an object a loop that comes to no end by itself
// starts a goroutine with it on each turn, as a server does for each connection.
func (p *Program) servesMany(made Ref, path *Ctx) bool {
	async := false
	for c := path; c != nil && c.Edge.Callee != made.F; c = c.Up {
		e := c.Edge
		if async = async || e.Async; !async || e.Call < 0 {
			continue
		}
		for _, l := range e.Caller.LoopsAt(e.Caller.Calls[e.Call].Block) {
			switch p.LoopBound(e.Caller, l, nil).Kind {
			case EndlessFor, Unbounded, Channel:
				if e.Caller != made.F || !e.Caller.Loops[l].Has(blockOf(made)) {
					return true
				}
			}
		}
	}
	return false
}

// blockOf is the block in which a value is made, the function's first where that is not known.
func blockOf(v Ref) int32 {
	x := v.Value()
	if x.Op == summary.CallVal {
		return v.F.Calls[x.N].Block
	}
	i := slices.IndexFunc(v.F.Stores, func(s summary.Store) bool { return s.Addr == v.V || v.F.Values[s.Addr].A == v.V })
	if i < 0 {
		return 0
	}
	return v.F.Stores[i].Block
}

// anewOrNone: of the values that one may be, some are nil and all others made anew.
func (p *Program) anewOrNone(v Val, path *Ctx, d int) bool {
	any := false
	for _, a := range v.Value().Args {
		of := v.With(a)
		if of.V == v.V || isNil(of) {
			continue
		}
		if any = p.anew(of.Ref, of.Ctx, path, d+1); !any {
			return false
		}
	}
	return any
}

// onWay: a value belongs to a function of the path or to one that is called for it. What
// a closure has captured of one that ended before is there for all who call the closure.
func (p *Program) onWay(v Val, object Ref, path *Ctx) bool {
	_, on := entered(path, v.F)
	return on || v.F == object.F || v.Ctx != nil && v.Ctx.Edge.Callee == v.F
}

// madeFor: whoever made the holder of a field on the path has it to itself, and with it
// what the field holds, which is made for each holder, if not at once.
func (p *Program) madeFor(holder Val, field string, path *Ctx, d int) bool {
	in := p.stores[field]
	if len(in) == 0 || slices.ContainsFunc(in, func(v Ref) bool { return !p.fresh(v) }) {
		return false
	}
	h := p.outer(holder, 0)
	return h.V != 0 && p.onWay(h, holder.Ref, path) && p.anew(h.Ref, h.Ctx, path, d+1)
}

// madeWith reports whether a field holds what is made together with its object, by a
// function on the path and by none that keeps the object or hands it out. Where the
// path is not known so far, it is one that users call and that shows it to nobody.
func (p *Program) madeWith(field string, path *Ctx) bool {
	owner := field[:max(strings.LastIndexByte(field, '.'), 0)]
	onPath, shown := false, false
	for _, v := range p.stores[field] {
		for _, s := range v.F.Stores {
			a := &v.F.Values[s.Addr]
			if a.Op != summary.FieldOf || a.Str != field {
				continue
			}
			object := v.With(a.A).Bare()
			if object.Value().Op != summary.Alloc || kept(object) || !p.fresh(v.With(s.Val)) || slices.ContainsFunc(v.F.Results, func(r int32) bool { return v.F.TypeAt(r).Named == owner }) {
				return false
			}
			shown = shown || !brief(v.F) || shows(object)
		}
		_, on := entered(path, v.F)
		onPath = onPath || on
	}
	return onPath || len(p.stores[field]) > 0 && !shown
}

// brief: users call the function for what it gives, and it comes to an end.
func brief(f *Func) bool {
	lasting := []string{"new", "run", "serve", "start", "listen", "main", "init", "open", "setup", "connect", "watch", "loop", "build", "create", "make", "register"}
	return f.Exported && !slices.Contains(lasting, strings.ToLower(firstWord(f.Short)))
}

// shows: a function passes what it makes to others than its own methods.
func shows(v Ref) bool {
	is := func(x int32) bool { return v.With(x).Bare().V == v.V }
	return slices.ContainsFunc(v.F.Calls, func(c summary.Call) bool { return slices.ContainsFunc(c.Args, is) }) ||
		slices.ContainsFunc(v.F.Values, func(x summary.Value) bool { return x.Op == summary.Closure && slices.ContainsFunc(x.Args, is) })
}

// fresh: the value is made where it stands, or by what is called for it.
func (p *Program) fresh(v Ref) bool {
	x := v.Bare().Value()
	return x.Op == summary.Alloc || x.Op == summary.CallVal && p.makes(v.F, int32(x.N))
}

// makes reports whether all that a call returns is made by its callees, who do
// not keep it, or by those whom they call for it; nothing where that fails.
func (p *Program) makes(f *Func, call int32) bool { return p.madeByCall(f, call, 0, 0) }

// MakesCache reports whether a call is the constructor of an in-process cache.
func (p *Program) MakesCache(c *summary.Call) bool {
	cl := p.Cat.Client(c.Pkg)
	return cl != nil && cl.Kind == rules.Memory && c.Recv == 0 && strings.HasPrefix(c.Name, "New")
}

// kept reports whether a function stores what it makes anywhere, in a variable that
// several use too.
func kept(v Ref) bool { return keptBut(v, "") }

// keptBut is kept, one field aside.
func keptBut(v Ref, field string) bool {
	if slices.ContainsFunc(v.F.Calls, func(c summary.Call) bool {
		return (c.Pkg == "sync" || c.Pkg == "sync/atomic") && slices.ContainsFunc(c.Args, func(a int32) bool { return v.With(a).Bare().V == v.V })
	}) {
		return true
	}
	return slices.ContainsFunc(v.F.Stores, func(s summary.Store) bool {
		a := &v.F.Values[s.Addr]
		own := a.Op == summary.FieldOf && (v.With(a.A).Bare().V == v.V || a.Str == field)
		return v.With(s.Val).Bare().V == v.V && !own
	})
}
