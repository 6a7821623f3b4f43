package link

import "github.com/cachevet/cachevet/internal/summary"

// A Row is one line of a table that a loop works through: what the fields of the
// struct, the key of the map or the object of the interface are this time.
type Row struct {
	// Fields are what the line gives to fields of its struct, by "owner.field"; the
	// others of Owner are empty.
	Owner  string
	Fields map[string]Val
	// Next is the step of a loop over a map, Key what it gives as key.
	Next Ref
	Key  Val
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

// key reports whether a value is the key of the line.
func (r *Row) key(next Ref, n int64) bool {
	return r != nil && n == 1 && r.Next.V != 0 && r.Next == next
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
