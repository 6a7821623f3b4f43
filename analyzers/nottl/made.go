package nottl

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// madeForever reports whether the cache that is written was made so that its entries
// never expire where their write leaves that to it: by every call that makes it. It
// notes where an option could have said otherwise.
func madeForever(p *link.Program, o *link.Op, w *write) bool {
	return p.MadeBy(p.Receiver(link.Reached{Op: o}).Ref, func(made link.Ref) bool { return makesForever(p, o, made, w) && !tuned(p, o, made) })
}

// makesForever reports whether a call makes a cache of the client with a time to live
// that is none, or none by default.
func makesForever(p *link.Program, o *link.Op, made link.Ref, w *write) bool {
	if made.Value().Op != summary.CallVal {
		return false
	}
	c := &made.F.Calls[made.Value().N]
	if p.Cat.Client(c.Pkg) != o.Client {
		return false
	}
	rule := o.Client.Op(c.Type, c.Name)
	switch {
	case rule == nil || !slices.Contains(rule.Does, "make"):
		return false
	case rule.TTL == nil:
		return rule.NoTTL
	case rule.NoTTL || *rule.TTL >= len(c.Args):
		return rule.NoTTL && len(c.Args) == 0
	}
	ttl := link.Val{Ref: made.With(c.Args[*rule.TTL])}
	if n, known := p.Int(ttl); known {
		return n <= 0
	}
	w.defaulted = true
	return p.DefaultsToZero(ttl)
}

// tuned: after such a cache is made, a call says how long entries live or how many there
// may be, of this cache or of one that the same package got from somewhere.
func tuned(p *link.Program, o *link.Op, made link.Ref) bool {
	return anyOp(p, o, func(b *link.Op) bool {
		if !b.Does("tune") {
			return false
		}
		this := false
		known := p.MadeBy(p.Receiver(link.Reached{Op: b}).Ref, func(m link.Ref) bool {
			this = this || m == made
			return true
		})
		return this || !known && b.F.Pkg == made.F.Pkg
	})
}

// takenOut: the package takes entries out of such a cache again, one by one or all.
func takenOut(p *link.Program, o *link.Op) bool {
	return anyOp(p, o, func(b *link.Op) bool { return b.F.Pkg == o.F.Pkg && (b.Does("delete") || b.Does("clear")) })
}

// anyOp reports whether the program has an op of the same client that is so.
func anyOp(p *link.Program, o *link.Op, is func(*link.Op) bool) bool {
	return slices.ContainsFunc(p.Funcs, func(f *link.Func) bool {
		return slices.ContainsFunc(f.Ops, func(b *link.Op) bool { return b.Client == o.Client && is(b) })
	})
}

// calledCache: the in-process cache is kept under a name that says what it is.
func calledCache(p *link.Program, o *link.Op) bool {
	if o.Client.Kind != rules.Memory || o.Inner() != o.F {
		return false
	}
	cache := p.Receiver(link.Reached{Op: o})
	return cache.F.HeldIn(cache.V).Op != summary.ParamVal && cache.F.HeldAsCache(cache.V)
}
