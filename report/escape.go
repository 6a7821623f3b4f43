package report

import (
	"fmt"
	"regexp"
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

// mdEscapes takes the meaning from characters that Markdown, HTML and GitHub's
// additions give one.
var mdEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`,
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "$", "&#36;",
	"://", "&#58;//", "www.", "www&#46;", "GH-", "GH&#45;")

// mention matches what would notify people, issueLink what would link to a
// thread. A module@version is neither.
var (
	mention   = regexp.MustCompile(`(^|[^0-9A-Za-z_@])(@+)`)
	issueLink = regexp.MustCompile(`#([0-9])`)
)

// mdText makes cleaned text safe as running Markdown text within a line. An
// invisible space breaks mentions and links to threads.
func mdText(s string) string {
	s = mdEscapes.Replace(issueLink.ReplaceAllString(s, "#\x00$1"))
	return strings.ReplaceAll(mention.ReplaceAllString(s, "$1$2\x00"), "\x00", "&#8203;")
}

// mdCode makes cleaned text a code span, in which nothing has a meaning. The
// fence is longer than any run of backticks within. Pipes are escaped, which
// only a table understands, so mdCell is for tables and mdCode for elsewhere.
func mdCode(s string) string {
	if s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

func mdCell(s string) string { return strings.ReplaceAll(mdCode(s), "|", `\|`) }

// threadLink matches the address of a thread on GitHub.
var threadLink = regexp.MustCompile(`^https://github\.com/([^/]+/[^/]+/(?:issues|pull|discussions)/)`)

// mdLink links text that is already Markdown. An address that is not safe is
// left out. Threads on GitHub are linked by way of its redirecting host: a
// plain link in a comment would leave a mark in a foreign project's thread.
func mdLink(text, address string) string {
	address = webURL(address)
	if address == "" {
		return text
	}
	return "[" + text + "](" + threadLink.ReplaceAllString(address, "https://redirect.github.com/$1") + ")"
}
