package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// reports returns the saved reports of testdata by name.
func reports(t *testing.T) map[string]*finding.Report {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 5 {
		t.Fatalf("found %d reports in testdata, want at least 5 (%v)", len(files), err)
	}
	all := map[string]*finding.Report{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Read(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = r
	}
	return all
}

func render(t *testing.T, format string, r *finding.Report, o Options) string {
	t.Helper()
	var buf bytes.Buffer
	if err := Render(&buf, format, r, o); err != nil {
		t.Fatalf("render %s: %v", format, err)
	}
	return buf.String()
}

// golden compares got with a file below testdata/golden.
func golden(t *testing.T, file, got string) {
	t.Helper()
	file = filepath.Join("testdata", "golden", file)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (write it with: go test ./report -update)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got), accept with: go test ./report -update\n%s", file, diff)
	}
}

// testOptions is what the goldens are rendered with.
func testOptions() Options {
	return Options{Repo: "https://github.com/example/shop/blob/0123abc", Rules: []Rule{
		{ID: "flush", Name: "The whole cache is emptied", Short: "A hot path empties a whole cache server.",
			Full: "FLUSHALL and its kin delete what every user of the server stored.", Help: "Delete **your own** keys instead.\n", Level: finding.Fail},
		{ID: "keys", Name: "The whole keyspace is walked", Short: "A hot path lists every key.",
			Full: "KEYS blocks the server while it walks all keys.", Help: "Use SCAN.\n"},
	}}
}

func TestGolden(t *testing.T) {
	for caseName, r := range reports(t) {
		for _, format := range Formats() {
			t.Run(caseName+"/"+format, func(t *testing.T) {
				golden(t, caseName+"."+format, render(t, format, r, testOptions()))
			})
		}
	}
}

// TestTwiceTheSame renders everything twice: maps must not show through.
func TestTwiceTheSame(t *testing.T) {
	for caseName, r := range reports(t) {
		for _, format := range Formats() {
			if diff := cmp.Diff(render(t, format, r, testOptions()), render(t, format, r, testOptions())); diff != "" {
				t.Errorf("%s as %s: two runs differ:\n%s", caseName, format, diff)
			}
		}
	}
}

// TestEmptyReport renders a report of which nothing is set.
func TestEmptyReport(t *testing.T) {
	for _, format := range Formats() {
		if got := render(t, format, &finding.Report{}, Options{}); strings.Contains(got, ": null") {
			t.Errorf("%s of an empty report holds null:\n%s", format, got)
		}
	}
}

func TestRenderLeavesTheReportAlone(t *testing.T) {
	r := &finding.Report{Findings: []finding.Finding{{ID: "b"}, {ID: "a"}}}
	for _, format := range Formats() {
		render(t, format, r, Options{})
	}
	want := &finding.Report{Findings: []finding.Finding{{ID: "b"}, {ID: "a"}}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("Render changed its report (-want +got):\n%s", diff)
	}
}

func TestUnknownFormat(t *testing.T) {
	err := Render(&bytes.Buffer{}, "yaml\x1b[2J", &finding.Report{}, Options{})
	want := `unknown format "yaml\\x1b[2J": choose one of `
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want one that starts with %s", err, want)
	}
}
