package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// spot is where a router or a route stands: a path, with the verb that a builder
// was given before.
type spot struct {
	verb, path string
	// whole: what stands below sees the path as it came, and may name all of it.
	whole bool
}

// anywhere is the router at the root of all paths, or one of which nothing is known.
var anywhere = []spot{{}}

const (
	// maxRoutes bounds the texts and places of one registration.
	maxRoutes = 8
	// unclear stands for a part of a path that is no constant.
	unclear = "*"
	maxWay  = 60
)

// routes are the constant routes of a registration, each after its verb.
func (fd *finder) routes(f *link.Func, i int32, r *framed) []string {
	c := &f.Calls[i]
	verb := fd.verb(f, i, r)
	paths := []string{""}
	switch {
	case r.Route != nil:
		at := *r.Route + contextArgs(c, f)
		if at < 0 || at >= len(c.Args) {
			return texts(verb)
		}
		var known bool
		if paths, known = fd.said(link.Ref{F: f, V: c.Args[at]}, r); !known && !fd.handsOn(f, c) {
			paths = fd.byCallers(link.Ref{F: f, V: c.Args[at]})
			known = len(paths) > 0
		}
		if !known {
			return texts(verb)
		}
	case r.Kind != "http":
		return texts(verb)
	case c.Val != 0:
		if at := fd.registeredAs(link.Ref{F: f, V: c.Val}); len(at) > 0 {
			return at
		}
	}
	if r.Kind != "http" && r.Kind != "middleware" {
		return paths
	}
	if r.Router != nil && *r.Router < len(c.Args) {
		return join(fd.prefix(link.Ref{F: f, V: c.Args[*r.Router]}, 0), verb, paths)
	}
	if bound := (link.Ref{F: f, V: c.Fun}).Bare(); c.Fun != 0 && (bound.Value().Op == summary.Bound || bound.Value().Op == summary.BoundIface) {
		return join(fd.prefix(bound.With(bound.Value().A), 0), verb, paths)
	}
	if c.Recv == 0 && c.Val != 0 {
		return join(fd.nested(link.Ref{F: f, V: c.Val}, 0), verb, paths)
	}
	return join(fd.prefix(link.Ref{F: f, V: c.Recv}, 0), verb, paths)
}

// registeredAs are the routes of a handler that a call has made of what it was given, by
// the call of a router that it is handed to then: mux.Handle("/files", NewServer(list)).
func (fd *finder) registeredAs(v link.Ref) []string {
	for i := range v.F.Calls {
		c := &v.F.Calls[i]
		if !slices.ContainsFunc(c.Args, func(a int32) bool { return fd.madeOf(v.With(a), v, 0) }) {
			continue
		}
		for _, r := range fd.rulesFor(v.F, c) {
			if r.Route != nil && r.Kind == "http" {
				return fd.routes(v.F, int32(i), r)
			}
		}
	}
	return nil
}

// madeOf reports whether a value is another, a method of it, or what calls have made of it.
func (fd *finder) madeOf(v, of link.Ref, d int) bool {
	if v.V == 0 || d > maxLayers {
		return false
	}
	if fd.p.SameObject(v, of) {
		return true
	}
	v = v.Bare()
	switch x := v.Value(); x.Op {
	case summary.Bound, summary.BoundIface:
		return fd.madeOf(v.With(x.A), of, d+1)
	case summary.CallVal:
		c := &v.F.Calls[x.N]
		return c.Val != of.V && slices.ContainsFunc(c.Args, func(a int32) bool { return fd.madeOf(v.With(a), of, d+1) })
	}
	return false
}

// byCallers are the texts that a value is for those that call its function: one that
// registers handlers of its own below the path that it is given.
func (fd *finder) byCallers(v link.Ref) []string {
	var out []string
	f := v.F
	if d := fd.p.Declared(f); d != nil {
		f = d // a group runs the literal
	}
	for _, e := range f.In {
		if e.Via == link.Callback || !fd.used(e.Caller) {
			continue
		}
		t := fd.p.StringsIn(link.Val{Ref: v, Ctx: &link.Ctx{Edge: e}}, true, fd.row)
		out = union(out, t.Known())
	}
	return out[:min(len(out), maxRoutes)]
}

// nested is the place of a registration that is itself handed to a group:
// NewNamespace("/v1", NSGet("/files", list)).
func (fd *finder) nested(v link.Ref, d int) []spot {
	for i := range v.F.Calls {
		c := &v.F.Calls[i]
		if d < maxWay && c.Recv == 0 && groups[c.Name] && slices.ContainsFunc(c.Args, func(a int32) bool { return fd.p.SameObject(v.With(a), v) }) {
			return below(fd.nested(v.With(c.Val), d+1), spot{path: fd.part(v.F, c)})
		}
	}
	return anywhere
}

func texts(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// join writes a route for each place of the router and each path.
func join(at []spot, verb string, paths []string) []string {
	var out []string
	for _, s := range at {
		for _, p := range paths {
			v, p := split(p)
			path := strings.ReplaceAll(joined(s.path, p), "//", "/")
			if prefix := strings.TrimSuffix(s.path, "/"); s.whole && prefix != "" && strings.HasPrefix(p, prefix+"/") {
				path = p
			}
			for _, other := range []string{verb, s.verb} {
				if v == "" {
					v = other
				}
			}
			if text := strings.TrimSpace(v + " " + path); text != "" && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

// split takes the verb off a pattern such as "GET /files".
func split(pattern string) (verb, path string) {
	if v, p, ok := strings.Cut(pattern, " "); ok && verbs[v] {
		return v, strings.TrimLeft(p, " ")
	}
	return "", pattern
}

var verbs = map[string]bool{
	"GET": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "HEAD": true, "OPTIONS": true, "CONNECT": true, "TRACE": true,
}

// verb is the HTTP method of a registration: the call's own name, one of its
// arguments, or what a later call of the chain says.
func (fd *finder) verb(f *link.Func, i int32, r *framed) string {
	c := &f.Calls[i]
	switch {
	case strings.HasPrefix(r.Verb, "@"):
		at := int(r.Verb[1]-'0') + contextArgs(c, f)
		if at < len(c.Args) {
			return fd.words(link.Ref{F: f, V: c.Args[at]})
		}
	case verbs[r.Verb]:
		return r.Verb
	case r.Kind == "http" && c.Val != 0:
		calls, _ := fd.p.Chain(f, i)
		for _, next := range calls {
			if next.Name == "Methods" {
				return fd.list(f, next.Args)
			}
		}
	}
	return ""
}

// words are the constants of a value that is one text or a list of some.
func (fd *finder) words(v link.Ref) string {
	if v.Type().Kind != summary.Slice {
		known, _ := fd.constants(v)
		return strings.ToUpper(strings.ReplaceAll(strings.Join(known, ","), ", ", ","))
	}
	var out []string
	elems, _ := fd.p.Expand(link.Val{Ref: v})
	for _, e := range elems {
		known, _ := fd.constants(e.Ref)
		out = append(out, known...)
	}
	return strings.ToUpper(strings.Join(out, ","))
}

func (fd *finder) list(f *link.Func, args []int32) string {
	var out []string
	for _, a := range args {
		if w := fd.words(link.Ref{F: f, V: a}); w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, ",")
}

// constants are the texts that a value is, each in turn (a loop over a list), or
// the one that all callers pass. known is false where there is none.
func (fd *finder) constants(v link.Ref) (list []string, known bool) {
	t := fd.p.StringsIn(link.Val{Ref: v}, false, fd.row)
	if list = t.Known(); len(list) > 0 && len(list) == len(t.Vals) && len(list) <= maxRoutes {
		return list, true
	}
	t = fd.p.StringsIn(link.Val{Ref: v}, true, fd.row)
	if list = t.Known(); len(list) != 1 || len(t.Vals) > 1 {
		return nil, false
	}
	return list, true
}

// constant is the one text that a value can be, empty where there is none.
func (fd *finder) constant(v link.Ref) string {
	if list, _ := fd.constants(v); len(list) == 1 {
		return list[0]
	}
	return ""
}

// groups are the methods that make a router for the routes below a path, or
// give a function one. An argument that is no path adds nothing.
var groups = map[string]bool{
	"Group": true, "group": true, "PathPrefix": true, "Party": true, "Subrouter": true, "Namespace": true, "GroupPath": true,
	"Path": true, "Route": true, "PartyFunc": true, "With": true, "Combo": true, "RouteChain": true,
	"NSNamespace": true, "NewNamespace": true, "NewGroup": true, "ConfigureContainer": true, "Prefix": true, "Configure": true,
}

// chained are the methods that return the router or route which they refine.
var chained = map[string]bool{"Host": true, "Headers": true, "Queries": true, "Schemes": true, "Name": true, "Use": true}

// mounts put a router below a path of another.
var mounts = map[string]bool{"Mount": true, "Handle": true, "MountPath": true, "StripPrefix": true}

// prefix lists the places that a router can stand for.
func (fd *finder) prefix(v link.Ref, d int) []spot {
	if v.V == 0 || d > maxWay {
		return anywhere
	}
	if known, ok := fd.places[v]; ok {
		return known
	}
	fd.places[v] = anywhere // where a router comes from itself
	fd.places[v] = fd.place(v, d)
	return fd.places[v]
}

func (fd *finder) place(v link.Ref, d int) []spot {
	x := v.Value()
	switch x.Op {
	case summary.CallVal:
		return fd.group(v.F, int32(x.N), d)
	case summary.FieldOf, summary.GlobalAddr:
		return fd.stored(v, x.Str, d)
	case summary.Load, summary.Convert, summary.Extract, summary.MakeIface, summary.Assert:
		return fd.prefix(v.With(x.A), d+1)
	case summary.Phi:
		return fd.prefix(v.With(x.Args[0]), d+1)
	case summary.ParamVal:
		return fd.given(v.F, int(x.N), d)
	case summary.FreeVal:
		return fd.captured(v, d)
	case summary.Alloc:
		if in := fd.p.Assigned(v); len(in) == 1 {
			return fd.prefix(in[0], d+1)
		}
		return fd.mounted(v, d)
	}
	return anywhere
}

func (fd *finder) group(f *link.Func, i int32, d int) []spot {
	c := &f.Calls[i]
	up := func() []spot { return fd.prefix(link.Ref{F: f, V: c.Recv}, d+1) }
	switch upper := strings.ToUpper(c.Name); {
	case chained[c.Name]:
		return up()
	case c.Name == "Methods":
		return below(up(), spot{verb: fd.list(f, c.Args)})
	case groups[c.Name] && c.Recv == 0 && len(c.Args) > 0 && !isString(f, c.Args[0]): // NewGroup(api, "/v1")
		at := fd.prefix(link.Ref{F: f, V: c.Args[0]}, d+1)
		if len(c.Args) > 1 && isString(f, c.Args[1]) {
			at = below(at, spot{path: fd.constant(link.Ref{F: f, V: c.Args[1]})})
		}
		return at
	case groups[c.Name]:
		return below(up(), spot{path: fd.part(f, c)})
	case verbs[upper] && c.Recv != 0 && len(c.Args) == 1 && isString(f, c.Args[0]):
		own := spot{path: fd.told(link.Ref{F: f, V: c.Recv})}
		return below(below(up(), own), spot{verb: upper, path: fd.part(f, c)}) // a builder: GET("/files").To(handler)
	case verbs[upper] && c.Recv != 0:
		return up() // returns the router for the next registration
	}
	at := fd.mounted(link.Ref{F: f, V: c.Val}, d)
	if slices.Equal(at, anywhere) && c.Recv == 0 && len(c.Args) > 0 && fd.foreign(f, i) && !isString(f, c.Args[0]) {
		return fd.prefix(link.Ref{F: f, V: c.Args[0]}, d+1) // outside code made it of another router
	}
	return at
}

// foreign: the call goes to outside code, or to a framework's.
func (fd *finder) foreign(f *link.Func, i int32) bool {
	out := f.Out[i]
	return len(out) == 0 || fd.m.modules[out[0].Callee.Pkg.Module]
}

// part is the path that a call names first, empty where it names none.
func (fd *finder) part(f *link.Func, c *summary.Call) string {
	if len(c.Args) == 0 || !isString(f, c.Args[0]) {
		return ""
	}
	if list, known := fd.constants(link.Ref{F: f, V: c.Args[0]}); known && len(list) == 1 {
		return list[0]
	}
	return unclear
}

func isString(f *link.Func, v int32) bool { return f.TypeAt(f.Values[v].Type).Kind == summary.String }

func below(at []spot, s spot) []spot {
	out := make([]spot, len(at))
	for i, a := range at {
		out[i] = spot{s.verb, joined(a.path, s.path), a.whole || s.whole}
		if s.verb == "" {
			out[i].verb = a.verb
		}
	}
	return out
}

// joined puts a path below a prefix, as routers do for Group("jwt").POST("revoke") and
// for Group("jwt").GET(":id").
func joined(prefix, path string) string {
	if word(prefix, len(prefix)-1) && (word(path, 0) || strings.HasPrefix(path, ":") || strings.HasPrefix(path, "{")) {
		return prefix + "/" + path
	}
	return prefix + path
}

// word: there is a letter or digit at i, or what stands for some.
func word(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] == unclear[0] || s[i] >= '0' && s[i] <= '9' || s[i] >= 'A' && s[i] <= 'Z' || s[i] >= 'a' && s[i] <= 'z')
}

// told is the path that a service is given by a call of its own, on the same
// variable or field.
func (fd *finder) told(v link.Ref) string {
	for _, f := range fd.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Name == "Path" && strings.HasSuffix(c.Type, "WebService") && fd.sameRouter(link.Ref{F: f, V: c.Recv}, v) {
				return strings.TrimSuffix(fd.part(f, c), "/")
			}
		}
	}
	return ""
}

func (fd *finder) sameRouter(a, b link.Ref) bool {
	if a.F == b.F {
		return fd.p.SameObject(a, b)
	}
	x, y := a.Bare().Value(), b.Bare().Value()
	return x.Op == y.Op && x.Str == y.Str && (x.Op == summary.FieldOf || x.Op == summary.GlobalAddr)
}

// mounted is where a router that is made here is mounted, or the object that embeds it,
// or what the function returns that makes it.
func (fd *finder) mounted(v link.Ref, d int) []spot {
	if v.V == 0 || d > maxWay {
		return anywhere
	}
	var out []spot
	for i := range v.F.Calls {
		out = append(out, fd.mountedBy(v, int32(i), d)...)
	}
	for _, s := range v.F.Stores {
		if a := &v.F.Values[s.Addr]; len(out) == 0 && a.Op == summary.FieldOf && fd.embedded(a.Str) && fd.p.SameObject(v.With(s.Val), v) {
			out = append(out, fd.mounted(v.With(a.A).Bare(), d+1)...)
		}
	}
	if len(out) == 0 && fd.p.Returns(v) {
		for _, e := range v.F.In {
			if e.Call >= 0 && len(out) < maxRoutes {
				out = append(out, fd.mounted(link.Ref{F: e.Caller, V: e.Caller.Calls[e.Call].Val}, d+2)...)
			}
		}
	}
	return some(out)
}

// mountedBy is where one call mounts a router, itself or by what it hands it on to.
func (fd *finder) mountedBy(v link.Ref, i int32, d int) []spot {
	c := &v.F.Calls[i]
	at := slices.IndexFunc(c.Args, func(a int32) bool { return fd.p.SameObject(v.With(a), v) })
	switch {
	case at < 0:
		return nil
	case mounts[c.Name] && at == 1 && c.Recv == 0: // a handler around it is mounted in its turn
		return fd.mounted(v.With(c.Val), d+1)
	case mounts[c.Name] && at == 1:
		_, path := split(fd.part(v.F, c))
		return below(fd.prefix(v.With(c.Recv), d+1), spot{path: ending(path), whole: c.Name == "Handle"})
	}
	var out []spot
	for _, e := range v.F.Out[i] {
		if (e.Via == link.Static || e.Via == link.Interface) && e.Call == i && len(out) < maxRoutes {
			out = append(out, fd.mountsParam(e, at, d+1)...)
		}
	}
	return out
}

func ending(path string) string { return strings.TrimSuffix(strings.TrimSuffix(path, "*"), "/") }

// mountsParam is where the callee of a call mounts the router that it is given, below
// the path that it is given beside it.
func (fd *finder) mountsParam(e *link.Edge, arg, d int) []spot {
	var out []spot
	for _, g := range fd.p.Funcs {
		if g.Decl != e.Callee.Name || d > maxWay {
			continue
		}
		for i := range g.Calls {
			c := &g.Calls[i]
			if !mounts[c.Name] || len(c.Args) < 2 || c.Recv == 0 || fd.paramOf(link.Ref{F: g, V: c.Args[1]}) != paramAt(e.Callee, arg) {
				continue
			}
			path := fd.part(g, c)
			if n, _ := fd.parameter(link.Ref{F: g, V: c.Args[0]}, 0); n >= 0 {
				if v, ok := argument(&e.Caller.Calls[e.Call], n); ok {
					path = fd.constant(link.Ref{F: e.Caller, V: v})
				}
			}
			out = append(out, below(fd.prefix(link.Ref{F: g, V: c.Recv}, d+1), spot{path: ending(path)})...)
		}
	}
	return out
}

// paramAt is the place of an argument among the callee's parameters, its receiver counted.
func paramAt(callee *link.Func, arg int) int {
	if callee.Recv != "" {
		return arg + 1
	}
	return arg
}

// paramOf is the parameter that a value is, of the function or of the one around a
// literal; -1 for none.
func (fd *finder) paramOf(v link.Ref) int {
	for range 4 {
		v = v.Bare()
		switch x := v.Value(); x.Op {
		case summary.ParamVal:
			if v.F.Name == v.F.Decl {
				return int(x.N)
			}
			return -1
		case summary.FreeVal:
			around, ok := fd.p.Captured(v)
			if !ok {
				return -1
			}
			v = around
		default:
			return -1
		}
	}
	return -1
}

// embedded reports whether a field is embedded in its struct.
func (fd *finder) embedded(field string) bool {
	dot := strings.LastIndexByte(field, '.')
	d := fd.p.Decl(field[:max(dot, 0)])
	return d != nil && slices.ContainsFunc(d.Fields, func(f summary.Field) bool { return f.Embedded && f.Name == field[dot+1:] })
}

// stored is the place of a router that is kept in a field or a package variable.
func (fd *finder) stored(v link.Ref, name string, d int) []spot {
	var out []spot
	for _, s := range fd.p.Stored(name) {
		if len(out) < maxRoutes {
			out = append(out, fd.prefix(s, d+4)...)
		}
	}
	return product(some(out), fd.enclosing(v.F, d))
}

// captured is the place of a router that a closure takes from around it.
func (fd *finder) captured(v link.Ref, d int) []spot {
	if g, i := fd.filled(v.F); i >= 0 {
		return fd.group(g, i, d+1)
	}
	around, ok := fd.p.Captured(v)
	if !ok {
		return anywhere
	}
	return product(fd.prefix(around, d+1), fd.enclosing(v.F, d))
}

// enclosing is the path of the groups that code runs in without being told: a
// closure that a group runs, or one that such closures call.
func (fd *finder) enclosing(f *link.Func, d int) []spot {
	if f.Name == f.Decl || d > maxWay {
		return anywhere
	}
	if known, ok := fd.around[f]; ok {
		return known
	}
	fd.around[f] = anywhere
	fd.around[f] = fd.surroundings(f, d)
	return fd.around[f]
}

func (fd *finder) surroundings(f *link.Func, d int) []spot {
	if g, i := fd.filled(f); i >= 0 {
		return product(fd.enclosing(g, d+1), []spot{{path: fd.part(g, &g.Calls[i])}})
	}
	var out []spot
	for _, e := range f.In {
		if e.Via != link.Callback && e.Caller != f && len(out) < maxRoutes {
			out = append(out, fd.enclosing(e.Caller, d+2)...)
		}
	}
	return some(out)
}

func some(at []spot) []spot {
	var out []spot
	for _, s := range at {
		if !slices.Contains(out, s) && len(out) < maxRoutes {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return anywhere
	}
	return out
}

func product(a, b []spot) []spot {
	var out []spot
	for _, s := range b {
		out = append(out, below(a, s)...)
	}
	return some(out)
}

// given are the places of a router that a function is handed: by a router whose
// group it fills, or by its callers.
func (fd *finder) given(f *link.Func, param, d int) []spot {
	if g, i := fd.filled(f); i >= 0 {
		return fd.group(g, i, d+2)
	}
	var out []spot
	for _, e := range f.In {
		if len(out) > maxRoutes {
			break
		}
		if e.Via == link.Callback && e.Call >= 0 {
			if groups[e.Caller.Calls[e.Call].Name] {
				out = append(out, fd.group(e.Caller, e.Call, d+2)...)
			}
		} else if arg, ok := fd.p.Arg(&link.Ctx{Edge: e}, param); ok {
			out = append(out, fd.prefix(arg.Ref, d+2)...)
		}
	}
	return some(out)
}

// filled finds the call that hands a closure the router of a group, in the
// function around it, -1 for none: a router that is itself in view calls it in
// its own way.
func (fd *finder) filled(f *link.Func) (*link.Func, int32) {
	around := fd.p.Lookup(f.Name[:max(0, strings.LastIndexByte(f.Name, '$'))])
	if f.Name == f.Decl || around == nil {
		return nil, -1
	}
	for i := range around.Calls {
		c := &around.Calls[i]
		for _, a := range c.Args {
			if groups[c.Name] && fd.p.Closure(link.Ref{F: around, V: a}) == f {
				return around, int32(i)
			}
		}
	}
	return nil, -1
}
