package signals

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a thread or a document made ready for matching: prose only, in
// fields. whole joins them, for rules that look for company anywhere.
type text struct {
	fields []field
	whole  prose
	// company is whole with the repository's name: in the tracker of a cache
	// nobody says that it is about a cache.
	company prose
	// code is what was set as code, quoted or logged: it names commands and
	// symbols but says nothing.
	code string
}

type field struct {
	name string
	prose
}

// maxTitle and maxBody bound what of a thread is read, in bytes; head is how
// much of a body counts as its beginning.
const (
	maxTitle = 512
	maxBody  = 4 << 10
	maxCode  = 16 << 10
	head     = 1500
)

// newText cleans a title and a body and cuts them into fields. address is the
// thread's.
func newText(address, title, body string) text {
	title = Clean(cut(title, maxTitle))
	said, code := splitCode(cut(body, 4*maxBody))
	said = Clean(cut(said, maxBody))
	first, rest := said, ""
	if len(said) > head {
		first = cut(said, head)
		rest = said[len(first):]
	}
	x := text{code: Clean(cut(code, maxCode))}
	for _, f := range []struct{ name, body string }{{fieldTitle, title}, {fieldText, first}, {fieldTail, rest}, {fieldRepository, repositoryName(address)}} {
		if f.body != "" {
			x.fields = append(x.fields, field{name: f.name, prose: newProse(f.body)})
		}
	}
	x.whole = newProse(title + "\n" + said)
	x.company = newProse(repositoryName(address) + "\n" + x.whole.body)
	return x
}

// repositoryName cuts OWNER/NAME out of a thread's address.
func repositoryName(address string) string {
	_, path, _ := strings.Cut(address, "://")
	parts := strings.SplitN(cut(path, maxTitle), "/", 4)
	if len(parts) < 3 {
		return ""
	}
	return Clean(parts[1] + " " + parts[2])
}

func (x text) field(name string) string {
	for _, f := range x.fields {
		if f.name == name {
			return f.body
		}
	}
	return ""
}

// cut shortens s to at most n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)
	checklist   = regexp.MustCompile(`^\s*[-*] \[[ xX]\] `)
	logLine     = regexp.MustCompile(`^\s*(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|goroutine \d+ \[|\[?\d\d:\d\d:\d\d|at [\w.$]+\(|[+-]{3} [ab]/|@@ )`)
)

// splitCode parts a body into what its author says and what is only shown:
// fenced code, quotations, logs, diffs. Checklists and hidden comments are the
// template's words, not the author's, and go.
func splitCode(body string) (said, code string) {
	var p, c strings.Builder
	fence := ""
	for line := range strings.Lines(htmlComment.ReplaceAllString(body, " ")) {
		trimmed := strings.TrimSpace(line)
		switch mark := fenceMark(trimmed); {
		case fence != "":
			if mark == fence {
				fence = ""
			}
			c.WriteString(line)
		case mark != "":
			fence = mark
		case checklist.MatchString(line):
		case strings.HasPrefix(trimmed, ">"), strings.HasPrefix(line, "    "), strings.HasPrefix(line, "\t"), logLine.MatchString(line):
			c.WriteString(line)
		default:
			p.WriteString(line)
		}
	}
	return p.String(), c.String()
}

func fenceMark(line string) string {
	for _, mark := range []string{"```", "~~~"} {
		if strings.HasPrefix(line, mark) {
			return mark
		}
	}
	return ""
}

// escape is a terminal's control sequence, whole.
var escape = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)?|\x1b.`)

// Clean removes what could act on a terminal or a reader instead of being read:
// control characters, escape sequences' introducers, bidirectional and other
// invisible format characters. Line breaks stay; other space becomes one blank.
func Clean(s string) string {
	s = escape.ReplaceAllString(strings.ToValidUTF8(s, ""), "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// maxPhrase bounds a quoted phrase, in characters.
const maxPhrase = 120

// quote returns the words of s between from and to, grown to whole words, on
// one line and no longer than maxPhrase: the text's own words, and no others.
func quote(s string, from, to int) string {
	for from > 0 && !isBreak(s[from-1]) {
		from--
	}
	for to < len(s) && !isBreak(s[to]) {
		to++
	}
	q := []rune(strings.TrimRight(strings.Join(strings.Fields(s[from:to]), " "), ".-'"))
	if len(q) <= maxPhrase {
		return string(q)
	}
	short := string(q[:maxPhrase])
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		short = short[:i]
	}
	return short
}

// isBreak tells whether a byte ends a word; bytes of multi-byte characters do
// not, so that a Chinese clause is quoted whole.
func isBreak(b byte) bool {
	return b < utf8.RuneSelf && !('0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == '_' || b == '-' || b == '.' || b == '\'')
}
