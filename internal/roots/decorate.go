package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// maxLayers bounds the functions that are laid around a handler.
const maxLayers = 30

// maxKept bounds the places that give a field what it holds.
const maxKept = 4

// wrapped is a handler that was made around others.
type wrapped struct {
	// inner are the innermost; between those that are laid around them, but for the
	// outermost.
	inner, between []*link.Func
	// layer: it stands before a handler of its own form, and so is middleware; what is
	// made of something else may well be the handler.
	layer bool
}

// unwrapping looks at each value once, as a server's handler is put together step by step
// with some steps left out.
type unwrapping struct {
	fd   *finder
	seen map[link.Ref]wrapped
}

// decorated finds the handlers around which a handler was made, where it is
// registered: GET("/files", logged(checked(list))).
func (fd *finder) decorated(v link.Ref) wrapped {
	u := &unwrapping{fd: fd, seen: map[link.Ref]wrapped{}}
	return u.of(v, 0)
}

func (u *unwrapping) of(v link.Ref, depth int) wrapped {
	v = v.Bare()
	if x := v.Value(); x.Op == summary.Extract && x.N == 0 && v.With(x.A).Value().Op == summary.Assert {
		v = v.With(x.A).Bare()
	}
	out, known := u.seen[v]
	if !known && depth <= maxLayers {
		u.seen[v] = wrapped{}
		out = u.at(v, depth)
		u.seen[v] = out
	}
	return out
}

func (u *unwrapping) at(v link.Ref, depth int) wrapped {
	x := v.Value()
	var out wrapped
	switch x.Op {
	case summary.Phi: // where it has not the form, something is put around it
		for _, a := range x.Args {
			out.add(u.of(v.With(a), depth+1))
		}
	case summary.FieldOf: // where it was kept, something may be put around it
		kept := u.fd.p.Stored(x.Str)
		for _, in := range kept[:min(len(kept), maxKept)] {
			out.add(u.of(in, depth+2))
		}
	case summary.CallVal:
		return u.call(v, int32(x.N), depth)
	}
	return out
}

// call: a handler is what a call gives, to which it is laid around others, or by which
// they are put together.
func (u *unwrapping) call(v link.Ref, call int32, depth int) wrapped {
	c := &v.F.Calls[call]
	args, layer := u.fd.innerArgs(v.F, c)
	var out wrapped
	if c.Recv != 0 && outsideOnly(v.F.Out[call]) { // adapted(list).Before(check)
		out.inner = u.of(v.With(c.Recv), depth+1).inner
	}
	if len(args) == 0 {
		out.inner = append(out.inner, u.fd.heldHandlers(v.F, call)...)
		if len(out.inner) == 0 {
			out = u.built(v.F, call, depth)
		}
		return out
	}
	out.layer = layer
	for _, n := range args {
		within, handed := u.of(v.With(c.Args[n]), depth+1), u.fd.p.HandedAt(v.F, call, n)
		if out.inner = append(out.inner, within.inner...); within.layer {
			out.between = slices.Concat(out.between, within.between, handed)
			continue
		}
		out.inner = append(out.inner, handed...)
	}
	return out
}

// built: a function of the program puts the handler together that it gives.
func (u *unwrapping) built(f *link.Func, call int32, depth int) (out wrapped) {
	for _, e := range f.Out[call] {
		if e.Via != link.Static || e.Async {
			continue
		}
		for _, r := range e.Callee.Returns {
			if len(r.Values) > 0 {
				out.add(u.of(link.Ref{F: e.Callee, V: r.Values[0]}, depth+1))
			}
		}
	}
	return out
}

func (w *wrapped) add(o wrapped) {
	w.inner, w.between, w.layer = append(w.inner, o.inner...), append(w.between, o.between...), w.layer || o.layer
}

// outsideOnly: a call goes to outside code, which may call what it is given.
func outsideOnly(edges []*link.Edge) bool {
	return !slices.ContainsFunc(edges, func(e *link.Edge) bool { return e.Via != link.Callback })
}

// heldHandlers lists the handlers that an object holds whose method makes what is
// registered: the closure that it returns calls, or hands on, the function in a field that
// is called a handler.
func (fd *finder) heldHandlers(f *link.Func, call int32) []*link.Func {
	var out []*link.Func
	for _, e := range f.Out[call] {
		if e.Via != link.Static || e.Callee.Recv == "" {
			continue
		}
		for _, g := range fd.p.Returned(e.Callee) {
			for i := range g.Values {
				x := &g.Values[g.Values[i].A]
				if g.Values[i].Op == summary.Load && x.Op == summary.FieldOf && strings.HasPrefix(x.Str, e.Callee.Recv+".") && saysHandler(x.Str[len(e.Callee.Recv)+1:]) {
					out = append(out, fd.p.Held(link.Ref{F: g, V: int32(i)}).Funcs...)
				}
			}
		}
	}
	return out
}

func saysHandler(field string) bool {
	return slices.ContainsFunc(link.Words(field), func(w string) bool {
		return slices.Contains([]string{"handler", "handle", "action", "endpoint"}, w)
	})
}

// innerArgs are the arguments of a call that are handlers of the form that it
// returns; where there are none, the only function among them, be it in the form
// of an interface.
func (fd *finder) innerArgs(f *link.Func, c *summary.Call) (args []int, same bool) {
	if c.Result == 0 {
		return nil, false
	}
	var functions []int
	for n, a := range c.Args {
		t := f.TypeAt(f.Values[a].Type)
		if fd.sameForm(t, f.TypeAt(c.Result)) {
			args = append(args, n)
		} else if v := (link.Ref{F: f, V: a}); holdsFunctions(v) && (t.Kind == summary.Signature || t.Named != "" || v.Bare().Type().Kind == summary.Signature) {
			functions = append(functions, n)
		}
	}
	if len(args) > 0 || len(functions) != 1 {
		return args, len(args) > 0
	}
	return functions, false
}

// sameForm: one type, under whatever name, or the interface and the function type
// that goes with it (http.Handler, http.HandlerFunc).
func (fd *finder) sameForm(a, b *summary.Type) bool {
	if a.Kind != summary.Signature && (a.Kind != summary.Interface || a.Named == "") {
		return false
	}
	return slices.ContainsFunc(fd.forms(a), func(s string) bool { return slices.Contains(fd.forms(b), s) })
}

func (fd *finder) forms(t *summary.Type) []string {
	out := []string{t.Text, strings.TrimSuffix(t.Text, "Func")}
	if t.Kind == summary.Signature {
		out = append(out, fd.p.Underlying(t))
	}
	return out
}

// with adds to what is given the handlers that it was made around.
func (fd *finder) with(g given, v link.Ref) given {
	g.wrapped = fd.decorated(v)
	g.funcs = slices.DeleteFunc(g.funcs, func(f *link.Func) bool { return slices.Contains(g.inner, f) })
	g.between = slices.DeleteFunc(g.between, func(f *link.Func) bool { return slices.Contains(g.inner, f) })
	return g
}

// laid makes entries of what is given: a handler, what is laid around it, and
// where that stands for handlers of another form, both.
func (fd *finder) laid(g given, r *framed, routes []string) {
	for _, f := range g.inner {
		if !fd.placed[f.Name] {
			fd.entry(f, r, routes)
		}
	}
	for _, f := range g.funcs {
		if fd.placed[f.Name] {
			continue
		}
		if g.layer {
			fd.layers = append(fd.layers, layer{f, r, routes})
		} else {
			fd.entry(f, r, routes)
		}
	}
	for _, f := range g.between {
		if !fd.placed[f.Name] {
			fd.layers = append(fd.layers, layer{f, r, routes})
		}
	}
}

// layer is a function that is laid around a handler.
type layer struct {
	f      *link.Func
	rule   *framed
	routes []string
}

// middle makes middleware of what is laid around handlers. Flows do not know who
// calls: what goes through one middleware seems to come out of each of its calls,
// and has been found to be a handler by then.
func (fd *finder) middle() {
	for _, l := range fd.layers {
		if _, handler := fd.out[rootKey{l.f, l.rule.Kind, -1}]; !handler {
			before := *l.rule
			before.Kind = "middleware"
			fd.entry(l.f, &before, l.routes)
		}
	}
}
