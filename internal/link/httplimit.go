package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// httplimitMemo is what a Program remembers of the questions of this file.
type httplimitMemo struct {
	noLimits map[packageService]bool // services that a package never limits in time
}

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
// all clients have or one that limits no more than the wait for a connection.
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
	t = p.outer(t, 0)
	x := t.Value()
	if x.Op == summary.Alloc && t.Type().Named == "net/http.Transport" && len(t.F.values[t.V]) == 0 {
		_, set, _ := p.fieldOf(t, []string{"ResponseHeaderTimeout"}, 0)
		return !set
	}
	return x.Op == summary.Load && t.F.Values[x.A].Op == summary.GlobalAddr && t.F.Values[x.A].Str == "net/http.DefaultTransport"
}

// unlimited: the package makes a client of the service and never says how long a
// request of it may take.
func (p *Program) unlimited(pkg *summary.Package, service *rules.Client) bool {
	if service == nil || !service.HasLimit() {
		return false
	}
	k := packageService{pkg, service}
	v, ok := p.noLimits[k]
	if !ok {
		v = p.neverLimits(pkg, service)
		keep(&p.noLimits, k, v)
	}
	return v
}

// packageService is what a package does with a service.
type packageService struct {
	pkg     *summary.Package
	service *rules.Client
}

func (p *Program) neverLimits(pkg *summary.Package, service *rules.Client) bool {
	makes := false
	for _, f := range p.Funcs {
		if f.Pkg != pkg {
			continue
		}
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Pkg == "" || p.Cat.Service(c.Pkg) != service {
				continue
			}
			if op := serviceOp(service, c); op != nil && slices.Contains(op.Does, "limit") {
				return false
			}
			makes = makes || c.Recv == 0 && len(c.Args) == 0 && c.Name == "New"
		}
	}
	return makes
}
