package signals

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"sort"
	"strings"
	"sync"
)

// patterns are alternatives that are tried one by one. Most cannot match a
// given text, and a look for their literals tells so far faster than the
// expressions would.
type patterns []pattern

// pattern is one expression and what any match needs: of each set of lower-case
// literals at least one. Both are made when they are first needed: one thread
// compiles few of a thousand expressions.
type pattern struct {
	re    func() *regexp.Regexp
	needs func() [][]string
}

// prose is a text to match in, with its lower-case form.
type prose struct{ body, lower string }

func newProse(s string) prose { return prose{body: s, lower: strings.ToLower(s)} }

// newPattern does not look at expr; what is wrong with it shows in check.
func newPattern(expr string) pattern {
	return pattern{
		re: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) }),
		needs: sync.OnceValue(func() [][]string {
			tree, err := syntax.Parse(expr, syntax.Perl)
			if err != nil {
				return nil // re says so
			}
			sets := needs(tree.Simplify())
			sort.SliceStable(sets, func(i, j int) bool { return rarity(sets[i]) > rarity(sets[j]) })
			return sets
		}),
	}
}

// find returns where the first match of any pattern begins and ends, nil where
// there is none.
func (ps patterns) find(p prose) []int {
	var best []int
	for _, x := range ps {
		if !x.possible(p) {
			continue
		}
		if at := x.re().FindStringIndex(p.body); at != nil && (best == nil || at[0] < best[0]) {
			best = at
		}
	}
	return best
}

// match tells whether any pattern matches.
func (ps patterns) match(p prose) bool {
	for _, x := range ps {
		if x.possible(p) && x.re().MatchString(p.body) {
			return true
		}
	}
	return false
}

// possible tells whether any pattern could match.
func (ps patterns) possible(p prose) bool {
	for _, x := range ps {
		if x.possible(p) {
			return true
		}
	}
	return false
}

func (x pattern) possible(p prose) bool {
	for _, set := range x.needs() {
		if !slices.ContainsFunc(set, func(l string) bool { return strings.Contains(p.lower, l) }) {
			return false
		}
	}
	return true
}

// needs finds sets of strings: every match of e holds one of each.
func needs(e *syntax.Regexp) [][]string {
	switch e.Op {
	case syntax.OpLiteral:
		if len(e.Rune) < 2 && e.Rune[0] < 0x80 {
			return nil
		}
		return [][]string{{strings.ToLower(string(e.Rune))}}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(e.Sub[0])
	case syntax.OpRepeat:
		if e.Min > 0 {
			return needs(e.Sub[0])
		}
	case syntax.OpAlternate:
		return union(e.Sub)
	case syntax.OpConcat:
		var all [][]string
		for _, s := range e.Sub {
			all = append(all, needs(s)...)
		}
		return all
	}
	return nil
}

// union joins the best set of each alternative; nothing where one has none.
func union(alternatives []*syntax.Regexp) [][]string {
	var all []string
	for _, s := range alternatives {
		sets := needs(s)
		if len(sets) == 0 {
			return nil
		}
		all = append(all, slices.MaxFunc(sets, func(a, b []string) int { return rarity(a) - rarity(b) })...)
	}
	return [][]string{all}
}

// rarity prefers long literals and few of them.
func rarity(list []string) int {
	shortest := len(list[0])
	for _, l := range list {
		shortest = min(shortest, len(l))
	}
	return 8*shortest - len(list)
}
