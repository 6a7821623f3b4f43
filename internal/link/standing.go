package link

import "github.com/cachevet/cachevet/internal/summary"

// Standing reports whether a key is the same whoever calls: it is made of
// constants and of what the receiver of the method holds.
func (p *Program) Standing(key Val) bool { return p.standing(key, 0) }

func (p *Program) standing(v Val, d int) bool {
	if v.V == 0 || d > maxDepth {
		return false
	}
	x := v.Value()
	switch x.Op {
	case summary.Const, summary.GlobalAddr:
		return true
	case summary.Convert, summary.MakeIface, summary.Load, summary.FieldOf, summary.SliceOf:
		return p.standing(v.With(x.A), d+1)
	case summary.Binary:
		return x.Str == "+" && p.standing(v.With(x.A), d+1) && p.standing(v.With(x.B), d+1)
	case summary.ParamVal:
		return p.standingParam(v, int(x.N), d)
	case summary.FreeVal:
		around, ok := p.Captured(v.Ref)
		return ok && p.standing(Val{Ref: around}, d+1)
	case summary.Alloc:
		s := v.F.values[v.V]
		return len(s) == 1 && p.standing(v.With(s[0]), d+1)
	case summary.List:
		return p.allStanding(v, x.Args, d)
	case summary.CallVal:
		c := &v.F.Calls[x.N]
		of := c.Args
		if c.Recv != 0 {
			of = append([]int32{c.Recv}, of...)
		}
		return len(of) > 0 && p.allStanding(v, of, d)
	}
	return false
}

func (p *Program) allStanding(v Val, of []int32, d int) bool {
	for _, a := range of {
		if !p.standing(v.With(a), d+fan(len(of))) {
			return false
		}
	}
	return true
}

// standingParam: a receiver stands, what else a caller passes may.
func (p *Program) standingParam(v Val, i, d int) bool {
	if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
		if arg, ok := p.Arg(v.Ctx, i); ok {
			return p.standing(arg, d+1)
		}
	}
	return i == 0 && v.F.Recv != "" && v.F.Name == v.F.Decl
}
