// Package memoryclear asks where the whole in-process cache is emptied, above all
// by each write: by a client library's Purge or Flush, by a deletion of what it
// lists, one by one, by a method of a type of the module's own that is clearly a
// cache (Clear, PurgeAll, ClearBeans), by a fresh map or cache in the place of the
// old one, or by taking out all that a map holds. A map that is filled with what is asked
// for where it has nothing is a cache by any name.
//
// It is loud only where a write does it. What the cache's own code does inside is
// its affair; a type counts as a cache by its name, and its method as emptying by
// its name. An implementation that talks to a server is another hazard's matter.
package memoryclear

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "memoryclear", Run: run}

func run(p *analyzers.Pass) {
	caches := fieldsOf(p)
	for _, f := range p.Prog.Funcs {
		for _, o := range f.Ops {
			switch {
			case o.Client.Kind == rules.Facade && o.Does("clear") && inMap(f, o.Call):
				report(p, analyzers.OfOp(o))
			case o.Client.Kind != rules.Memory:
			case o.Does("clear"):
				c := analyzers.OfOp(o)
				c.Detail = ofWhat(p.Prog, o)
				report(p, c)
			case dropsListed(p.Prog, o):
				reportListed(p, o)
			}
		}
		for i := range f.Calls {
			if emptiesOwn(p.Prog, f, int32(i)) {
				c := &f.Calls[i]
				report(p, analyzers.Candidate{
					F: f, Block: c.Block, Pos: c.Pos, Callee: c.Callee, Command: c.Name, Conf: finding.Certain, Cost: "1 x " + c.Name,
				})
			}
		}
		fresh(p, f, caches)
	}
}

// ofWhat says that a part of the cache goes, where the call names one: a table, a prefix.
func ofWhat(p *link.Program, o *link.Op) string {
	for _, a := range o.Site().Args {
		if o.F.TypeAt(o.F.Values[a].Type).Kind == summary.String {
			if words := p.Describe(link.Val{Ref: link.Ref{F: o.F, V: a}}); words != link.Something {
				return "Only what belongs to " + words + " goes, but all of it."
			}
			return "Only what belongs to one name goes, but all of it."
		}
	}
	return ""
}

func report(p *analyzers.Pass, c analyzers.Candidate) {
	if c.Command == "" {
		c.Command, c.Cost = "PURGE", "1 x PURGE"
	}
	c.Announce = announce
	c.Level = func(a analyzers.At) finding.Level {
		if c.Command == "clear" && handedOn(p, a, c.F, c.Callee) {
			return finding.None
		}
		return level(p.Hazard, a)
	}
	p.Report(c)
}

var announce = append(slices.Clone(analyzers.Emptying), "invalidate", "evict", "expire", "close", "stop", "shutdown")

// level: loud only where the entry writes.
func level(h *rules.Hazard, a analyzers.At) finding.Level {
	l := analyzers.Table(h, a)
	if a.Heat == finding.Request && (!writes(a) || closes(a.Sink.F)) {
		return l.AtMost(finding.Note)
	}
	return l
}

// verbs begin the names of functions that change data.
var verbs = []string{"insert", "update", "upsert", "save", "create", "delete", "remove", "set", "put", "add", "write", "store", "replace", "patch", "edit", "modify", "append", "push", "upload", "commit", "exec", "import", "rename", "move", "increment", "touch"}

// writes reports whether the entry, or a function on the way, is named for a
// change of data, writes to a database, or goes on to write the cache.
func writes(a analyzers.At) bool {
	if a.Root.Kind == "orm-hook" || changing(a.Sink.F, a.Sink.Block) {
		return true
	}
	fs := []*link.Func{a.Root.F, a.Sink.F}
	for _, e := range a.Path {
		fs = append(fs, e.Caller)
	}
	for _, f := range fs {
		verb := verbOf(f)
		setter := func(g *link.Func) bool { // itself, or what it hands on to
			return (g.Short == f.Short || verb == "set" && verbOf(g) == "set") && sets(g)
		}
		if slices.Contains(verbs, verb) && !slices.ContainsFunc(fs, setter) {
			return true
		}
		for _, o := range f.Ops {
			if o.Client.Kind == rules.Database && o.Does("exec") || o.Does("write") {
				return true
			}
		}
	}
	return false
}

// sets: a method puts what it is given into a field of its own, and into no map: that is
// how a thing works from now on, and seldom done.
func sets(f *link.Func) bool {
	if f.Recv == "" || len(f.Params) < 2 {
		return false
	}
	own := false
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		if a.Op == summary.ElemOf {
			return false
		}
		own = own || a.Op == summary.FieldOf && f.Values[a.A].Op == summary.ParamVal && f.Values[a.A].N == 0 && f.Values[s.Val].Op == summary.ParamVal
	}
	return own
}

// changing: the block runs for HTTP methods that change something, or not for GET.
func changing(f *link.Func, block int32) bool {
	return slices.ContainsFunc(f.Guards(block), func(g link.Guard) bool {
		x := &f.Values[g.Cond]
		if x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" {
			return false
		}
		a, b := &f.Values[x.A], &f.Values[x.B]
		if a.Op == summary.Const {
			a, b = b, a
		}
		if a.Op == summary.Load {
			a = &f.Values[a.A]
		}
		if a.Op != summary.FieldOf || a.Str != "net/http.Request.Method" || b.Op != summary.Const {
			return false
		}
		is := g.Taken == (x.Str == "==")
		return is && slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, b.Str) || !is && b.Str == "GET"
	})
}

// closes: what a type empties while it goes is its own.
func closes(f *link.Func) bool {
	return f.Recv != "" && slices.Contains([]string{"close", "stop", "shutdown", "destroy", "teardown"}, verbOf(f))
}

// verbOf is the first word of a function's name.
func verbOf(f *link.Func) string {
	if words := link.Words(bare(f)); len(words) > 0 {
		return words[0]
	}
	return ""
}

func bare(f *link.Func) string { return f.Decl[strings.LastIndexByte(f.Decl, '.')+1:] }

// emptiesOwn reports whether a call empties a cache type of the module's own.
func emptiesOwn(p *link.Program, f *link.Func, call int32) bool {
	c := &f.Calls[call]
	if c.Recv == 0 || c.Name == "" || !emptyingName(c.Name) || allOf(f, c) || ofPart(f, call) || marks(f, call) || p.Cat.Client(c.Pkg) != nil && p.Cat.Client(c.Pkg) != p.Cat.Client(f.Pkg.Path) {
		return false
	}
	t := f.TypeAt(f.Values[c.Recv].Type)
	if !cacheName(t.Named) || t.Named == f.Recv || forwards(p, f, t.Named) {
		return false
	}
	for _, r := range p.Under(f, call, 4, link.Loops) {
		if r.Client.Kind == rules.Remote || r.Client.Kind == rules.Facade {
			return false
		}
	}
	return true
}

// allOf: InvalidateAll(keys...) and its like take out what they are given.
func allOf(f *link.Func, c *summary.Call) bool {
	words := link.Words(c.Name)
	if len(words) < 2 || words[1] != "all" || !slices.Contains([]string{"invalidate", "delete", "remove", "evict"}, words[0]) {
		return false
	}
	return slices.ContainsFunc(c.Sig, func(t int32) bool { return f.TypeAt(t).Kind == summary.Slice })
}

// ofPart: the call says of what it is to be the end: a key, a scope, a predicate. Where
// those that it may run are in view, one of them has to look at it.
func ofPart(f *link.Func, call int32) bool {
	c := &f.Calls[call]
	for n, a := range c.Args {
		t, x := f.TypeAt(f.Values[a].Type), &f.Values[f.Unconverted(a)]
		if t.Text == "context.Context" || t.Kind == summary.Bool || t.Named == "time.Duration" || x.Op == summary.Const && (t.Kind != summary.String || x.Str == "") {
			continue
		}
		if len(f.Out[call]) == 0 || slices.ContainsFunc(f.Out[call], func(e *link.Edge) bool { return looksAt(e.Callee, n+1) }) {
			return true
		}
	}
	return false
}

// marks: whatever the call runs sets numbers and times back, or one entry, and keeps all
// that is there.
func marks(f *link.Func, call int32) bool {
	return len(f.Out[call]) > 0 && !slices.ContainsFunc(f.Out[call], func(e *link.Edge) bool { return mayEmpty(e.Callee) })
}

// mayEmpty: the function calls anything, clears something or puts another container in a
// container's place.
func mayEmpty(g *link.Func) bool {
	return len(g.Blocks) == 0 || slices.ContainsFunc(g.Calls, func(c summary.Call) bool { return c.Pkg != "sync" && c.Pkg != "time" }) ||
		slices.ContainsFunc(g.Stores, func(s summary.Store) bool {
			switch a := &g.Values[s.Addr]; a.Op {
			case summary.BuiltinCall:
				return true
			case summary.ElemOf:
				return false
			default:
				t := g.TypeAt(g.Values[s.Val].Type)
				return t.Kind != summary.Integer && t.Kind != summary.Bool && t.Kind != summary.String && t.Named != "time.Time"
			}
		})
}

// looksAt: the method does something with a parameter.
func looksAt(g *link.Func, param int) bool {
	return slices.ContainsFunc(g.Calls, func(c summary.Call) bool {
		return slices.ContainsFunc(append([]int32{c.Recv}, c.Args...), func(v int32) bool { return v != 0 && g.Uses(v, param) })
	}) || slices.ContainsFunc(g.Blocks, func(b summary.Block) bool { return b.Cond != 0 && g.Uses(b.Cond, param) }) ||
		slices.ContainsFunc(g.Values, func(x summary.Value) bool {
			return (x.Op == summary.Closure || x.Op == summary.RangeOf) && (g.Uses(x.A, param) || slices.ContainsFunc(x.Args, func(v int32) bool { return handsIn(g, v, param) }))
		})
}

// handsIn: a closure has captured the parameter.
func handsIn(g *link.Func, v int32, param int) bool {
	return g.Uses(v, param) || slices.ContainsFunc(g.Stores, func(s summary.Store) bool { return s.Addr == v && g.Uses(s.Val, param) })
}

// forwards: a cache in front of a cache hands the call on.
func forwards(p *link.Program, f *link.Func, typ string) bool {
	return cacheName(f.Recv) && (p.Implements(f.Recv, typ) || emptyingName(bare(f)) && p.Decl(f.Recv) != nil)
}

// cacheName: the last word of a cache's type says so (LRUCache, Cacher), the
// first of what merely uses one does (CachedEnforcer).
func cacheName(typ string) bool {
	words := link.Words(typ[strings.LastIndexByte(typ, '.')+1:])
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return last == "cache" || last == "cacher" || last == "caches" || strings.HasSuffix(last, "cache") || last == "memo" || len(words) > 1 && words[len(words)-2] == "cache" && slices.Contains([]string{"manager", "store", "provider", "service", "interface"}, last)
}

// emptyingName: the first word empties, and the rest does not name one entry.
func emptyingName(name string) bool {
	words := link.Words(name)
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "clear", "purge", "flush", "reset", "wipe", "empty", "truncate":
		return len(words) == 1 || !slices.Contains([]string{"expired", "stale", "key", "entry", "item", "one", "for", "by", "old", "stats", "metrics"}, words[1])
	case "invalidate", "delete", "remove", "evict":
		return len(words) > 1 && words[1] == "all"
	}
	return false
}

func loaded(f *link.Func, v int32) *summary.Value {
	if x := &f.Values[v]; x.Op == summary.Load {
		return &f.Values[x.A]
	}
	return nil
}

// cacheField: "owner.field" where the field is called a cache, and not the lack of
// one (the NoCache of a header).
func cacheField(name string) bool {
	words := link.Words(name[strings.LastIndexByte(name, '.')+1:])
	return len(words) > 0 && words[0] != "no" && slices.ContainsFunc(words, func(w string) bool { return w == "cache" || w == "cached" || w == "memo" || w == "caches" })
}

// ofEntry: the field is one of several whose names begin with the word (CacheHashes,
// CacheSize), as those of a thing that is cached itself.
func ofEntry(p *analyzers.Pass, name string) bool {
	dot := strings.LastIndexByte(name, '.')
	d := p.Prog.Decl(name[:max(dot, 0)])
	if d == nil || link.Words(name[dot+1:])[0] != "cache" {
		return false
	}
	n := 0
	for _, f := range d.Fields {
		if words := link.Words(f.Name); len(words) > 1 && words[0] == "cache" && words[1] != "lock" && words[1] != "mutex" && words[1] != "mu" {
			n++
		}
	}
	return n > 2
}

// builds: a constructor or initialiser makes the first map.
func builds(f *link.Func, field string) bool {
	owner := field[:strings.LastIndexByte(field, '.')]
	for _, r := range f.Results {
		if f.TypeAt(r).Named == owner {
			return true
		}
	}
	first := link.Words(bare(f))
	return len(first) > 0 && slices.Contains([]string{"new", "init", "initialize", "setup", "open", "start", "make", "get", "lookup", "load", "fetch", "find"}, first[0])
}
