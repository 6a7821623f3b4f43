package link

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words splits a camel-case name into lower-case words.
func Words(name string) []string {
	capitals := 1
	for _, r := range name {
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	out := make([]string, 0, capitals)
	start := 0
	add := func(end int) {
		if w := strings.ToLower(strings.Trim(name[start:end], "_0123456789")); w != "" {
			out = append(out, w)
		}
		start = end
	}
	var before rune
	for i, r := range name {
		if i > 0 && (r == '_' || unicode.IsUpper(r) && (!unicode.IsUpper(before) || lowerAt(name, i+utf8.RuneLen(r)))) {
			add(i)
		}
		before = r
	}
	add(len(name))
	return out
}

func lowerAt(name string, i int) bool {
	r, _ := utf8.DecodeRuneInString(name[i:])
	return unicode.IsLower(r)
}

// firstWord is the part of a camel-case name before its second capital, as it is
// written.
func firstWord(name string) string {
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			return name[:i]
		}
	}
	return name
}
