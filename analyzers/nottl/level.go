package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/lua"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// inScript judges the writes of a Lua script: one without an expiry of its own
// counts where the script gives no key one.
func inScript(p *analyzers.Pass, o *link.Op, w write) (write, bool) {
	if o.Script.SetsExpiry || o.Script.SetsIfAbsent || o.Script.Partial {
		return w, false
	}
	limits := limits(o.F)
	if !limits && !speaksOfCache(o.F) {
		return w, false
	}
	i := writesIn(o.Script, p.Hazard.Commands)
	if i < 0 && limits {
		i = writesIn(o.Script, creating)
	}
	if i < 0 {
		return w, false
	}
	w.key, _ = p.Prog.KeyOf(o)
	if k, ok := scriptKey(p.Prog, o, &o.Script.Calls[i]); ok {
		grows(p.Prog, k, &w)
	}
	w.command, w.cache = o.Script.Calls[i].Command, true
	w.hash = w.command[0] == 'H'
	w.varied = slices.ContainsFunc(o.F.Ops, func(b *link.Op) bool { return b.Call == o.Call && b.Script != nil && b.Script.SetsExpiry })
	return w, true
}

// scriptKey is the key of a call in a script, where it is one of those that are handed in.
func scriptKey(p *link.Program, o *link.Op, c *lua.Call) (link.Val, bool) {
	if len(c.Args) == 0 || c.Args[0].Kind != lua.Key || c.Args[0].Derived {
		return link.Val{}, false
	}
	v, ok := o.Arg(o.Rule.Key)
	if !ok {
		return link.Val{}, false
	}
	keys, known := p.Expand(v)
	if n := c.Args[0].Index; known && n > 0 && n <= len(keys) {
		return keys[n-1], true
	}
	return link.Val{}, false
}

// writesIn is the first call in a script of one of the commands, on a key that it is given.
func writesIn(s *lua.Script, commands []string) int {
	return slices.IndexFunc(s.Calls, func(c lua.Call) bool {
		return slices.Contains(commands, c.Command) && len(c.Args) > 0 && c.Args[0].Kind != lua.Const
	})
}

// limits: a limiter keeps something of each of its callers, who come and go.
func limits(f *link.Func) bool {
	return analyzers.Named(f, "limiter", "limit", "ratelimit", "throttle", "throttler")
}

func candidate(p *analyzers.Pass, o *link.Op, w write) analyzers.Candidate {
	c := analyzers.OfOp(o)
	c.Command, c.Cost = w.command, "1 x "+w.command
	switch {
	case w.callers:
		c.Detail = "There is one for each who asks, and those who have gone leave theirs."
	case w.lost:
		c.Detail = "Elsewhere the same entries are given an expiry, which this takes away."
	case w.grown:
		c.Detail = "Only a count that has grown is given an expiry: the others stay."
	case w.dated:
		c.Detail = "The key is made of the date: the next one is another, and those before stay."
	case w.collection:
		c.Detail = "Plain values of the same store are given its expiry, and this is not."
	case w.fields:
		c.Detail = "Its entries are the fields of one hash, which do not expire one by one."
	case w.index:
		c.Detail = "Members are added for entries that expire, and stay when those are gone."
	case w.beside:
		c.Detail = "The entry that is written along with it expires, and this one stays."
	case w.defaulted:
		c.Detail = "An option gives the expiry, which is none by default."
	}
	c.Announce = []string{"forever", "permanent", "permanently", "persist"}
	cp := &copying{p: p, o: o}
	c.Level = func(a analyzers.At) finding.Level { return level(p, a, w, cp) }
	return c
}

// level: a cache whose entries stay for good is what the hazard is about. A type
// that does not call itself a cache is a store, where data is meant to stay; a
// hash in a store is its own business.
func level(p *analyzers.Pass, a analyzers.At, w write, cp *copying) finding.Level {
	l := analyzers.Table(p.Hazard, a)
	if behind(a, cp.o) || w.later(a) || w.defaulted && spelled(a, cp.o.F) {
		return finding.None
	}
	if w.given && !noneOn(p.Prog, cp.o, a.Path) {
		return finding.None
	}
	cache := w.cache || w.beside || w.lost || (w.memory || speaksOfCache(a.Root.F)) && !isStore(a) || cp.on(a.Path)
	switch {
	case (w.absent || w.keeps || w.copied) && !cp.on(a.Path):
		return finding.None // a lock, or a mark; an entry that is there; data of its own
	case w.dated && !cache && !limits(a.Sink.F) && (isStore(a) || analyzers.Named(a.Sink.F, records...)):
		return l.AtMost(finding.Note)
	case w.dated:
		return l
	case w.collection && !cp.on(a.Path):
		return l.AtMost(finding.Note)
	case !cache && w.hash:
		return finding.None
	case !cache && (a.Root.Own || isStore(a)), w.evicts, w.varied, w.leaves, w.copied && analyzers.Named(a.Sink.F, stores...), w.dropped && (!a.Root.Own || isStore(a)), !w.index && !w.beside && asked(a), optional(a), bare(a):
		return l.AtMost(finding.Note)
	}
	return l
}

// later: who has the entry written, on the way from an entry, gives it an expiry.
func (w *write) later(a analyzers.At) bool {
	n := len(a.Path) - 1
	if n < 0 || w.key.V == 0 || w.dated || w.key.F != a.Path[n].Callee {
		return false
	}
	return a.Prog.ExpiresBeside(a.Path[n], w.key.Seen(&link.Ctx{Edge: a.Path[n]}))
}

// spelled: a function may be told of an expiry, and on the way from an entry is told of one.
func spelled(a analyzers.At, f *link.Func) bool {
	n := len(a.Path) - 1
	if n < 0 || a.Path[n].Callee != f || a.Path[n].Via == link.Callback {
		return false
	}
	for i, prm := range f.Params {
		t := f.TypeAt(prm.Type)
		if timed := t.Text == "time.Duration" || t.Text == "[]time.Duration" || timeName(prm.Name); timed && uses(f, i) && a.Prog.Spells(a.Path[n], i) {
			return true
		}
	}
	return false
}

// behind: the write stands behind a facade that the catalogue knows, whose caller is told
// of the expiry, and judged by it.
func behind(a analyzers.At, o *link.Op) bool {
	return slices.ContainsFunc(a.Path, func(e *link.Edge) bool {
		return e.Call >= 0 && e.Caller.Pkg.Module != o.F.Pkg.Module && slices.ContainsFunc(e.Caller.Ops, func(b *link.Op) bool {
			return b.Call == e.Call && b.Client.Kind == rules.Facade && b.Does("write")
		})
	})
}

// bare: a method offers the command under its own name, for callers who want just
// that. SET is what every cache calls its write.
func bare(a analyzers.At) bool {
	return a.Root.Own && a.Sink.Command != "SET" && strings.EqualFold(a.Root.F.Short, a.Sink.Command)
}

// stores are what types are called that keep data rather than copies of it.
var stores = []string{"store", "storage", "repository", "repo", "queue", "broker", "registry", "persist", "dao", "limiter", "counter", "lock", "mutex", "adapter", "watcher", "ledger"}

// kept are what packages are called, besides, that keep data.
var kept = append([]string{"kv", "kvs", "db", "database", "datastore", "persistence", "repositories", "dal"}, stores...)

// isStore goes by the sink's names, those of who calls it in its package where it is of no
// type, and by the interfaces of its own module that its type implements, as far as its
// package mentions them.
func isStore(a analyzers.At) bool {
	f := a.Sink.F
	if n := len(a.Path); analyzers.Receiver(f) == "" && n > 0 && a.Path[n-1].Caller.Pkg == f.Pkg && analyzers.Named(a.Path[n-1].Caller, stores...) {
		return true
	}
	if analyzers.Named(f, stores...) || slices.ContainsFunc(strings.Split(f.Pkg.Path, "/"), func(elem string) bool { return slices.Contains(kept, elem) }) {
		return true
	}
	for i := range f.Pkg.Decls {
		d := &f.Pkg.Decls[i]
		if d.Kind == summary.Interface && strings.HasPrefix(d.Pkg+"/", f.Pkg.Module+"/") && analyzers.TypeNamed(d.Name, stores...) && len(d.Methods) > 1 && a.Prog.Implements(analyzers.Receiver(f), d.Name) {
			return true
		}
	}
	return false
}

// asked reports whether the entry, or an exported function on the way, lets its
// caller choose the expiry: none is then the caller's choice.
func asked(a analyzers.At) bool {
	if givesTTL(a.Root.F) {
		return true
	}
	for _, e := range a.Path {
		if e.Callee.Exported && givesTTL(e.Callee) && !givesNone(a.Prog, &link.Ctx{Edge: e}) {
			return true
		}
	}
	return false
}

// speaksOfCache reports whether a function belongs to what calls itself a cache. A queue in
// a cache's package is a queue.
func speaksOfCache(f *link.Func) bool {
	if typ := analyzers.Receiver(f); analyzers.TypeNamed(typ, working...) && !analyzers.TypeNamed(typ, "cache", "memo") {
		return false
	}
	return analyzers.Named(f, "cache", "memo", "memoize") || strings.Contains(strings.ToLower(f.Pkg.Path), "cache")
}

// optional reports whether the write stands where a setting of the type's own
// gives no expiry, which is not so by default.
func optional(a analyzers.At) bool {
	f := a.Sink.F
	return slices.ContainsFunc(f.Guards(a.Sink.Block), func(g link.Guard) bool {
		x := &f.Values[g.Cond]
		return x.Op == summary.Binary && slices.ContainsFunc([]int32{x.A, x.B}, func(v int32) bool {
			return timeField(f, v) && !a.Prog.DefaultsToZero(link.Val{Ref: link.Ref{F: f, V: v}})
		})
	})
}

func timeField(f *link.Func, v int32) bool {
	x := &f.Values[v]
	if x.Op == summary.Load || x.Op == summary.Convert {
		x = &f.Values[x.A]
	}
	return x.Op == summary.FieldOf && timeName(x.Str[strings.LastIndexByte(x.Str, '.')+1:])
}

func timeName(name string) bool {
	name = strings.ToLower(name)
	for _, w := range []string{"ttl", "expir", "lifetime", "maxage", "timeout", "duration"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return name == "seconds"
}

// givesTTL reports whether callers of the entry choose the expiry, or options
// among which it may be, and the entry does not leave it aside.
func givesTTL(f *link.Func) bool {
	for i, prm := range f.Params {
		if !uses(f, i) {
			continue
		}
		t := f.TypeAt(prm.Type)
		if t.Text == "time.Duration" || t.Kind == summary.Slice && strings.Contains(t.Text, "Option") || options(f, t) {
			return true
		}
		if timeName(prm.Name) {
			return true
		}
	}
	return false
}
