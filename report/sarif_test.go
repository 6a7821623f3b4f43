package report

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/cachevet/cachevet/internal/finding"
)

func sarifOf(t *testing.T, r *finding.Report) sarifLog {
	t.Helper()
	var log sarifLog
	dec := json.NewDecoder(strings.NewReader(render(t, "sarif", r, testOptions())))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&log); err != nil {
		t.Fatal(err)
	}
	return log
}

// TestSARIFIsValid checks what the standard and code scanning demand.
func TestSARIFIsValid(t *testing.T) {
	all := reports(t)
	all["empty"] = &finding.Report{}
	for caseName, r := range all {
		t.Run(caseName, func(t *testing.T) {
			log := sarifOf(t, r)
			if log.Version != "2.1.0" || log.Schema == "" || len(log.Runs) != 1 {
				t.Fatalf("version %q, schema %q, %d runs", log.Version, log.Schema, len(log.Runs))
			}
			run := log.Runs[0]
			if run.Results == nil || run.Tool.Driver.Rules == nil {
				t.Fatal("results or rules are null")
			}
			if !regexp.MustCompile(`^cachevet/.*/?$`).MatchString(run.AutomationDetails.ID) || !strings.HasSuffix(run.AutomationDetails.ID, "/") {
				t.Errorf("automation id %q", run.AutomationDetails.ID)
			}
			seen := map[string]bool{}
			for _, rule := range run.Tool.Driver.Rules {
				checkSARIFRule(t, rule, seen)
			}
			prints := map[string]bool{}
			for i, result := range run.Results {
				if result.RuleIndex < 0 || result.RuleIndex >= len(run.Tool.Driver.Rules) || run.Tool.Driver.Rules[result.RuleIndex].ID != result.RuleID {
					t.Errorf("result %d: rule index %d is not %s", i, result.RuleIndex, result.RuleID)
				}
				checkSARIFResult(t, run, result, prints)
			}
		})
	}
}

func checkSARIFRule(t *testing.T, rule sarifRule, seen map[string]bool) {
	t.Helper()
	if seen[rule.ID] {
		t.Errorf("rule %s twice", rule.ID)
	}
	seen[rule.ID] = true
	for what, text := range map[string]string{"id": rule.ID, "name": rule.Name, "short": rule.ShortDescription.Text,
		"full": rule.FullDescription.Text, "help": rule.Help.Text, "help in Markdown": rule.Help.Markdown} {
		limit := 1024
		if what == "id" || what == "name" {
			limit = 255
		}
		if strings.TrimSpace(text) == "" || !strings.HasPrefix(what, "help") && len([]rune(text)) > limit {
			t.Errorf("rule %s: %s is empty or too long: %q", rule.ID, what, text)
		}
	}
	oneOf(t, rule.DefaultConfiguration.Level, "note", "warning", "error")
	oneOf(t, fmt.Sprint(rule.Properties["precision"]), "very-high", "high", "medium", "low")
	oneOf(t, fmt.Sprint(rule.Properties["problem.severity"]), "error", "warning", "recommendation")
	if tags, ok := rule.Properties["tags"].([]any); !ok || len(tags) == 0 || len(tags) > 10 {
		t.Errorf("rule %s: tags %v", rule.ID, rule.Properties["tags"])
	}
}

func oneOf(t *testing.T, got string, words ...string) {
	t.Helper()
	for _, w := range words {
		if got == w {
			return
		}
	}
	t.Errorf("%q is none of %v", got, words)
}

var lineHash = regexp.MustCompile(`^[0-9a-f]{16}:[0-9]+$`)

func checkSARIFResult(t *testing.T, run sarifRun, result sarifResult, prints map[string]bool) {
	t.Helper()
	oneOf(t, result.Level, "note", "warning", "error")
	if result.Message.Text == "" || len(result.Locations) != 1 {
		t.Errorf("%s: message %q, %d locations", result.RuleID, result.Message.Text, len(result.Locations))
	}
	hash := result.PartialFingerprints["primaryLocationLineHash"]
	if !lineHash.MatchString(hash) || prints[hash] {
		t.Errorf("%s: fingerprint %q is malformed or used twice", result.RuleID, hash)
	}
	prints[hash] = true
	ids := map[int]bool{}
	locations := append(append([]sarifLocation{}, result.Locations...), result.RelatedLocations...)
	for _, l := range result.RelatedLocations {
		ids[l.ID] = true
	}
	for _, flow := range result.CodeFlows {
		for _, thread := range flow.ThreadFlows {
			if len(thread.Locations) == 0 || len(thread.Locations) > maxFlowSteps {
				t.Errorf("%s: %d steps", result.RuleID, len(thread.Locations))
			}
			for _, step := range thread.Locations {
				locations = append(locations, step.Location)
			}
		}
	}
	for _, l := range locations {
		checkSARIFLocation(t, run, l)
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]*)\)`).FindAllStringSubmatch(result.Message.Text, -1) {
		if m[1] != "1" || !ids[1] {
			t.Errorf("%s: the message links to %q", result.RuleID, m[1])
		}
	}
}

func checkSARIFLocation(t *testing.T, run sarifRun, l sarifLocation) {
	t.Helper()
	a, g := l.PhysicalLocation.ArtifactLocation, l.PhysicalLocation.Region
	if _, ok := run.OriginalURIBaseIDs[a.URIBaseID]; !ok {
		t.Errorf("base %q is not declared", a.URIBaseID)
	}
	if a.URI == "" || strings.HasPrefix(a.URI, "/") || strings.Contains(a.URI, "..") || strings.ContainsAny(a.URI, " \\<>\"") {
		t.Errorf("address %q is not relative, or not escaped", a.URI)
	}
	if g.StartLine < 1 || g.StartColumn < 1 || g.EndLine < g.StartLine || g.EndColumn <= g.StartColumn {
		t.Errorf("region %+v", g)
	}
}

// TestSARIFPrimaryLocation: the changed require line, else the user's own call
// site, else the dependency's file in the module cache.
func TestSARIFPrimaryLocation(t *testing.T) {
	const dep, app = "example.com/Dep", "example.com/app"
	f := finding.Finding{ID: "x", Hazard: "flush", Module: dep, Version: "v1.0.0",
		Sink: finding.Sink{Place: finding.Place{Module: dep, File: "d.go", Line: 7}},
		Path: []finding.Frame{{Place: finding.Place{Module: app, File: "a/a.go", Line: 3}}, {Place: finding.Place{Module: dep, File: "d.go", Line: 7}}}}
	anchors := map[string]finding.Place{dep: {File: "svc/go.mod", Line: 5}}
	other := map[string]finding.Place{"example.com/other": {File: "svc/go.mod", Line: 6}}
	own := map[string]string{app: ""}
	for _, tt := range []struct {
		name string
		r    finding.Report
		want string
	}{
		{"require line", finding.Report{Anchors: anchors, Versions: own}, "%SRCROOT% svc/go.mod:5"},
		{"own call below the module's directory", finding.Report{Anchors: other, Versions: own}, "%SRCROOT% svc/a/a.go:3"},
		{"own call", finding.Report{Versions: own}, "%SRCROOT% a/a.go:3"},
		{"sink", finding.Report{}, "GOMODCACHE example.com/%21dep@v1.0.0/d.go:7"},
	} {
		tt.r.Findings = []finding.Finding{f}
		p := sarifOf(t, &tt.r).Runs[0].Results[0].Locations[0].PhysicalLocation
		if got := fmt.Sprintf("%s %s:%d", p.ArtifactLocation.URIBaseID, p.ArtifactLocation.URI, p.Region.StartLine); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestSARIFFingerprint: the alert stays the same when code moves, and differs
// between findings.
func TestSARIFFingerprint(t *testing.T) {
	hash := func(id string, line int) string {
		f := finding.Finding{ID: id, Sink: finding.Sink{Place: finding.Place{Module: "m", File: "f.go", Line: line}}}
		return sarifOf(t, &finding.Report{Findings: []finding.Finding{f}}).Runs[0].Results[0].PartialFingerprints["primaryLocationLineHash"]
	}
	if hash("a", 1) != hash("a", 99) || hash("a", 1) == hash("b", 1) {
		t.Errorf("a at 1: %s, a at 99: %s, b: %s", hash("a", 1), hash("a", 99), hash("b", 1))
	}
}

func TestSARIFLimits(t *testing.T) {
	r := &finding.Report{}
	for i := range maxResults + 3 {
		r.Findings = append(r.Findings, finding.Finding{ID: fmt.Sprint(i), Hazard: "flush", Level: finding.Fail})
	}
	r.Findings[0].Path = make([]finding.Frame, maxFlowSteps+5)
	for i := range 100 {
		r.Findings[i+1].Path = make([]finding.Frame, maxFlowSteps)
	}
	run := sarifOf(t, r).Runs[0]
	if len(run.Results) != maxResults {
		t.Errorf("%d results", len(run.Results))
	}
	notes := fmt.Sprint(run.Invocations[0].Notifications)
	for _, want := range []string{"3 results beyond the first 5000 were left out", "5 steps of the path of 0 were left out", "the paths of 1 results were left out"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no notification %q in %s", want, notes)
		}
	}
}

// TestSARIFIncomplete: an incomplete run is neither successful nor empty.
func TestSARIFIncomplete(t *testing.T) {
	run := sarifOf(t, reports(t)["incomplete"]).Runs[0]
	if run.Invocations[0].ExecutionSuccessful || len(run.Results) != 2 || run.Results[0].RuleID != notAnalysed {
		t.Errorf("successful %v, %d results", run.Invocations[0].ExecutionSuccessful, len(run.Results))
	}
}

func TestSARIFSuppression(t *testing.T) {
	for _, result := range sarifOf(t, reports(t)["fail"]).Runs[0].Results {
		waived := result.Properties["status"] == string(finding.Waived)
		if waived != (len(result.Suppressions) == 1) {
			t.Errorf("%s: waived %v, suppressions %v", result.RuleID, waived, result.Suppressions)
		}
		if waived && !strings.Contains(result.Suppressions[0].Justification, "see the runbook") {
			t.Errorf("justification %q", result.Suppressions[0].Justification)
		}
	}
}
