package report

import (
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("gitlab", renderGitLab) }

// qualityIssue is one entry of GitLab's Code Quality report.
type qualityIssue struct {
	Description string `json:"description"`
	CheckName   string `json:"check_name"`
	Fingerprint string `json:"fingerprint"`
	Severity    string `json:"severity"`
	Location    struct {
		Path  string `json:"path"`
		Lines struct {
			Begin int `json:"begin"`
		} `json:"lines"`
	} `json:"location"`
}

// renderGitLab writes a Code Quality report. The format knows no waivers: waived
// findings are left out. What was not analysed but matters is in.
func renderGitLab(w io.Writer, r *finding.Report, o Options) error {
	a := newAtlas(r, o.Repo)
	seen := map[string]int{}
	issues := []qualityIssue{}
	matters, _ := matter(r.Coverage.Skipped)
	for _, s := range matters {
		module, _ := a.ownerOf(s.Package)
		p, ok := a.require(finding.Finding{Module: module})
		if !ok {
			p = finding.Place{File: "go.mod", Line: 1}
		}
		issues = append(issues, issue(seen, notAnalysed+" "+s.Package, notAnalysed, "major",
			"Not analysed, a path to a cache may be missing: "+name(s.Package)+": "+prose(s.Why), p))
	}
	for _, f := range findings(r) {
		p, ok := a.best(f)
		if !ok {
			p = finding.Place{File: a.inCache(f.Sink.Place), Line: f.Sink.Line}
		}
		issues = append(issues, issue(seen, f.ID, name(f.Hazard), severity(f.Level), qualityText(r, f), p))
	}
	return writeJSON(w, issues)
}

// qualityText says in one paragraph what a finding is and what to do.
func qualityText(r *finding.Report, f finding.Finding) string {
	text := fmt.Sprintf("%s in %s, %s. %s", name(f.Command), at(f.Module, f.Version), entryPhrase(f.Entry), prose(f.Message))
	if a := adviceFor(r, f); a != "" {
		text += " What to do now: " + a
	}
	return text
}

func severity(l finding.Level) string {
	switch l {
	case finding.Fail:
		return "critical"
	case finding.Warn:
		return "major"
	}
	return "info"
}

// issue makes an entry. GitLab drops entries of equal fingerprints, so that a
// second one of the same id is numbered.
func issue(seen map[string]int, id, check, severity, text string, p finding.Place) qualityIssue {
	seen[id]++
	sum := sha256.Sum256(fmt.Appendf(nil, "cachevet %s %d", id, seen[id]))
	i := qualityIssue{Description: text, CheckName: "cachevet/" + check, Fingerprint: fmt.Sprintf("%x", sum[:16]), Severity: severity}
	i.Location.Path = name(p.File)
	i.Location.Lines.Begin = max(p.Line, 1)
	return i
}
