package link

import (
	"strings"
	"unicode"

	"github.com/cachevet/cachevet/internal/summary"
)

// cacheMethod says what a call of an interface does that a module declares for
// its caches: by the interface's name and its methods, whatever fills it.
func (t *Toucher) cacheMethod(f *Func, c *summary.Call) Effect {
	if c.Iface == 0 {
		return 0
	}
	name := ifaceName(f.TypeAt(c.Iface))
	d := t.p.decls[name]
	if d == nil || !t.cacheLike(d) {
		return 0
	}
	if cl := t.p.Cat.Client(d.Pkg); cl != nil && cl != t.p.Cat.Client(f.Pkg.Path) {
		return 0 // its rules say more
	}
	m := methodOf(d, c.Name)
	if m == nil {
		return 0
	}
	return methodEffect(m)
}

// cacheLike reports whether an interface is a cache by its name and can at least
// be read and written or emptied.
func (t *Toucher) cacheLike(d *summary.Decl) bool {
	v, ok := t.likes[d.Name]
	if !ok {
		v = namedCache(d) && readsAndWrites(d)
		t.likes[d.Name] = v
	}
	return v
}

// namedCache: the type's own name speaks of a cache, or it is a store whose
// writes take a time to live. The cache of one request is nobody else's.
func namedCache(d *summary.Decl) bool {
	name := strings.ToLower(d.Name[strings.LastIndexByte(d.Name, '.')+1:])
	for _, word := range []string{"context", "request", "session", "local"} {
		if strings.Contains(name, word) {
			return false
		}
	}
	if strings.Contains(name, "cache") {
		return true
	}
	if !strings.Contains(name, "store") && !strings.Contains(name, "storage") {
		return false
	}
	for i := range d.Methods {
		if methodEffect(&d.Methods[i]) == Writes && strings.Contains(d.Methods[i].Sig, "time.Duration") {
			return true
		}
	}
	return false
}

func readsAndWrites(d *summary.Decl) bool {
	var all Effect
	for i := range d.Methods {
		all |= methodEffect(&d.Methods[i])
	}
	return all&Reads != 0 && all&Writes != 0
}

var verbs = map[string]Effect{
	"get": Reads, "mget": Reads, "fetch": Reads, "lookup": Reads, "peek": Reads, "read": Reads, "has": Reads, "exists": Reads, "contains": Reads, "load": Reads, "find": Reads, "retrieve": Reads,
	"set": Writes, "mset": Writes, "put": Writes, "store": Writes, "add": Writes, "save": Writes, "write": Writes, "replace": Writes, "update": Writes,
	"delete": Deletes, "del": Deletes, "remove": Deletes, "evict": Deletes, "unset": Deletes, "forget": Deletes,
	"clear": Clears, "flush": Clears, "purge": Clears, "reset": Clears, "truncate": Clears, "wipe": Clears, "empty": Clears,
}

// methodEffect reads a method's effect out of its name and parameters.
func methodEffect(m *summary.Method) Effect {
	word := firstWord(m.Name)
	rest := strings.ToLower(m.Name[len(word):])
	keyed := takesKey(m.Sig)
	switch e := verbs[strings.ToLower(word)]; {
	case strings.Contains(m.Sig, "func(") && strings.Count(m.Sig, "func(") > 1:
		return 0 // takes a loader: its own affair
	case word == "Invalidate":
		if keyed {
			return Deletes
		}
		return Clears
	case e == Deletes && strings.HasPrefix(rest, "all"), e == Clears && !keyed:
		return Clears
	case e == Clears:
		return Deletes
	case e == Reads && !keyed:
		return 0
	case e == Writes && !keyed:
		return 0
	default:
		return e
	}
}

// takesKey: there is a parameter other than a context.
func takesKey(sig string) bool {
	params, _, _ := strings.Cut(strings.TrimPrefix(sig, "func("), ")")
	params = strings.TrimSpace(strings.TrimPrefix(params, "context.Context"))
	if i := strings.LastIndex(params, "context.Context"); i >= 0 {
		params = strings.TrimSpace(params[i+len("context.Context"):])
	}
	return strings.Trim(params, ", ") != ""
}

func firstWord(name string) string {
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			return name[:i]
		}
	}
	return name
}
