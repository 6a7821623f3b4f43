package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// timed are the forms of keys of plain values that the program writes with an expiry of
// its own, by package and form: the functions that do.
type timed struct{ by map[string][]*link.Func }

// has reports whether another function of the package gives entries of that form an
// expiry, whoever calls it.
func (t *timed) has(p *link.Program, o *link.Op, form string) bool {
	if o.Command != "SET" || o.Script != nil || len(strings.Trim(form, link.Hole+":-_/.")) < 3 {
		return false
	}
	if t.by == nil {
		t.collect(p)
	}
	return slices.ContainsFunc(t.by[o.F.Pkg.Path+" "+form], func(f *link.Func) bool { return f.Decl != o.F.Decl })
}

func (t *timed) collect(p *link.Program) {
	t.by = map[string][]*link.Func{}
	for _, f := range p.Funcs {
		for _, o := range f.Ops {
			if o.Client.Kind != rules.Remote || !givesOwn(p, o) && !givesConstant(p, o) {
				continue
			}
			for _, form := range keyForms(p, o) {
				k := f.Pkg.Path + " " + form
				t.by[k] = append(t.by[k], f)
			}
		}
	}
}

// givesConstant: the op sets a plain value with a time that the code spells out.
func givesConstant(p *link.Program, o *link.Op) bool {
	if o.Rule.Raw != nil || !slices.Contains(setting, o.Command) {
		return false
	}
	v, ok := o.Arg(o.Rule.TTL)
	if !ok {
		return false
	}
	n, known := p.Int(v)
	return known && n > 0
}
