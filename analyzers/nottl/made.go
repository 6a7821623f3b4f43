package nottl

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// madeForever reports whether the cache that is written was made so that its entries
// never expire where their write leaves that to it: by every call that makes it.
func madeForever(p *link.Program, o *link.Op) bool {
	return p.MadeBy(p.Receiver(link.Reached{Op: o}).Ref, func(made link.Ref) bool { return makesForever(p, o, made) })
}

// makesForever reports whether a call makes a cache of the client with a time to live
// that is known to be none.
func makesForever(p *link.Program, o *link.Op, made link.Ref) bool {
	c := &made.F.Calls[made.Value().N]
	if p.Cat.Client(c.Pkg) != o.Client {
		return false
	}
	rule := o.Client.Op(c.Type, c.Name)
	if rule == nil || rule.TTL == nil || *rule.TTL >= len(c.Args) || !slices.Contains(rule.Does, "make") {
		return false
	}
	n, known := p.Int(link.Val{Ref: made.With(c.Args[*rule.TTL])})
	return known && n <= 0
}

// calledCache: the in-process cache is kept under a name that says what it is.
func calledCache(p *link.Program, o *link.Op) bool {
	if o.Client.Kind != rules.Memory || o.Inner() != o.F {
		return false
	}
	cache := p.Receiver(link.Reached{Op: o})
	return cache.F.HeldIn(cache.V).Op != summary.ParamVal && cache.F.HeldAsCache(cache.V)
}
