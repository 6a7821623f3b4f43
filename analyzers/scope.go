package analyzers

import (
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Scoped reports whether a type has a prefix or a namespace of its own among its
// fields, so that not all of the server is its.
func Scoped(p *link.Program, typ string) bool {
	d := p.Decl(typ)
	if d == nil {
		return false
	}
	for _, f := range d.Fields {
		name := strings.ToLower(f.Name)
		for _, w := range []string{"prefix", "namespace", "keyspace"} {
			if strings.Contains(name, w) {
				return p.FieldKind(typ, f) == summary.String
			}
		}
	}
	return false
}
