package stampede

import (
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// decorated reports whether the read-through is a layer that users put around
// another cache of theirs: the type wraps the interface that it fills itself, and
// loads by a function that it was made with. Nobody has it who did not ask for it.
func decorated(p *analyzers.Pass, x *fill) bool {
	iface := x.f.Calls[x.miss].Iface
	if iface == 0 || x.f.Recv == "" {
		return false
	}
	return p.Prog.Implements(x.f.Recv, x.f.TypeAt(iface).Named) && ownLoader(x.origin.F, x.origin.Site().Fun)
}

// layered: the same of a type that puts one value of its own interface in front
// of another, both of which its users bring.
func layered(p *analyzers.Pass, x *fill) bool {
	a, b := &x.f.Calls[x.miss], &x.f.Calls[x.source]
	return a.Iface != 0 && b.Iface != 0 && x.f.TypeAt(a.Iface).Named == x.f.TypeAt(b.Iface).Named && x.f.Recv != "" && p.Prog.Implements(x.f.Recv, x.f.TypeAt(a.Iface).Named) &&
		!analyzers.MadeInFront(p.Prog, x.f, a.Recv)
}

// ownLoader: the function called is a field of the function's own type.
func ownLoader(f *link.Func, fun int32) bool {
	v := f.HeldIn(fun)
	return fun != 0 && v.Op == summary.FieldOf && strings.HasPrefix(v.Str, f.Recv+".")
}
