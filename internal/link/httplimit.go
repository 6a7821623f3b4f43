package link

import "github.com/cachevet/cachevet/internal/summary"

// limit is what is known of an HTTP client's time limit.
type limit uint8

// The limits. A client that is given comes from whoever uses the API, and says
// nothing of what stands there if none is.
const (
	otherLimit limit = iota
	givenLimit
	noLimit
)

// limitOf finds out what limits an HTTP client in time.
func (p *Program) limitOf(v Val, d int) limit {
	v = p.outer(v, 0)
	if v.V == 0 || d > 6 {
		return otherLimit
	}
	x := v.Value()
	switch x.Op {
	case summary.ParamVal:
		return givenLimit
	case summary.Phi:
		var all []Ref
		for _, a := range x.Args {
			all = append(all, v.With(a).Ref)
		}
		return p.limits(all, d)
	case summary.FreeVal:
		return p.limits(p.around(v.Ref), d)
	case summary.Alloc:
		if v.Type().Named == "net/http.Client" && p.waitsForEver(v) {
			return noLimit
		}
		return otherLimit
	case summary.Load:
		if at := &v.F.Values[x.A]; at.Op == summary.FreeVal {
			return p.limits(p.around(Ref{v.F, x.A}), d)
		}
		x = &v.F.Values[x.A]
	}
	switch {
	case x.Op == summary.GlobalAddr && x.Str == "net/http.DefaultClient":
		return noLimit
	case x.Op != summary.FieldOf && x.Op != summary.GlobalAddr:
		return otherLimit
	case len(p.stores[x.Str]) == 0 && p.settable(v):
		return givenLimit
	}
	return p.limits(p.stores[x.Str], d)
}

// around lists what a closure has from the functions around it, variables by what is
// put into them.
func (p *Program) around(free Ref) []Ref {
	var out []Ref
	for r := range p.captures(free) {
		if r.F.Values[r.V].Op != summary.Alloc || r.F.TypeAt(r.F.Values[r.V].Type).Named == "net/http.Client" {
			out = append(out, r)
			continue
		}
		for _, v := range r.F.values[r.V] {
			out = append(out, Ref{r.F, v})
		}
	}
	return out
}

// limits joins what may stand in one place.
func (p *Program) limits(all []Ref, d int) limit {
	out := givenLimit
	for _, r := range all {
		switch p.limitOf(Val{r, nil}, d+1) {
		case otherLimit:
			return otherLimit
		case noLimit:
			out = noLimit
		}
	}
	return out
}

// waitsForEver: the client is put together with no time limit, on the transport that
// all clients have.
func (p *Program) waitsForEver(v Val) bool {
	if len(v.F.values[v.V]) > 0 {
		return false
	}
	if _, set, _ := p.fieldOf(v, []string{"Timeout"}, 0); set {
		return false
	}
	t, set, _ := p.fieldOf(v, []string{"Transport"}, 0)
	if !set {
		return true
	}
	x := t.Value()
	return x.Op == summary.Load && t.F.Values[x.A].Op == summary.GlobalAddr && t.F.Values[x.A].Str == "net/http.DefaultTransport"
}
