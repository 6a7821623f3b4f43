package analyzers

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// The words by which a function's name announces what it does.
var (
	// Wiping: everything goes.
	Wiping = []string{"flush", "flushall", "flushdb", "clear", "purge", "reset", "wipe", "truncate", "drop", "empty", "erase", "clean", "cleanup", "destroy", "nuke", "delete all", "remove all", "del all", "invalidate all", "evict all", "invalidate", "teardown"}
	// Emptying: everything goes, entry by entry or at once.
	Emptying = []string{"flush", "flushall", "flushdb", "clear", "purge", "reset", "wipe", "truncate", "empty", "erase", "clean", "cleanup", "destroy", "nuke", "delete all", "remove all", "del all", "invalidate all", "evict all", "teardown"}
	// Listing: keys are looked for.
	Listing = []string{"keys", "list", "scan", "iterate", "iterator", "each", "range", "walk", "dump", "export", "count", "len", "length", "size", "find keys", "search keys", "match", "pattern"}
	// Matching: all that match are meant, which have to be found first.
	Matching = []string{"by prefix", "with prefix", "by pattern", "by glob", "by regex", "by wildcard", "delete prefix", "del prefix", "remove prefix", "evict prefix", "invalidate prefix", "delete tree", "remove tree", "delete subtree", "delete pattern", "del pattern", "remove pattern", "delete matching", "delete like", "delete wildcard"}
	// Collecting: all there is is wanted, by whatever way.
	Collecting = []string{"all", "entries", "values", "data", "items"}
	// Everything: a name that says no more gives all there is.
	Everything = []string{"^all", "^get all", "^find all", "^fetch all", "^read all", "^load all"}
	// Rebuilding: the cache is filled.
	Rebuilding = []string{"rebuild", "refresh", "reload", "warm", "warmup", "preload", "sync", "restore", "import", "migrate", "load all", "init", "initialize", "initialise", "populate", "fill"}
)

// Announces reports whether a name says one of the words, two-word ones in a row, and
// those after a ^ and nothing else but that it takes a context.
func Announces(name string, words []string) bool {
	have := link.Words(name)
	for _, w := range words {
		if whole, only := strings.CutPrefix(w, "^"); only {
			if strings.Join(withoutContext(have), " ") == whole {
				return true
			}
			continue
		}
		first, second, two := strings.Cut(w, " ")
		for i, h := range have {
			if h != first && h != first+"s" && h != first+"ed" {
				continue
			}
			if !two || i+1 < len(have) && have[i+1] == second {
				return true
			}
		}
	}
	return false
}

// withoutContext drops the last words of a name that say that it takes a context.
func withoutContext(words []string) []string {
	for n := len(words); n > 0 && slices.Contains([]string{"ctx", "context", "with"}, words[n-1]); n-- {
		words = words[:n-1]
	}
	return words
}

// parts are words for a part of a cache.
var parts = []string{"table", "tables", "tag", "tags", "scope", "scopes", "prefix", "namespace", "group", "pattern", "region", "bucket", "category", "key", "keys"}

// NamesPart reports whether a function's name (ClearTable, FlushByTag) or one of
// its parameters names a part of what the operation acts on.
func NamesPart(f *link.Func) (string, bool) {
	words := link.Words(shortName(f))
	for i, w := range words {
		if slices.Contains(parts, w) && (i > 0 && words[i-1] == "by" || i == len(words)-1 && i > 0 && !strings.HasSuffix(w, "s")) {
			return w, true
		}
	}
	for i, p := range f.Params {
		if i == 0 && f.Recv != "" {
			continue
		}
		if t := f.TypeAt(p.Type); (t.Kind == summary.String || t.Kind == summary.Slice && f.TypeAt(t.Elem).Kind == summary.String) && slices.Contains(parts, strings.ToLower(p.Name)) {
			return p.Name, true
		}
	}
	return "", false
}

// shortName is the bare name of the declared function around f.
func shortName(f *link.Func) string {
	return f.Decl[strings.LastIndexByte(f.Decl, '.')+1:]
}

var plain = strings.NewReplacer(" ", "", "_", "")

// namesCommand reports whether a function is called what the command is called,
// as in thin wrappers of a client and in servers that know the command: HgetallCtx,
// SMembersContext, flushallCommand, cmdFlushdb.
func namesCommand(name, command string) bool {
	name = strings.ToLower(plain.Replace(name))
	for _, suffix := range []string{"ctx", "context", "withctx", "withcontext", "command", "cmd"} {
		name = strings.TrimSuffix(name, suffix)
	}
	command = strings.ToLower(plain.Replace(command))
	return command != "" && (name == command || strings.TrimPrefix(strings.TrimPrefix(name, "command"), "cmd") == command)
}
