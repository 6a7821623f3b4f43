package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// said is what a function does to a cache by its own word (getCachedUser,
// insertToCache), of which nothing below shows it: the cache may be files, a tree,
// or code that was not read.
func said(f *Func, c *summary.Call) Effect {
	if c.Fun != 0 || !strings.Contains(c.Pkg, ".") {
		return 0
	}
	words := Words(c.Name)
	if e := moves(f, c, words); e != 0 || c.Iface != 0 || len(c.Args) == 0 {
		return e
	}
	at := slices.IndexFunc(words, func(w string) bool { return w == "cache" || w == "cached" })
	if at < 0 || at > 0 && words[at-1] == "and" || at+1 < len(words) && slices.Contains(aboutCaches, words[at+1]) || len(c.Args) == 1 && isContext(f, c, c.Args[0]) {
		return 0
	}
	switch e := verbs[words[0]]; {
	case at == 0:
		if words[0] == "cache" && len(words) > 1 && !gives(f, c) {
			return Writes
		}
	case e == Reads && gives(f, c) && !aCache(f, c.Result):
		return Reads
	case (e == Writes || slices.Contains(placing, words[0])) && !gives(f, c):
		return Writes
	}
	return 0
}

// moves: PullFromCache, PushToCache, whatever the verb.
func moves(f *Func, c *summary.Call, words []string) Effect {
	n := len(words)
	if n < 3 || words[n-1] != "cache" {
		return 0
	}
	switch words[n-2] {
	case "from":
		if verbs[words[0]]&^Reads == 0 && (gives(f, c) && !aCache(f, c.Result) || slices.ContainsFunc(c.Args, func(a int32) bool { return f.CanFill(a) })) {
			return Reads
		}
	case "to", "in", "into":
		if len(c.Args) > 0 && !isContext(f, c, c.Args[len(c.Args)-1]) && !gives(f, c) {
			return Writes
		}
	}
	return 0
}

// placing begin the names of functions that put something into a cache.
var placing = []string{"move", "copy", "push", "upsert"}

// aboutCaches follow the word in names of what is no entry: its key, its size.
var aboutCaches = []string{
	"key", "keys", "size", "stats", "dir", "directory", "path", "ttl", "config", "name", "control", "policy", "options", "option", "metrics", "hit", "hits",
	"miss", "misses", "status", "timeout", "duration", "time", "expiry", "expiration", "age", "manager", "client", "provider", "store", "prefix", "header",
	"headers", "type", "factory", "length", "count", "capacity", "limit", "version", "tag", "tags", "buster", "mode", "enabled", "disabled", "context", "handler",
}

// gives: the function gives a value, and not just whether it went well.
func gives(f *Func, c *summary.Call) bool {
	if c.Result == 0 {
		return false
	}
	t := f.TypeAt(c.Result)
	return t.Text != "()" && t.Text != "error" && t.Kind != summary.Bool
}

// aCache: what is given is the cache itself.
func aCache(f *Func, typ int32) bool {
	return strings.Contains(strings.ToLower(lastName(f.TypeAt(typ).Text)), "cache")
}

func lastName(typ string) string { return typ[strings.LastIndexByte(typ, '.')+1:] }
