package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	nameForm    = regexp.MustCompile(`^[a-z0-9][a-z0-9./-]*$`)
	funcForm    = regexp.MustCompile(`^(?:(?:[A-Za-z_]\w*|\*)\.)?[A-Za-z_]\w*$`)
	moduleForm  = regexp.MustCompile(`^(?:\*/)?[A-Za-z0-9][\w.~-]*(?:/[\w.~-]+)*$`)
	packageForm = regexp.MustCompile(`^[\w.-]*(?:/[\w.-]+)*$`)
	commandForm = regexp.MustCompile(`^[A-Z][A-Z0-9_.]*(?: [A-Z0-9-]+)?$`)
)

var kinds = []Kind{Remote, Store, Memory, Facade, Lock, Database, Coalesce, Retry, Service}

// effects are the words of Op.Does.
var effects = []string{
	"read", "write", "delete", "clear", "list", "lock", "unlock", "load", "make", "tune", "pipeline", "queue",
	"coalesce", "query", "exec", "build", "send", "wait", "ping", "ask", "absent",
	"retry", "limit", "endless", "grow", "fixed", "stop", "marked", "again", "none",
}

func (l *loader) validate() {
	l.uniqueNames()
	l.uniquePackages()
	for _, c := range l.found.Clients {
		l.client(c)
	}
	for _, f := range l.found.Frameworks {
		l.framework(f)
	}
	for _, h := range l.found.Hazards {
		l.hazard(h)
	}
}

// namedAt is where a client, framework or hazard is described.
type namedAt struct {
	kind, name, file string
	line             int
}

func named(c *Catalogue) []namedAt {
	var out []namedAt
	for _, x := range c.Clients {
		out = append(out, namedAt{"client", x.Name, x.File, x.Line})
	}
	for _, x := range c.Frameworks {
		out = append(out, namedAt{"framework", x.Name, x.File, x.Line})
	}
	for _, x := range c.Hazards {
		out = append(out, namedAt{"hazard", x.Name, x.File, x.Line})
	}
	return out
}

func (l *loader) uniqueNames() {
	seen := map[string]namedAt{}
	for _, n := range named(l.into) {
		seen[n.kind+n.name] = n
	}
	for _, n := range named(&l.found) {
		if !nameForm.MatchString(n.name) {
			l.report(n.file, n.line, "%s name %q: want lower-case letters, digits, dots and dashes", n.kind, n.name)
		}
		if first, dup := seen[n.kind+n.name]; dup {
			l.report(n.file, n.line, "%s %q is described in %s:%d already", n.kind, n.name, first.file, first.line)
		}
		seen[n.kind+n.name] = n
	}
}

// uniquePackages: two clients that claim one package would make the answer
// depend on the order of files.
func (l *loader) uniquePackages() {
	seen := map[string]string{}
	claim := func(c Client, check bool) {
		packages := c.Packages
		if len(packages) == 0 {
			packages = []string{"..."}
		}
		for _, m := range c.Modules {
			for _, p := range packages {
				at := path.Join(m, p)
				if first, dup := seen[at]; dup && check {
					l.report(c.File, c.Line, "%s belongs to client %q already", at, first)
				}
				seen[at] = c.Name
			}
		}
	}
	for _, c := range l.into.Clients {
		claim(c, false)
	}
	for _, c := range l.found.Clients {
		claim(c, true)
	}
}

func (l *loader) client(c Client) {
	bad := func(format string, args ...any) { l.report(c.File, c.Line, format, args...) }
	if !slices.Contains(kinds, c.Kind) {
		bad("kind %q is none of %s", c.Kind, join(kinds))
	}
	l.modules(c.File, c.Line, c.Modules, c.Verified)
	for _, p := range c.Packages {
		if !packageForm.MatchString(p) {
			bad("package %q: want a path relative to the module", p)
		}
	}
	for _, t := range c.CommandTypes {
		if _, err := path.Match(t, ""); err != nil {
			bad("command type %q: %v", t, err)
		}
	}
	if c.Spoken && c.Kind != Remote {
		bad("spoken: the client of a server is meant, which kind %q is not", c.Kind)
	}
	if len(c.Ops) == 0 && !c.CommandMethods && !c.Transparent {
		bad("client %q says nothing: want ops, command_methods or transparent", c.Name)
	}
	seen := map[string]int{}
	for _, op := range c.Ops {
		if first, dup := seen[op.Func]; dup {
			l.report(c.File, op.Line, "func %s has a row in line %d already", op.Func, first)
		}
		seen[op.Func] = op.Line
		l.op(c, op)
	}
}

func (l *loader) modules(file string, line int, modules, verified []string) {
	if len(modules) == 0 {
		l.report(file, line, "modules is missing: which module paths hold this API?")
	}
	for i, m := range modules {
		if !moduleForm.MatchString(m) {
			l.report(file, line, "module %q: want a module path", m)
		}
		if slices.Contains(modules[:i], m) {
			l.report(file, line, "module %q is listed twice", m)
		}
	}
	for _, v := range verified {
		if m, version, ok := strings.Cut(v, "@"); !ok || m == "" || !strings.Contains(version, ".") {
			l.report(file, line, "verified %q: want module@version", v)
		}
	}
}

func (l *loader) op(c Client, op Op) {
	bad := func(format string, args ...any) { l.report(c.File, op.Line, format, args...) }
	if !funcForm.MatchString(op.Func) {
		bad("func %q: want Name, Type.Name or *.Name", op.Func)
		return
	}
	for _, word := range op.Does {
		if !slices.Contains(effects, word) {
			bad("func %s: does %q is none of %s", op.Func, word, join(effects))
		}
	}
	for name, index := range op.indexes() {
		if index != nil && *index < -1 {
			bad("func %s: %s is %d, want an argument counted from 0, or -1 for the receiver", op.Func, name, *index)
		}
	}
	if op.silent() {
		bad("func %s says nothing: want command, raw, script, sha, callback or does", op.Func)
	}
	if len(op.Does) > 1 && slices.Contains(op.Does, "none") {
		bad("func %s: none stands alone in does", op.Func)
	}
	if op.Loads && op.Script == nil {
		bad("func %s: loads needs script", op.Func)
	}
	asks := slices.Contains(op.Does, "ask")
	if asks != (c.Kind == Service) && !(c.Kind == Service && slices.Equal(op.Does, []string{"limit"})) {
		bad("func %s: ask is what services do, and all they do but limit what they ask", op.Func)
	}
	l.opCommand(c, op)
}

func (l *loader) opCommand(c Client, op Op) {
	if op.Command == "" {
		return
	}
	if !commandForm.MatchString(op.Command) {
		l.report(c.File, op.Line, "func %s: command %q: want upper case, a subcommand after one space", op.Func, op.Command)
		return
	}
	_, known := l.commands()[op.Command]
	if !known && !slices.Contains(c.Words, op.Command) && len(l.commands()) > 0 {
		l.report(c.File, op.Line, "func %s: command %q is not one of Redis; list it in words if it is the client's own", op.Func, op.Command)
	}
}

func (l *loader) commands() map[string]Command { return l.into.Commands }

// silent: the row tells nothing that anyone could act on.
func (op *Op) silent() bool {
	return op.Command == "" && op.Raw == nil && op.Script == nil && op.SHA == nil && op.Func_ == nil && len(op.Does) == 0
}

func (op *Op) indexes() map[string]*int {
	return map[string]*int{
		"raw": op.Raw, "script": op.Script, "sha": op.SHA, "key": op.Key, "value": op.Value,
		"ttl": op.TTL, "pattern": op.Pattern, "cursor": op.Cursor, "count": op.Count,
		"query": op.Query, "callback": op.Func_,
	}
}

func join[S ~string](words []S) string {
	var out []string
	for _, w := range words {
		out = append(out, fmt.Sprint(w))
	}
	return strings.Join(out, ", ")
}
