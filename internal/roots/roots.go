// Package roots finds the hot entry points of a linked program and says how hot
// each one is: what frameworks call (from the catalogue), what users of a
// library call, what runs at start, what repeats by itself. It does not know
// what the entries reach, nor which names announce which hazard.
package roots

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Root is one entry point.
type Root struct {
	F    *link.Func
	Kind string
	Heat finding.Heat
	// Routes are the routes, topics or schedules, where they are constants.
	Routes []string
	// Loop is the loop of F that repeats by itself, -1 where all of F is meant;
	// Seconds its period, 0 if unknown.
	Loop    int
	Seconds float64
	// Part are those blocks of the loop that the entry is, nil for all: the case of a
	// select that takes a message, or the one that hears a clock.
	Part []int32
	// Told: nothing but a channel or a context ends the loop.
	Told bool
	// Place is where the entry is declared or registered.
	Place finding.Place
	// Own: the user's code, or the library's on its own, and not a framework,
	// decides how often it runs: a name may announce the operation.
	Own bool
	// Share is the share of production's samples that the entry took, 0 to 1.
	Share float64
	// Framework names the catalogue entry, for the roots command.
	Framework string
}

// Route is the first of the routes, empty where none is known.
func (r *Root) Route() string {
	if len(r.Routes) == 0 {
		return ""
	}
	return r.Routes[0]
}

// Turn is the loop, or the part of it, that the entry is; nil where all of F is meant.
func (r *Root) Turn() *link.Loop {
	if r.Loop < 0 {
		return nil
	}
	loop := &r.F.Loops[r.Loop]
	if r.Part == nil {
		return loop
	}
	return &link.Loop{Header: loop.Header, Blocks: r.Part, Parent: loop.Parent}
}

// Runs reports whether a block of F is part of the entry.
func (r *Root) Runs(block int32) bool {
	turn := r.Turn()
	return turn == nil || turn.Has(block)
}

// Options says whose entry points count.
type Options struct {
	// Application: main packages are programs of their own.
	Application bool
	// Trusted are the user's own modules: only their //cachevet: comments count,
	// since a scanned module must not speak for itself.
	Trusted map[string]bool
	// Samples are packages of an application that are there to show or test
	// others: their commands run by hand.
	Samples map[string]bool
	// Hot and Cold are the user's patterns over full names, packages and routes.
	Hot, Cold []string
	// Share gives the share of production's samples that a function took, by its
	// FullName; nil where there is no profile.
	Share func(name string) float64
}

// Matcher answers which calls and fields of outside code take entries.
type Matcher struct {
	calls, fields map[string][]*framed // by bare name; "" for patterns
	rules         []framed
	modules       map[string]bool // the frameworks'
}

type framed struct {
	rules.Root
	framework string
	modules   []string
	pattern   string
}

// NewMatcher indexes the catalogue's roots.
func NewMatcher(cat *rules.Catalogue) *Matcher {
	m := &Matcher{calls: map[string][]*framed{}, fields: map[string][]*framed{}, modules: map[string]bool{}}
	for i := range cat.Frameworks {
		fw := &cat.Frameworks[i]
		for _, path := range fw.Modules {
			m.modules[path] = true
		}
		for _, r := range fw.Expanded() {
			m.rules = append(m.rules, framed{Root: r, framework: fw.Name, modules: fw.Modules})
		}
	}
	for i := range m.rules {
		r := &m.rules[i]
		for _, name := range expand(r.Call) {
			c := *r
			c.pattern = name
			m.calls[bare(name)] = append(m.calls[bare(name)], &c)
		}
		for _, name := range expand(r.Field) {
			c := *r
			c.pattern = name
			m.fields[bare(name)] = append(m.fields[bare(name)], &c)
		}
	}
	return m
}

// bare is the part of a name after the last dot, empty where it is a pattern.
func bare(name string) string {
	name = name[strings.LastIndexByte(name, '.')+1:]
	if strings.ContainsAny(name, "*?") {
		return ""
	}
	return name
}

// Entry reports whether a function handed to this call or stored in this field
// is an entry of its own, by its name alone: which calls a row is about that names a type
// is seen only later.
func (m *Matcher) Entry(name string) bool {
	plain := func(r *framed) bool { return r.Takes == "" }
	return slices.ContainsFunc(m.findAll(m.calls, name), plain) || slices.ContainsFunc(m.findAll(m.fields, name), plain)
}

func (m *Matcher) find(in map[string][]*framed, name string) *framed {
	if all := m.findAll(in, name); len(all) > 0 {
		return all[0]
	}
	return nil
}

func (m *Matcher) findAll(in map[string][]*framed, name string) []*framed {
	if name == "" {
		return nil
	}
	var out []*framed
	name = stripTypeArgs(name)
	for _, key := range [...]string{bare(name), ""} {
		for _, r := range in[key] {
			if name[0] == '(' && r.pattern[0] != '(' {
				continue // a function's name, however short, is no method's
			}
			if like(r.pattern, name) {
				out = append(out, r)
			}
		}
	}
	return out
}

// finder collects the roots of one program.
type finder struct {
	p    *link.Program
	m    *Matcher
	opts Options
	out  map[rootKey]Root
	// hot holds the functions that run per request, as a whole.
	hot map[*link.Func]bool
	// wraps are the application's own routers, within their calls of a framework.
	wraps  map[*link.Func]*wrapper
	within map[*summary.Call]bool
	// places and around hold where routers and closures stand, once asked for.
	places map[link.Ref][]spot
	around map[*link.Func][]spot
	// row is the line of a table whose handler is looked at, nil outside tables; placed
	// are the functions and types that the lines of a registration have placed.
	row    *link.Row
	placed map[string]bool
	// every is how often what is being registered is run, in seconds, 0 if unknown.
	every float64
	// mentions tells where functions stand as values, once asked for.
	mentions map[string][]*link.Func
	// imports tells which frameworks something in view imports.
	imports map[string]bool
	// lent holds entries whose routes are those of what a generator wrote for them.
	lent map[*link.Func]bool
	// services are those of gRPC for which a method stands.
	services map[*link.Func][]string
	// layers stand around handlers, and wait until these are known.
	layers []layer
	// taken holds the loops that take from channels, once asked for.
	taken map[link.Ref][]drain
	// rows holds those of each callee that was looked up.
	rows map[string][]*framed
	// live is what the application may run, nil where all may be; made are the
	// types of which there may be objects, once asked for; idle and unmade would
	// have made entries.
	live   map[*link.Func]bool
	made   map[string]bool
	idle   []*link.Func
	unmade []string
}

type rootKey struct {
	f    *link.Func
	kind string
	loop int
}

// Find returns the program's roots, hottest first, in a fixed order.
func Find(p *link.Program, m *Matcher, opts Options) []Root {
	fd := newFinder(p, m, opts)
	fd.alive(nil)
	fd.find()
	for fd.woken() { // each time there is more that is live
		live := fd.live
		fd = newFinder(p, m, opts)
		fd.live = live
		fd.find()
	}
	fd.handedOver()
	fd.pooled()
	out := make([]Root, 0, len(fd.out))
	for _, r := range fd.out {
		out = append(out, fd.user(r))
	}
	slices.SortFunc(out, func(a, b Root) int {
		return cmp.Or(cmp.Compare(b.Heat.Rank(), a.Heat.Rank()), cmp.Compare(a.F.Name, b.F.Name), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Loop, b.Loop))
	})
	return out
}

// handedOver: whoever hands outside code an object, methods of which a framework is
// known to call per request, does not have them called by that; nor do loops of the
// framework's own say how often.
func (fd *finder) handedOver() {
	for _, r := range fd.out {
		if r.Framework == "" || r.Heat != finding.Request || r.Own || r.Loop >= 0 {
			continue
		}
		for _, e := range r.F.In {
			if e.Via == link.Callback && !e.Made || fd.m.modules[e.Caller.Pkg.Module] && e.Caller.Pkg.Module != r.F.Pkg.Module {
				e.Entry = true
			}
		}
	}
}

// pooled: what a pool runs is run as often as whoever handed it over.
func (fd *finder) pooled() {
	var entries []*link.Func
	for k := range fd.out {
		entries = append(entries, k.f)
	}
	fd.p.Pooled(fd.p.Live(entries))
}

func newFinder(p *link.Program, m *Matcher, opts Options) *finder {
	return &finder{
		p: p, m: m, opts: opts,
		out: map[rootKey]Root{}, hot: map[*link.Func]bool{}, imports: map[string]bool{},
		places: map[link.Ref][]spot{}, around: map[*link.Func][]spot{}, rows: map[string][]*framed{}, lent: map[*link.Func]bool{}, services: map[*link.Func][]string{},
	}
}

// find looks for entries of each kind; the order decides which kind wins.
func (fd *finder) find() {
	fd.wrappers()
	fd.registered()
	fd.throughWrappers()
	fd.middle()
	fd.implementations()
	fd.signatures()
	fd.generated()
	fd.events()
	fd.starts()
	fd.loops()
	fd.dispatch(maps.Values(fd.out))
	fd.workers()
	fd.commands()
	fd.exports()
	fd.serving()
	fd.declared()
	fd.whole()
	fd.withinService()
}

// whole drops the consuming loops of what runs per request as a whole: a handler
// that reads the messages of its own connection has the route.
func (fd *finder) whole() {
	for k := range fd.out {
		if k.kind == "consumer" && k.loop >= 0 && fd.hot[k.f] {
			delete(fd.out, k)
		}
	}
}

// add keeps the hottest root per function and kind, with the routes of all.
func (fd *finder) add(r Root) {
	if r.Kind == "periodic" && r.Seconds == 0 {
		r.Seconds = everySeconds(r.Route())
	}
	k := rootKey{r.F, r.Kind, r.Loop}
	old, ok := fd.out[k]
	if ok && old.Heat.Rank() >= r.Heat.Rank() {
		old, r = r, old
	}
	if ok {
		r.Routes = union(r.Routes, old.Routes)
		r.Told = r.Told || old.Told
		if r.Seconds == 0 {
			r.Seconds = old.Seconds
		}
	}
	if r.Place.File == "" {
		r.Place = r.F.Place(r.F.Pos)
	}
	fd.out[k] = r
	if r.Heat == finding.Request && r.Loop < 0 && !r.Own {
		fd.hot[r.F] = true
	}
}

// union joins routes in order. A verb alone says nothing beside a path.
func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if slices.ContainsFunc(out, func(s string) bool { return strings.Contains(s, "/") }) {
		out = slices.DeleteFunc(out, func(s string) bool { return verbs[s] })
	}
	return out
}
