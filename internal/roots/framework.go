package roots

import (
	"go/token"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// registered finds functions and objects handed to calls and stored in fields
// that the catalogue knows, and callers that loop over what a call delivers.
func (fd *finder) registered() {
	for _, f := range fd.p.Funcs {
		for i := range f.Calls {
			for _, r := range fd.rulesFor(f, &f.Calls[i]) {
				if fd.mayRun(f) {
					fd.registration(f, int32(i), r)
				}
			}
		}
		for i := range f.Stores {
			fd.put(f, &f.Stores[i])
		}
	}
}

// put looks at what is put into a field, or into a map of a type with a name.
func (fd *finder) put(f *link.Func, s *summary.Store) {
	a := &f.Values[s.Addr]
	name := a.Str
	if a.Op == summary.ElemOf {
		name = f.TypeAt(f.Values[a.A].Type).Named + "." + f.Values[a.B].Str
	} else if a.Op != summary.FieldOf {
		return
	}
	r := fd.m.find(fd.m.fields, name)
	if r == nil || r.within(f) || !fd.mayRun(f) {
		return
	}
	fd.handed(r, texts(fd.described(f, a.A, r)), link.Ref{F: f, V: s.Val})
	if f.TypeAt(f.Values[s.Val].Type).Kind == summary.Map {
		fd.elements(f, s.Val, r)
	}
}

// rulesFor are the rows that a call matches. Most callees are called many times.
func (fd *finder) rulesFor(f *link.Func, c *summary.Call) []*framed {
	named := fd.rowsOf(c.Callee)
	if c.Callee == "" && c.Fun != 0 && len(c.Args) > 0 {
		named = fd.kept(f, c)
	}
	var out []*framed
	for _, r := range named {
		if !r.within(f) && takes(f, c, r.Takes) {
			out = append(out, r)
		}
	}
	if len(named) > 0 {
		return out
	}
	if r := fd.guessed(f, c); r != nil {
		return []*framed{r}
	}
	if c.Iface != 0 {
		return fd.seenThrough(f, c)
	}
	return nil
}

func (fd *finder) rowsOf(callee string) []*framed {
	named, ok := fd.rows[callee]
	if !ok {
		named = fd.m.findAll(fd.m.calls, callee)
		fd.rows[callee] = named
	}
	return named
}

// kept are the rows of a framework's function that was kept as a value: get := router.GET.
func (fd *finder) kept(f *link.Func, c *summary.Call) (out []*framed) {
	for _, name := range fd.p.Outer(f, c) {
		for _, r := range fd.rowsOf(name) {
			if !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// seenThrough are the rows of a framework's method that is called through an interface
// of the application's own: one of the name that speaks of the framework's types.
func (fd *finder) seenThrough(f *link.Func, c *summary.Call) []*framed {
	var out []*framed
	for _, r := range fd.m.calls[c.Name] {
		if pkg, method := receiverPackage(r.pattern); method && !r.within(f) && r.Takes == "" && speaksOf(f, c, r, pkg) {
			out = append(out, r)
		}
	}
	return out[:min(len(out), 1)]
}

// receiverPackage is the package of the type whose method a pattern names.
func receiverPackage(pattern string) (pkg string, method bool) {
	name, method := strings.CutPrefix(pattern, "(")
	name = strings.TrimPrefix(name, "*")
	slash := strings.LastIndexByte(name, '/') + 1
	dot := strings.IndexByte(name[slash:], '.')
	return name[:slash+max(dot, 0)], method && dot > 0
}

// speaksOf reports whether a call's function takes a route and handlers of a package's
// form, or of what a loop takes, whether it takes or gives the package's types.
func speaksOf(f *link.Func, c *summary.Call, r *framed, pkg string) bool {
	if r.Caller {
		return slices.ContainsFunc(append(slices.Clone(c.Sig), c.Result), func(t int32) bool { return strings.Contains(f.TypeAt(t).Text, pkg+".") })
	}
	if at := contextArgs(c, f); r.Route != nil && (at+*r.Route >= len(c.Args) || !isString(f, c.Args[at+*r.Route])) {
		return false
	}
	return slices.ContainsFunc(c.Sig, func(t int32) bool {
		typ := f.TypeAt(t)
		if typ.Kind == summary.Slice {
			typ = f.TypeAt(typ.Elem)
		}
		return typ.Kind == summary.Signature && strings.Contains(typ.Text, pkg+".")
	})
}

// within: what a framework hands to itself has been handed to it by others.
func (r *framed) within(f *link.Func) bool {
	return !f.Pkg.Main && slices.Contains(r.modules, f.Pkg.Module)
}

func (fd *finder) registration(f *link.Func, i int32, r *framed) {
	c := &f.Calls[i]
	if !fd.within[c] {
		fd.placed = fd.table(f, i, r, func() []string { return fd.routes(f, i, r) })
		defer func() { fd.placed = nil }()
	}
	var routes []string
	if !fd.within[c] && (r.Route != nil || r.Annotated != "" || !slices.Contains(r.Methods, "**")) { // else callers or annotations know them
		routes = fd.routes(f, i, r)
	}
	if r.Caller {
		fd.consumer(f, c, r, routes)
		return
	}
	if r.Kind == "periodic" {
		fd.every = fd.interval(f, i)
		defer func() { fd.every = 0 }()
	}
	arg := handlerArg(c, f, r)
	if r.Mapping != nil {
		fd.mapped(f, c, arg, r, routes)
		return
	}
	if (arg < 0 || r.Chain) && r.Kind == "http" && (!c.Ellipsis || fd.spelled(f, c)) {
		fd.handlers(f, i, arg, r, routes)
		return
	}
	g := given{funcs: append(fd.p.Handed(f, i, arg), fd.listed(f, c)...)}
	if arg >= 0 && arg < len(c.Args) && r.Kind != "middleware" {
		g = fd.with(g, link.Ref{F: f, V: c.Args[arg]})
	}
	if arg >= 0 && arg < len(c.Args) && len(r.Methods) > 0 {
		asked := fd.asksFor(f, c, arg) // more than is called per request
		g.funcs = slices.DeleteFunc(g.funcs, func(h *link.Func) bool {
			return strings.HasPrefix(h.Short, "mustEmbed") || h.Recv != "" && slices.Contains(asked, h.Short) && (r.Annotated != "" || r.Service != "" || !fd.calls(r, h.Short, h))
		})
	}
	fd.laid(g, r, routes)
	if arg < 0 || arg >= len(c.Args) {
		return
	}
	if f.TypeAt(f.Values[c.Args[arg]].Type).Kind == summary.Map {
		fd.elements(f, c.Args[arg], r)
	}
	if len(r.Methods) == 0 {
		return
	}
	fd.object(f, c, arg, r, routes)
	if fd.p.Variadic(f, i, arg) && !c.Ellipsis {
		for more := arg + 1; more < len(c.Args); more++ {
			fd.object(f, c, more, r, routes)
		}
	}
}

// listed are the functions of a list that a call passes on as it is.
func (fd *finder) listed(f *link.Func, c *summary.Call) (out []*link.Func) {
	if !c.Ellipsis {
		return nil
	}
	elems, _ := fd.p.Expand(link.Val{Ref: link.Ref{F: f, V: c.Args[len(c.Args)-1]}})
	for _, e := range elems {
		out = append(out, fd.p.Held(e.Ref).Funcs...)
	}
	return out
}

// object makes entries of the methods of an object that a call is given, of a list
// of some those of each.
func (fd *finder) object(f *link.Func, c *summary.Call, arg int, r *framed, routes []string) {
	only := *r
	if r.Methods[0] == "*" {
		if asked := fd.asksFor(f, c, arg); asked != nil {
			only.Methods = asked
		}
	}
	if d := fd.givenAs(f, c, arg); d != nil && r.Service != "" && len(routes) == 0 {
		routes = []string{bare(d.Name)} // the service is called like the interface that was generated for it
	}
	v := link.Ref{F: f, V: c.Args[arg]}
	fd.objects(&only, routes, fd.p.Held(v).Types)
	if c.Ellipsis && arg == len(c.Args)-1 {
		elems, _ := fd.p.Expand(link.Val{Ref: v})
		for _, e := range elems {
			fd.objects(&only, routes, fd.p.Held(e.Ref).Types)
		}
	}
}

// spelled reports whether the list that a call passes on can be followed to
// where it was written out, or at least what comes last in it: the handler.
func (fd *finder) spelled(f *link.Func, c *summary.Call) bool {
	v := link.Val{Ref: link.Ref{F: f, V: c.Args[len(c.Args)-1]}}
	if _, ok := fd.p.Expand(v); ok {
		return true
	}
	if made, ok := fd.p.Only(v); ok {
		v = made
	}
	x := v.Value()
	if x.Op != summary.Append || x.B == 0 {
		return x.Op == summary.Append && len(x.Args) > 0
	}
	tail, ok := fd.p.Expand(v.With(x.B))
	return ok && len(tail) > 0
}

// elements makes entries of the functions that a map is given by name.
func (fd *finder) elements(f *link.Func, m int32, r *framed) {
	for _, put := range fd.p.Puts(link.Ref{F: f, V: m}) {
		fd.handed(r, texts(fd.constant(put.Key)), put.Val)
	}
}

// drained is the loop that takes what a call delivers: the innermost around it,
// else one that works through a channel after it; -1 for none.
func (fd *finder) drained(f *link.Func, c *summary.Call) int {
	if loops := f.LoopsAt(c.Block); len(loops) > 0 {
		return loops[len(loops)-1]
	}
	for l := range f.Loops {
		loop := &f.Loops[l]
		if loop.Parent < 0 && f.Dominates(c.Block, loop.Header) && fd.p.LoopBound(f, l, nil).Kind == link.Channel {
			return l
		}
	}
	return -1
}

// asksFor lists the methods of the interface as which a call is given an object: those
// are what is called, and not all that the object has. nil where none says.
func (fd *finder) asksFor(f *link.Func, c *summary.Call, arg int) []string {
	d := fd.givenAs(f, c, arg)
	if d == nil {
		return nil
	}
	var names []string
	for _, m := range d.Methods {
		if token.IsExported(m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}

// givenAs is the interface that the callee's parameter is, or that the argument was
// before it became anything at all, nil where neither is one with methods.
func (fd *finder) givenAs(f *link.Func, c *summary.Call, arg int) *summary.Decl {
	types := []*summary.Type{}
	if arg < len(c.Sig) {
		types = append(types, f.TypeAt(c.Sig[arg]))
	}
	if last := len(c.Sig) - 1; arg >= last && last >= 0 && f.TypeAt(c.Sig[last]).Kind == summary.Slice {
		types = append(types, f.TypeAt(f.TypeAt(c.Sig[last]).Elem))
	}
	if v := &f.Values[c.Args[arg]]; v.Op == summary.Convert {
		types = append(types, f.TypeAt(f.Values[v.A].Type))
	}
	for _, t := range types {
		if d := fd.p.Decl(t.Named); t.Kind == summary.Interface && d != nil && len(d.Methods) > 0 {
			return d
		}
	}
	return nil
}

// handed makes entries of what a field or a map was given.
func (fd *finder) handed(r *framed, routes []string, v link.Ref) {
	h := fd.p.Held(v)
	fd.laid(fd.with(given{funcs: h.Funcs}, v), r, routes)
	if len(r.Methods) > 0 {
		fd.objects(r, routes, h.Types)
		return
	}
	for _, f := range h.Methods {
		fd.entry(f, r, routes)
	}
}

// objects makes entries of the named methods of objects; "*" is every exported
// one, "**" those of them that are not the framework's own, "Error*" those that begin
// so.
func (fd *finder) objects(r *framed, routes []string, types []string) {
	for _, t := range types {
		d := fd.p.Decl(t)
		if d == nil || fd.placed[t] {
			continue
		}
		for _, m := range d.Methods {
			if f := fd.p.Lookup(fd.p.Method(t, m.Name)); f != nil && fd.calls(r, m.Name, f) {
				if at, ok := fd.annotated(f, r, routes); ok {
					fd.add(fd.framed(f, r, at))
				}
			}
		}
	}
}

// calls reports whether a row is about a method.
func (fd *finder) calls(r *framed, name string, f *link.Func) bool {
	if r.Methods[0] == "**" && slices.Contains(r.modules, f.Pkg.Module) || slices.Contains(r.Methods, "!"+name) {
		return false
	}
	if r.Form != "" && !glob(r.Form, signatureText(f)) {
		return false
	}
	return slices.ContainsFunc(r.Methods, func(m string) bool {
		if m[0] == '*' {
			return token.IsExported(name)
		}
		return glob(m, name)
	})
}

// entry adds a registered function.
func (fd *finder) entry(f *link.Func, r *framed, routes []string) {
	for _, g := range fd.runs(f, r) {
		fd.add(fd.framed(g, r, routes))
	}
}

// runs is what runs per request of a registered function: of a middleware, or of
// a hook made like one, what it returns; the function itself runs once.
func (fd *finder) runs(f *link.Func, r *framed) []*link.Func {
	if r.Kind == "middleware" || r.Kind == "orm-hook" {
		if inner := fd.p.Returned(f); len(inner) > 0 {
			return inner
		}
	}
	return []*link.Func{f}
}

// handlerArg maps a rule's index, which does not count a leading context, to
// the call's; -1 for any argument.
func handlerArg(c *summary.Call, f *link.Func, r *framed) int {
	if r.Handler == nil {
		return -1
	}
	return *r.Handler + contextArgs(c, f)
}

func contextArgs(c *summary.Call, f *link.Func) int {
	if len(c.Sig) > 0 && f.TypeAt(c.Sig[0]).Text == "context.Context" {
		return 1
	}
	return 0
}

func (fd *finder) framed(callee *link.Func, r *framed, routes []string) Root {
	switch {
	case r.Tags != "":
		routes = fd.tagged(callee, r.Tags, routes)
	case r.Service != "":
		routes = serviceMethod(callee, routes, r.Service)
	case r.Named:
		routes = spelled(callee.Short, routes)
	}
	return Root{F: callee, Kind: r.Kind, Heat: finding.Heat(r.Heat), Routes: routes, Loop: -1, Framework: r.framework, Seconds: fd.every}
}

// takes reports whether a call's function has a parameter or result of the type.
func takes(f *link.Func, c *summary.Call, typ string) bool {
	if typ == "" {
		return true
	}
	for _, t := range append(slices.Clone(c.Sig), c.Result) {
		if glob(typ, f.TypeAt(t).Text) {
			return true
		}
	}
	return false
}
