package unlock

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// looked reports what gives back a lock that is taken where nothing was found under its
// key, by whatever way it is read, written and deleted: in the function that has taken it,
// or by a method of a lock whose other methods do.
func looked(p *analyzers.Pass, f *link.Func) {
	if analyzers.Announces(shortOf(f), breaking) {
		return
	}
	frees := analyzers.LockTyped(f) && analyzers.Announces(shortOf(f), freeing)
	for i := range f.Calls {
		for _, t := range p.Touch.At(f, int32(i)) {
			key, ok := p.Touch.Key(&t)
			if !ok || t.Effect&link.Deletes == 0 || t.Kind == rules.Memory || t.Conf == finding.Possible || t.Op != nil && guarded(p.Prog, t.Op) || throughRelease(t.Ctx) {
				continue
			}
			if !slices.ContainsFunc(p.Prog.Funcs, func(g *link.Func) bool { return hasLooked(p, g, f, int32(i), key, frees) }) {
				continue
			}
			call := &f.Calls[i]
			c := analyzers.Candidate{
				F: f, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: "DEL", Conf: t.Conf,
				Cost: "1 x DEL", Detail: "The key is deleted, whoever holds the lock by now.", Below: t.Ctx,
			}
			if afterOwner(p, f, int32(i), &t) {
				c.Detail = inBetween
			}
			p.Report(c)
			break
		}
	}
}

// hasLooked: g has taken what a call of f deletes; where that is a method of a lock, g is one
// too.
func hasLooked(p *analyzers.Pass, g, f *link.Func, del int32, key link.Val, frees bool) bool {
	own := g.Pkg == f.Pkg && g.Decl == f.Decl
	if !own && !(frees && analyzers.Receiver(g) == analyzers.Receiver(f)) {
		return false
	}
	for j := range g.Calls {
		if g == f && !f.After(int32(j), del) {
			continue
		}
		if k, ok := analyzers.Looked(p, g, int32(j)); ok && (!own || p.Prog.SameKey(k, key)) {
			return true
		}
	}
	return false
}
