package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cachevet/cachevet/internal/finding"
)

// TestGitHubCap: at most ten errors and ten warnings, the loudest, and the
// summary says how many are missing.
func TestGitHubCap(t *testing.T) {
	r := &finding.Report{Verdict: finding.Failed}
	for i := range 30 {
		level := finding.Warn
		if i >= 15 {
			level = finding.Fail
		}
		r.Findings = append(r.Findings, finding.Finding{ID: fmt.Sprintf("f%02d", i), Level: level})
	}
	got := render(t, "github", r, Options{})
	for level, want := range map[string]int{"::error ": 10, "::warning ": 10} {
		if n := strings.Count(got, level); n != want {
			t.Errorf("%d times %q, want %d", n, level, want)
		}
	}
	if first, _, _ := strings.Cut(got, "\n"); !strings.Contains(first, "11 more findings are not annotated") {
		t.Errorf("the summary does not count what is missing: %s", first)
	}
}

func TestWorkflowCommand(t *testing.T) {
	got := workflowCommand("error", finding.Place{File: "a,b:c%.go", Line: 0}, "t: x, y", "50%\r\nnext ::error::")
	want := "::error file=a%2Cb%3Ac%25.go,line=1,title=t%3A x%2C y::50%25%0D%0Anext ::error::\n"
	if got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

// TestGitLab: what GitLab requires of each entry, and fingerprints that are
// unique and outlive moved lines.
func TestGitLab(t *testing.T) {
	read := func(r *finding.Report) []qualityIssue {
		var issues []qualityIssue
		if err := json.Unmarshal([]byte(render(t, "gitlab", r, Options{})), &issues); err != nil {
			t.Fatal(err)
		}
		return issues
	}
	for caseName, r := range reports(t) {
		seen := map[string]bool{}
		for _, i := range read(r) {
			oneOf(t, i.Severity, "info", "minor", "major", "critical", "blocker")
			if i.Description == "" || i.CheckName == "" || i.Location.Path == "" || strings.HasPrefix(i.Location.Path, ".") || i.Location.Lines.Begin < 1 {
				t.Errorf("%s: %+v", caseName, i)
			}
			if i.Fingerprint == "" || seen[i.Fingerprint] {
				t.Errorf("%s: fingerprint %q is empty or used twice", caseName, i.Fingerprint)
			}
			seen[i.Fingerprint] = true
		}
	}
	moved := reports(t)["fail"]
	before := read(moved)
	for i := range moved.Findings {
		moved.Findings[i].Sink.Line += 40
	}
	for i, after := range read(moved) {
		if after.Fingerprint != before[i].Fingerprint {
			t.Errorf("%s has another fingerprint once its line moved", after.CheckName)
		}
	}
}

// TestJUnit reads the cases back as a consumer would.
func TestJUnit(t *testing.T) {
	for caseName, want := range map[string]string{
		"pass":       "2 tests, 0 failures, 0 errors, 0 skipped",
		"warn":       "2 tests, 0 failures, 0 errors, 0 skipped",
		"fail":       "6 tests, 2 failures, 0 errors, 1 skipped",
		"incomplete": "4 tests, 0 failures, 3 errors, 0 skipped",
	} {
		var all junitSuites
		if err := xml.Unmarshal([]byte(render(t, "junit", reports(t)[caseName], Options{})), &all); err != nil {
			t.Fatal(err)
		}
		var sum junitCounts
		for _, s := range all.Suites {
			if len(s.Cases) != s.Tests || s.Tests == 0 {
				t.Errorf("%s: suite %s says %d tests and has %d", caseName, s.Name, s.Tests, len(s.Cases))
			}
			for _, c := range s.Cases {
				sum.Tests++
				sum.Failures += one(c.Failure)
				sum.Errors += one(c.Error)
				sum.Skipped += one(c.Skipped)
			}
		}
		got := fmt.Sprintf("%d tests, %d failures, %d errors, %d skipped", sum.Tests, sum.Failures, sum.Errors, sum.Skipped)
		if got != want || sum != all.junitCounts {
			t.Errorf("%s: %s (header %+v), want %s", caseName, got, all.junitCounts, want)
		}
	}
}

// TestGitLabSAST: what GitLab's schema requires of a security report.
func TestGitLabSAST(t *testing.T) {
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for caseName, r := range reports(t) {
		var s sastReport
		if err := json.Unmarshal([]byte(render(t, "gitlab-sast", r, Options{Now: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)})), &s); err != nil {
			t.Fatal(err)
		}
		if s.Scan.StartTime != "2026-01-02T03:04:05" || s.Scan.Type != "sast" || s.Scan.Scanner.Version == "" || s.Vulnerabilities == nil {
			t.Errorf("%s: %+v", caseName, s.Scan)
		}
		missing, _ := matter(r.Coverage.Skipped)
		if failed := s.Scan.Status == "failure"; failed != (r.Verdict == finding.Incomplete) || len(missing) != len(s.Scan.Messages) {
			t.Errorf("%s: verdict %s is status %s with %v", caseName, r.Verdict, s.Scan.Status, s.Scan.Messages)
		}
		if len(s.Vulnerabilities) != len(findings(r)) {
			t.Errorf("%s: %d of %d findings", caseName, len(s.Vulnerabilities), len(findings(r)))
		}
		seen := map[string]bool{}
		for _, v := range s.Vulnerabilities {
			oneOf(t, v.Severity, "Info", "Medium", "High")
			if !uuid.MatchString(v.ID) || seen[v.ID] || len(v.Identifiers) == 0 || v.Identifiers[0].Value == "" || v.Location.File == "" || len(v.Name) > maxSASTName || len(v.Solution) > maxSASTSolution {
				t.Errorf("%s: %+v", caseName, v)
			}
			seen[v.ID] = true
		}
	}
}
