package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/report"
)

func text(t *testing.T, r *finding.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Render(&b, "text", r, report.Options{Width: 100}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A bump that moves hundreds of modules is read by those that the user chose or
// that fail; the others are a number.
func TestTextListsChosenAndFailing(t *testing.T) {
	t.Parallel()
	r := &finding.Report{Mode: "gate", Verdict: finding.Failed, Modules: []finding.Module{
		{Path: "example.com/chosen", Version: "v1.1.0", From: "v1.0.0", Direct: true},
		{Path: "example.com/failing", Version: "v1.1.0", From: "v1.0.0", Rollback: "go get example.com/failing@v1.0.0"},
	}}
	for i := range 200 {
		r.Modules = append(r.Modules, finding.Module{Path: fmt.Sprintf("example.com/carried%d", i), Version: "v1.0.0"})
	}
	got := text(t, r)
	for _, want := range []string{"- example.com/chosen@v1.1.0", "- example.com/failing@v1.1.0", "and 200 more modules", "what to do now: go get example.com/failing@v1.0.0"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "carried") {
		t.Errorf("a module that was only carried along is listed:\n%s", got)
	}
}

// How to waive is said where something has to be waived, of a finding that fails.
func TestTextWaiverHint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		verdict finding.Verdict
		status  finding.Status
		want    bool
	}{
		{finding.Failed, finding.New, true},
		{finding.Failed, finding.Existing, false},
		{finding.Pass, finding.Existing, false},
		{finding.WarnOnly, finding.New, false},
		{finding.Incomplete, finding.New, false},
	} {
		r := &finding.Report{Verdict: c.verdict, Findings: []finding.Finding{{ID: "flush-x", Hazard: "flush", Level: finding.Warn, Status: c.status}}}
		if got := strings.Contains(text(t, r), "To let a finding pass"); got != c.want {
			t.Errorf("%s, %s: hint %v, want %v", c.verdict, c.status, got, c.want)
		}
	}
}

// A note that nothing of the user's reaches says so, in text and in Markdown.
func TestUnreachedNotes(t *testing.T) {
	t.Parallel()
	f := finding.Finding{ID: "keys-x", Hazard: "keys", Level: finding.Note, Status: finding.New, Entry: finding.Entry{Heat: finding.Cold}}
	for _, c := range []struct{ message, want, not string }{
		{"Lists all keys. " + finding.Unreached, "no entry of your code reaches it", "runs rarely"},
		{"Lists all keys.", "runs rarely", "no entry of your code"},
	} {
		f.Message = c.message
		for _, format := range []string{"text", "markdown"} {
			var b bytes.Buffer
			if err := report.Render(&b, format, &finding.Report{Findings: []finding.Finding{f}}, report.Options{Width: 200}); err != nil {
				t.Fatal(err)
			}
			if got := b.String(); !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
				t.Errorf("%s of %q:\n%s", format, c.message, got)
			}
		}
	}
}
