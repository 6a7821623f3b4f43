package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

// OfRequest reports whether an object belongs to one request: it hangs, by fields in which
// nothing stands but what is made for them, on what a path begins with, which has a request
// or what answers it.
func (p *Program) OfRequest(object Ref, path *Ctx) bool {
	ctx, on := entered(path, object.F)
	return (on || path == nil) && p.ofRequest(Val{object, ctx}, 0)
}

func (p *Program) ofRequest(v Val, d int) bool {
	if v = p.outer(v, 0); d > maxDepth/2 || v.V == 0 {
		return false
	}
	switch x := v.Value(); x.Op {
	case summary.ParamVal:
		receiver := x.N == 0 && v.F.Recv != ""
		return v.Ctx == nil && !receiver && p.hasRequest(v.Type().Named, 0)
	case summary.FieldOf:
		return p.filledAnew(x.Str) && p.ofRequest(v.With(x.A), d+1)
	case summary.Load, summary.Extract:
		return p.ofRequest(v.With(x.A), d+1)
	case summary.CallVal:
		return p.madeByCall(v.F, int32(x.N), 0, 0)
	}
	return false
}

// hasRequest: a type has a request or what answers it, itself or by what it embeds.
func (p *Program) hasRequest(typ string, d int) bool {
	decl := p.decls[typ]
	return decl != nil && d < 4 && slices.ContainsFunc(decl.Fields, func(f summary.Field) bool {
		t := p.FieldType(typ, f)
		return t != nil && (t.Named == "net/http.Request" || t.Named == "net/http.ResponseWriter" || f.Embedded && p.hasRequest(t.Named, d+1))
	})
}

// filledAnew: whoever fills a field makes what stands there for it, and keeps it nowhere
// else.
func (p *Program) filledAnew(field string) bool {
	if p.outsidersSet(field) {
		return false
	}
	made := false
	for _, r := range p.stores[field] {
		for _, s := range r.F.Stores {
			if a := &r.F.Values[s.Addr]; a.Op != summary.FieldOf || a.Str != field {
				continue
			}
			v := r.With(s.Val).Bare()
			if x := v.Value(); x.Op == summary.Const && x.Str == "nil" {
				continue
			}
			if !p.madeAt(v, field, 0) {
				return false
			}
			made = true
		}
	}
	return made
}

// madeAt: a value is made where it stands, for one field if one is named, or by what is
// called for it, or is what a request's context has.
func (p *Program) madeAt(v Ref, field string, d int) bool {
	v = v.Bare()
	switch x := v.Value(); x.Op {
	case summary.Alloc:
		return !slices.ContainsFunc(v.F.Stores, func(s summary.Store) bool {
			a := &v.F.Values[s.Addr]
			own := a.Op == summary.FieldOf && (v.With(a.A).Bare().V == v.V || a.Str == field)
			return v.With(s.Val).Bare().V == v.V && !own
		})
	case summary.Const:
		return x.Str == "nil"
	case summary.CallVal:
		return p.madeByCall(v.F, int32(x.N), 0, d)
	case summary.Extract:
		from := v.With(x.A).Bare()
		if y := from.Value(); y.Op == summary.CallVal {
			return p.madeByCall(v.F, int32(y.N), int(x.N), d)
		}
	}
	return false
}

// madeByCall: result n of a call is made by all who may be called.
func (p *Program) madeByCall(f *Func, call int32, n, d int) bool {
	c := &f.Calls[call]
	if c.Name == "Value" && c.Pkg == "context" || p.MakesCache(c) {
		return true
	}
	return d < 4 && len(f.Out[call]) > 0 && !slices.ContainsFunc(f.Out[call], func(e *Edge) bool {
		g := e.Callee
		return e.Via != Static || len(g.Returns) == 0 || slices.ContainsFunc(g.Returns, func(r summary.Return) bool {
			return n >= len(r.Values) || !p.madeAt(Ref{g, r.Values[n]}, "", d+1)
		})
	})
}
