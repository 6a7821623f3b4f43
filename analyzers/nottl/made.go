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
	return p.MadeBy(p.Receiver(link.Reached{Op: o}).Ref, func(made link.Ref) bool { return makesForever(p, o, made, w) })
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
	if rule == nil || rule.TTL == nil || !slices.Contains(rule.Does, "make") {
		return false
	}
	if rule.NoTTL || *rule.TTL >= len(c.Args) {
		return rule.NoTTL && len(c.Args) == 0
	}
	ttl := link.Val{Ref: made.With(c.Args[*rule.TTL])}
	if n, known := p.Int(ttl); known {
		return n <= 0
	}
	w.defaulted = true
	return p.DefaultsToZero(ttl)
}

// takenOut: the package takes entries out of such a cache again, one by one or all.
func takenOut(p *link.Program, o *link.Op) bool {
	return slices.ContainsFunc(p.Funcs, func(f *link.Func) bool {
		return f.Pkg == o.F.Pkg && slices.ContainsFunc(f.Ops, func(b *link.Op) bool {
			return b.Client == o.Client && (b.Does("delete") || b.Does("clear"))
		})
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
