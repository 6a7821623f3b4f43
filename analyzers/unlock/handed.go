package unlock

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// takers are the functions that take a lock, themselves or some calls below, by
// package and declaration, and by the type whose methods they are.
type takers struct {
	decl map[owner][]*link.Func
	recv map[owner]bool
}

// owner is a package and a name in it.
type owner struct {
	pkg  *summary.Package
	name string
}

// takersOf goes up from the places where a key is written if absent.
func takersOf(taken map[*summary.Package][]*link.Op) takers {
	out := takers{map[owner][]*link.Func{}, map[owner]bool{}}
	var level []*link.Func
	for _, ops := range taken {
		for _, o := range ops {
			level = append(level, o.F)
		}
	}
	seen := map[*link.Func]bool{}
	for n := range far {
		var up []*link.Func
		for _, f := range level {
			if seen[f] {
				continue
			}
			seen[f] = true
			out.decl[owner{f.Pkg, f.Decl}] = append(out.decl[owner{f.Pkg, f.Decl}], f)
			if recv := analyzers.Receiver(f); n == 0 && recv != "" || analyzers.LockNamed(f) {
				out.recv[owner{f.Pkg, recv}] = true
			}
			for _, e := range f.In {
				if e.Conf != finding.Possible && !e.Async && e.Via != link.Callback {
					up = append(up, e.Caller)
				}
			}
		}
		level = up
	}
	return out
}

// handedOn reports functions that give a lock back by helpers that delete a key and
// compare nothing: those that are there for it, of a type or a package that takes
// one, and those that took the same key before.
func handedOn(p *analyzers.Pass, f *link.Func, taken map[*summary.Package][]*link.Op, t takers) {
	if breaks(f) {
		return
	}
	frees := analyzers.Announces(shortOf(f), freeing) && t.recv[owner{f.Pkg, analyzers.Receiver(f)}]
	mine := t.decl[owner{f.Pkg, f.Decl}]
	named := frees || analyzers.LockNamed(f)
	if !named { // what it or the function around takes needs no name, nor what it takes by one that has
		mine = slices.DeleteFunc(slices.Clone(mine), func(g *link.Func) bool { return g != f && !(f.Literal() && g.Name == f.Decl) })
	}
	if !frees && len(mine) == 0 {
		return
	}
	for i := range f.Calls {
		r, ok := drops(p.Prog, f, int32(i))
		if !ok || !deletes(p.Prog, r.Op) || (analyzers.LockTyped(r.F) || analyzers.LockTyped(f)) && analyzers.Receiver(r.F) != analyzers.Receiver(f) || throughRelease(r.In) || holders(p.Prog, r.Op) || releases(p.Prog, r.F, r.Op, taken[r.F.Pkg]) {
			continue
		}
		if r.Op.Command == "HDEL" && !slices.ContainsFunc(taken[r.F.Pkg], func(o *link.Op) bool { return o.Command == "HSETNX" }) {
			continue // a field of a hash is a lock where one is taken
		}
		if !frees && !slices.ContainsFunc(mine, func(g *link.Func) bool { return takes(p.Prog, g, f, int32(i), r, named) }) {
			continue
		}
		call := &f.Calls[i]
		c := analyzers.OfOp(r.Op)
		c.F, c.Block, c.Pos, c.Callee, c.Below, c.Conf, c.Thin = f, call.Block, call.Pos, callee(f, int32(i), r), r.In, r.Conf, false
		c.Detail = "The key is deleted, whoever holds the lock by now."
		p.Report(c)
	}
}

// deferred: a literal that runs when the function around it ends.
func deferred(f *link.Func) bool {
	return f.Literal() && slices.ContainsFunc(f.In, func(e *link.Edge) bool { return e.Call >= 0 && e.Caller.Calls[e.Call].Kind == summary.Defer })
}

// callee names what is called at the place.
func callee(f *link.Func, call int32, r link.Reached) string {
	if name := f.Calls[call].Callee; name != "" {
		return name
	}
	return r.In.Outermost().Edge.Callee.Name
}

// throughRelease: a function that is there to give a lock back is called on the way,
// and is the place.
func throughRelease(ctx *link.Ctx) bool {
	for c := ctx; c != nil; c = c.Up {
		if analyzers.Announces(shortOf(c.Edge.Callee), freeing) {
			return true
		}
	}
	return false
}

// takes reports whether g has taken the key that a call of f deletes, itself or, where
// nothing around is called a lock, by what is; a key may be called so too, and what is
// put off until the function ends is what it had for as long.
func takes(p *link.Program, g, f *link.Func, call int32, r link.Reached, named bool) bool {
	key, known := p.KeyUnder(r)
	if !known {
		return false
	}
	named = named || analyzers.OwnLockKey(p, key) || f.Calls[call].Kind == summary.Defer || deferred(f)
	for j := range g.Calls {
		if g == f && !f.After(int32(j), call) {
			continue
		}
		for _, s := range p.Under(g, int32(j), far, 0) {
			if absent, _ := p.Absent(s.Op); !absent || s.Conf == finding.Possible || !named && s.In != nil && !analyzers.LockNamed(s.F) {
				continue
			}
			if k, ok := p.KeyUnder(s); ok && p.SameKey(k, key) {
				return true
			}
		}
	}
	return false
}
