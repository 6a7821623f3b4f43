package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// starts adds package initialisers and, for applications, main.
func (fd *finder) starts() {
	for _, f := range fd.p.Funcs {
		switch {
		case initialiser(f):
			fd.add(Root{F: f, Kind: "init", Heat: finding.Startup, Loop: -1})
		case f.Pkg.Main && f.Name == f.Pkg.Path+".main":
			heat := finding.Cold
			if fd.opts.Application && !fd.opts.Samples[f.Pkg.Path] {
				heat = finding.Startup
			}
			fd.add(Root{F: f, Kind: "cli", Heat: heat, Loop: -1})
		}
	}
}

// initialiser: what an import runs. A literal in it may be there for later.
func initialiser(f *link.Func) bool {
	return f.Recv == "" && f.Name == f.Decl && (f.Short == "init" || strings.HasPrefix(f.Name, f.Pkg.Path+".init#"))
}

// exports adds the API that users of a library call.
func (fd *finder) exports() {
	tests := newHarness(fd.p)
	for _, f := range fd.p.Funcs {
		if !fd.p.Outside(f) || f.Pkg.Main || strings.HasPrefix(f.Short, "init") && f.Recv == "" && f.Short == "init" {
			continue
		}
		switch {
		case tests.has(f):
			fd.add(Root{F: f, Kind: "exported", Heat: finding.Cold, Loop: -1, Own: true})
		case constructor(f) || fd.lifecycle(f):
			fd.add(Root{F: f, Kind: "startup", Heat: finding.Startup, Loop: -1, Own: true})
		default:
			fd.add(Root{F: f, Kind: "exported", Heat: finding.Request, Loop: -1, Own: true})
		}
		fd.handsOut(f, 0)
	}
}

// handsOut adds the literals that users get and call; middleware gives them one that
// gives them another.
func (fd *finder) handsOut(f *link.Func, d int) {
	for _, inner := range fd.p.Returned(f) {
		if inner.Literal() && d < 3 {
			fd.add(Root{F: inner, Kind: "exported", Heat: finding.Request, Loop: -1, Own: true})
			fd.handsOut(inner, d+1)
		}
	}
}

// constructor: New*, Open* and the like run once, and so do the methods that
// start and end a type's own work.
func constructor(f *link.Func) bool {
	if f.Recv == "" && len(f.Results) == 1 && makesHandler(f.TypeAt(f.Results[0])) {
		return true // what it makes runs often, it runs once
	}
	if f.Recv != "" {
		return lifecycle[f.Short] && !takesIDs(f) || runs[f.Short] && !takesData(f) || listens(f)
	}
	for _, prefix := range []string{"New", "Open", "MustNew", "MustOpen", "Connect", "Dial", "Create", "Init", "Setup", "Register", "Make"} {
		if rest, ok := strings.CutPrefix(f.Short, prefix); ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			return true
		}
	}
	return serves(f.Short)
}

// listens: AddConfigListener and its like keep what they are given for later.
func listens(f *link.Func) bool {
	if !strings.HasPrefix(f.Short, "Add") && !strings.HasPrefix(f.Short, "Register") {
		return false
	}
	for _, noun := range []string{"Listener", "Hook", "Observer", "Callback", "Interceptor", "Middleware"} {
		if strings.HasSuffix(f.Short, noun) {
			return true
		}
	}
	return false
}

// serves: RunServer, ServeAPI, StartWorkers: functions that are the whole of a
// program's life.
func serves(name string) bool {
	for _, verb := range []string{"Run", "Start", "Serve", "ListenAndServe", "Launch"} {
		rest, ok := strings.CutPrefix(name, verb)
		if !ok {
			continue
		}
		if rest == "" {
			return true
		}
		for _, noun := range []string{"Server", "Daemon", "Service", "Worker", "Agent", "Node", "App", "Gateway", "API"} {
			if after, ok := strings.CutPrefix(rest, noun); ok && !strings.HasPrefix(after, "Job") {
				return true
			}
		}
	}
	return false
}

// lifecycle: the methods that start and stop a server or a worker run once each.
// Run alone may be anything; beside a Stop or a Shutdown it is a server's.
func (fd *finder) lifecycle(f *link.Func) bool {
	d := fd.p.Decl(f.Recv)
	switch f.Short {
	case "Run", "Serve", "ListenAndServe", "Stop", "Shutdown":
	default:
		return false
	}
	return d != nil && hasAny(d, "Run", "Start", "Serve", "ListenAndServe") && hasAny(d, "Stop", "Shutdown")
}

func hasAny(d *summary.Decl, names ...string) bool {
	return slices.ContainsFunc(d.Methods, func(m summary.Method) bool { return slices.Contains(names, m.Name) })
}

// makesHandler: a function, or what calls itself a handler whatever its form is.
func makesHandler(t *summary.Type) bool {
	if t.Kind == summary.Signature {
		return true
	}
	for _, suffix := range []string{"Handler", "Middleware", "Interceptor"} {
		if t.Kind == summary.Interface && strings.HasSuffix(t.Named, suffix) {
			return true
		}
	}
	return false
}

var lifecycle = map[string]bool{
	"Init": true, "Initialize": true, "Configure": true, "Setup": true, "Provision": true, "StartAndGC": true, "Boot": true, "Bootstrap": true, "Open": true, "Connect": true,
	"Close": true, "Shutdown": true, "Stop": true, "Ping": true,
}

// runs are names of methods that start work, unless they are given some.
var runs = map[string]bool{"Run": true, "Start": true, "Serve": true, "Listen": true, "ListenAndServe": true}

// takesIDs: a method that is given lists of things by their names, which it connects with one
// another rather than itself with a server.
func takesIDs(f *link.Func) bool {
	return slices.ContainsFunc(f.Params, func(p summary.Param) bool {
		return f.TypeAt(p.Type).Kind == summary.Slice && strings.HasSuffix(strings.ToLower(p.Name), "ids")
	})
}

// takesData: a parameter that is no context, function or interface.
func takesData(f *link.Func) bool {
	for _, p := range f.Params[1:] {
		switch f.TypeAt(p.Type).Kind {
		case summary.Interface, summary.Signature:
		default:
			return true
		}
	}
	return false
}

// lifted is the share of samples from which an entry counts as hot.
const lifted = 0.001

// user applies what the user knows: production's profile, then directives and
// patterns, which are the last word.
func (fd *finder) user(r Root) Root {
	if fd.opts.Share != nil {
		if r.Share = fd.opts.Share(symbol(r.F)); r.Share >= lifted && r.F.Short != "main" {
			r.Heat, r.Own = finding.Request, false
		}
	}
	switch {
	case fd.directive(r.F) == "hot" || fd.named(r, fd.opts.Hot):
		r.Heat, r.Own = finding.Request, false
	case fd.directive(r.F) == "cold" || fd.quiet(r):
		r.Heat = finding.Cold
	}
	return r
}

// symbol is a function's name as a profile has it: a command's package is main.
func symbol(f *link.Func) string {
	name := stripTypeArgs(f.Decl)
	if f.Pkg.Main {
		name = strings.Replace(name, f.Pkg.Path+".", "main.", 1)
	}
	return name
}

// directive is the word of a //cachevet: comment in the user's own code.
func (fd *finder) directive(f *link.Func) string {
	if fd.opts.Trusted[f.Pkg.Module] {
		return f.Directive
	}
	return ""
}

// declared makes entries of functions that the user calls hot and that nothing
// else makes one.
func (fd *finder) declared() {
	for _, f := range fd.p.Funcs {
		if f.Name != f.Decl || f.NoBody {
			continue
		}
		r := Root{F: f, Kind: "declared", Heat: finding.Request, Loop: -1}
		if fd.directive(f) == "hot" || fd.named(r, exact(fd.opts.Hot)) {
			fd.add(r)
		}
	}
}

// exact keeps the patterns that name functions: those over packages make what
// entries they have hot, not every function an entry.
func exact(patterns []string) []string {
	var out []string
	for _, p := range patterns {
		if strings.Contains(p, ").") || p != "" && !strings.HasSuffix(p, "...") && strings.Contains(p[strings.LastIndexByte(p, '/')+1:], ".") {
			out = append(out, p)
		}
	}
	return out
}

// named reports whether a pattern names the entry, its package or one of its
// routes.
func (fd *finder) named(r Root, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pat string) bool {
		return names(pat, r) || slices.ContainsFunc(r.Routes, func(route string) bool { return covers(pat, route) })
	})
}

// quiet is named for the user's cold patterns: all of the routes must be cold.
func (fd *finder) quiet(r Root) bool {
	patterns := fd.opts.Cold
	if slices.ContainsFunc(patterns, func(pat string) bool { return names(pat, r) }) {
		return true
	}
	return len(r.Routes) > 0 && !slices.ContainsFunc(r.Routes, func(route string) bool {
		return !slices.ContainsFunc(patterns, func(pat string) bool { return covers(pat, route) })
	})
}

func covers(pat, route string) bool { return glob(pat, route) || prefixed(pat, route) }

func names(pat string, r Root) bool {
	for _, name := range []string{r.F.Decl, r.F.Pkg.Path} {
		if like(pat, stripTypeArgs(name)) || prefixed(pat, name) {
			return true
		}
	}
	return false
}

func prefixed(pat, name string) bool {
	p, ok := strings.CutSuffix(pat, "/...")
	return ok && (name == p || strings.HasPrefix(name, p+"/"))
}
