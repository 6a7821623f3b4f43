package link

import "github.com/cachevet/cachevet/internal/summary"

// A Row is one line of a table that a loop works through: what the fields of the
// struct, the key of the map or the object of the interface are this time.
type Row struct {
	// Fields are what the line gives to fields of its struct, by "owner.field"; the
	// others of Owner are empty.
	Owner  string
	Fields map[string]Val
	// Next is the step of a loop over a map, Key what it gives as key; Up are those of
	// the loops around it.
	Next Ref
	Key  Val
	Up   *Row
	// Self is a value of an interface, Type what is in it.
	Self Ref
	Type string
}

// StringsIn evaluates a string as Strings does, for one line of a table.
func (p *Program) StringsIn(v Val, wide bool, row *Row) Text {
	e := &evaluator{p: p, wide: wide, row: row, busy: map[Val]bool{}}
	return e.text(v)
}

// field is what the line gives to a field. ok is false for fields of other structs.
func (r *Row) field(name string) (v Val, ok bool) {
	if r == nil || r.Owner == "" {
		return Val{}, false
	}
	if v, ok = r.Fields[name]; ok {
		return v, true
	}
	owner, _, _ := cutLast(name)
	return Val{}, owner == r.Owner
}

// within is what a struct that the line holds has in a field, such as the path in
// line.Route.Path: Route may be embedded, and what a constructor has made.
func (e *evaluator) within(a Val) (Val, bool) {
	if e.row == nil || len(e.row.Fields) == 0 {
		return Val{}, false
	}
	var names []string
	for range maxDepth {
		x := a.Value()
		switch x.Op {
		case summary.Load, summary.Convert:
		case summary.FieldOf:
			if in, ok := e.row.Fields[x.Str]; ok && len(names) > 0 {
				return e.p.through(in, names)
			}
			_, name, _ := cutLast(x.Str)
			names = append([]string{name}, names...)
		default:
			return Val{}, false
		}
		a = a.With(x.A)
	}
	return Val{}, false
}

// through follows fields of structs that hold one another, as they were made.
func (p *Program) through(v Val, names []string) (Val, bool) {
	for _, name := range names {
		in, set, _ := p.fieldAt(p.whereMade(v), []string{name}, 0)
		if !set {
			return Val{}, false
		}
		v = in
	}
	return v, true
}

// whereMade follows a struct, or its address, to where it was made.
func (p *Program) whereMade(v Val) Val {
	for range maxDepth {
		x := v.Value()
		next, ok := v.With(x.A), true
		switch x.Op {
		case summary.Load, summary.Convert, summary.MakeIface:
		case summary.ParamVal:
			if v.Ctx == nil || v.Ctx.Edge.Callee != v.F {
				return v
			}
			next, ok = p.Arg(v.Ctx, int(x.N))
		case summary.CallVal:
			next, ok = p.Only(v)
		default:
			return v
		}
		if !ok {
			return v
		}
		v = next
	}
	return v
}

// key is what a step of a loop over a map gives as key in the line. ok is false for
// other values.
func (r *Row) key(next Ref, n int64) (key Val, ok bool) {
	for ; r != nil && n == 1; r = r.Up {
		if r.Next.V != 0 && r.Next == next {
			return r.Key, true
		}
	}
	return Val{}, false
}

// asked is the method that a call of the line's object goes to, nil for other calls.
func (r *Row) asked(p *Program, v Val, c *summary.Call) *Func {
	if r == nil || r.Type == "" || c.Recv == 0 || v.F != r.Self.F || v.With(c.Recv).Ref.Bare() != r.Self {
		return nil
	}
	return p.byName[p.Method(r.Type, c.Name)]
}

// Put is what a map holds under a key.
type Put struct{ Key, Val Ref }

// Puts lists what is put into a map.
func (p *Program) Puts(m Ref) []Put {
	var out []Put
	for _, s := range p.elements(Val{m, nil}, 0) {
		out = append(out, Put{Ref{s.F, s.F.Values[s.addr].B}, Ref{s.F, s.val}})
	}
	return out
}
