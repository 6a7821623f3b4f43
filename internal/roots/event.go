package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Libraries that no row of the catalogue knows deliver messages too. What they are handed
// to be called with a message, an event, a job or a connection of theirs is called for
// each, and so is what they call a handler, as an argument or in a field of a struct of
// theirs; functions that set options, fill a transaction or visit something get other things.

// eventWords name what is delivered one by one.
var eventWords = []string{"message", "messages", "msg", "event", "update", "job", "task", "delivery", "request", "packet", "conn", "interaction", "notification"}

// settingWords name what is there to be set up, although other words say what for.
var settingWords = []string{"options", "option", "config", "builder", "client", "spec", "opts"}

// handlerWords end the names of what is called for each thing that comes in.
var handlerWords = []string{"handler", "handle", "reconciler", "reconcile", "consumer", "consume", "processor", "subscriber"}

// ticks name the events that a clock brings.
var ticks = []string{"tick", "timer"}

// otherHandlers name what is called when something goes wrong or comes to its end.
var otherHandlers = []string{"error", "err", "panic", "recovery", "signal", "exit", "stop", "shutdown", "close", "fatal", "log"}

// events makes entries of what unknown libraries are handed to be called for each event.
func (fd *finder) events() {
	for _, f := range fd.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Callee == "" || len(c.Args) == 0 || !fd.unknown(f, c.Pkg) || len(fd.rulesFor(f, c)) > 0 || !fd.mayRun(f) {
				continue
			}
			for n, a := range c.Args {
				fd.eventsIn(f, a, c.Pkg, f.TypeAt(f.Values[a].Type).Named)
				fd.jobsIn(f, int32(i), n)
				fd.subscribed(f, int32(i), n)
				fd.found(f, a, c.Pkg)
			}
		}
		for _, s := range f.Stores {
			if field := f.Values[s.Addr].Str; f.Values[s.Addr].Op == summary.FieldOf {
				if pkg := fieldPackage(field); fd.unknown(f, pkg) && !fd.catalogued(pkg) && fd.mayRun(f) {
					fd.eventsIn(f, s.Val, pkg, field)
				}
			}
		}
	}
}

// unknown: a package of somebody else's of which no rule speaks.
func (fd *finder) unknown(f *link.Func, pkg string) bool {
	return link.ThirdParty(pkg) && !sameModule(pkg, f.Pkg.Path) && fd.p.Cat.Client(pkg) == nil
}

// fieldPackage is the package that declares the struct of a field, "path.Type.Field".
func fieldPackage(field string) string {
	typ := field[:max(strings.LastIndexByte(field, '.'), 0)]
	return typ[:max(strings.LastIndexByte(typ, '.'), 0)]
}

// eventsIn looks at a value that a package is given under a name: functions, and an object
// that goes by an interface of the library's.
func (fd *finder) eventsIn(f *link.Func, v int32, pkg, name string) {
	held := fd.p.Held(link.Ref{F: f, V: v})
	for _, g := range held.Funcs {
		fd.event(g, pkg, name)
	}
	t := f.TypeAt(f.Values[v].Type)
	d := fd.p.Decl(t.Named)
	if t.Kind != summary.Interface || d == nil || !sameModule(t.Pkg, pkg) {
		return
	}
	fd.methods(held.Types, d, func(m string, g *link.Func) {
		if calledHandler(t.Named) {
			m = t.Named // OnConnect and OnPublish of a session.Handler
		}
		fd.event(g, pkg, m)
	})
}

// methods goes through the functions that stand in some types for the methods of one.
func (fd *finder) methods(types []string, of *summary.Decl, do func(name string, g *link.Func)) {
	for _, typ := range types {
		for _, m := range of.Methods {
			if g := fd.p.Lookup(fd.p.Method(typ, m.Name)); g != nil {
				do(m.Name, g)
			}
		}
	}
}

func (fd *finder) event(g *link.Func, pkg, name string) {
	if calledHandler(name) && meets(wordsOf(g.Short), ticks) { // among the events of a server
		fd.add(Root{F: g, Kind: "periodic", Heat: finding.Periodic, Loop: -1})
		return
	}
	if calledHandler(name) && len(g.Params) > 0 && !fd.catalogued(pkg) && !fd.known(g) {
		fd.add(Root{F: g, Kind: "consumer", Heat: finding.Request, Loop: -1})
		return
	}
	for i, prm := range g.Params {
		if t := g.TypeAt(prm.Type); (i > 0 || g.Recv == "" || g.Literal()) && isEvent(g, t) && sameModule(eventType(g, t).Pkg, pkg) {
			fd.add(Root{F: g, Kind: "consumer", Heat: finding.Request, Loop: -1})
			return
		}
	}
}

// calledHandler: a field, a type or a method is called one.
func calledHandler(name string) bool {
	words := link.Words(strings.TrimSuffix(name[strings.LastIndexByte(name, '.')+1:], "Func"))
	in := func(list []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	return len(words) > 0 && slices.Contains(handlerWords, words[len(words)-1]) && !in(otherHandlers)
}

// delivered reports whether a loop takes the events of a library from a channel.
func (fd *finder) delivered(f *link.Func, l int) bool {
	if fd.p.LoopBound(f, l, nil).Kind != link.Channel {
		return false
	}
	ch := feeding(f, l)
	if ch == 0 {
		return false
	}
	t := f.TypeAt(f.TypeAt(f.Values[ch].Type).Elem)
	return isEvent(f, t) && link.ThirdParty(eventType(f, t).Pkg) && !strings.HasPrefix(eventType(f, t).Pkg, f.Pkg.Module)
}

// eventType is what a pointer or a list holds.
func eventType(f *link.Func, t *summary.Type) *summary.Type {
	for range 3 {
		if t.Named == "" && t.Elem != 0 || t.Kind == summary.Pointer && t.Elem != 0 {
			t = f.TypeAt(t.Elem)
		}
	}
	return t
}

func isEvent(f *link.Func, t *summary.Type) bool {
	words := link.Words(eventType(f, t).Named[strings.LastIndexByte(eventType(f, t).Named, '.')+1:])
	in := func(list []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	return in(eventWords) && !in(settingWords)
}

// sameModule compares the places from which packages come: a host with two steps, or one.
func sameModule(a, b string) bool {
	place := func(pkg string) string {
		parts := strings.Split(pkg, "/")
		return strings.Join(parts[:min(len(parts), 3)], "/")
	}
	return a != "" && place(a) == place(b)
}
