package rules

import (
	"slices"
	"strings"
)

// The words of the report's contract that rule files may use. They stand here
// and not in an import, so that the catalogue depends on nothing.
var (
	heats      = []string{"request", "periodic", "startup", "announced", "cold"}
	levels     = []string{"fail", "warn", "note"}
	entryKinds = []string{
		"http", "grpc", "rpc", "consumer", "lambda", "orm-hook", "middleware",
		"exported", "periodic", "init", "startup", "announced", "cli",
	}
)

func (l *loader) framework(f Framework) {
	l.modules(f.File, f.Line, f.Modules, f.Verified)
	if len(f.Roots) == 0 {
		l.report(f.File, f.Line, "roots is missing: framework %q says nothing", f.Name)
	}
	seen := map[string]int{}
	for _, r := range f.Roots {
		l.root(f, r)
		key := r.what() + " " + r.Takes + " " + strings.Join(r.Methods, ",")
		if first, dup := seen[key]; dup {
			l.report(f.File, r.Line, "%s has a row in line %d already", r.what(), first)
		}
		seen[key] = r.Line
	}
}

func (l *loader) root(f Framework, r Root) {
	bad := func(format string, args ...any) { l.report(f.File, r.Line, format, args...) }
	set := 0
	for _, s := range []string{r.Call, r.Implements, r.Field, r.Signature, r.Method} {
		if s != "" {
			set++
		}
	}
	if set != 1 {
		bad("want exactly one of call, implements, field, signature and method")
		return
	}
	if r.Method == "" && !strings.Contains(r.what(), ".") && r.Signature == "" {
		bad("%q: want a full name such as MODULE.Func or (*MODULE.Type).Method", r.what())
	}
	if !slices.Contains(entryKinds, r.Kind) {
		bad("%s: kind %q is none of %s", r.what(), r.Kind, join(entryKinds))
	}
	if !slices.Contains(heats, r.Heat) {
		bad("%s: heat %q is none of %s", r.what(), r.Heat, join(heats))
	}
	l.rootArguments(f, r)
}

func (l *loader) rootArguments(f Framework, r Root) {
	bad := func(format string, args ...any) { l.report(f.File, r.Line, format, args...) }
	for _, i := range []*int{r.Handler, r.Route, r.Router, r.Mapping} {
		if i != nil && *i < 0 {
			bad("%s: argument %d: want a count from 0", r.what(), *i)
		}
	}
	if r.Call == "" && (r.Handler != nil || r.Route != nil || r.Router != nil || r.Caller || r.Verb != "") {
		bad("%s: handler, route, router, verb and caller go with call", r.what())
	}
	if r.Caller && r.Handler != nil {
		bad("%s: either the caller or the handler is the entry", r.what())
	}
	if r.Tags != "" && (r.Call == "" || len(strings.Fields(r.Tags)) != 2) {
		bad("%s: tags are the keys of path and verb, and go with call", r.what())
	}
	if (r.Annotated != "" || r.Named || r.Form != "" || r.Service != "") && (r.Call == "" || len(r.Methods) == 0) {
		bad("%s: annotated, named, form and service go with the methods of a call's object", r.what())
	}
	if r.Mapping != nil && (r.Call == "" || r.Handler == nil) {
		bad("%s: mapping goes with call and handler", r.what())
	}
	if n, ok := strings.CutPrefix(r.Verb, "@"); ok && (len(n) != 1 || n[0] < '0' || n[0] > '9') {
		bad("%s: verb %q: want @ and the argument's number", r.what(), r.Verb)
	}
	if r.Chain && (r.Handler == nil || len(r.Methods) > 0) {
		bad("%s: chain goes with the handler of a call that is a function", r.what())
	}
	if len(r.Methods) > 0 && r.Implements == "" && r.Field == "" && (r.Call == "" || r.Handler == nil) {
		bad("%s: methods goes with implements, field, or call and handler", r.what())
	}
	if r.Method != "" && r.Takes == "" {
		bad("%s: method needs takes, the type that tells it from others of that name", r.what())
	}
	if r.Takes != "" && r.Method == "" && r.Call == "" {
		bad("%s: takes goes with method or call", r.what())
	}
}

// what is the row's own name.
func (r *Root) what() string {
	for _, s := range []string{r.Call, r.Implements, r.Field, r.Signature, r.Method} {
		if s != "" {
			return s
		}
	}
	return "root"
}
