package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Everything that makes foreign text harmless is in this file. Names, titles,
// phrases, routes and file names of scanned modules can hold terminal escapes,
// text that runs backwards, markup, mentions and CI commands.

// clean makes s one line of printable text. White space becomes a space; what
// does not print (control, ANSI, bidi, zero-width, broken UTF-8) is spelled out
// as an escape, so that a reader sees that it was there; CI log commands are
// broken apart.
func clean(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < utf8.RuneSelf:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return breakCommands(strings.TrimSpace(b.String()))
}

// breakCommands takes the meaning from workflow commands, which a CI runner
// obeys wherever a log line starts with "::" or holds "##[".
func breakCommands(s string) string {
	for strings.Contains(s, "::") {
		s = strings.ReplaceAll(s, "::", ": :")
	}
	return strings.ReplaceAll(s, "##[", "## [")
}

// clip cuts s to at most n runes, the last of which is then an ellipsis.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	return strings.TrimSpace(string(runes[:n-1])) + "…"
}

// The lengths in runes that foreign text is cut to outside the JSON.
const (
	maxName  = 240 // a function, module or file
	maxTitle = 160 // a thread's title or quoted phrase
	maxProse = 2000
)

func name(s string) string  { return clip(clean(s), maxName) }
func title(s string) string { return clip(clean(s), maxTitle) }
func prose(s string) string { return clip(clean(s), maxProse) }

// escapeJSON takes encoded JSON and spells out, as \u escapes inside its
// strings, what would act on a terminal or a CI log. Outside strings JSON has
// none of it.
func escapeJSON(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			high, low := 0xD800+(r-0x10000)>>10, 0xDC00+(r-0x10000)&0x3FF
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		}
	}
	return strings.ReplaceAll(b.String(), "##[", `#\u0023[`)
}

// webURL returns s where it is a plain https or http address that is safe to
// link, and "" otherwise.
func webURL(s string) string {
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return ""
	}
	if len(s) > 2000 || strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7F || strings.ContainsRune("\"'<>\\^`{|}()[]", r)
	}) {
		return ""
	}
	return s
}

// escapeData escapes the message of a workflow command; escapeProperty one of
// its properties.
func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeData(s))
}
