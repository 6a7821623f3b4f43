package link

import "github.com/cachevet/cachevet/internal/summary"

// Spelled reports whether a list has as many elements as were written out where it
// was made or passed: a variadic parameter that one argument was given for, and
// what is made of it element by element.
func (p *Program) Spelled(v Val) bool {
	s := &spelling{p: p, busy: map[Val]bool{}}
	return s.list(v, 0)
}

type spelling struct {
	p     *Program
	busy  map[Val]bool
	steps int
}

func (s *spelling) list(v Val, d int) bool {
	if s.steps++; v.V == 0 || d > maxDepth || s.steps > maxSteps {
		return false
	}
	if s.busy[v] {
		return true // what it is besides itself decides
	}
	s.busy[v] = true
	defer delete(s.busy, v)
	x := v.Value()
	switch x.Op {
	case summary.List:
		return true
	case summary.Const:
		return x.Str == "nil"
	case summary.Convert, summary.MakeIface, summary.SliceOf:
		return s.list(v.With(x.A), d+1)
	case summary.Make:
		return s.number(v.With(x.A), d+1)
	case summary.Append:
		return s.list(v.With(x.A), d+1) && (x.B == 0 || s.list(v.With(x.B), d+1)) && s.added(v, x, d)
	case summary.Phi:
		return s.all(v, x.Args, d)
	case summary.Load:
		if v.F.Values[x.A].Op == summary.Alloc {
			return s.all(v, v.F.values[x.A], d)
		}
	case summary.ParamVal:
		return s.param(v, int(x.N), d)
	case summary.CallVal:
		return s.returned(v, int32(x.N), 0, d)
	case summary.Extract:
		if a := &v.F.Values[x.A]; a.Op == summary.CallVal {
			return s.returned(v, int32(a.N), int(x.N), d)
		}
	}
	return false
}

func (s *spelling) all(v Val, of []int32, d int) bool {
	for _, a := range of {
		if !s.list(v.With(a), d+1) {
			return false
		}
	}
	return len(of) > 0
}

// number: a length that is constant, or that of such a list.
func (s *spelling) number(v Val, d int) bool {
	if _, ok := s.p.Int(v); ok {
		return true
	}
	x := v.Value()
	return x.Op == summary.LenOf && s.list(v.With(x.A), d)
}

// added: what is appended in turns is made of the elements of such a list.
func (s *spelling) added(v Val, x *summary.Value, d int) bool {
	if x.B != 0 || !cyclic(v.F, v.V) {
		return true
	}
	over := elementsIn(v.F, x.Args)
	return len(over) > 0 && s.all(v, over, d)
}

func (s *spelling) param(v Val, i, d int) bool {
	if v.Ctx == nil || v.Ctx.Edge.Callee != v.F || v.Ctx.Edge.Call < 0 {
		return false
	}
	if v.F.Variadic && i == len(v.F.Params)-1 && !v.Ctx.Edge.Caller.Calls[v.Ctx.Edge.Call].Ellipsis {
		return true
	}
	arg, ok := s.p.Arg(v.Ctx, i)
	return ok && s.list(arg, d+1)
}

// returned: the functions that a call may run return such a list.
func (s *spelling) returned(v Val, call int32, n, d int) bool {
	found := false
	for _, e := range v.F.Out[call] {
		for _, r := range e.Callee.Returns {
			if e.Via == Callback || n >= len(r.Values) || !s.list(Val{Ref{e.Callee, r.Values[n]}, &Ctx{Edge: e, Up: v.Ctx}}, d+fan(2)) {
				return false
			}
			found = true
		}
	}
	return found
}

// elementsIn lists the collections whose elements take part in values.
func elementsIn(f *Func, of []int32) []int32 {
	var out []int32
	seen := newValueSet(len(f.Values))
	for work := of; len(work) > 0; {
		i := work[0]
		work = work[1:]
		if i == 0 || !seen.add(i) {
			continue
		}
		switch x := &f.Values[i]; x.Op {
		case summary.ElemOf:
			out = append(out, x.A)
		case summary.NextOf:
			out = append(out, f.Values[x.A].A)
		case summary.CallVal:
			work = append(append(work, f.Calls[x.N].Recv), f.Calls[x.N].Args...)
		case summary.Phi, summary.Append:
		default:
			work = append(append(work, x.A, x.B), x.Args...)
		}
	}
	return out
}
