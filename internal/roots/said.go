package roots

import (
	"reflect"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Routes that stand beside the handler: in the fields of a struct, in an option, in a
// tag, in a comment, in a method's name.

// said are the routes that an argument gives: a text, of which the end may do, or a
// struct that describes one.
func (fd *finder) said(v link.Ref, r *framed) (paths []string, known bool) {
	text := ""
	switch x := v.Value(); {
	case v.Type().Kind == summary.Struct && x.Op == summary.Load:
		text = fd.described(v.F, x.A, r)
	case v.Type().Kind == summary.Struct && x.Op == summary.CallVal:
		text = fd.returned(link.Val{Ref: v})
	default:
		if paths, known = fd.constants(v); !known && r.Kind == "http" {
			paths = fd.ending(v)
		}
		return paths, paths != nil
	}
	return []string{text}, text != ""
}

// described is the route that a struct's own fields give beside the handler, or the name
// of the command that it is.
func (fd *finder) described(f *link.Func, base int32, r *framed) string {
	verb, path, name := "", "", ""
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		if a.Op != summary.FieldOf || a.A != base {
			continue
		}
		switch bare(a.Str) {
		case "Method":
			verb = fd.constant(link.Ref{F: f, V: s.Val})
		case "Path":
			path = fd.constant(link.Ref{F: f, V: s.Val})
		case "Use", "Name":
			name, _, _ = strings.Cut(fd.constant(link.Ref{F: f, V: s.Val}), " ")
		}
	}
	switch {
	case r.Kind == "cli":
		return name
	case r.Kind != "http" || path == "":
		return ""
	}
	return strings.TrimSpace(verb + " " + fd.optionPrefix(link.Ref{F: f, V: base}) + path)
}

// returned is the route that a struct gives which a function makes.
func (fd *finder) returned(op link.Val) string {
	made, ok := fd.p.Only(op)
	if !ok {
		return ""
	}
	text := func(field string) string {
		if v, set, _ := fd.p.Field(made, field); set {
			if t := fd.p.StringsIn(v, false, fd.row); len(t.Known()) == 1 && len(t.Vals) == 1 {
				return t.Vals[0]
			}
		}
		return ""
	}
	if path := text("Path"); path != "" {
		return strings.TrimSpace(text("Method") + " " + path)
	}
	return ""
}

// optionPrefix is the path that a call gives as an option to the list of routes in
// which a struct stands: AddRoutes([]Route{{...}}, WithPrefix("/v1")).
func (fd *finder) optionPrefix(base link.Ref) string {
	for i := range base.F.Calls {
		c := &base.F.Calls[i]
		if len(c.Args) < 2 || !slices.ContainsFunc(c.Args, func(a int32) bool { return fd.holds(base.With(a), base, 0) }) {
			continue
		}
		for _, a := range c.Args[1:] {
			elems, _ := fd.p.Expand(link.Val{Ref: base.With(a)})
			for _, e := range append(elems, link.Val{Ref: base.With(a)}) {
				if x := e.Value(); x.Op == summary.CallVal && e.F.Calls[x.N].Name == "WithPrefix" {
					return fd.part(e.F, &e.F.Calls[x.N])
				}
			}
		}
	}
	return ""
}

// holds reports whether a list holds a struct, as it was made or as a call outside
// gives it back.
func (fd *finder) holds(list, base link.Ref, d int) bool {
	if copies(list, base) {
		return true
	}
	if x := list.Bare().Value(); x.Op == summary.CallVal && d < 3 {
		return slices.ContainsFunc(list.F.Calls[x.N].Args, func(a int32) bool { return fd.holds(list.With(a), base, d+1) })
	}
	elems, _ := fd.p.Expand(link.Val{Ref: list})
	return slices.ContainsFunc(elems, func(e link.Val) bool { return copies(e.Ref, base) })
}

// copies: a value is a struct, or what its variable holds.
func copies(v, base link.Ref) bool {
	x := v.Value()
	return v == base || x.Op == summary.Load && v.With(x.A) == base
}

// ending is a path of which only the end is known.
func (fd *finder) ending(v link.Ref) []string {
	t := fd.p.StringsIn(link.Val{Ref: v}, true, fd.row)
	if len(t.Vals) != 1 {
		return nil
	}
	rest, ok := strings.CutPrefix(t.Vals[0], link.Hole)
	if !ok || !strings.HasPrefix(rest, "/") || strings.Contains(rest, link.Hole) {
		return nil
	}
	return []string{unclear + rest}
}

// tagged gives a handler the routes that the tag of its request says, below those of
// its registration.
func (fd *finder) tagged(f *link.Func, keys string, routes []string) []string {
	path, verb, _ := strings.Cut(keys, " ")
	for _, param := range f.Params {
		d := fd.p.Decl(f.TypeAt(param.Type).Named)
		if d == nil || d.Tag == "" {
			continue
		}
		tag := reflect.StructTag(d.Tag)
		paths := strings.Split(tag.Get(path), ",")
		if paths[0] == "" {
			continue
		}
		said := strings.ToUpper(tag.Get(verb))
		if said == "ALL" {
			said = ""
		}
		return beneath(routes, said, paths)
	}
	return routes
}

// serviceMethod is the name by which clients call a method of a service.
func serviceMethod(f *link.Func, service []string, sep string) []string {
	if len(service) == 0 || len(service) == 1 && service[0] == "" {
		service = []string{bare(f.Recv)}
	}
	out := make([]string, len(service))
	for i, name := range service {
		out[i] = name + sep + f.Short
	}
	return out
}

// spelled gives a method the route that its name says, below those of its object:
// GetUserBy is GET /user/{param}. What names no verb is served by no route of its own.
func spelled(name string, routes []string) []string {
	var words []string
	for i := 0; i < len(name); i++ {
		if c := name[i]; c >= 'A' && c <= 'Z' || i == 0 {
			words = append(words, "")
		}
		words[len(words)-1] += name[i : i+1]
	}
	verb := strings.ToUpper(words[0])
	if verb == "ANY" || verb == "ALL" {
		verb = ""
	} else if !verbs[verb] {
		return nil
	}
	path := ""
	for _, w := range words[1:] {
		if w == "By" {
			path += "/{param}"
		} else {
			path += "/" + strings.ToLower(w)
		}
	}
	return beneath(routes, verb, []string{path})
}

// beneath puts paths below the routes of a registration.
func beneath(routes []string, verb string, paths []string) []string {
	var at []spot
	for _, route := range routes {
		_, prefix := split(route)
		at = append(at, spot{path: strings.TrimSuffix(prefix, "/")})
	}
	return join(some(at), verb, paths)
}

// annotated are the routes that a method's comment says, below those of its object;
// all of them where the row knows no comments. ok is false for methods without.
func (fd *finder) annotated(f *link.Func, r *framed, routes []string) (at []string, ok bool) {
	if r.Annotated == "" {
		return routes, true
	}
	for line := range strings.Lines(f.Doc) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != r.Annotated {
			continue
		}
		verb := ""
		if len(words) > 2 {
			verb = strings.ToUpper(strings.Trim(words[2], "[]"))
		}
		return beneath(routes, verb, []string{words[1]}), true
	}
	return nil, false
}
