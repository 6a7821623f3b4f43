package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// OfRequest reports whether an object belongs to one request: it hangs, by fields in which
// nothing stands but what is made for them, on something that a function on the path is
// given and that has what answers the request.
func (p *Program) OfRequest(object Ref, path *Ctx) bool {
	ctx, on := entered(path, object.F)
	return (on || path == nil) && p.ofRequest(Val{object, ctx}, 0)
}

func (p *Program) ofRequest(v Val, d int) bool {
	if d > maxDepth || v.V == 0 {
		return false
	}
	switch x := v.Value(); x.Op {
	case summary.ParamVal:
		if p.hasResponse(v.Type().Named, 0) {
			return true
		}
		out := p.outer(v, 0)
		return out.Ref != v.Ref && p.ofRequest(out, d+1)
	case summary.Convert, summary.Assert, summary.MakeIface:
		return p.ofRequest(v.With(x.A), d+1)
	case summary.FieldOf:
		return p.filledAnew(x.Str) && p.ofRequest(v.With(x.A), d+1)
	case summary.Load, summary.Extract:
		return p.ofRequest(v.With(x.A), d+1)
	case summary.CallVal:
		return p.madeByCall(v.F, int32(x.N), 0, 0)
	}
	return false
}

// hasResponse: a type has what answers a request, itself or by what it embeds.
func (p *Program) hasResponse(typ string, d int) bool {
	decl := p.decls[typ]
	return decl != nil && d < 4 && slices.ContainsFunc(decl.Fields, func(f summary.Field) bool {
		t := p.FieldType(typ, f)
		return t != nil && (strings.HasSuffix(t.Named, ".ResponseWriter") || f.Embedded && p.hasResponse(t.Named, d+1))
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
// called for it.
func (p *Program) madeAt(v Ref, field string, d int) bool {
	v = v.Bare()
	switch x := v.Value(); x.Op {
	case summary.Alloc:
		return !keptBut(v, field)
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

// madeByCall: result n of a call is made by all who may be called. Some of them look first
// whether the request's context has it from before.
func (p *Program) madeByCall(f *Func, call int32, n, d int) bool {
	if p.MakesCache(&f.Calls[call]) {
		return true
	}
	return d < 4 && len(f.Out[call]) > 0 && !slices.ContainsFunc(f.Out[call], func(e *Edge) bool {
		return e.Via != Static || !p.returnsMade(e.Callee, n, d)
	})
}

func (p *Program) returnsMade(g *Func, n, d int) bool {
	made := false
	for _, r := range g.Returns {
		if n >= len(r.Values) {
			return false
		}
		v := Ref{g, r.Values[n]}
		switch {
		case carried(v):
		case !p.madeAt(v, "", d+1):
			return false
		default:
			made = made || v.Bare().Value().Op != summary.Const
		}
	}
	return made
}

// carried: a context has the value.
func carried(v Ref) bool {
	for range 4 {
		switch x := v.Value(); x.Op {
		case summary.Extract, summary.Assert:
			v = v.With(x.A).Bare()
		case summary.CallVal:
			return ofContext(&v.F.Calls[x.N])
		default:
			return false
		}
	}
	return false
}

// ofContext: the call asks a context for what it carries.
func ofContext(c *summary.Call) bool { return c.Name == "Value" && c.Pkg == "context" }
