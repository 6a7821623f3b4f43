package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// settable reports whether users of the API may have put something else where a
// value comes from than the program does: an exported field or variable of an open
// package. What the program puts there is a default, which decides no branch.
func (p *Program) settable(v Val) bool {
	for range maxDepth {
		if v.V == 0 {
			return false
		}
		switch x := v.Value(); x.Op {
		case summary.Convert, summary.LenOf:
			v = v.With(x.A)
		case summary.Load:
			v = v.With(x.A)
		case summary.FieldOf:
			if p.writtenHere(v) {
				return false
			}
			owner, field, ok := cutLast(x.Str)
			d := p.decls[owner]
			return ok && d != nil && d.Exported && exported(field) && p.opts.Open[d.Pkg]
		case summary.GlobalAddr:
			pkg, name, ok := cutLast(x.Str)
			return ok && exported(name) && p.opts.Open[pkg]
		case summary.ParamVal:
			if v.Ctx == nil || v.Ctx.Edge.Callee != v.F {
				return false
			}
			arg, ok := p.Arg(v.Ctx, int(x.N))
			if !ok {
				return false
			}
			v = arg
		default:
			return false
		}
	}
	return false
}

// writtenHere: the field is one of a struct that is written out for the call by which the
// function is entered.
func (p *Program) writtenHere(v Val) bool {
	x := v.Value()
	of := structIn(v.With(x.A))
	if of.Value().Op != summary.ParamVal || of.Ctx == nil || of.Ctx.Edge.Callee != of.F || of.Type().Kind != summary.Struct {
		return false
	}
	arg, ok := p.Arg(of.Ctx, int(of.Value().N))
	if !ok || !p.onlyWrittenOut(x.Str) {
		return false
	}
	_, name, _ := cutLast(x.Str)
	_, set, known := p.Field(arg, name)
	return (set || known) && !p.decodedInto(arg)
}

func cutLast(name string) (before, after string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", "", false
	}
	return name[:i], name[i+1:], true
}
