package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/lua"
	"github.com/cachevet/cachevet/internal/summary"
)

var expiring = []string{"EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "HEXPIRE", "HPEXPIRE", "TOUCH"}

// SetsExpiry reports whether the op gives a key a time to live after the fact. A script
// that writes a value with one does not.
func (o *Op) SetsExpiry() bool {
	if o.Script != nil {
		return slices.ContainsFunc(o.Script.Calls, func(c lua.Call) bool { return slices.Contains(expiring, c.Command) })
	}
	return slices.Contains(expiring, o.Command)
}

// ExpiresNearby reports whether the function, what it calls or what calls it
// directly also sets an expiry: SET and EXPIRE in two commands. For hashes, whose
// fields come one by one, any method of the same type may do it. That of another key
// does not count.
func (p *Program) ExpiresNearby(f *Func, key Val, hash bool) bool {
	return p.ExpiresBelow(f, key, hash) || slices.ContainsFunc(f.In, func(e *Edge) bool {
		return e.Caller.Pkg == f.Pkg && p.ExpiresBeside(e, Val{Ref: key.Ref})
	})
}

// ExpiresBelow is ExpiresNearby for the function and what it calls.
func (p *Program) ExpiresBelow(f *Func, key Val, hash bool) bool {
	x := &expiry{p: p, key: key}
	return x.in(f, 2) || hash && slices.ContainsFunc(p.Funcs, func(g *Func) bool {
		return g.Pkg == f.Pkg && p.method(g) == p.method(f) && slices.ContainsFunc(g.Ops, func(o *Op) bool {
			return x.sets(Reached{Op: o}) && !p.offered(o) && !(p.ofUsersKey(o) && p.namesPart(key))
		})
	})
}

// ExpiresBeside reports whether the caller behind an edge also gives a key of its callee's
// an expiry.
func (p *Program) ExpiresBeside(e *Edge, key Val) bool {
	if e.Via == Callback {
		return false
	}
	x := &expiry{p: p, key: key}
	return x.in(e.Caller, 1)
}

// method is the type whose method a function is, or the literal stands in.
func (p *Program) method(f *Func) string {
	if d := p.byName[f.Decl]; d != nil {
		return d.Recv
	}
	return f.Recv
}

// offered: an application's own wrapper of a command takes the key from its caller, and
// nobody calls it.
func (p *Program) offered(o *Op) bool {
	k, ok := p.KeyOf(o)
	if !ok || len(o.F.In) > 0 || o.F.Name != o.F.Decl || p.Outside(o.F) {
		return false
	}
	_, ok = o.F.ParamOf(o.F.Unconverted(k.V))
	return ok && k.F == o.F && !slices.ContainsFunc(p.Funcs, func(g *Func) bool { return slices.Contains(p.given[g], o.F.Recv) })
}

// ofUsersKey: the op is of a key just as the package's users give it, of whatever key.
func (p *Program) ofUsersKey(o *Op) bool {
	k, ok := p.KeyOf(o)
	return ok && k.F == o.F && p.fromUsers(k.Ref, map[*Func]bool{})
}

// fromUsers: a value is a parameter of a function that users call, or of one whose callers
// all hand on such.
func (p *Program) fromUsers(v Ref, seen map[*Func]bool) bool {
	i, ok := v.F.ParamOf(v.F.Unconverted(v.V))
	if !ok || seen[v.F] {
		return false
	}
	seen[v.F] = true
	if len(v.F.In) == 0 {
		return p.Outside(v.F)
	}
	return p.everyCaller(v.F, i, func(arg Val) bool { return arg.V != 0 && p.fromUsers(arg.Ref, seen) })
}

// namesPart: a key is made of a fixed part and what varies, whatever it is.
func (p *Program) namesPart(key Val) bool {
	texts := p.Strings(key, true).Vals
	return len(texts) > 0 && !slices.ContainsFunc(texts, func(s string) bool { return strings.Trim(s, Hole+":-_/.") == "" })
}

// expiry looks for what gives a key a time to live.
type expiry struct {
	p   *Program
	key Val
}

func (x *expiry) in(f *Func, depth int) bool {
	if slices.ContainsFunc(f.Ops, func(o *Op) bool { return x.sets(Reached{Op: o}) }) {
		return true
	}
	for i := range f.Calls {
		if slices.ContainsFunc(x.p.Under(f, int32(i), depth, Loops), x.sets) {
			return true
		}
	}
	return false
}

// forSome: the op is only done where a flag that the function is given says so, and not all
// who call it say so.
func (p *Program) forSome(o *Op) bool {
	return slices.ContainsFunc(o.F.Guards(o.Site().Block), func(g Guard) bool {
		v, taken := g.Cond, g.Taken
		for o.F.Values[v].Op == summary.Not {
			v, taken = o.F.Values[v].A, !taken
		}
		x := &o.F.Values[v]
		return x.Op == summary.ParamVal && o.F.TypeAt(x.Type).Kind == summary.Bool && !p.Outside(o.F) && len(o.F.In) > 0 && !p.everyCaller(o.F, int(x.N), func(arg Val) bool {
			t, known := p.Truth(arg)
			return known && t == taken
		})
	})
}

func (x *expiry) sets(r Reached) bool {
	if !r.SetsExpiry() || x.p.forSome(r.Op) || x.p.ofUsersKey(r.Op) && x.p.namesPart(x.key) {
		return false
	}
	if ttl, ok := r.Op.Arg(r.Rule.TTL); ok && x.p.DefaultsToZero(ttl) {
		return false // it is left out where nobody gives it
	}
	k, ok := x.p.KeyOf(r.Op)
	return r.Script != nil || !ok || x.key.V == 0 || !x.p.Differ(k.Seen(r.In), x.key)
}
