package signals

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/cachevet/cachevet/internal/finding"
)

// The bounds of one search query, as GitHub documents them.
const (
	maxQuery     = 256
	maxOperators = 5
)

// Plan packs words into as few search queries as their length and the number
// of operators allow, at most limit of them. Each starts with prefix.
func Plan(prefix string, words []string, limit int) []string {
	var out []string
	current, count := prefix, 0
	for _, w := range words {
		next := current + " OR " + w
		if count == 0 {
			next = prefix + " " + w
		}
		if count > maxOperators || utf8.RuneCountInString(next) > maxQuery {
			if count > 0 {
				out = append(out, current)
			}
			next, count = prefix+" "+w, 0
		}
		if utf8.RuneCountInString(next) <= maxQuery {
			current = next
			count++
		}
	}
	if count > 0 {
		out = append(out, current)
	}
	return out[:min(len(out), limit)]
}

// Term makes a search term of a symbol: its quotes and backslashes dropped.
func Term(symbol string) string {
	return `"` + strings.NewReplacer(`"`, "", `\`, "").Replace(symbol) + `"`
}

// words picks the search words: two of each class that can be about one of the
// findings' hazards first, then the first two of every class, then the rest.
func (l *Lexicon) words(findings []finding.Finding) []string {
	var first, second, rest []string
	for _, k := range l.classes {
		n := min(2, len(k.Query))
		if concerns(l, k.Name, findings) {
			first = append(first, k.Query[:n]...)
		} else {
			second = append(second, k.Query[:n]...)
		}
		rest = append(rest, k.Query[n:]...)
	}
	seen := map[string]bool{}
	var out []string
	for _, w := range append(append(first, second...), rest...) {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

func concerns(l *Lexicon, class string, findings []finding.Finding) bool {
	for _, f := range findings {
		if l.fits(class, f.Hazard) {
			return true
		}
	}
	return false
}

// maxSymbols bounds the symbols that are searched for.
const maxSymbols = 3

// searchSymbols picks the names worth a search of their own: exported functions
// on paths whose name is not every cache's, and commands; loudest finding first.
func searchSymbols(findings []finding.Finding) []string {
	byLevel := append([]finding.Finding(nil), findings...)
	sort.SliceStable(byLevel, func(i, j int) bool { return byLevel[i].Level.Rank() > byLevel[j].Level.Rank() })
	seen := map[string]bool{}
	var out []string
	for _, f := range byLevel {
		for _, fn := range []string{f.Entry.Function, f.Sink.Function} {
			_, name := splitFunc(fn)
			if name == "" || generic(name) || seen[name] || !strings.ContainsAny(name[:1], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
				continue
			}
			seen[name] = true
			out = append(out, name)
		}
	}
	return out[:min(len(out), maxSymbols)]
}
