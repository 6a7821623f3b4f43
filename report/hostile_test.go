package report

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// TestHostileText: nothing that a terminal, a browser or a CI log acts on comes
// through any format.
func TestHostileText(t *testing.T) {
	r := reports(t)["hostile"]
	for _, format := range Formats() {
		got := render(t, format, r, testOptions())
		for i, c := range got {
			if c != '\n' && c != '\t' && !unicode.IsPrint(c) {
				t.Errorf("%s: raw %U at %d: %q", format, c, i, got[max(0, i-40):i])
				break
			}
		}
		if strings.Contains(got, "##[") {
			t.Errorf("%s: holds the CI command ##[", format)
		}
		for line := range strings.Lines(got) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") && format != "github" {
				t.Errorf("%s: a line is a CI command: %s", format, line)
			}
		}
	}
}

// codeOrCDATA matches what holds text as it is: a Markdown code span with a
// fence of two or more, an XML CDATA section.
var codeOrCDATA = regexp.MustCompile("(?s)````.*?[^`]````|``[^\n]*?[^`]``|<!\\[CDATA\\[.*?\\]\\]>")

// TestHostileMarkup: text does not become an element, an attribute or a link.
func TestHostileMarkup(t *testing.T) {
	r := reports(t)["hostile"]
	for format, forbidden := range map[string]string{
		"html":     `(?i)<img|<b>bold|href="?javascript:|onclick=["']`,
		"markdown": `(?i)<b>bold|[^\\]\]\(javascript|@(everyone|team)|<script`,
		"junit":    `<img|<b>`,
		"json":     `<|>`,
		"sarif":    `<|>`,
		"gitlab":   `<|>`,
	} {
		if formats[format] == nil {
			t.Errorf("no format %s", format)
			continue
		}
		got := render(t, format, r, testOptions())
		got = codeOrCDATA.ReplaceAllString(got, "CODE")
		if m := regexp.MustCompile(forbidden).FindStringIndex(got); m != nil {
			t.Errorf("%s: markup comes through: %q", format, got[max(0, m[0]-60):min(len(got), m[1]+60)])
		}
	}
}

// TestGitHubLines: every line is one command, and there is no other.
func TestGitHubLines(t *testing.T) {
	command := regexp.MustCompile(`^::(error|warning|notice) (file=[^,:]+,line=[0-9]+,)?title=[^:,]*::[^\r\n]*\n$`)
	for caseName, r := range reports(t) {
		for line := range strings.Lines(render(t, "github", r, testOptions())) {
			if !command.MatchString(line) || strings.Count(line, "::") != 2 {
				t.Errorf("%s: not one command: %s", caseName, line)
			}
		}
	}
}

func TestJUnitIsXML(t *testing.T) {
	for caseName, r := range reports(t) {
		dec := xml.NewDecoder(strings.NewReader(render(t, "junit", r, testOptions())))
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %v", caseName, err)
				break
			}
		}
	}
}
