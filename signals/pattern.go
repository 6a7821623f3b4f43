package signals

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// patterns are alternatives that are tried one by one. Most cannot match a
// given text, and a look for their literals tells so far faster than the
// expressions would.
type patterns []pattern

// pattern is one expression and the lower-case literals of which any match
// holds at least one; none where nothing is known. Both are made when they are
// first needed: one thread compiles few of a thousand expressions.
type pattern struct {
	re       func() *regexp.Regexp
	literals func() []string
}

// prose is a text to match in, with its lower-case form.
type prose struct{ body, lower string }

func newProse(s string) prose { return prose{body: s, lower: strings.ToLower(s)} }

// newPattern does not look at expr; what is wrong with it shows in check.
func newPattern(expr string) pattern {
	return pattern{
		re: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) }),
		literals: sync.OnceValue(func() []string {
			tree, err := syntax.Parse(expr, syntax.Perl)
			if err != nil {
				return nil // re says so
			}
			return literals(tree.Simplify())
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
	list := x.literals()
	if len(list) == 0 {
		return true
	}
	for _, l := range list {
		if strings.Contains(p.lower, l) {
			return true
		}
	}
	return false
}

// literals finds a set of strings of which every match of e holds one; nil
// where there is no such set of useful strings.
func literals(e *syntax.Regexp) []string {
	switch e.Op {
	case syntax.OpLiteral:
		if len(e.Rune) < 2 && e.Rune[0] < 0x80 {
			return nil
		}
		return []string{strings.ToLower(string(e.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return literals(e.Sub[0])
	case syntax.OpRepeat:
		if e.Min > 0 {
			return literals(e.Sub[0])
		}
	case syntax.OpAlternate:
		var all []string
		for _, s := range e.Sub {
			l := literals(s)
			if l == nil {
				return nil
			}
			all = append(all, l...)
		}
		return all
	case syntax.OpConcat:
		var best []string
		for _, s := range e.Sub {
			if l := literals(s); l != nil && (best == nil || rarity(l) > rarity(best)) {
				best = l
			}
		}
		return best
	}
	return nil
}

// rarity prefers long literals and few of them.
func rarity(list []string) int {
	shortest := len(list[0])
	for _, l := range list {
		shortest = min(shortest, len(l))
	}
	return 8*shortest - len(list)
}
