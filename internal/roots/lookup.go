package roots

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Handlers that stand in a map, be they functions or objects, are looked up by what a
// request asks for:
//
//	if h, ok := handlers[msg.Cmd]; ok {
//		h(client, msg.Data)
//	}
//
// However few there are, each is what a user would call the handler, and its key is
// what it serves.

// handling are words by which handlers, what holds them and what calls them are named.
var handling = []string{
	"handler", "handle", "command", "cmd", "action", "controller", "endpoint", "route", "router", "dispatch", "dispatcher",
	"process", "processor", "consume", "consumer", "subscriber", "listener", "execute", "executor", "exec", "invoke", "job", "task",
	"op", "opcode", "on", "event", "callback",
}

func saysHandling(name string) bool {
	return slices.ContainsFunc(link.Words(name[strings.LastIndexByte(name, '.')+1:]), func(w string) bool {
		return slices.Contains(handling, w) || slices.Contains(handling, strings.TrimSuffix(w, "s"))
	})
}

// lookup is the map in which a call looks up what it calls, the zero value where it does
// nothing of the kind, and whether that is said to handle something.
func (fd *finder) lookup(f *link.Func, call int32) (m link.Ref, handlers bool) {
	c := &f.Calls[call]
	v := link.Ref{F: f, V: c.Fun}
	if c.Iface != 0 {
		v.V = c.Recv
	}
	if v.V == 0 {
		return link.Ref{}, false // most calls are of a function by its name
	}
	m = (&looking{fd, map[link.Ref]bool{}}).from(v, 0)
	return m, m.V != 0 && (saysHandling(c.Name) || saysHandling(v.Type().Named) || saysHandling(holder(m)))
}

// holder is the name of the variable or field that a map is kept in.
func holder(m link.Ref) string {
	if m = m.Bare(); m.Value().Op == summary.Load {
		m = m.With(m.Value().A)
	}
	return m.Value().Str
}

// looking is the search for one map; an interface's methods may give each other's
// results in many ways, so that each value is looked at once.
type looking struct {
	fd   *finder
	seen map[link.Ref]bool
}

// from follows a value to the map that it, or the struct that holds it, was looked
// up in by a key that is no constant.
func (l *looking) from(v link.Ref, d int) link.Ref {
	if v.V == 0 || d > maxLayers || l.seen[v] {
		return link.Ref{}
	}
	l.seen[v] = true
	x := v.Value()
	switch x.Op {
	case summary.Load, summary.Convert, summary.MakeIface, summary.Assert, summary.FieldOf:
		return l.from(v.With(x.A), d+1)
	case summary.Extract:
		if in := v.With(x.A); in.Value().Op == summary.CallVal {
			return l.givenBack(in, int(x.N), d)
		}
		return l.from(v.With(x.A), d+1)
	case summary.CallVal:
		return l.givenBack(v, 0, d)
	case summary.ElemOf:
		m := v.With(x.A)
		switch {
		case indexed(m) && !counts(v.With(x.B)):
			return m // by a number that a message brings
		case m.Type().Kind != summary.Map:
			return l.from(m, d+1) // there are several under a key
		case v.With(x.B).Bare().Value().Op != summary.Const:
			return m
		}
	case summary.Alloc:
		return l.fromOne(l.fd.p.Assigned(v), d)
	case summary.FreeVal:
		if around, ok := l.fd.p.Captured(v); ok {
			return l.from(around, d+1)
		}
	case summary.ParamVal: // go func(h handler) { h(event) }(h), or a helper that recovers from a panic
		if len(v.F.In) == 1 && v.F.In[0].Call >= 0 && (v.F.Literal() || v.Type().Kind == summary.Signature) {
			if arg, ok := l.fd.p.Arg(&link.Ctx{Edge: v.F.In[0]}, int(x.N)); ok {
				return l.from(arg.Ref, d+1)
			}
		}
	case summary.Phi:
		var in []link.Ref
		for _, a := range x.Args {
			in = append(in, v.With(a))
		}
		return l.fromOne(in, d)
	}
	return link.Ref{}
}

// indexed: a value is an array or a list.
func indexed(m link.Ref) bool {
	t := m.Type()
	if t.Kind == summary.Pointer {
		t = m.F.TypeAt(t.Elem)
	}
	return t.Kind == summary.Slice
}

// counts: an index is a constant, or the number of a turn.
func counts(v link.Ref) bool {
	v = v.Bare()
	switch x := v.Value(); x.Op {
	case summary.Const, summary.Phi:
		return true
	case summary.Binary:
		return counts(v.With(x.A)) && counts(v.With(x.B))
	}
	return false
}

func (l *looking) fromOne(list []link.Ref, d int) link.Ref {
	for _, v := range list {
		if m := l.from(v, d+2); m.V != 0 {
			return m
		}
	}
	return link.Ref{}
}

// givenBack is the map in which a function looks up what a call of it returns.
func (l *looking) givenBack(v link.Ref, n, d int) link.Ref {
	if c := &v.F.Calls[v.Value().N]; c.Callee == "(*sync.Map).Load" && v.F.Values[v.F.Unconverted(c.Args[0])].Op != summary.Const {
		return v.With(c.Recv)
	}
	for _, e := range v.F.Out[v.Value().N] {
		if e.Via == link.Callback || e.Async {
			continue
		}
		for _, r := range e.Callee.Returns {
			if n < len(r.Values) {
				if m := l.from(link.Ref{F: e.Callee, V: r.Values[n]}, d+2); m.V != 0 {
					return m
				}
			}
		}
	}
	return link.Ref{}
}

// keys lists under which constant keys a map holds each function, or the methods of
// each object, by what their code is called; what a function puts there is that of its
// callers. Of structs it is what they hold in a field.
func (fd *finder) keys(m link.Ref, field string) map[string][]string {
	out := map[string][]string{}
	for _, put := range fd.puts(m) {
		if field != "" {
			put.Val = fd.heldIn(put.Val, field)
		}
		fd.key(put, out, 0)
	}
	return out
}

// puts lists what is put into a map, or into a sync.Map that a field or a variable is.
func (fd *finder) puts(m link.Ref) []link.Put {
	if m.Type().Named != "sync.Map" {
		return fd.p.Puts(m)
	}
	var out []link.Put
	for _, f := range fd.p.Funcs {
		for i := range f.Calls {
			if c := &f.Calls[i]; c.Callee == "(*sync.Map).Store" && fd.sameRouter(link.Ref{F: f, V: c.Recv}, m) {
				out = append(out, link.Put{Key: link.Ref{F: f, V: f.Unconverted(c.Args[0])}, Val: link.Ref{F: f, V: f.Unconverted(c.Args[1])}})
			}
		}
	}
	return out
}

// heldIn is what a struct was given for a field where it was written out.
func (fd *finder) heldIn(base link.Ref, field string) link.Ref {
	for _, s := range base.F.Stores {
		if a := &base.F.Values[s.Addr]; a.Op == summary.FieldOf && a.Str == field && copies(base, base.With(a.A)) {
			return base.With(s.Val)
		}
	}
	return base
}

func (fd *finder) key(put link.Put, out map[string][]string, d int) {
	if x := put.Val.Value(); x.Op == summary.Append { // one more under the key
		for _, a := range x.Args {
			fd.key(link.Put{Key: put.Key, Val: put.Val.With(a)}, out, d)
		}
		return
	}
	if n, key := fd.paramOf(put.Val), fd.paramOf(put.Key); n >= 0 && key >= 0 && d < 3 {
		for _, e := range put.Val.F.In {
			val, ok := fd.p.Arg(&link.Ctx{Edge: e}, n)
			k, known := fd.p.Arg(&link.Ctx{Edge: e}, key)
			if ok && known && put.Val.F.Literal() == put.Key.F.Literal() {
				fd.key(link.Put{Key: k.Ref, Val: val.Ref}, out, d+1)
			}
		}
		return
	}
	text := fd.constant(put.Key)
	if n, ok := fd.p.Int(link.Val{Ref: put.Key}); ok && put.Key.Type().Kind == summary.Integer {
		text = strconv.FormatInt(n, 10)
	}
	if text == "" {
		return
	}
	held := fd.p.Held(put.Val)
	names := held.Types
	for _, f := range held.Funcs {
		names = append(names, f.Name)
	}
	for _, name := range names {
		out[name] = union(out[name], []string{text})
	}
}

// keyed gives handlers that were looked up the keys for which they stand, below the
// route of the one entry that comes to the map.
func (d *dispatcher) keyed(f *link.Func, call int32, m link.Ref, targets []Root) []Root {
	keys := d.fd.keys(m, fieldOf(link.Ref{F: f, V: f.Calls[call].Fun}))
	if indexed(m) && len(keys) > 0 { // lists of one type share what they hold
		targets = slices.DeleteFunc(targets, func(t Root) bool { return len(keys[t.F.Name]) == 0 && len(keys[t.F.Recv]) == 0 })
	}
	for i := range targets {
		own := keys[targets[i].F.Name]
		if len(own) == 0 {
			own = keys[targets[i].F.Recv]
		}
		if len(own) > 0 {
			targets[i].Routes = belowKey(targets[i].Routes, own[:min(len(own), maxRoutes)])
		}
	}
	return targets
}

// fieldOf is the field that a function stands in, empty for none.
func fieldOf(v link.Ref) string {
	if x := v.Value(); x.Op == summary.Load {
		v = v.With(x.A)
	}
	if x := v.Value(); x.Op == summary.FieldOf {
		return x.Str
	}
	return ""
}

// belowKey puts keys after the first of some routes; those that are paths are part of it.
func belowKey(above, keys []string) []string {
	if len(above) == 0 {
		return slices.Clone(keys)
	}
	if len(keys) == 0 {
		return above
	}
	out := make([]string, len(keys))
	for i, k := range keys {
		sep := " "
		if strings.HasPrefix(k, "/") {
			sep = ""
			above[0] = strings.TrimRight(above[0], "/*")
		}
		out[i] = above[0] + sep + k
	}
	return out
}

// unwrapped puts the handlers that literals in tables were made around in their place: the
// functions that a registry was given, which each literal decodes a message for.
func (fd *finder) unwrapped(targets []Root) (out []Root) {
	for _, t := range targets {
		inner := fd.inside(t)
		if len(inner) == 0 {
			inner = []Root{t}
		}
		out = append(out, inner...)
	}
	return out
}

func (fd *finder) inside(t Root) (out []Root) {
	maker := fd.p.Declared(t.F)
	if !t.F.Literal() || maker == nil {
		return nil
	}
	for i := range t.F.Calls {
		c := &t.F.Calls[i]
		n := fd.paramOf(link.Ref{F: t.F, V: c.Fun})
		if c.Fun == 0 || n < 0 || handsNothing(t.F, c) {
			continue
		}
		for _, e := range maker.In {
			arg, ok := fd.p.Arg(&link.Ctx{Edge: e}, n)
			if !ok {
				continue
			}
			for _, h := range fd.p.Held(arg.Ref).Funcs {
				r := t
				r.F, r.Routes = h, belowKey(slices.Clone(t.Routes), fd.keyBeside(e))
				out = append(out, r)
			}
		}
	}
	return out
}

// keyBeside is the constant that a call is given first, as text.
func (fd *finder) keyBeside(e *link.Edge) []string {
	for _, a := range e.Caller.Calls[e.Call].Args {
		v := link.Ref{F: e.Caller, V: a}
		switch v.Type().Kind {
		case summary.Integer:
			if n, ok := fd.p.Int(link.Val{Ref: v}); ok {
				return []string{strconv.FormatInt(n, 10)}
			}
		case summary.String:
			if text := fd.constant(v); text != "" {
				return []string{text}
			}
		}
	}
	return nil
}
