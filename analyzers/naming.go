package analyzers

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Named reports whether the code around a function speaks of one of the words:
// its package, its type, its name or a name that starts with the word.
func Named(f *link.Func, words ...string) bool {
	return nameSays(shortName(f), words) || nameSays(typeName(Receiver(f)), words) || nameSays(f.Pkg.Name, words)
}

// Receiver is the type, "path.Name", whose method f is or, for a closure, stands
// in; empty if there is none.
func Receiver(f *link.Func) string {
	recv, _, ok := strings.Cut(f.Decl, ").")
	if !ok {
		return ""
	}
	recv = strings.TrimLeft(recv, "(*")
	if i := strings.IndexByte(recv, '['); i >= 0 {
		recv = recv[:i]
	}
	return recv
}

// TypeNamed reports whether a named type, "path.Name", is called one of the
// words, or something with one of them.
func TypeNamed(typ string, words ...string) bool { return nameSays(typeName(typ), words) }

func typeName(typ string) string { return typ[strings.LastIndexByte(typ, '.')+1:] }

// nameSays compares the words of a name; a run of lower case (rediscache) is
// searched too.
func nameSays(name string, words []string) bool {
	for _, have := range link.Words(name) {
		for _, w := range words {
			if have == w || have == w+"s" || have == w+"r" || have == w+"d" || len(w) >= 5 && (strings.HasSuffix(have, w) || strings.HasPrefix(have, w)) {
				return true
			}
		}
	}
	return false
}

// Plural reports whether a function's name promises a list of something and the
// function gives one: Members() []string, SplitNames() []string.
func Plural(f *link.Func) bool {
	if !slices.ContainsFunc(f.Results, func(r int32) bool { return isCollection(f, r) }) {
		return false
	}
	return slices.ContainsFunc(link.Words(shortName(f)), isPlural)
}

func isCollection(f *link.Func, typ int32) bool {
	t := f.TypeAt(typ)
	switch t.Kind {
	case summary.Map, summary.Chan:
		return true
	case summary.Slice:
		elem := f.TypeAt(t.Elem)
		return elem.Text != "byte" && elem.Text != "uint8"
	}
	return false
}

// singular are words that end like a plural and are none.
var singular = []string{"redis", "access", "address", "process", "status", "class", "success", "has", "is", "as", "was", "this", "does", "exists", "contains", "alias", "bytes", "pass", "cas", "dns", "tls", "https", "canvas", "lens", "news", "series", "bus", "plus", "axis", "basis", "analysis", "atlas", "loss", "less", "unless", "always", "refresh", "gets"}

// brief are plurals too short to be told from abbreviations; UserIDs splits in i, ds.
var brief = []string{"ids", "ds", "ips"}

func isPlural(w string) bool {
	return slices.Contains(brief, w) || len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !slices.Contains(singular, w)
}

// MakesUp reports whether a call gives something that nobody has had before, by its name
// or its package's.
func MakesUp(c *summary.Call) bool {
	return slices.ContainsFunc(append(link.Words(c.Name), link.Words(c.Pkg[strings.LastIndexByte(c.Pkg, '/')+1:])...), func(w string) bool {
		return slices.Contains([]string{"rand", "random", "generate", "gen", "unique", "uuid", "ulid", "xid", "nanoid"}, w)
	})
}
