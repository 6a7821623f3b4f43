package report

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
)

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestTextWide(t *testing.T) {
	golden(t, "fail.120.txt", render(t, "text", reports(t)["fail"], Options{Width: 120, Verbose: true}))
}

// TestTextColor: colour adds codes and changes nothing else.
func TestTextColor(t *testing.T) {
	for caseName, r := range reports(t) {
		plain := render(t, "text", r, Options{})
		colored := render(t, "text", r, Options{Color: true})
		if !strings.Contains(colored, "\x1b[") {
			t.Errorf("%s: no colour", caseName)
		}
		if diff := cmp.Diff(plain, ansi.ReplaceAllString(colored, "")); diff != "" {
			t.Errorf("%s: colour changes the text:\n%s", caseName, diff)
		}
	}
}

// TestTextFits: only a word that cannot be broken may leave the page.
func TestTextFits(t *testing.T) {
	r := reports(t)["fail"]
	for _, width := range []int{80, 120} {
		for line := range strings.Lines(render(t, "text", r, Options{Width: width})) {
			if n := columns(strings.TrimRight(line, "\n")); n > width && len(strings.Fields(line)) > 1 {
				t.Errorf("%d columns of %d: %s", n, width, line)
			}
		}
	}
}

func TestTextLongPath(t *testing.T) {
	f := finding.Finding{ID: "x", Level: finding.Fail, Command: "KEYS"}
	for range 30 {
		f.Path = append(f.Path, finding.Frame{Function: "m.f", Place: finding.Place{Module: "m", File: "f.go", Line: 1}})
	}
	r := &finding.Report{Verdict: finding.Failed, Findings: []finding.Finding{f}}
	if got := render(t, "text", r, Options{}); strings.Count(got, "m.f ") != maxSteps || !strings.Contains(got, "... 16 more steps") {
		t.Errorf("a path of 30 steps is not cut to %d:\n%s", maxSteps, got)
	}
	if got := render(t, "text", r, Options{Verbose: true}); strings.Count(got, "m.f ") < 30 {
		t.Errorf("verbose cuts the path:\n%s", got)
	}
}
