package unlock

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// inProcess reports functions that give back a lock which a cache of the process keeps
// until it expires: who comes late deletes the next one's, though no server is asked.
// A mutex around comparison and deletion makes them one step.
func inProcess(p *analyzers.Pass, f *link.Func) {
	if !analyzers.Announces(shortOf(f), freeing) || breaks(f) || !analyzers.LockNamed(f) {
		return
	}
	for i := range f.Calls {
		t, ok := forgotten(p, f, int32(i))
		if !ok || !takenInProcess(p, f, &t) {
			continue
		}
		detail := "The key is deleted, whoever holds the lock by now."
		if afterOwner(p, f, int32(i), &t) {
			if p.Touch.Single(f, int32(i)) {
				return
			}
			detail = inBetween
		}
		call := &f.Calls[i]
		p.Report(analyzers.Candidate{
			F: f, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: "DEL", Conf: finding.Certain,
			Cost: "1 x DEL", Detail: detail, Below: t.Ctx,
		})
		return
	}
}

// forgotten is the deletion from a cache of the process that a call of f itself, or of a
// step of its type, makes. A function on the way that is there to give a lock back is the
// place.
func forgotten(p *analyzers.Pass, f *link.Func, call int32) (link.Touch, bool) {
	for _, t := range p.Touch.At(f, call) {
		if t.Effect&link.Deletes != 0 && !t.Async && keptHere(&t) && !throughRelease(t.Ctx) {
			return t, true
		}
	}
	return link.Touch{}, false
}

// keptHere: the touch is of a client that keeps its entries in the process, or of the
// module's own type that does.
func keptHere(t *link.Touch) bool {
	return t.Kind == rules.Memory || t.Kind == rules.Facade && t.Op == nil && t.Site().Iface == 0
}

// takenInProcess: a function of the package that speaks of a lock, and does not free it,
// writes the cache for a time.
func takenInProcess(p *analyzers.Pass, f *link.Func, del *link.Touch) bool {
	return slices.ContainsFunc(p.Prog.Funcs, func(g *link.Func) bool {
		return g.Pkg == f.Pkg && analyzers.Receiver(g) == analyzers.Receiver(f) && analyzers.LockNamed(g) && !analyzers.Announces(shortOf(g), freeing) &&
			slices.ContainsFunc(p.Touch.Of(g), func(w link.Touch) bool {
				return w.Effect&link.Writes != 0 && keptHere(&w) && p.Prog.OneStore(del, &w) && forTime(p.Prog, &w)
			})
	})
}

// forTime: what is written goes by itself after a time that is not known to be none. Where
// no client says so, some call on the way is given one.
func forTime(p *link.Program, w *link.Touch) bool {
	if w.Op != nil {
		v, ok := w.Op.Arg(w.Op.Rule.TTL)
		n, known := p.Int(v)
		return ok && (!known || n > 0)
	}
	if givenTime(p, w.F, w.Call) {
		return true
	}
	for c := w.Ctx; c != nil; c = c.Up {
		if c.Edge.Call >= 0 && givenTime(p, c.Edge.Caller, c.Edge.Call) {
			return true
		}
	}
	return false
}

func givenTime(p *link.Program, f *link.Func, call int32) bool {
	return slices.ContainsFunc(f.Calls[call].Args, func(a int32) bool {
		n, known := p.Int(link.Val{Ref: link.Ref{F: f, V: a}})
		return f.TypeAt(f.Values[a].Type).Named == "time.Duration" && (!known || n > 0)
	})
}
