package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// mapped makes entries of the methods of a controller that a registration names
// in texts ("get,post:List;put:Edit"), or that are called like HTTP methods where
// it names none.
func (fd *finder) mapped(f *link.Func, c *summary.Call, arg int, r *framed, routes []string) {
	if arg >= len(c.Args) {
		return
	}
	methods, told := fd.mapping(f, c, *r.Mapping+contextArgs(c, f))
	types := fd.p.Held(link.Ref{F: f, V: c.Args[arg]}).Types
	if !told {
		fd.objects(r, routes, types)
		return
	}
	for _, t := range types {
		for _, m := range methods {
			if g := fd.p.Lookup(fd.p.Method(t, m.name)); g != nil && !slices.Contains(r.modules, g.Pkg.Module) {
				fd.add(fd.framed(g, r, withVerb(m.verb, routes)))
			}
		}
	}
}

// served is a method and the verbs for which it stands, "" for all.
type served struct{ verb, name string }

// mapping reads the texts of a registration. told is false where one of them is
// no constant.
func (fd *finder) mapping(f *link.Func, c *summary.Call, from int) (out []served, told bool) {
	if from >= len(c.Args) {
		for verb := range verbs {
			out = append(out, served{verb, verb[:1] + strings.ToLower(verb[1:])})
		}
		return out, true
	}
	for _, a := range c.Args[from:] {
		for _, pair := range strings.Split(fd.constant(link.Ref{F: f, V: a}), ";") {
			verb, name, ok := strings.Cut(strings.TrimSpace(pair), ":")
			if !ok {
				return nil, false
			}
			if verb = strings.ToUpper(verb); verb == "*" {
				verb = ""
			}
			out = append(out, served{verb, name})
		}
	}
	return out, true
}
