package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Routes and handlers are often listed side by side, and a loop hands one line
// after the other to the framework:
//
//	for _, r := range table { router.Handle(r.method, r.path, r.handler) }
//
// Flows know that each handler may come there, and texts that each path may. Which
// goes with which is to be seen where the lines are written.

// line is one line of a table, and the handler that it names: a value, or a method
// of the object that it is.
type line struct {
	row     link.Row
	handler link.Ref
	method  *link.Func
	base    link.Ref // the struct
	// elsewhere: the line stands in another table.
	elsewhere bool
}

// maxLines bounds the lines of a table.
const maxLines = 2000

// table makes entries of the handlers that a call takes out of a table, each with
// the routes of its line, and returns the names of those functions and types.
func (fd *finder) table(f *link.Func, i int32, r *framed, routes func() []string) map[string]bool {
	lines := fd.lines(f, &f.Calls[i], r)
	if len(lines) == 0 {
		return nil
	}
	told := map[string]bool{}
	places := fd.places
	for n := range lines {
		fd.row, fd.places = &lines[n].row, map[link.Ref][]spot{}
		at, other := routes(), fd.excluded(f, f.Calls[i].Block)
		fd.row, fd.places = nil, places
		fd.line(&lines[n], r, at, other || lines[n].elsewhere, told)
	}
	return told
}

// line makes the entries of one line, but where other says that the call is not
// reached with it.
func (fd *finder) line(l *line, r *framed, routes []string, other bool, told map[string]bool) {
	var g given
	switch {
	case l.method != nil:
		g.funcs = []*link.Func{l.method}
	case l.handler.V != 0:
		g = fd.with(given{funcs: fd.p.Held(l.handler).Funcs}, l.handler)
	}
	for _, h := range slices.Concat(g.funcs, g.inner) {
		told[h.Name] = true
	}
	if d := fd.p.Decl(l.row.Type); d != nil {
		told[d.Name] = true
		for _, m := range d.Methods {
			told[m.Func] = true
		}
	}
	if other {
		return
	}
	fd.laid(g, r, routes)
	if len(r.Methods) > 0 && l.row.Type != "" && l.method == nil {
		fd.objects(r, routes, []string{l.row.Type})
	}
}

// excluded reports whether a line does not come to a block: a branch on what the line
// says leads elsewhere.
func (fd *finder) excluded(f *link.Func, block int32) bool {
	return slices.ContainsFunc(f.Guards(block), func(g link.Guard) bool {
		x := &f.Values[g.Cond]
		if x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" || f.TypeAt(f.Values[x.A].Type).Kind != summary.String {
			return false
		}
		a, _ := fd.constants(link.Ref{F: f, V: x.A})
		b, _ := fd.constants(link.Ref{F: f, V: x.B})
		return len(a) == 1 && len(b) == 1 && (a[0] == b[0]) != ((x.Str == "==") == g.Taken)
	})
}

// lines are those of the table from which a call takes its handler.
func (fd *finder) lines(f *link.Func, c *summary.Call, r *framed) []line {
	from, to := 0, len(c.Args)
	if r.Handler != nil && !fd.wrapping(f, c) {
		if from = handlerArg(c, f, r); from >= to {
			return nil
		}
		if !r.Chain {
			to = from + 1
		}
	}
	for n := to - 1; n >= from; n-- {
		for _, v := range fd.last(f, c, n) {
			if lines := fd.lineOf(v, 0); len(lines) > 0 {
				return lines[:min(len(lines), maxLines)]
			}
			if holdsFunctions(v) {
				return nil // the handler: what comes before it runs before it
			}
		}
	}
	return nil
}

// last lists an argument, of a list that is passed on as it is the elements, last first.
func (fd *finder) last(f *link.Func, c *summary.Call, n int) []link.Ref {
	v := link.Ref{F: f, V: c.Args[n]}
	if !c.Ellipsis || n != len(c.Args)-1 {
		return []link.Ref{v}
	}
	elems, _ := fd.p.Expand(link.Val{Ref: v})
	out := make([]link.Ref, 0, len(elems))
	for _, e := range slices.Backward(elems) {
		out = append(out, e.Ref)
	}
	return out
}

// wrapping: the call goes to an application's own router.
func (fd *finder) wrapping(f *link.Func, c *summary.Call) bool {
	return len(fd.m.findAll(fd.m.calls, c.Callee)) == 0
}

// lineOf follows a handler to the table that it comes from.
func (fd *finder) lineOf(v link.Ref, d int) []line {
	if v.V == 0 || d > maxLayers {
		return nil
	}
	x := v.Value()
	switch x.Op {
	case summary.Load, summary.Assert:
		if self := v.Bare(); v.Type().Kind == summary.Interface && v.Type().Named != "" && self.Value().Op == summary.ElemOf {
			return fd.objectLines(v, "", nil)
		}
		if lines := fd.builtLines(v); len(lines) > 0 {
			return lines
		}
		return fd.lineOf(v.With(x.A), d+1)
	case summary.Convert, summary.MakeIface:
		return fd.lineOf(v.With(x.A), d+1)
	case summary.Alloc:
		if in := fd.p.Assigned(v); len(in) == 1 {
			return fd.lineOf(in[0], d+1)
		}
	case summary.Phi:
		for _, a := range x.Args {
			if lines := fd.lineOf(v.With(a), d+1); len(lines) > 0 {
				return lines
			}
		}
	case summary.FieldOf:
		return fd.fieldLines(v)
	case summary.Extract:
		if next := v.With(x.A); next.Value().Op == summary.NextOf && x.N == 2 {
			return fd.mapLines(next)
		}
	case summary.BoundIface:
		return fd.objectLines(v.With(x.A), x.Str, nil)
	case summary.CallVal:
		return fd.callLines(v, d)
	}
	return nil
}

// callLines: the handler is laid inside another, or the line is asked for it.
func (fd *finder) callLines(v link.Ref, d int) []line {
	c := &v.F.Calls[v.Value().N]
	if c.Iface != 0 && len(c.Args) == 0 {
		return fd.objectLines(v.With(c.Recv), c.Name, v.F.Out[v.Value().N])
	}
	for _, a := range c.Args {
		if k := v.F.TypeAt(v.F.Values[a].Type).Kind; k == summary.Signature || k == summary.Interface {
			if lines := fd.lineOf(v.With(a), d+1); len(lines) > 0 {
				return lines
			}
		}
	}
	return nil
}

// builtLines are those of an application's own routes, each of which holds its handler: a
// list of structs that are handlers themselves, put together step by step.
func (fd *finder) builtLines(v link.Ref) []line {
	t := v.Type()
	d := fd.p.Decl(t.Named)
	if t.Kind == summary.Interface || d == nil || d.Kind != summary.Struct || fd.m.modules[v.F.Pkg.Module] || v.With(v.Value().A).Value().Op != summary.ElemOf {
		return nil
	}
	var out []line
	for _, f := range d.Fields {
		if typ := fd.p.FieldType(d.Name, f); typ != nil && saysHandler(f.Name) && (typ.Kind == summary.Signature || typ.Kind == summary.Interface) {
			out = append(out, fd.linesWith(d.Name+"."+f.Name)...)
		}
	}
	return out
}

// fieldLines are the structs whose field a handler is kept in: of the table that the
// value is taken from where that shows, else all.
func (fd *finder) fieldLines(v link.Ref) []line {
	all := fd.linesWith(v.Value().Str)
	if of := v.With(v.Value().A).Bare(); of.Value().Op == summary.ElemOf {
		fd.among(all, of.With(of.Value().A))
	}
	return all
}

// linesWith are the structs that are given a handler in a field.
func (fd *finder) linesWith(field string) []line {
	var all []line
	var seen []*link.Func
	for _, s := range fd.p.Stored(field) {
		if !slices.Contains(seen, s.F) {
			seen = append(seen, s.F)
			all = append(all, fd.written(s.F, field)...)
		}
	}
	return all
}

// among marks the lines of other tables where a list is seen to be made of some.
func (fd *finder) among(all []line, list link.Ref) {
	var bases []link.Ref
	elems, _ := fd.p.Expand(link.Val{Ref: list})
	for _, e := range elems {
		if e.Value().Op == summary.Load {
			e = e.With(e.Value().A)
		}
		bases = append(bases, e.Ref)
	}
	if !slices.ContainsFunc(all, func(l line) bool { return slices.Contains(bases, l.base) }) {
		return
	}
	for n := range all {
		all[n].elsewhere = !slices.Contains(bases, all[n].base)
	}
}

// written lists the structs to which a function gives a handler.
func (fd *finder) written(f *link.Func, field string) []line {
	owner := field[:strings.LastIndexByte(field, '.')]
	var out []line
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		if a.Op != summary.FieldOf || a.Str != field {
			continue
		}
		l := line{base: link.Ref{F: f, V: a.A}, handler: link.Ref{F: f, V: s.Val}, row: link.Row{Owner: owner, Fields: map[string]link.Val{}}}
		for _, o := range f.Stores {
			if b := &f.Values[o.Addr]; b.Op == summary.FieldOf && strings.HasPrefix(b.Str, owner+".") && (b.A == a.A || fd.p.SameObject(l.base, link.Ref{F: f, V: b.A})) {
				l.row.Fields[b.Str] = link.Val{Ref: link.Ref{F: f, V: o.Val}}
			}
		}
		out = append(out, fd.constructed(l, 0)...)
	}
	return out
}

// constructed: a function that makes one line of what it is given makes one for each
// call.
func (fd *finder) constructed(l line, d int) []line {
	v := l.handler.Bare()
	if v.Value().Op != summary.ParamVal || d > 2 || len(v.F.In) == 0 || len(v.F.In) > maxLines {
		return []line{l}
	}
	var out []line
	for _, e := range v.F.In {
		up := &link.Ctx{Edge: e}
		arg, ok := fd.p.Arg(up, int(v.Value().N))
		if !ok {
			continue
		}
		each := line{base: l.base, elsewhere: l.elsewhere, handler: arg.Ref, row: link.Row{Owner: l.row.Owner, Fields: map[string]link.Val{}}}
		for name, given := range l.row.Fields {
			each.row.Fields[name] = given.Seen(up)
		}
		out = append(out, fd.constructed(each, d+1)...)
	}
	return out
}

// mapLines are the entries of a map that a loop works through, which may be the value of
// another.
func (fd *finder) mapLines(next link.Ref) []line {
	of := next.With(next.Value().A) // the RangeOf
	m := of.With(of.Value().A)
	up := m.With(m.Value().A)
	if m.Value().Op != summary.Extract || up.Value().Op != summary.NextOf || m.Value().N != 2 {
		return fd.entriesOf(next, m, nil)
	}
	var out []line
	outer := up.With(up.Value().A)
	for _, put := range fd.p.Puts(outer.With(outer.Value().A)) {
		out = append(out, fd.entriesOf(next, put.Val, &link.Row{Next: up, Key: link.Val{Ref: put.Key}})...)
	}
	return out
}

func (fd *finder) entriesOf(next, m link.Ref, up *link.Row) (out []line) {
	for _, put := range fd.p.Puts(m) {
		out = append(out, line{handler: put.Val, row: link.Row{Next: next, Key: link.Val{Ref: put.Key}, Up: up}})
	}
	return out
}

// objectLines are the types that an object may have: one that is the handler, or one
// that is asked for it by a method. What the method returns may be a field again.
func (fd *finder) objectLines(self link.Ref, method string, calls []*link.Edge) []line {
	var out []line
	for _, t := range fd.mayHold(self) {
		l := line{row: link.Row{Self: self.Bare(), Type: t}}
		if method == "" {
			out = append(out, l)
			continue
		}
		g := fd.p.Lookup(fd.p.Method(t, method[strings.LastIndexByte(method, '.')+1:]))
		if g == nil {
			continue
		}
		if calls == nil { // the method itself is the handler
			l.method = g
			out = append(out, l)
			continue
		}
		out = append(out, fd.asked(l, g)...)
	}
	return out
}

// asked are the lines of an object whose method returns the handler.
func (fd *finder) asked(l line, g *link.Func) []line {
	var out []line
	for _, r := range g.Returns {
		if len(r.Values) != 1 {
			continue
		}
		v := link.Ref{F: g, V: r.Values[0]}
		if v.Bare().Value().Op != summary.FieldOf {
			l.handler = v
			out = append(out, l)
			continue
		}
		for _, field := range fd.fieldLines(v.Bare()) {
			field.row.Self, field.row.Type = l.row.Self, l.row.Type
			out = append(out, field)
		}
	}
	return out
}

// mayHold lists the types of an object: what flows there, or where nothing does, since
// a container provides it, what there is of its interface in the same module.
func (fd *finder) mayHold(self link.Ref) []string {
	types := fd.p.Held(self).Types
	iface := self.Type().Named
	if d := fd.p.Decl(iface); len(types) > 0 || d == nil || len(d.Methods) == 0 {
		return types
	}
	for _, pkg := range fd.p.Pkgs {
		for i := range pkg.Decls {
			if d := &pkg.Decls[i]; d.Pkg == pkg.Path && pkg.Module == self.F.Pkg.Module && d.Kind != summary.Interface && fd.p.Implements(d.Name, iface) {
				types = append(types, d.Name)
			}
		}
	}
	return types
}
