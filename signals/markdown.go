package signals

import (
	"errors"
	"io"
	"io/fs"
	"regexp"
	"strings"
)

// block is a paragraph, a list item or a heading of a document.
type block struct {
	text    string
	section string
	line    int
	// head: among the first lines; warned: in an alert or in a section of
	// caveats; alert: a GitHub alert; code: a doc comment in Go code.
	head, warned, alert, code bool
}

// headLines is how far down a document still introduces itself.
const headLines = 15

var (
	headingLine  = regexp.MustCompile(`^\s{0,3}#{1,6}\s+(.*?)\s*#*$`)
	underline    = regexp.MustCompile(`^\s{0,3}(?:=+|-{3,})\s*$`)
	listItem     = regexp.MustCompile(`^\s*(?:[-*+]|\d+[.)])\s+`)
	alertMark    = regexp.MustCompile(`(?i)\[!(?:WARNING|CAUTION|IMPORTANT)\]|^\W*(?:warning|caution|attention|disclaimer|danger|beware)\b\W|^\W*⚠`)
	caveatTitle  = regexp.MustCompile(`(?i)\b(?:warnings?|caveats?|limitations?|disclaimer|notice|known issues?|gotchas?|pitfalls?|caution|collisions?|important|deprecat\w*|drawbacks|trade-?offs|things to (?:know|note))\b`)
	markdownMark = regexp.MustCompile("!?\\[([^\\]]*)\\]\\(([^)]*)\\)|[*_`]{1,3}|<[^>]{1,200}>")
	sentenceEnd  = regexp.MustCompile(`[.!?:;]+(?:\s+|$)|\n{2,}`)
)

// goComment is a comment that documents what it stands above, by Go's custom:
// it begins with the name, or warns. What comments an example is not.
var goComment = regexp.MustCompile(`^(?:[A-Z]\w* [a-z]+s\b|.*\bWarning:)`)

var alertBox = regexp.MustCompile(`(?i)\[!(?:WARNING|CAUTION)\]`)

// blocks cuts Markdown into blocks of prose; code and tables are left out, but
// for doc comments of Go.
func blocks(body string) []block {
	p := blockParser{}
	front := false // YAML that some sites put before a page
	for line := range strings.Lines(body) {
		p.line++
		line = strings.TrimRight(line, "\r\n")
		if line == "---" && (p.line == 1 || front) {
			front = !front
			continue
		}
		if !front {
			p.take(line)
		}
	}
	p.end()
	return p.out
}

type blockParser struct {
	out     []block
	section string
	caveats bool
	// alerted lasts until the quotation that an alert opened ends.
	alerted, alert bool
	fence          string
	golang         bool
	line           int
	current        block
}

func (p *blockParser) take(line string) {
	trimmed := strings.TrimSpace(line)
	mark := fenceMark(trimmed)
	switch {
	case p.fence != "":
		p.fenced(trimmed, mark)
	case mark != "":
		p.end()
		p.fence, p.golang = mark, strings.HasPrefix(strings.TrimLeft(trimmed, "`~"), "go")
	case trimmed == "":
		p.end()
		p.alerted, p.alert = false, false
	case strings.HasPrefix(trimmed, "|"), strings.HasPrefix(line, "\t"), strings.HasPrefix(line, "    ") && !listItem.MatchString(line) && p.current.text == "":
		p.end()
	case headingLine.MatchString(line):
		p.heading(headingLine.FindStringSubmatch(line)[1])
	case underline.MatchString(line) && p.current.text != "":
		title := p.current.text
		p.current = block{}
		p.heading(title)
	default:
		p.prose(line, trimmed)
	}
}

// fenced takes a line of code. Comments of Go that follow each other are a block.
func (p *blockParser) fenced(trimmed, mark string) {
	if comment, ok := strings.CutPrefix(trimmed, "//"); ok && p.golang {
		if p.current.text == "" {
			p.current = block{line: p.line, section: p.section, code: true}
		}
		p.current.text += strings.TrimSpace(comment) + " "
		return
	}
	p.end()
	if mark == p.fence {
		p.fence = ""
	}
}

// heading ends the block before it and opens a section.
func (p *blockParser) heading(title string) {
	p.end()
	p.section = strings.TrimSpace(title)
	p.caveats = caveatTitle.MatchString(title)
	p.out = append(p.out, block{text: p.section, section: p.section, line: p.line, head: p.line <= headLines, warned: p.caveats})
}

func (p *blockParser) prose(line, trimmed string) {
	quoted := strings.HasPrefix(trimmed, ">")
	if listItem.MatchString(line) {
		p.end()
	}
	if alertMark.MatchString(trimmed) {
		p.alerted = true
		p.alert = p.alert || alertBox.MatchString(trimmed)
		trimmed = alertBox.ReplaceAllString(trimmed, "")
	}
	if p.current.text == "" {
		p.current = block{line: p.line, section: p.section, head: p.line <= headLines}
	}
	p.current.warned = p.current.warned || p.caveats || p.alerted
	p.current.alert = p.current.alert || p.alert
	if quoted {
		trimmed = strings.TrimSpace(strings.TrimLeft(trimmed, "> "))
	}
	p.current.text += trimmed + " "
}

func (p *blockParser) end() {
	if b := p.current; b.text != "" && (!b.code || goComment.MatchString(b.text)) {
		b.warned = b.warned || b.code && strings.Contains(b.text, "Warning:")
		p.out = append(p.out, b)
	}
	p.current = block{}
}

// sentences cuts a block into cleaned sentences. A link keeps its address, so
// that one can tell that the sentence speaks of another project.
func sentences(s string) []string {
	s = Clean(markdownMark.ReplaceAllStringFunc(cut(s, maxBody), func(m string) string {
		if part := markdownMark.FindStringSubmatch(m); part[1] != "" && !strings.HasPrefix(m, "!") {
			return part[1] + " " + part[2]
		}
		return ""
	}))
	var out []string
	for len(s) > 0 {
		at := sentenceEnd.FindStringIndex(s)
		if at == nil {
			return append(out, s)
		}
		if at[0] > 0 {
			out = append(out, s[:at[1]])
		}
		s = s[at[1]:]
	}
	return out
}

// readHead reads at most limit bytes of a file.
func readHead(tree fs.FS, name string, limit int64) (data []byte, err error) {
	f, err := tree.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, limit))
}
