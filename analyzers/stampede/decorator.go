package stampede

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// decorated reports whether the read-through is a layer that users put around
// another cache of theirs: the type wraps the interface that it fills itself, and
// loads by a function that it was made with. Nobody has it who did not ask for it, and
// who does had the choice: beside it stands a layer that lets one caller load.
func decorated(p *analyzers.Pass, x *fill) bool {
	iface := x.f.Calls[x.miss].Iface
	if iface == 0 || x.f.Recv == "" {
		return false
	}
	typ := x.f.TypeAt(iface).Named
	return p.Prog.Implements(x.f.Recv, typ) && ownLoader(x.origin.F, x.origin.Site().Fun) && slices.ContainsFunc(p.Prog.Funcs, func(g *link.Func) bool {
		return g.Pkg == x.f.Pkg && g.Recv != "" && g.Recv != x.f.Recv && p.Prog.Implements(g.Recv, typ) && loadsOnce(p, g)
	})
}

// loadsOnce: the method has one of several callers load.
func loadsOnce(p *analyzers.Pass, g *link.Func) bool {
	return slices.ContainsFunc(p.Touch.Of(g), func(t link.Touch) bool { return t.Once && t.Effect&(link.Source|link.Asks) != 0 })
}

// ownLoader: the function called is a field of the function's own type.
func ownLoader(f *link.Func, fun int32) bool {
	v := f.HeldIn(fun)
	return fun != 0 && v.Op == summary.FieldOf && strings.HasPrefix(v.Str, f.Recv+".")
}
