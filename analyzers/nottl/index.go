package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

var (
	adding   = []string{"SADD", "ZADD", "LPUSH", "RPUSH"}
	trimming = []string{"LTRIM", "SPOP", "ZPOPMIN", "ZPOPMAX", "ZREMRANGEBYSCORE", "ZREMRANGEBYRANK", "LPOP", "RPOP", "BLPOP", "BRPOP", "RPOPLPUSH", "LMOVE"}
	removing = []string{"SREM", "ZREM", "LREM"}
	// not caches, even where the package is one's.
	working = []string{"queue", "broker", "limiter", "lock", "stream", "log", "job", "worker", "stats", "counter"}
)

// index finds the sets and lists, one for each tag or owner, that a cache keeps
// beside entries with an expiry, to find them again. One that is trimmed or taken
// from keeps its size.
func index(p *analyzers.Pass, o *link.Op) (write, bool) {
	w := write{command: o.Command, index: true, cache: true}
	switch {
	case o.Client.Kind != rules.Remote, o.Script != nil, o.Dispatches(), !slices.Contains(adding, o.Command),
		analyzers.Named(o.F, working...):
		return w, false
	}
	k, ok := p.Prog.KeyOf(o)
	w.key = k
	return w, ok && grows(p.Prog, k, &w) && (speaksOfCache(o.F) && !usersSet(p.Prog, o, k) || namesEntry(p.Prog, o)) && besideExpiring(p.Prog, o, k)
}

// usersSet: the key is what a caller gives, as a member is, and the type takes out of such
// sets what its callers name: they are its users' own.
func usersSet(p *link.Program, o *link.Op, key link.Val) bool {
	given := func(k link.Val) bool {
		t := p.Strings(k, false)
		return len(t.Open) > 0 && len(t.Vals) == 1 && t.Vals[0] == link.Hole
	}
	return given(key) && slices.ContainsFunc(p.Funcs, func(f *link.Func) bool {
		return f.Recv == o.F.Recv && f.Pkg == o.F.Pkg && slices.ContainsFunc(f.Ops, func(b *link.Op) bool {
			k, ok := keyOf(p, b)
			return ok && slices.Contains(removing, b.Command) && given(k)
		})
	})
}

// namesEntry: a member is the key of an entry that the function writes, and lets expire.
func namesEntry(p *link.Program, o *link.Op) bool {
	params, _ := p.Params(o, nil)
	return len(params) > 1 && slices.ContainsFunc(o.F.Ops, func(b *link.Op) bool {
		if !plainExpiring(p, b) {
			return false
		}
		k, ok := keyOf(p, b)
		return ok && slices.ContainsFunc(params[1:], func(m link.Val) bool { return p.SameKey(m, k) })
	})
}

// fills reports whether a cache keeps its entries as fields of one hash, which
// cannot expire one by one, and takes none out again: not of another hash.
func fills(p *analyzers.Pass, o *link.Op, key link.Val, w *write) bool {
	if !w.hash || analyzers.Named(o.F, working...) || analyzers.Named(o.F, stores...) && !speaksOfCache(o.F) {
		return false
	}
	params, _ := p.Prog.Params(o, nil)
	i := slices.IndexFunc(params, func(v link.Val) bool { return v == key })
	if i < 0 || i+1 >= len(params) || !grows(p.Prog, params[i+1], w) {
		return false
	}
	w.cache, w.fields = speaksOfCache(o.F), true
	return !slices.ContainsFunc(p.Prog.Funcs, func(f *link.Func) bool {
		return f.Pkg == o.F.Pkg && slices.ContainsFunc(f.Ops, func(b *link.Op) bool {
			return b.Client.Kind == rules.Remote && (b.Drops() || b.Command == "HDEL") && mayBe(p.Prog, b, key)
		})
	})
}

// besideExpiring reports whether the function's type writes entries that expire,
// and takes nothing off its sets and lists.
func besideExpiring(p *link.Program, adds *link.Op, key link.Val) bool {
	return keepsBeside(p, adds, key, func(o *link.Op) bool { return plainExpiring(p, o) })
}

func plainExpiring(p *link.Program, o *link.Op) bool {
	return o.Client.Kind == rules.Remote && (o.Command == "SETEX" || o.Command == "PSETEX" || o.Command == "SET" && expires(p, o))
}

// keepsBeside reports whether the type of the function that adds has an op of a kind, and
// none that takes something off a set or list that the key may name. What takes from a
// list takes from no set.
func keepsBeside(p *link.Program, adds *link.Op, key link.Val, kind func(*link.Op) bool) bool {
	group := func(o *link.Op) string { return p.Cat.Commands[o.Command].Group }
	found := false
	for _, g := range p.Funcs {
		if g.Pkg != adds.F.Pkg || g.Recv != adds.F.Recv {
			continue
		}
		for _, o := range g.Ops {
			if (slices.Contains(trimming, o.Command) && group(o) == group(adds) || o.Command == "RENAME") && mayBe(p, o, key) {
				return false
			}
			found = found || kind(o)
		}
	}
	return found
}

func mayBe(p *link.Program, o *link.Op, key link.Val) bool {
	k, ok := keyOf(p, o)
	return !ok || !p.Differ(k, key) && !apart(p, k, key)
}

// apart: two keys are each made with a word that the other is not.
func apart(p *link.Program, a, b link.Val) bool {
	x, y := words(p, a), words(p, b)
	lacks := func(in, of []string) bool {
		return slices.ContainsFunc(of, func(w string) bool { return !slices.Contains(in, w) })
	}
	return len(x) > 0 && len(y) > 0 && lacks(x, y) && lacks(y, x)
}

// words are the fixed parts of a key, none where one of its texts has none.
func words(p *link.Program, key link.Val) []string {
	var out []string
	for _, form := range p.Strings(key, true).Vals {
		parts := strings.FieldsFunc(strings.ReplaceAll(form, link.Hole, " "), func(r rune) bool { return strings.ContainsRune(" :-_/.{}", r) })
		if len(parts) == 0 {
			return nil
		}
		out = append(out, parts...)
	}
	return out
}

// expiresBeside reports whether the function writes an entry of another key that
// expires, each time that it does the op.
func expiresBeside(p *link.Program, o *link.Op) bool {
	key, ok := keyOf(p, o)
	return ok && slices.ContainsFunc(o.F.Ops, func(b *link.Op) bool {
		if b.Client.Kind != rules.Remote || b.Command != "SET" && b.Command != "SETEX" && b.Command != "PSETEX" || !gives(p, b) {
			return false
		}
		k, ok := keyOf(p, b)
		var w write
		return ok && o.F.Always(b.Call, o.Call) && !p.SameKey(k, key) && grows(p, k, &w)
	})
}

// gives: an expiry is given, and none by default is no gift.
func gives(p *link.Program, o *link.Op) bool {
	absent, _ := p.Absent(o)
	return !absent && (o.Command != "SET" || expires(p, o) && !never(p, o))
}

// refill finds the sets and lists, one for each owner, that are filled with what a source
// gave because nothing was there.
func refill(p *analyzers.Pass, o *link.Op) (write, bool) {
	w := write{command: o.Command, copied: true}
	if o.Client.Kind != rules.Remote || o.Script != nil || o.Does("none") || o.Dispatches() || !slices.Contains(adding, o.Command) || analyzers.Named(o.F, working...) {
		return w, false
	}
	k, ok := p.Prog.KeyOf(o)
	w.key = k
	return w, ok && grows(p.Prog, k, &w)
}
