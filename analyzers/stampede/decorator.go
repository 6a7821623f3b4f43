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

// ownLoader: the function called is a field of the function's own type.
func ownLoader(f *link.Func, fun int32) bool {
	v := f.HeldIn(fun)
	return fun != 0 && v.Op == summary.FieldOf && strings.HasPrefix(v.Str, f.Recv+".")
}
