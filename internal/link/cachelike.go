package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// cacheMethod says what a call of an interface does that a module declares for
// its caches: by the interface's name and its methods, whatever fills it.
func (t *Toucher) cacheMethod(f *Func, c *summary.Call) Effect {
	if c.Iface == 0 {
		return 0
	}
	name := ifaceName(f.TypeAt(c.Iface))
	d := t.p.decls[name]
	if d == nil || !t.cacheLike(d) && !((f.HeldAsCache(c.Recv) || t.onlyStore(f, c.Recv)) && readsAndWrites(d)) {
		return 0
	}
	if cl := t.p.Cat.Client(d.Pkg); cl != nil && cl != t.p.Cat.Client(f.Pkg.Path) {
		return 0 // its rules say more
	}
	m := methodOf(d, c.Name)
	if m == nil {
		return 0
	}
	return effectOf(d, m)
}

// HeldAsCache: a store that its user calls a cache, by the name of the field,
// variable or parameter that holds it.
func (f *Func) HeldAsCache(v int32) bool {
	return strings.Contains(strings.ToLower(f.Holder(v)), "cache")
}

// onlyStore: a type that is called a cache keeps its entries in what the field holds, as
// it has nothing else where it could.
func (t *Toucher) onlyStore(f *Func, v int32) bool {
	x := f.HeldIn(v)
	if x.Op != summary.FieldOf {
		return false
	}
	owner := t.p.decls[x.Str[:max(strings.LastIndexByte(x.Str, '.'), 0)]]
	if owner == nil || owner.Pkg != f.Pkg.Path {
		return false
	}
	words := Words(lastName(owner.Name))
	if len(words) == 0 || words[len(words)-1] != "cache" {
		return false
	}
	n := 0
	for _, field := range owner.Fields {
		switch ft := t.p.FieldType(owner.Name, field); {
		case ft == nil:
			return false
		case ft.Kind == summary.Map || ft.Kind == summary.Slice || t.p.Cat.Client(ft.Pkg) != nil:
			return false
		case ft.Kind == summary.Interface || ft.Kind == summary.Pointer && ft.Pkg != "":
			if d := t.p.decls[ft.Named]; d != nil && readsAndWrites(d) {
				n++
			}
		}
	}
	return n == 1
}

// ownMethod says what a method does of a type that is a cache by its name, or by the name
// of what holds it, and keeps its entries itself, in a map of its own: nothing that the call leads to is
// known as one.
func (t *Toucher) ownMethod(f *Func, i int32, below []Touch) Effect {
	callee := t.p.byName[f.Calls[i].Callee]
	if callee == nil {
		return t.farMethod(f, &f.Calls[i])
	}
	if callee.Recv == "" || slices.ContainsFunc(below, func(x Touch) bool { return ofCache(x) && !t.housekeeping(callee, x) && !t.handsOn(callee, x) }) {
		return 0
	}
	d := t.p.decls[callee.Recv]
	if d == nil || d.Kind == summary.Interface || !t.cacheLike(d) && !(f.HeldAsCache(f.Calls[i].Recv) && readsAndWrites(d)) && !t.expiring(d) {
		return 0
	}
	m := methodOf(d, callee.Short)
	if m == nil || m.Func != callee.Name {
		return 0
	}
	return effectOf(d, m)
}

// expiring: whatever a type is called, it has a map of its own, and what a method finds there
// it compares with the clock before it gives it.
func (t *Toucher) expiring(d *summary.Decl) bool {
	v, ok := t.expires[d.Name]
	if !ok {
		v = readsAndWrites(d) && slices.ContainsFunc(t.p.MethodsOf(d.Name), func(g *Func) bool {
			m := methodOf(d, g.Short)
			if g.Recv != d.Name || m == nil || effectOf(d, m)&Reads == 0 || !slices.ContainsFunc(t.p.KeptMaps(g), func(k Kept) bool { return k.Owner == d.Name }) {
				return false
			}
			return slices.ContainsFunc(g.Blocks, func(b summary.Block) bool { return b.Cond != 0 && t.p.timed(g, b.Cond, 1) != "" })
		})
		t.expires[d.Name] = v
	}
	return v
}

// housekeeping: one method of a type calls another to make room.
func (t *Toucher) housekeeping(method *Func, x Touch) bool {
	decl := t.p.byName[x.F.Decl]
	return x.Op == nil && x.Effect&^Deletes == 0 && decl != nil && decl.Recv == method.Recv
}

// handsOn: one method of a type leaves its work to another: Set to SetWithTTL.
func (t *Toucher) handsOn(method *Func, x Touch) bool {
	if x.Op != nil || x.Effect&(Reads|Writes) == 0 || x.Kind != rules.Facade {
		return false
	}
	inner, decl := t.p.byName[x.Site().Callee], t.p.byName[x.F.Decl]
	return inner != nil && decl != nil && inner.Recv == method.Recv && decl.Recv == method.Recv
}

// farMethod says what a method does of a type that is called a cache and whose
// package is not summarised, since no client is reached from it: it keeps its
// entries itself. Its other methods are not in view.
func (t *Toucher) farMethod(f *Func, c *summary.Call) Effect {
	if c.Recv == 0 || c.Iface != 0 || !strings.Contains(c.Pkg, ".") || !namedFarCache(c) || t.p.Cat.Client(c.Pkg) != nil {
		return 0
	}
	var params []string
	for _, p := range c.Sig {
		params = append(params, f.TypeAt(p).Text)
	}
	return methodEffect(&summary.Method{Name: c.Name, Sig: "func(" + strings.Join(params, ", ") + ")"})
}

// namedFarCache: the type is called a cache, or stands in a package that is and is no
// part of one.
func namedFarCache(c *summary.Call) bool {
	name := strings.ToLower(c.Type)
	if strings.Contains(name, "cache") {
		return !strings.Contains(name, "local")
	}
	words := Words(c.Type)
	return strings.Contains(lastElem(c.Pkg), "cache") && len(words) > 0 && !slices.Contains(ofEntries, words[len(words)-1])
}

// ofCache: a touch of a cache that no function handed in has made.
func ofCache(x Touch) bool {
	for c := x.Ctx; c != nil; c = c.Up {
		if e := c.Edge; e.Via == Callback || e.Via == ByClosure && e.Callee.Decl != e.Caller.Decl {
			return false
		}
	}
	return x.Effect&(Reads|Writes|Deletes|Clears) != 0
}

// cacheLike reports whether a type is a cache by its name, or by what its methods are
// there for, and can at least be read and written.
func (t *Toucher) cacheLike(d *summary.Decl) bool {
	v, ok := t.likes[d.Name]
	if !ok {
		v = (namedCache(d) || forSeveral(d) || loadsThrough(d)) && readsAndWrites(d)
		t.likes[d.Name] = v
	}
	return v
}

// namedCache: the type or its package is called a cache, or it is a store of a
// cache's package, a backend that is called as its package, or one whose writes take a time to live. The cache of one request is nobody else's.
func namedCache(d *summary.Decl) bool {
	name := strings.ToLower(d.Name[strings.LastIndexByte(d.Name, '.')+1:])
	for _, word := range []string{"context", "request", "session", "local"} {
		if strings.Contains(name, word) {
			return false
		}
	}
	if words := Words(d.Name[strings.LastIndexByte(d.Name, '.')+1:]); len(words) > 0 && slices.Contains(ofEntries, words[len(words)-1]) {
		return false
	}
	if strings.Contains(name, "cache") || strings.Contains(lastElem(d.Pkg), "cache") || forgets(name) {
		return true
	}
	backend := name == strings.ToLower(lastElem(d.Pkg)) // cache/redis.Redis
	if !backend && !strings.Contains(name, "store") && !strings.Contains(name, "storage") {
		return false
	}
	if slices.ContainsFunc(strings.Split(d.Pkg, "/"), func(elem string) bool { return elem == "cache" || elem == "caches" || elem == "caching" }) {
		return true
	}
	return slices.ContainsFunc(d.Methods, timedWrite)
}

// timedWrite: the method writes an entry that is good for a time.
func timedWrite(m summary.Method) bool {
	return methodEffect(&m) == Writes && strings.Contains(m.Sig, "time.Duration")
}

// forSeveral: an interface that can write a key only where there is none, for a time, is of
// what several processes share, whatever it is called.
func forSeveral(d *summary.Decl) bool {
	return d.Kind == summary.Interface && slices.ContainsFunc(d.Methods, func(m summary.Method) bool {
		return OnAbsent(m.Name) && timedWrite(m)
	})
}

// loadsThrough: a method of the type gives what is there or loads what is not, by a
// function that it is given and that may fail. A map is filled by one that cannot.
func loadsThrough(d *summary.Decl) bool {
	return slices.ContainsFunc(d.Methods, func(m summary.Method) bool { return fills(m.Name) && takesLoader(m.Sig) })
}

// takesLoader: a parameter is a function that gives an error.
func takesLoader(sig string) bool {
	_, inner, _ := strings.Cut(strings.TrimPrefix(sig, "func("), "func(")
	depth := 1
	for i, c := range inner {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				inner = inner[:i] // the end of all parameters
				return strings.HasSuffix(strings.TrimRight(inner, ")"), "error")
			}
		case ',':
			if depth == 0 {
				return strings.HasSuffix(strings.TrimRight(inner[:i], ")"), "error")
			}
		}
	}
	return false
}

// OnAbsent: a method is called after a write of a key where there is none.
func OnAbsent(name string) bool { return slices.Contains(onAbsent, strings.ToLower(name)) }

var onAbsent = []string{"setnx", "addnx", "setifabsent", "putifabsent", "addifabsent", "setifnotexists", "setifnotexist", "putifnotexists", "storeifabsent"}

// forgets: the name says that what is kept longest, or is used least, goes. A memory is
// that of a machine.
func forgets(name string) bool {
	return !strings.HasPrefix(name, "memory") && slices.ContainsFunc([]string{"lru", "lfu", "ttlmap", "expiringmap", "memo"}, func(w string) bool {
		return strings.HasPrefix(name, w) || strings.HasSuffix(name, w)
	})
}

// ofEntries end the names of types that are one thing in a cache, or say something of
// it.
var ofEntries = []string{"metadata", "record", "entry", "item", "ref", "info", "config", "options", "stats", "metrics", "header", "key", "control"}

// lastElem is the last element of an import path that is no major version.
func lastElem(path string) string {
	dir, last := "", path
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		dir, last = path[:i], path[i+1:]
	}
	if len(last) > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9' && dir != "" {
		return lastElem(dir)
	}
	return last
}

func readsAndWrites(d *summary.Decl) bool {
	var all Effect
	for i := range d.Methods {
		all |= effectOf(d, &d.Methods[i])
	}
	return all&Reads != 0 && all&Writes != 0
}

// fills: GetOrLoad and its like write what they had to load.
func fills(name string) bool {
	word := firstWord(name)
	rest, ok := strings.CutPrefix(name[len(word):], "Or")
	return ok && verbs[strings.ToLower(word)] == Reads && rest != ""
}

var verbs = map[string]Effect{
	"get": Reads, "mget": Reads, "fetch": Reads, "lookup": Reads, "peek": Reads, "read": Reads, "has": Reads, "exists": Reads, "contains": Reads, "load": Reads, "find": Reads, "retrieve": Reads, "search": Reads, "resolve": Reads, "value": Reads,
	"set": Writes, "mset": Writes, "put": Writes, "store": Writes, "add": Writes, "save": Writes, "write": Writes, "replace": Writes, "update": Writes, "insert": Writes, "assign": Writes,
	"delete": Deletes, "del": Deletes, "remove": Deletes, "evict": Deletes, "unset": Deletes, "forget": Deletes, "release": Deletes, "drop": Deletes, "discard": Deletes, "erase": Deletes,
	"clear": Clears, "flush": Clears, "purge": Clears, "reset": Clears, "truncate": Clears, "wipe": Clears, "empty": Clears,
}

// helpers begin the names of methods that do a part of another's work.
var helpers = map[string]bool{"do": true, "must": true, "Must": true, "try": true, "Try": true, "internal": true, "raw": true}

// ofSets are what is done with a set, after whose name a method is called rather than
// after what it does: SetScan, SetRemove, SetCard.
var ofSets = map[string]bool{"scan": true, "card": true, "cardinality": true, "members": true, "contains": true, "remove": true, "delete": true, "search": true, "count": true, "len": true, "length": true, "size": true, "pop": true}

// methodEffect reads a method's effect out of its name and parameters.
func methodEffect(m *summary.Method) Effect {
	name := m.Name
	if helpers[firstWord(name)] {
		name = strings.TrimPrefix(name, firstWord(name))
	}
	if words := Words(name); len(words) > 1 && words[0] == "set" && ofSets[words[1]] {
		name = name[len("set"):] // SetScan reads a set
	}
	word := firstWord(name)
	rest := strings.ToLower(name[len(word):])
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
	case e == Reads && !keyed && !(rest == "" && givesSomething(m.Sig)):
		return 0
	case e == Writes && !keyed:
		return 0
	case e == Reads && fills(name):
		return Reads | Writes
	default:
		return e
	}
}

// givesSomething: a method that takes nothing gives what it is asked for: Get of a cache
// that has one thing.
func givesSomething(sig string) bool {
	_, results, _ := strings.Cut(sig, ")")
	results = strings.TrimSpace(results)
	return results != "" && results != "error" && results != "bool"
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
