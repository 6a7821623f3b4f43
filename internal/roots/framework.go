package roots

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// registered finds functions and objects handed to calls and stored in fields
// that the catalogue knows, and callers that loop over what a call delivers.
func (fd *finder) registered() {
	known := map[string][]*framed{} // most callees are called many times
	for _, f := range fd.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			rules, ok := known[c.Callee]
			if !ok {
				rules = fd.m.findAll(fd.m.calls, c.Callee)
				known[c.Callee] = rules
			}
			for _, r := range rules {
				if takes(f, c, r.Takes) {
					fd.registration(f, int32(i), c, r)
				}
			}
		}
		for _, s := range f.Stores {
			if a := &f.Values[s.Addr]; a.Op == summary.FieldOf {
				if r := fd.m.find(fd.m.fields, a.Str); r != nil {
					fd.handed(r, fd.described(f, a.A, r), fd.p.Held(link.Ref{F: f, V: s.Val}))
				}
			}
		}
	}
}

func (fd *finder) registration(f *link.Func, i int32, c *summary.Call, r *framed) {
	if r.Caller {
		root := fd.framed(f, r, fd.route(f, c, r))
		root.Loop = fd.drained(f, c)
		fd.add(root)
		return
	}
	arg := handlerArg(c, f, r)
	route := fd.route(f, c, r)
	for _, callee := range fd.p.Handed(f, i, arg) {
		fd.entry(callee, r, route)
	}
	if arg >= 0 && arg < len(c.Args) && f.TypeAt(f.Values[c.Args[arg]].Type).Kind == summary.Map {
		fd.elements(f, c.Args[arg], r)
	}
	if len(r.Methods) > 0 && arg >= 0 && arg < len(c.Args) {
		only := *r
		if r.Methods[0] == "*" {
			if asked := fd.asksFor(f, c, arg); asked != nil {
				only.Methods = asked
			}
		}
		fd.objects(&only, route, fd.p.Held(link.Ref{F: f, V: c.Args[arg]}).Types)
	}
}

// elements makes entries of the functions that a map is given by name.
func (fd *finder) elements(f *link.Func, m int32, r *framed) {
	for _, s := range f.Stores {
		if a := &f.Values[s.Addr]; a.Op == summary.ElemOf && a.A == m {
			fd.handed(r, fd.constant(link.Ref{F: f, V: a.B}), fd.p.Held(link.Ref{F: f, V: s.Val}))
		}
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

// asksFor lists the methods of the interface that the callee's parameter is, or
// that the argument was before it became anything at all: those are what is
// called, and not all that the object has. nil where neither says.
func (fd *finder) asksFor(f *link.Func, c *summary.Call, arg int) []string {
	types := []*summary.Type{}
	if arg < len(c.Sig) {
		types = append(types, f.TypeAt(c.Sig[arg]))
	}
	if v := &f.Values[c.Args[arg]]; v.Op == summary.Convert {
		types = append(types, f.TypeAt(f.Values[v.A].Type))
	}
	for _, t := range types {
		if d := fd.p.Decl(t.Named); t.Kind == summary.Interface && d != nil && len(d.Methods) > 0 {
			names := make([]string, len(d.Methods))
			for i, m := range d.Methods {
				names[i] = m.Name
			}
			return names
		}
	}
	return nil
}

// handed makes entries of what a field was given.
func (fd *finder) handed(r *framed, route string, h link.Held) {
	for _, f := range h.Funcs {
		fd.entry(f, r, route)
	}
	if len(r.Methods) > 0 {
		fd.objects(r, route, h.Types)
		return
	}
	for _, f := range h.Methods {
		fd.entry(f, r, route)
	}
}

// objects makes entries of the named methods of objects; "*" is every exported
// one.
func (fd *finder) objects(r *framed, route string, types []string) {
	for _, t := range types {
		d := fd.p.Decl(t)
		if d == nil {
			continue
		}
		for _, m := range d.Methods {
			if !slices.Contains(r.Methods, m.Name) && (r.Methods[0] != "*" || m.Name[0] < 'A' || m.Name[0] > 'Z') {
				continue
			}
			if f := fd.p.Lookup(fd.p.Method(t, m.Name)); f != nil {
				fd.add(fd.framed(f, r, route))
			}
		}
	}
}

// entry adds a registered function. Of a middleware, or of a hook made like one,
// it is what it returns that runs per request; the function itself runs once.
func (fd *finder) entry(f *link.Func, r *framed, route string) {
	if r.Kind == "middleware" || r.Kind == "orm-hook" {
		if inner := fd.p.Returned(f); len(inner) > 0 {
			for _, g := range inner {
				fd.add(fd.framed(g, r, route))
			}
			return
		}
	}
	fd.add(fd.framed(f, r, route))
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

func (fd *finder) framed(callee *link.Func, r *framed, route string) Root {
	return Root{F: callee, Kind: r.Kind, Heat: finding.Heat(r.Heat), Route: route, Loop: -1, Framework: r.framework}
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

// implementations finds methods of types that implement an interface which a
// framework calls.
func (fd *finder) implementations() {
	for i := range fd.m.rules {
		r := &fd.m.rules[i]
		switch {
		case r.Implements == "":
		case strings.Contains(r.Implements, "*"):
			for _, name := range fd.p.Interfaces() {
				if glob(r.Implements, name) {
					fd.implementation(r, name)
				}
			}
		default:
			for _, name := range expand(r.Implements) {
				fd.implementation(r, name)
			}
		}
	}
}

func (fd *finder) implementation(r *framed, name string) {
	methods := r.Methods
	iface := fd.p.Decl(name)
	if iface == nil && (len(methods) < 3 || !telling(methods)) {
		return // not enough to know an interface by that is not in view
	}
	if iface != nil && len(methods) == 0 {
		for _, m := range iface.Methods {
			methods = append(methods, m.Name)
		}
	}
	for _, pkg := range fd.p.Pkgs {
		for i := range pkg.Decls {
			d := &pkg.Decls[i]
			if d.Pkg != pkg.Path || d.Kind == summary.Interface {
				continue
			}
			if iface != nil && !fd.p.Implements(d.Name, name) || iface == nil && !hasAll(fd.p, d.Name, methods) {
				continue
			}
			for _, m := range methods {
				if f := fd.p.Lookup(fd.p.Method(d.Name, m)); f != nil {
					fd.add(fd.framed(f, r, ""))
				}
			}
		}
	}
}

// telling: some name is other than what every store of keys and values has.
func telling(methods []string) bool {
	return slices.ContainsFunc(methods, func(m string) bool { return !slices.Contains([]string{"Get", "Set", "Delete"}, m) })
}

func hasAll(p *link.Program, typ string, methods []string) bool {
	for _, m := range methods {
		if p.Method(typ, m) == "" {
			return false
		}
	}
	return true
}

// signatures finds functions by the form of their type, and model hooks by name
// and parameter.
func (fd *finder) signatures() {
	bySig := map[string]*framed{}
	byMethod := map[string][]*framed{}
	for i := range fd.m.rules {
		r := &fd.m.rules[i]
		if r.Signature != "" {
			bySig[r.Signature] = r
		}
		for _, name := range expand(r.Method) {
			byMethod[name] = append(byMethod[name], r)
		}
	}
	for _, f := range fd.p.Funcs {
		if r := bySig[signatureText(f)]; r != nil && fd.handedOn(f) {
			fd.entry(f, r, "")
		}
		for _, r := range byMethod[f.Short] {
			if f.Recv != "" && f.Name == f.Decl && hooks(f, r.Takes) {
				fd.add(fd.framed(f, r, ""))
			}
		}
	}
}

// handedOn: a function of handler form counts where outside code can get at it.
func (fd *finder) handedOn(f *link.Func) bool {
	if fd.p.Outside(f) {
		return true
	}
	return fd.p.UsedAsValue(f)
}

func signatureText(f *link.Func) string {
	var ps, rs []string
	for i, p := range f.Params {
		if i == 0 && f.Recv != "" && f.Name == f.Decl {
			continue
		}
		ps = append(ps, f.TypeAt(p.Type).Text)
	}
	for _, r := range f.Results {
		rs = append(rs, f.TypeAt(r).Text)
	}
	s := "func(" + strings.Join(ps, ", ") + ")"
	switch len(rs) {
	case 0:
	case 1:
		s += " " + rs[0]
	default:
		s += " (" + strings.Join(rs, ", ") + ")"
	}
	return strings.ReplaceAll(s, "interface{}", "any") // two spellings of one type
}

// hooks reports whether a method has a parameter or result of the type; "()" is
// a method without parameters.
func hooks(f *link.Func, typ string) bool {
	if typ == "()" {
		return len(f.Params) == 1
	}
	for _, p := range f.Params[1:] {
		if f.TypeAt(p.Type).Text == typ {
			return true
		}
	}
	for _, r := range f.Results {
		if typ != "" && f.TypeAt(r).Text == typ {
			return true
		}
	}
	return typ == ""
}

// manyTargets is the number of functions from which a call of a function value
// is a table of handlers rather than a callback or two.
const manyTargets = 5

// dispatch finds an application's own routers: below a handler that a framework
// calls, a call of a function value that may be one of many. Each of these is
// what a user would call the handler.
func (fd *finder) dispatch() {
	seen := map[*link.Func]bool{}
	var level []Root
	for _, r := range fd.out {
		if !r.Own && r.Heat == finding.Request && r.Loop < 0 {
			level = append(level, r)
		}
	}
	slices.SortFunc(level, func(a, b Root) int {
		return cmp.Or(strings.Compare(a.F.Name, b.F.Name), strings.Compare(a.Kind, b.Kind))
	})
	for range 6 {
		var next []Root
		for _, r := range level {
			if seen[r.F] {
				continue
			}
			seen[r.F] = true
			for i := range r.F.Out {
				next = append(next, fd.targets(r, int32(i))...)
			}
		}
		level = next
	}
}

// targets gives the functions below one call, and makes entries of them where
// they are many.
func (fd *finder) targets(r Root, call int32) []Root {
	var out []Root
	table := 0
	for _, e := range r.F.Out[call] {
		if e.Entry || e.Conf == finding.Possible {
			continue
		}
		if e.Via == link.ByClosure && r.F.Calls[call].Fun != 0 {
			table++
		}
		out = append(out, Root{F: e.Callee, Kind: r.Kind, Heat: r.Heat, Loop: -1})
	}
	if table < manyTargets {
		return out
	}
	for _, t := range out {
		t.Place = finding.Place{}
		fd.add(t)
	}
	return nil
}
