package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// madeForever reports whether the cache that is written was made so that its entries
// never expire where their write leaves that to it: by every call that makes it.
func madeForever(p *link.Program, o *link.Op) bool {
	recv := link.Ref{F: o.Inner(), V: o.Inner().Calls[o.At].Recv}
	n, ok := makers(p, o, recv, 0)
	return ok && n > 0
}

// calledCache: the in-process cache is kept under a name that says what it is.
func calledCache(p *link.Program, o *link.Op) bool {
	if o.Client.Kind != rules.Memory || o.Inner() != o.F {
		return false
	}
	for v := o.Site().Recv; v != 0; {
		switch x := &o.F.Values[v]; x.Op {
		case summary.Load:
			v = x.A
		case summary.FieldOf, summary.GlobalAddr:
			if p.Cat.Client(ownerPkg(x.Str)) != o.Client {
				return strings.Contains(strings.ToLower(x.Str[strings.LastIndexByte(x.Str, '.')+1:]), "cache")
			}
			v = x.A
		default:
			return false
		}
	}
	return false
}

// maxMade bounds the steps back to where a cache was made.
const maxMade = 8

// makers counts the calls that make a cache, ok while each makes it for ever.
func makers(p *link.Program, o *link.Op, v link.Ref, d int) (n int, ok bool) {
	if v.V == 0 || d > maxMade {
		return 0, false
	}
	switch x := v.Value(); x.Op {
	case summary.CallVal:
		return 1, makesForever(p, o, v)
	case summary.Load, summary.Convert, summary.MakeIface:
		return makers(p, o, v.With(x.A), d+1)
	case summary.FieldOf:
		if p.Cat.Client(ownerPkg(x.Str)) == o.Client {
			return makers(p, o, v.With(x.A), d+1) // a part of the cache itself
		}
		return ofAll(p, o, p.Stored(x.Str), d)
	case summary.GlobalAddr:
		return ofAll(p, o, p.Stored(x.Str), d)
	case summary.Alloc:
		return ofAll(p, o, p.Assigned(v), d)
	}
	return 0, false
}

func ofAll(p *link.Program, o *link.Op, stored []link.Ref, d int) (n int, ok bool) {
	for _, s := range stored {
		m, ok := makers(p, o, s, d+1)
		if !ok {
			return 0, false
		}
		n += m
	}
	return n, true
}

// makesForever reports whether a call makes a cache of the client with a time to live
// that is known to be none.
func makesForever(p *link.Program, o *link.Op, v link.Ref) bool {
	c := &v.F.Calls[v.Value().N]
	if p.Cat.Client(c.Pkg) != o.Client {
		return false
	}
	rule := o.Client.Op(c.Type, c.Name)
	if rule == nil || rule.TTL == nil || *rule.TTL >= len(c.Args) || !slices.Contains(rule.Does, "make") {
		return false
	}
	n, known := p.Int(link.Val{Ref: v.With(c.Args[*rule.TTL])})
	return known && n <= 0
}

// ownerPkg is the package of "pkg.Type.field".
func ownerPkg(field string) string {
	slash := strings.LastIndexByte(field, '/') + 1
	dot := strings.IndexByte(field[slash:], '.')
	if dot < 0 {
		return field
	}
	return field[:slash+dot]
}
