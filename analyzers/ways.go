package analyzers

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
)

// way is how an entry comes to a place: the calls, and the context they make there.
type way struct {
	path []*link.Edge
	ctx  *link.Ctx
	// none: the entry does not come there; barred: it would, but for a constant on the way.
	none, barred bool
}

func along(path []*link.Edge) way { return way{path: slices.Clip(path), ctx: link.CtxOf(path)} }

type wayKey struct {
	reach *link.Reach
	root  *roots.Root
	block int32
}

// ways remembers how entries come to places: many hazards ask of one place, and many
// candidates stand at one.
type ways struct {
	prog          *link.Program
	nearest, rest map[wayKey]way
}

func newWays(p *link.Program) *ways {
	return &ways{prog: p, nearest: map[wayKey]way{}, rest: map[wayKey]way{}}
}

// to gives the calls from an entry to a candidate, the nearest that its constants allow.
func (ws *ways) to(r *link.Reach, root *roots.Root, c *Candidate) ([]*link.Edge, bool) {
	k := wayKey{r, root, c.Block}
	w, known := ws.nearest[k]
	if !known {
		w = ws.first(k)
		ws.nearest[k] = w
	}
	if w.none {
		return nil, false
	}
	if !w.barred && ws.prog.LeadsOn(c.Below, w.ctx) {
		return w.path, true
	}
	w, known = ws.rest[k]
	if !known {
		w = ws.other(k)
		ws.rest[k] = w
	}
	return w.path, !w.none && ws.prog.LeadsOn(c.Below, w.ctx)
}

func (ws *ways) first(k wayKey) way {
	path := []*link.Edge(nil)
	if l := k.root.Turn(); l != nil {
		var ok bool
		if path, ok = k.reach.Within(k.root.F, l, k.block); !ok {
			return way{none: true}
		}
	} else {
		path = k.reach.Path(k.root.F)
	}
	if !ws.prog.Feasible(path, k.reach.Sink, k.block) {
		return way{barred: true}
	}
	return along(path)
}

// other looks for another way than the nearest, which does not hold.
func (ws *ways) other(k wayKey) way {
	path, _ := ws.prog.Detour(k.reach, k.root.F, k.root.Turn(), k.block)
	if len(path) == 0 {
		return way{none: true}
	}
	return along(path)
}
