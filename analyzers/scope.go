package analyzers

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Scoped reports whether a type has a prefix or a namespace of its own among its
// fields or its options, also those of what it embeds, so that not all of the server
// is its.
func Scoped(p *link.Program, typ string) bool { return scoped(p, typ, 2) }

func scoped(p *link.Program, typ string, deeper int) bool {
	d := p.Decl(typ)
	if d == nil {
		return false
	}
	for _, f := range d.Fields {
		t := p.FieldType(typ, f)
		if t == nil {
			continue
		}
		if names(f.Name, "prefix", "namespace", "keyspace") {
			return t.Kind == summary.String
		}
		o := p.Decl(t.Named)
		if o == nil || deeper == 0 {
			continue
		}
		options := o.Pkg == d.Pkg && names(t.Named[strings.LastIndexByte(t.Named, '.')+1:], "option", "opts", "config", "settings")
		base := f.Embedded && p.DeclaredIn(t.Named).Module == p.DeclaredIn(typ).Module
		if (options || base) && scoped(p, t.Named, deeper-1) {
			return true
		}
	}
	return false
}

func names(name string, words ...string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
}
