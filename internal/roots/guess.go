package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Routers that no row of the catalogue knows look like those that it knows: a method
// that is called like an HTTP method, or that handles, is given a path and a function
// of the library's own form, or of net/http's. Rows for these are made as they are met.

// handles are the names of methods that take a route, beside the verbs.
var handles = []string{"Any", "All", "Handle", "HandleFunc", "Handler", "HandlerFunc", "Method", "MethodFunc"}

// requestPackages have the types of requests that libraries share.
var requestPackages = []string{"net/http.", "github.com/valyala/fasthttp."}

// requestWords name what a library's own handlers take.
var requestWords = []string{"context", "ctx", "request", "req"}

// guessed is a row for a call of a router that the catalogue does not know, nil where
// the call is not of one.
func (fd *finder) guessed(f *link.Func, c *summary.Call) *framed {
	verb := strings.ToUpper(c.Name)
	named := c.Name == "Use" || verbs[verb] || slices.Contains(handles, c.Name)
	if !named || len(c.Args) == 0 || !link.ThirdParty(c.Pkg) || sameModule(c.Pkg, f.Pkg.Path) || fd.catalogued(c.Pkg) {
		return nil
	}
	r := rules.Root{Kind: "http", Heat: string(finding.Request)}
	switch {
	case c.Name == "Use" && takesHandlers(f, c, 0):
		r.Kind = "middleware"
	case verbs[verb] && fd.routed(f, c, 0):
		r.Route, r.Verb = new(int), verb
	case verbs[verb] && c.Recv != 0 && fd.combined(link.Ref{F: f, V: c.Recv}) && slices.ContainsFunc(c.Args, func(a int32) bool { return givesHandler(f, a) }):
		r.Verb = verb // below the path of its receiver
	case slices.Contains(handles, c.Name) && fd.routed(f, c, 1) && isString(f, c.Args[0]):
		r.Route, r.Verb = new(int), "@0"
		*r.Route = 1
	case slices.Contains(handles, c.Name) && fd.routed(f, c, 0):
		r.Route = new(int)
	default:
		return nil
	}
	return &framed{Root: r, pattern: c.Callee}
}

// catalogued: a client library, or a framework of which all that matters is written down,
// but of another major version.
func (fd *finder) catalogued(pkg string) bool {
	for p := pkg; p != ""; p = p[:max(0, strings.LastIndexByte(p, '/'))] {
		if fd.m.modules[p] {
			return p == pkg || !majorVersion(pkg[len(p)+1:])
		}
	}
	return fd.p.Cat.Client(pkg) != nil
}

// majorVersion: a path goes on with v2, v3 or the like.
func majorVersion(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return len(first) > 1 && first[0] == 'v' && strings.Trim(first[1:], "0123456789") == ""
}

// routed reports whether a call's argument at is a route, and what comes after it
// handles requests. Where any function may be given, the path must look like one.
func (fd *finder) routed(f *link.Func, c *summary.Call, at int) bool {
	if at >= len(c.Args) || !isString(f, c.Args[at]) {
		return false
	}
	if takesHandlers(f, c, at+1) {
		return true
	}
	path, _ := fd.constants(link.Ref{F: f, V: c.Args[at]})
	return len(path) > 0 && strings.HasPrefix(path[0], "/") && slices.ContainsFunc(c.Args[at+1:], func(a int32) bool {
		return givesHandler(f, a)
	})
}

// combined reports whether a router is one for a path that was named before, by Combo("/files")
// or by a verb that follows it.
func (fd *finder) combined(v link.Ref) bool {
	for range maxLayers {
		v = v.Bare()
		if v.Value().Op != summary.CallVal {
			return false
		}
		c := &v.F.Calls[v.Value().N]
		switch {
		case groups[c.Name]:
			return len(c.Args) > 0 && isString(v.F, c.Args[0])
		case !verbs[strings.ToUpper(c.Name)] || c.Recv == 0:
			return false
		}
		v = v.With(c.Recv)
	}
	return false
}

// takesHandlers reports whether one of a callee's parameters from one on is a
// function, or net/http's interface, to be called with a request.
func takesHandlers(f *link.Func, c *summary.Call, from int) bool {
	return slices.ContainsFunc(c.Sig[min(from, len(c.Sig)):], func(t int32) bool {
		typ := f.TypeAt(t)
		if typ.Kind == summary.Slice {
			typ = f.TypeAt(typ.Elem)
		}
		return handlerForm(typ, c.Pkg)
	})
}

// givesHandler reports whether a function that takes something is given as anything at
// all: a router that fills in what handlers ask for takes them so.
func givesHandler(f *link.Func, a int32) bool {
	v := (link.Ref{F: f, V: a}).Bare()
	return f.TypeAt(f.Values[a].Type).Kind == summary.Interface && v.Type().Kind == summary.Signature && !strings.HasPrefix(v.Type().Text, "func()")
}

// handlerForm: net/http's interface; what is called a handler or middleware and is a
// function; any other function that takes a request.
func handlerForm(t *summary.Type, pkg string) bool {
	if t.Named == "net/http.Handler" {
		return true
	}
	if t.Kind != summary.Signature {
		return false
	}
	words := link.Words(t.Named[strings.LastIndexByte(t.Named, '.')+1:])
	return slices.Contains(words, "handler") || slices.Contains(words, "middleware") || requestIn(t.Text, pkg)
}

// requestIn reports whether the parameters of a function type, as text, are a request or
// its context: of the library's own or of one that many share.
func requestIn(text, pkg string) bool {
	params, _, _ := strings.Cut(strings.TrimPrefix(text, "func("), ")")
	for _, p := range strings.Split(params, ", ") {
		typ := strings.TrimLeft(p[strings.LastIndexByte(p, ' ')+1:], "*") // parameters may have names
		if slices.ContainsFunc(requestPackages, func(shared string) bool { return strings.HasPrefix(typ, shared) }) {
			return true
		}
		dot := strings.LastIndexByte(typ, '.')
		if dot > 0 && sameModule(typ[:dot], pkg) && slices.ContainsFunc(link.Words(typ[dot+1:]), func(w string) bool { return slices.Contains(requestWords, w) }) {
			return true
		}
	}
	return false
}
