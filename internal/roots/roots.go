// Package roots finds the hot entry points of a linked program and says how hot
// each one is: what frameworks call (from the catalogue), what users of a
// library call, what runs at start, what repeats by itself. It does not know
// what the entries reach, nor which names announce which hazard.
package roots

import (
	"cmp"
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
	// Route is the route, topic or schedule, where it is a constant.
	Route string
	// Loop is the loop of F that repeats by itself, -1 where all of F is meant;
	// Seconds its period, 0 if unknown.
	Loop    int
	Seconds float64
	// Place is where the entry is declared or registered.
	Place finding.Place
	// Own: the user's code, or the library's on its own, and not a framework,
	// decides how often it runs: a name may announce the operation.
	Own bool
	// Framework names the catalogue entry, for the roots command.
	Framework string
}

// Options says whose entry points count.
type Options struct {
	// Open names packages whose exported API is called from outside.
	Open map[string]bool
	// Application: main packages are programs of their own.
	Application bool
	// Hot and Cold are the user's patterns over full names, packages and routes.
	Hot, Cold []string
}

// Matcher answers which calls and fields of outside code take entries.
type Matcher struct {
	calls, fields map[string][]*framed // by bare name; "" for patterns
	rules         []framed
}

type framed struct {
	rules.Root
	framework string
	pattern   string
}

// NewMatcher indexes the catalogue's roots.
func NewMatcher(cat *rules.Catalogue) *Matcher {
	m := &Matcher{calls: map[string][]*framed{}, fields: map[string][]*framed{}}
	for i := range cat.Frameworks {
		fw := &cat.Frameworks[i]
		for _, r := range fw.Expanded() {
			m.rules = append(m.rules, framed{Root: r, framework: fw.Name})
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
// is an entry of its own.
func (m *Matcher) Entry(name string) bool {
	return m.find(m.calls, name) != nil || m.find(m.fields, name) != nil
}

func (m *Matcher) find(in map[string][]*framed, name string) *framed {
	if name == "" {
		return nil
	}
	name = stripTypeArgs(name)
	for _, key := range []string{bare(name), ""} {
		for _, r := range in[key] {
			if like(r.pattern, name) {
				return r
			}
		}
	}
	return nil
}

// finder collects the roots of one program.
type finder struct {
	p    *link.Program
	m    *Matcher
	opts Options
	out  map[rootKey]Root
}

type rootKey struct {
	f    *link.Func
	kind string
	loop int
}

// Find returns the program's roots, hottest first, in a fixed order.
func Find(p *link.Program, m *Matcher, opts Options) []Root {
	fd := &finder{p: p, m: m, opts: opts, out: map[rootKey]Root{}}
	fd.registered()
	fd.implementations()
	fd.signatures()
	fd.starts()
	fd.loops()
	fd.exports()
	out := make([]Root, 0, len(fd.out))
	for _, r := range fd.out {
		out = append(out, fd.user(r))
	}
	slices.SortFunc(out, func(a, b Root) int {
		return cmp.Or(cmp.Compare(b.Heat.Rank(), a.Heat.Rank()), cmp.Compare(a.F.Name, b.F.Name), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Loop, b.Loop))
	})
	return out
}

// add keeps the hottest root per function and kind, and one with a route over
// one without.
func (fd *finder) add(r Root) {
	k := rootKey{r.F, r.Kind, r.Loop}
	old, ok := fd.out[k]
	if ok && (old.Heat.Rank() > r.Heat.Rank() || old.Heat == r.Heat && (old.Route != "" || r.Route == "")) {
		return
	}
	if r.Place.File == "" {
		r.Place = r.F.Place(r.F.Pos)
	}
	fd.out[k] = r
}

// registered finds functions handed to calls and stored in fields that the
// catalogue knows.
func (fd *finder) registered() {
	for _, f := range fd.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if r := fd.m.find(fd.m.calls, c.Callee); r != nil {
				fd.registration(f, int32(i), c, r)
			}
		}
		for _, e := range f.Extra {
			if r := fd.m.find(fd.m.fields, e.Through); r != nil {
				fd.add(fd.framed(e.Callee, r, ""))
			}
		}
	}
}

func (fd *finder) registration(f *link.Func, i int32, c *summary.Call, r *framed) {
	route := fd.route(f, c, r)
	for _, callee := range fd.p.Handed(f, i, handlerArg(c, f, r)) {
		fd.add(fd.framed(callee, r, route))
	}
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

func (fd *finder) route(f *link.Func, c *summary.Call, r *framed) string {
	if r.Route == nil {
		return r.Verb
	}
	i := *r.Route + contextArgs(c, f)
	if i < 0 || i >= len(c.Args) {
		return r.Verb
	}
	texts := fd.p.Strings(link.Val{Ref: link.Ref{F: f, V: c.Args[i]}}, true).Known()
	if len(texts) != 1 || texts[0] == "" {
		return r.Verb
	}
	return strings.TrimSpace(r.Verb + " " + texts[0])
}

func (fd *finder) framed(callee *link.Func, r *framed, route string) Root {
	return Root{F: callee, Kind: r.Kind, Heat: finding.Heat(r.Heat), Route: route, Loop: -1, Framework: r.framework}
}

// implementations finds methods of types that implement an interface which a
// framework calls.
func (fd *finder) implementations() {
	for i := range fd.m.rules {
		r := &fd.m.rules[i]
		if r.Implements != "" {
			fd.implementation(r)
		}
	}
}

func (fd *finder) implementation(r *framed) {
	iface := fd.p.Decl(r.Implements)
	if iface == nil {
		return
	}
	for _, pkg := range fd.p.Pkgs {
		for i := range pkg.Decls {
			d := &pkg.Decls[i]
			if d.Pkg != pkg.Path || d.Kind == summary.Interface || !fd.p.Implements(d.Name, r.Implements) {
				continue
			}
			for _, m := range iface.Methods {
				if len(r.Methods) > 0 && !slices.Contains(r.Methods, m.Name) {
					continue
				}
				if f := fd.p.Lookup(fd.p.Method(d.Name, m.Name)); f != nil {
					fd.add(fd.framed(f, r, ""))
				}
			}
		}
	}
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
			fd.signed(f, r)
		}
		for _, r := range byMethod[f.Short] {
			if f.Recv != "" && takes(f, r.Takes) {
				fd.add(fd.framed(f, r, ""))
			}
		}
	}
}

// signed: a middleware's own run is at start; what it returns runs per request.
func (fd *finder) signed(f *link.Func, r *framed) {
	if r.Kind == "middleware" {
		for _, inner := range fd.p.Returned(f) {
			fd.add(fd.framed(inner, r, ""))
		}
		return
	}
	fd.add(fd.framed(f, r, ""))
}

// handedOn: a function of handler form counts where outside code can get at it.
func (fd *finder) handedOn(f *link.Func) bool {
	if fd.opts.Open[f.Pkg.Path] && fd.p.Callable(f) {
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
		return s
	case 1:
		return s + " " + rs[0]
	}
	return s + " (" + strings.Join(rs, ", ") + ")"
}

func takes(f *link.Func, typ string) bool {
	if typ == "" {
		return true
	}
	for _, p := range f.Params {
		if f.TypeAt(p.Type).Text == typ {
			return true
		}
	}
	return false
}

// starts adds package initialisers and, for applications, main.
func (fd *finder) starts() {
	for _, f := range fd.p.Funcs {
		if f.Name != f.Decl && !strings.HasPrefix(f.Name, f.Pkg.Path+".init#") {
			continue
		}
		switch {
		case f.Recv == "" && (f.Short == "init" || strings.HasPrefix(f.Short, "init#")):
			fd.add(Root{F: f, Kind: "init", Heat: finding.Startup, Loop: -1})
		case f.Pkg.Main && f.Name == f.Pkg.Path+".main":
			heat := finding.Cold
			if fd.opts.Application {
				heat = finding.Startup
			}
			fd.add(Root{F: f, Kind: "cli", Heat: heat, Loop: -1})
		}
	}
}

// exports adds the API that users of a library call.
func (fd *finder) exports() {
	for _, f := range fd.p.Funcs {
		if !fd.opts.Open[f.Pkg.Path] || f.Pkg.Main || !fd.p.Callable(f) || strings.HasPrefix(f.Short, "init") && f.Recv == "" && f.Short == "init" {
			continue
		}
		if constructor(f) {
			fd.add(Root{F: f, Kind: "startup", Heat: finding.Startup, Loop: -1, Own: true})
		} else {
			fd.add(Root{F: f, Kind: "exported", Heat: finding.Request, Loop: -1, Own: true})
		}
		for _, inner := range fd.p.Returned(f) {
			if inner.Name != inner.Decl {
				fd.add(Root{F: inner, Kind: "exported", Heat: finding.Request, Loop: -1, Own: true})
			}
		}
	}
}

// constructor: New*, Open*, Must* and the like run once.
func constructor(f *link.Func) bool {
	if f.Recv != "" {
		return f.Short == "Init" || f.Short == "Initialize" || f.Short == "Start" || f.Short == "StartAndGC" || f.Short == "Open" || f.Short == "Connect"
	}
	for _, prefix := range []string{"New", "Open", "MustNew", "MustOpen", "Connect", "Dial", "Create", "Init", "Setup", "Register", "Make"} {
		if rest, ok := strings.CutPrefix(f.Short, prefix); ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			return true
		}
	}
	return false
}

// user applies the user's own word: directives and patterns.
func (fd *finder) user(r Root) Root {
	switch {
	case r.F.Directive == "hot" || fd.named(r, fd.opts.Hot):
		r.Heat, r.Own = finding.Request, false
	case r.F.Directive == "cold" || fd.named(r, fd.opts.Cold):
		r.Heat = finding.Cold
	}
	return r
}

func (fd *finder) named(r Root, patterns []string) bool {
	for _, pat := range patterns {
		for _, name := range []string{r.F.Decl, r.F.Pkg.Path, r.Route} {
			if name != "" && (like(pat, stripTypeArgs(name)) || prefixed(pat, name)) {
				return true
			}
		}
	}
	return false
}

func prefixed(pat, name string) bool {
	p, ok := strings.CutSuffix(pat, "/...")
	return ok && (name == p || strings.HasPrefix(name, p+"/"))
}
