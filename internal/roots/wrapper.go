package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// An application's own router hands routes and handlers on to a framework, and its
// own queue topics and handlers on to a client. Which
// handler goes with which route is to be seen where the own router is called, and
// no longer where it calls the framework.

// wrapper is a function that registers what it is given.
type wrapper struct {
	rule *framed
	// route and verb are parameters, -1 where the router itself holds the route
	// or the verb is no parameter; fixed is the verb where it is a constant.
	route, verb int
	fixed       string
	// router is the parameter that is the framework's router, -1 where it is none.
	router int
	// text is the route as the framework is handed it at last, and way the calls that lead
	// there from the function.
	text link.Ref
	way  []*link.Edge
}

// wrappers finds the functions whose registrations take the route from a
// parameter, and those that call such a one with a parameter of theirs.
func (fd *finder) wrappers() {
	fd.wraps = map[*link.Func]*wrapper{}
	fd.within = map[*summary.Call]bool{}
	for _, f := range fd.p.Funcs {
		for i := range f.Calls {
			for _, r := range fd.rulesFor(f, &f.Calls[i]) {
				if r.Kind != "middleware" && r.Route != nil {
					fd.wrap(f, int32(i), r, *r.Route+contextArgs(&f.Calls[i], f))
				}
			}
		}
	}
	for range 3 {
		for _, f := range fd.p.Funcs {
			for i := range f.Calls {
				if w := fd.wrapped(f, int32(i)); w != nil && fd.wraps[f] == nil {
					fd.hand(f, int32(i), w)
				}
			}
		}
	}
}

// wrap notes a function that calls a framework with a route that it was given.
func (fd *finder) wrap(f *link.Func, i int32, r *framed, at int) {
	c := &f.Calls[i]
	if at >= len(c.Args) {
		return
	}
	param, own := fd.parameter(link.Ref{F: f, V: c.Args[at]}, 0)
	if param < 0 && !own || fd.matched(f) || !r.Caller && !fd.handsOn(f, c) {
		return
	}
	fd.within[c] = true
	owner := fd.maker(f, link.Ref{F: f, V: c.Args[at]})
	if fd.wraps[owner] != nil {
		return
	}
	w := &wrapper{rule: r, route: param, verb: -1, fixed: fd.verb(f, i, r), router: fd.paramOf(link.Ref{F: f, V: c.Recv}), text: link.Ref{F: f, V: c.Args[at]}}
	if n := strings.TrimPrefix(r.Verb, "@"); n != r.Verb && n != "" {
		if at := int(n[0]-'0') + contextArgs(c, f); at < len(c.Args) {
			if p, _ := fd.parameter(link.Ref{F: f, V: c.Args[at]}, 0); p >= 0 {
				w.verb, w.fixed = p, ""
			}
		}
	}
	fd.wraps[owner] = w
}

// maker is the function around a literal where that has the route from it: an option is
// made of the route and the handler, and run later.
func (fd *finder) maker(f *link.Func, route link.Ref) *link.Func {
	if d := fd.p.Declared(f); f.Literal() && d != nil && fd.paramOf(route) >= 0 {
		return d
	}
	return f
}

// handsOn reports whether one of the functions that a call hands over is, or is made of,
// what its own function was given: else that registers handlers of its own below a path.
func (fd *finder) handsOn(f *link.Func, c *summary.Call) bool {
	return slices.ContainsFunc(c.Args, func(a int32) bool {
		return !isString(f, a) && fd.givenToo(link.Ref{F: f, V: a}, 0)
	})
}

func (fd *finder) givenToo(v link.Ref, d int) bool {
	if v = v.Bare(); d > maxLayers {
		return true
	}
	any := func(of []int32) bool {
		return slices.ContainsFunc(of, func(a int32) bool { return a != 0 && fd.givenToo(v.With(a), d+1) })
	}
	switch x := v.Value(); x.Op {
	case summary.ParamVal:
		return true
	case summary.Closure, summary.Phi, summary.List:
		return any(x.Args)
	case summary.Append:
		return any(append([]int32{x.A, x.B}, x.Args...))
	case summary.CallVal:
		return any(append([]int32{v.F.Calls[x.N].Recv}, v.F.Calls[x.N].Args...))
	case summary.FreeVal:
		around, ok := fd.p.Captured(v)
		return !ok || fd.givenToo(around, d+1)
	case summary.FuncVal, summary.Const, summary.GlobalAddr:
		return false
	case summary.Alloc:
		in := fd.p.Assigned(v)
		return slices.ContainsFunc(in, func(r link.Ref) bool { return fd.givenToo(r, d+2) }) || fd.filledWith(v, d)
	default:
		return any([]int32{x.A, x.B})
	}
}

// filledWith: a struct holds, in a field, a function that its own function was given.
func (fd *finder) filledWith(box link.Ref, d int) bool {
	return slices.ContainsFunc(box.F.Stores, func(s summary.Store) bool {
		a := &box.F.Values[s.Addr]
		in := box.With(s.Val)
		return a.Op == summary.FieldOf && a.A == box.V && in.Type().Kind == summary.Signature && fd.givenToo(in, d+2)
	})
}

// matched reports whether calls of a function are matched by rows of their own.
func (fd *finder) matched(f *link.Func) bool {
	return slices.ContainsFunc(fd.rowsOf(f.Name), func(r *framed) bool {
		return r.Takes == "" || slices.ContainsFunc(f.Params, func(p summary.Param) bool { return glob(r.Takes, f.TypeAt(p.Type).Text) })
	})
}

// hand notes a function that calls a wrapper with what it was given.
func (fd *finder) hand(f *link.Func, i int32, w *wrapper) {
	c := &f.Calls[i]
	verb, fixed := -1, w.fixed
	if v, ok := argument(c, w.verb); ok {
		verb, _ = fd.parameter(link.Ref{F: f, V: v}, 0)
		fixed = fd.words(link.Ref{F: f, V: v})
	}
	param := -1
	if w.route >= 0 {
		v, ok := argument(c, w.route)
		if !ok {
			return
		}
		own := false
		if param, own = fd.parameter(link.Ref{F: f, V: v}, 0); param < 0 && !own {
			return
		}
	} else if p, own := fd.parameter(link.Ref{F: f, V: c.Recv}, 0); p != 0 && !own {
		return
	}
	if !givesFunctions(f, c) {
		return
	}
	fd.within[c] = true
	router := -1
	if v, ok := argument(c, w.router); ok && w.router >= 0 {
		router = fd.paramOf(link.Ref{F: f, V: v})
	}
	up := &wrapper{rule: w.rule, route: param, verb: verb, fixed: fixed, router: router}
	if e := fd.edgeTo(f, i, w); e != nil {
		up.text, up.way = w.text, append([]*link.Edge{e}, w.way...)
	}
	fd.wraps[f] = up
}

// givesFunctions reports whether a call is given what may be a function.
func givesFunctions(f *link.Func, c *summary.Call) bool {
	for _, a := range c.Args {
		switch f.TypeAt(f.Values[a].Type).Kind {
		case summary.Signature, summary.Interface, summary.Slice:
			return true
		}
	}
	return false
}

// argument is a call's value for a parameter of its callee, the receiver counted.
func argument(c *summary.Call, param int) (int32, bool) {
	if c.Recv != 0 {
		if param == 0 {
			return c.Recv, true
		}
		param--
	}
	if param < 0 || param >= len(c.Args) {
		return 0, false
	}
	return c.Args[param], true
}

// parameter is the parameter from which a text is made; own is true where it is
// made from a field of the receiver instead.
func (fd *finder) parameter(v link.Ref, d int) (param int, own bool) {
	if v.V == 0 || d > 10 {
		return -1, false
	}
	x := v.Value()
	var parts []int32
	switch x.Op {
	case summary.ParamVal:
		if v.Type().Kind == summary.String {
			return int(x.N), false
		}
		return -1, x.N == 0 && v.F.Recv != ""
	case summary.Load, summary.Convert, summary.FieldOf, summary.SliceOf, summary.ElemOf, summary.Extract:
		parts = []int32{x.A}
	case summary.Alloc:
		for _, in := range fd.p.Assigned(v) {
			parts = append(parts, in.V)
		}
	case summary.FreeVal:
		if around, ok := fd.p.Captured(v); ok {
			return fd.parameter(around, d+1)
		}
	case summary.Binary:
		parts = []int32{x.B, x.A}
	case summary.Phi:
		parts = x.Args
	case summary.CallVal:
		parts = v.F.Calls[x.N].Args
	}
	param = -1
	for _, part := range parts {
		p, o := fd.parameter(v.With(part), d+1)
		if p >= 0 {
			return p, false
		}
		own = own || o
	}
	return -1, own
}

// wrapped is the own router's function that a call goes to, nil for any other.
func (fd *finder) wrapped(f *link.Func, i int32) *wrapper {
	for _, e := range f.Out[i] {
		if e.Via != link.Callback && !e.Entry && e.Callee != f {
			if w := fd.wraps[e.Callee]; w != nil {
				return w
			}
		}
	}
	return nil
}

// throughWrappers makes entries of the functions that own routers are given.
func (fd *finder) throughWrappers() {
	for _, f := range fd.p.Funcs {
		for i := range f.Calls {
			if w := fd.wrapped(f, int32(i)); w != nil && !fd.within[&f.Calls[i]] {
				routes := fd.wrappedRoutes(f, int32(i), w)
				fd.placed = fd.table(f, int32(i), w.rule, func() []string { return fd.wrappedRoutes(f, int32(i), w) })
				fd.handlers(f, int32(i), -1, w.rule, routes)
				fd.controllers(f, &f.Calls[i], w.rule, routes)
				fd.placed = nil
			}
		}
	}
}

// controllers gives the methods of an object that an own router is given their routes.
func (fd *finder) controllers(f *link.Func, c *summary.Call, r *framed, routes []string) {
	if r.Mapping == nil {
		return
	}
	for n, a := range c.Args {
		if f.TypeAt(f.Values[a].Type).Kind == summary.Interface {
			fd.mapped(f, c, n, r, routes)
		}
	}
}

func (fd *finder) wrappedRoutes(f *link.Func, i int32, w *wrapper) []string {
	c := &f.Calls[i]
	verb := w.fixed
	if v, ok := argument(c, w.verb); ok && w.verb >= 0 {
		verb = fd.words(link.Ref{F: f, V: v})
	}
	if upper := strings.ToUpper(c.Name); verbs[upper] && w.rule.Kind == "http" {
		verb = upper
	}
	paths := []string{""}
	if w.route >= 0 {
		v, ok := argument(c, w.route)
		known := false
		if ok {
			paths, known = fd.constants(link.Ref{F: f, V: v})
		}
		if !known {
			return texts(verb)
		}
	}
	if w.rule.Kind != "http" {
		return slices.DeleteFunc(paths, func(s string) bool { return s == "" })
	}
	router := c.Recv
	if v, ok := argument(c, w.router); ok && w.router >= 0 {
		router = v
	}
	if text := fd.spelledOut(f, i, w); text != "" {
		paths = []string{text}
	}
	return join(fd.prefix(link.Ref{F: f, V: router}, 0), verb, paths)
}

// spelledOut is the route that a wrapper makes of what a call gives it, empty if unknown.
func (fd *finder) spelledOut(f *link.Func, i int32, w *wrapper) string {
	e := fd.edgeTo(f, i, w)
	if e == nil || w.text.V == 0 || w.route < 0 {
		return ""
	}
	ctx := &link.Ctx{Edge: e}
	for _, in := range w.way {
		ctx = &link.Ctx{Edge: in, Up: ctx}
	}
	if t := fd.p.StringsIn(link.Val{Ref: w.text, Ctx: ctx}, false, fd.row); len(t.Vals) == 1 && len(t.Known()) == 1 {
		return t.Vals[0]
	}
	return ""
}

// edgeTo is the edge by which a call comes to a wrapper.
func (fd *finder) edgeTo(f *link.Func, i int32, w *wrapper) *link.Edge {
	for _, e := range f.Out[i] {
		if fd.wraps[e.Callee] == w {
			return e
		}
	}
	return nil
}

// handlers makes an entry of the last function that a call is given, or of the
// one at arg; what else it is given runs before that. What goes with a verb of its
// own, Handle("/files", GET(list), POST(add)), is a handler each.
func (fd *finder) handlers(f *link.Func, i int32, arg int, r *framed, routes []string) {
	before := *r
	before.Kind = "middleware"
	list := fd.functions(f, i)
	for n := len(list) - 1; n >= 0; n-- {
		rule := &before
		if len(list[n].funcs)+len(list[n].inner) > 0 && (arg < 0 || arg == n || list[n].verb != "") {
			rule, arg = r, n
		}
		fd.laid(list[n], rule, withVerb(list[n].verb, routes))
	}
}

func withVerb(verb string, routes []string) []string {
	if verb == "" {
		return routes
	}
	out := make([]string, len(routes))
	for i, route := range routes {
		_, path := split(route)
		out[i] = verb + " " + path
	}
	return out
}

// given is what an argument may be, the handlers that it was made around, and the
// verb under which it is given.
type given struct {
	funcs []*link.Func
	wrapped
	verb string
}

// functions are those that each argument of a call may be, the elements of a
// list that is passed as it is one by one.
func (fd *finder) functions(f *link.Func, i int32) []given {
	c := &f.Calls[i]
	var out []given
	for n, a := range c.Args {
		v := link.Ref{F: f, V: a}
		switch {
		case c.Ellipsis && n == len(c.Args)-1:
			elems, _ := fd.p.Expand(link.Val{Ref: v})
			for _, e := range elems {
				out = append(out, fd.with(given{funcs: fd.p.Held(e.Ref).Funcs}, e.Ref))
			}
		case holdsFunctions(v):
			out = append(out, fd.with(given{funcs: fd.p.HandedAt(f, i, n)}, v))
		default:
			out = append(out, fd.underVerb(v.Bare()))
		}
	}
	return out
}

// underVerb is the handler that a call named for a verb is given: GET(list). One
// without parameters is asked for the handler first.
func (fd *finder) underVerb(v link.Ref) given {
	x := v.Value()
	if x.Op != summary.CallVal {
		return given{}
	}
	c := &v.F.Calls[x.N]
	verb := strings.ToUpper(c.Name)
	if !verbs[verb] || len(c.Args) == 0 || !holdsFunctions(v.With(c.Args[0])) {
		return given{}
	}
	out := given{verb: verb}
	for _, g := range fd.p.HandedAt(v.F, int32(x.N), 0) {
		if made := fd.p.Returned(g); len(made) > 0 && len(g.Params) <= 1 {
			out.funcs = append(out.funcs, made...)
		} else {
			out.funcs = append(out.funcs, g)
		}
	}
	return out
}

// holdsFunctions: a value that may be a function, not an object with methods.
func holdsFunctions(v link.Ref) bool {
	t := v.Type()
	if x := v.Value(); x.Op == summary.MakeIface {
		t = v.With(x.A).Type()
	}
	return t.Kind == summary.Signature || t.Kind == summary.Interface && t.Named == ""
}
