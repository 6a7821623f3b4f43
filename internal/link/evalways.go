package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// A way is one of those by which an element is put into a container: one of the calls of
// the function that does it, or one line of a table that a loop works through.
type way struct {
	in  Val
	row *Row
}

// ways tells apart what one store puts into a container under different keys, where one
// of them is wanted. A registry is filled by calls of a function, a table by a loop over
// its lines.
func (e *evaluator) ways(s putIn, want []string) []way {
	one := []way{{s.in, e.row}}
	if len(want) != 1 || strings.Contains(want[0], Hole) {
		return one
	}
	at := s.in.With(s.F.Unconverted(s.F.Values[s.addr].B))
	x := at.Value()
	var out []way
	switch {
	case x.Op == summary.ParamVal && at.Ctx == nil && len(at.F.In) <= maxTexts:
		for _, call := range at.F.In {
			if call.Call >= 0 && call.Via != Callback {
				out = append(out, way{Val{s.in.Ref, &Ctx{Edge: call}}, e.row})
			}
		}
	case x.Op == summary.Load && at.F.Values[x.A].Op == summary.FieldOf && e.row == nil:
		for _, line := range e.p.lines(at.F.Values[x.A].Str) {
			out = append(out, way{s.in, line})
		}
	}
	if len(out) == 0 {
		return one
	}
	return out
}

// lines lists the structs that are written out with a value for a field.
func (p *Program) lines(field string) []*Row {
	var out []*Row
	owner, _, _ := cutLast(field)
	for _, given := range p.stores[field] {
		f := given.F
		for _, s := range f.Stores {
			a := &f.Values[s.Addr]
			if a.Op != summary.FieldOf || a.Str != field || s.Val != given.V || len(out) == maxTexts {
				continue
			}
			line := &Row{Owner: owner, Fields: map[string]Val{}}
			for _, o := range f.Stores {
				if b := &f.Values[o.Addr]; b.Op == summary.FieldOf && b.A == a.A {
					line.Fields[b.Str] = Val{Ref{f, o.Val}, nil}
				}
			}
			out = append(out, line)
		}
	}
	return out
}

// forLine evaluates something for one line of a table.
func (e *evaluator) forLine(row *Row, eval func() []string) []string {
	before := e.row
	e.row = row
	defer func() { e.row = before }()
	return eval()
}

// turn is the step of the loop over a map or a list that a key is counted by; none of
// other keys.
func (v Val) turn() Ref {
	at := v.With(v.F.Unconverted(v.V))
	switch x := at.Value(); x.Op {
	case summary.Extract:
		if x.N == 1 && at.F.Values[x.A].Op == summary.NextOf {
			return at.With(x.A).Ref
		}
	case summary.Phi, summary.Binary:
		if at.Type().Kind == summary.Integer {
			return at.Ref
		}
	}
	return Ref{}
}
