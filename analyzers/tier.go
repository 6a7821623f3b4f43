package analyzers

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// InFront reports whether a value is the cache of two tiers: it is called one, or
// its field holds what a package or a type of caches in memory has made.
func InFront(p *link.Program, f *link.Func, v int32) bool {
	return f.HeldAsCache(v) || madeInFront(p, f, v)
}

// madeInFront reports whether the field that a value stands in holds what a package
// or a type of caches in memory has made, so that nobody hands it in.
func madeInFront(p *link.Program, f *link.Func, v int32) bool {
	x := f.HeldIn(v)
	if x.Op != summary.FieldOf {
		return false
	}
	made := p.Stored(x.Str)
	return len(made) > 0 && !slices.ContainsFunc(made, func(r link.Ref) bool { return !madeByCache(r) })
}

// inMemory are words by which packages and types of fast tiers are called.
var inMemory = []string{"cache", "memory", "inmemory", "memstore", "inmem", "lru", "lfu", "freecache", "bigcache", "ristretto", "otter", "ttlcache"}

// madeByCache: the value is what a call of a cache's package gives, or of a type
// that is called so.
func madeByCache(r link.Ref) bool {
	r = r.Bare()
	if x := r.Value(); x.Op == summary.Extract {
		r = r.With(x.A)
	}
	x := r.Value()
	if x.Op != summary.CallVal {
		return false
	}
	c := &r.F.Calls[x.N]
	for _, name := range []string{c.Pkg[strings.LastIndexByte(c.Pkg, '/')+1:], c.Type, c.Name, typeName(r.F.TypeAt(x.Type).Named)} {
		for _, w := range link.Words(name) {
			if slices.Contains(inMemory, w) {
				return true
			}
		}
	}
	return false
}
