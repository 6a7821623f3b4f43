package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cachevet/cachevet/internal/finding"
)

func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"x/y@v1.2.3":        "x/y@v1.2.3",
		"ask @everyone":     "ask @&#8203;everyone",
		"@a (@b) @@c":       "@&#8203;a (@&#8203;b) @@&#8203;c",
		"o/r#12 # 3":        "o/r#&#8203;12 # 3",
		"GH-1 www.x.y":      "GH&#45;1 www&#46;x.y",
		"https://x/y":       "https&#58;//x/y",
		"<img> &amp; `c` $": "&lt;img&gt; &amp;amp; \\`c\\` &#36;",
		"(*T).M [a](b)|c":   `(\*T).M \[a\](b)\|c`,
	} {
		if got := mdText(clean(in)); got != want {
			t.Errorf("mdText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMarkdownCode(t *testing.T) {
	for in, want := range map[string]string{
		"a": "`a`", "a`b": "``a`b``", "`a``": "``` `a`` ```", "": "",
	} {
		if got := mdCode(in); got != want {
			t.Errorf("mdCode(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestMarkdownFitsAComment: a report of any size is cut at block boundaries and
// says what is missing.
func TestMarkdownFitsAComment(t *testing.T) {
	r := &finding.Report{Verdict: finding.Failed, Mode: "gate", Coverage: finding.Coverage{Packages: 7, Signals: "off"}}
	for i := range 500 {
		f := finding.Finding{ID: fmt.Sprint("f", i), Level: finding.Fail, Status: finding.New, Hazard: "flush",
			Command: "FLUSHALL", Module: "example.com/m", Version: "v1.0.0", Message: strings.Repeat("@a | ", 300)}
		f.Path = []finding.Frame{{Function: "example.com/m.F", Place: finding.Place{Module: "example.com/m", File: "f.go", Line: i}}}
		r.Findings = append(r.Findings, f)
		r.Fixed = append(r.Fixed, f)
		r.Reasons = append(r.Reasons, "because")
	}
	got := render(t, "markdown", r, Options{})
	if len(got) > maxComment {
		t.Errorf("%d bytes, a comment takes %d", len(got), maxComment)
	}
	if len(got) < maxComment*9/10 {
		t.Errorf("only %d bytes of %d used", len(got), maxComment)
	}
	if opened, closed := strings.Count(got, "<details>"), strings.Count(got, "</details>"); opened != closed {
		t.Errorf("%d details opened, %d closed", opened, closed)
	}
	if !strings.HasPrefix(got, marker+"\n") || !strings.Contains(got, "0 of 7 packages analysed") {
		t.Error("the marker or the coverage is missing")
	}
	shown := strings.Count(got, "</details>")
	if want := fmt.Sprintf("Left out to fit a comment: %d paths", 500-shown); !strings.Contains(got, want) {
		t.Errorf("does not say %q:\n%s", want, got[len(got)-300:])
	}
}
