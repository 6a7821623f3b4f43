package report

import (
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("gitlab-sast", renderSAST) }

// The version of GitLab's security report schema that is followed, and what it
// bounds.
const (
	sastVersion     = "15.0.2"
	maxSASTName     = 255
	maxSASTSolution = 7000
)

type sastReport struct {
	Version         string              `json:"version"`
	Scan            sastScan            `json:"scan"`
	Vulnerabilities []sastVulnerability `json:"vulnerabilities"`
}

type sastScan struct {
	Analyzer  sastTool      `json:"analyzer"`
	Scanner   sastTool      `json:"scanner"`
	Type      string        `json:"type"`
	StartTime string        `json:"start_time"`
	EndTime   string        `json:"end_time"`
	Status    string        `json:"status"`
	Messages  []sastMessage `json:"messages"`
}

type sastTool struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	URL     string `json:"url"`
	Version string `json:"version"`
	Vendor  struct {
		Name string `json:"name"`
	} `json:"vendor"`
}

type sastMessage struct {
	Level string `json:"level"`
	Value string `json:"value"`
}

type sastVulnerability struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	Severity    string           `json:"severity"`
	Solution    string           `json:"solution,omitempty"`
	Identifiers []sastIdentifier `json:"identifiers"`
	Location    sastLocation     `json:"location"`
}

type sastIdentifier struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type sastLocation struct {
	File      string `json:"file"`
	StartLine int    `json:"start_line"`
	Method    string `json:"method,omitempty"`
}

// renderSAST writes a GitLab security report, for the vulnerability list of a
// merge request. It is the one format that tells the time, which GitLab demands:
// that of the rendering. A run that is incomplete is a failed scan. The format
// knows no waivers: waived findings are left out.
func renderSAST(w io.Writer, r *finding.Report, o Options) error {
	a := newAtlas(r, o.Repo)
	tool := sastTool{ID: "cachevet", Name: "cachevet", URL: "https://github.com/cachevet/cachevet", Version: nonEmpty(name(r.Tool.Version), "unknown")}
	tool.Vendor.Name = "cachevet"
	now := o.Now.UTC().Format("2006-01-02T15:04:05")
	out := sastReport{Version: sastVersion, Vulnerabilities: []sastVulnerability{}, Scan: sastScan{
		Analyzer: tool, Scanner: tool, Type: "sast", StartTime: now, EndTime: now, Status: "success", Messages: []sastMessage{},
	}}
	if r.Verdict == finding.Incomplete {
		out.Scan.Status = "failure"
	}
	matters, _ := matter(r.Coverage.Skipped)
	for _, s := range matters {
		out.Scan.Messages = append(out.Scan.Messages, sastMessage{"warn", "Not analysed, a path to a cache may be missing: " + name(s.Package) + ": " + prose(s.Why)})
	}
	seen := map[string]int{}
	for _, f := range findings(r) {
		seen[f.ID]++
		out.Vulnerabilities = append(out.Vulnerabilities, vulnerability(r, a, o, f, seen[f.ID]))
	}
	return writeJSON(w, out)
}

// vulnerability is one finding; n tells those of one id apart.
func vulnerability(r *finding.Report, a atlas, o Options, f finding.Finding, n int) sastVulnerability {
	p, ok := a.best(f)
	if !ok {
		p = finding.Place{File: a.inCache(f.Sink.Place), Line: f.Sink.Line}
	}
	hazard := nonEmpty(name(f.Hazard), "unknown")
	v := sastVulnerability{
		ID: uuidOf(fmt.Sprintf("cachevet %s %d", f.ID, n)), Name: clip(ruleTitle(o, f.Hazard)+": "+name(f.Command), maxSASTName),
		Description: qualityText(r, f), Severity: sastSeverity(f.Level), Solution: clip(prose(f.Fix), maxSASTSolution),
		Identifiers: []sastIdentifier{{"cachevet_hazard", "cachevet " + hazard, hazard}},
		Location:    sastLocation{File: name(p.File), StartLine: max(p.Line, 1), Method: short(f.Sink.Function)},
	}
	if f.ID != "" {
		v.Identifiers = append(v.Identifiers, sastIdentifier{"cachevet_finding", name(f.ID), name(f.ID)})
	}
	return v
}

func sastSeverity(l finding.Level) string {
	switch l {
	case finding.Fail:
		return "High"
	case finding.Warn:
		return "Medium"
	}
	return "Info"
}

// uuidOf is a name as a UUID, the same in every run.
func uuidOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
