package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("github", renderGitHub) }

// maxAnnotations is how many errors, and how many warnings, GitHub shows for one
// step; what is printed beyond is lost.
const maxAnnotations = 10

// renderGitHub writes workflow commands, which a GitHub Actions runner turns
// into annotations: one summary, then the loudest findings.
func renderGitHub(w io.Writer, r *finding.Report, o Options) error {
	a := newAtlas(r, o.Repo)
	fs := findings(r)
	errors, warnings := levels(fs, finding.Fail), levels(fs, finding.Warn)
	var b strings.Builder
	// The summary takes one of the places of its own level.
	room := map[string]int{"error": maxAnnotations, "warning": maxAnnotations}
	level := summaryLevel(r.Verdict)
	room[level]--
	cut := max(len(errors)-room["error"], 0) + max(len(warnings)-room["warning"], 0)
	b.WriteString(workflowCommand(level, finding.Place{}, "cachevet: "+string(r.Verdict), githubSummary(r, cut)))
	for _, group := range []struct {
		level string
		fs    []finding.Finding
	}{{"error", errors}, {"warning", warnings}} {
		for _, f := range group.fs[:min(len(group.fs), room[group.level])] {
			p, _ := a.best(f)
			b.WriteString(workflowCommand(group.level, p, ruleTitle(o, f.Hazard)+": "+name(f.Command), annotation(r, f)))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func summaryLevel(v finding.Verdict) string {
	switch v {
	case finding.Failed, finding.Incomplete:
		return "error"
	case finding.WarnOnly:
		return "warning"
	}
	return "notice"
}

func githubSummary(r *finding.Report, cut int) string {
	lines := []string{subject(r) + ": " + counts(r)}
	for _, reason := range r.Reasons {
		lines = append(lines, prose(reason))
	}
	for _, a := range advices(r) {
		lines = append(lines, "What to do now: "+a.Command)
	}
	if matters, _ := matter(r.Coverage.Skipped); len(matters) > 0 {
		lines = append(lines, plural(len(matters), "package")+" that may hold a path to a cache not analysed")
	}
	if cut > 0 {
		lines = append(lines, fmt.Sprintf("%d more findings are not annotated, see the report", cut))
	}
	return strings.Join(lines, "\n")
}

// annotation says what a finding's annotation shows: why, the path in short,
// what to do.
func annotation(r *finding.Report, f finding.Finding) string {
	lines := []string{fmt.Sprintf("%s: %s", at(f.Module, f.Version), prose(f.Message))}
	steps := make([]string, 0, len(f.Path)+1)
	for i, frame := range f.Path {
		if i >= maxSteps/2 && i < len(f.Path)-maxSteps/2 {
			continue
		}
		steps = append(steps, short(frame.Function))
	}
	lines = append(lines, "Path: "+strings.Join(append(steps, name(f.Command)), " -> ")+" ("+entryPhrase(f.Entry)+")")
	if f.Cost != "" {
		lines = append(lines, "Cost: "+prose(f.Cost))
	}
	if f.Fix != "" {
		lines = append(lines, "Do: "+prose(f.Fix))
	}
	if a := adviceFor(r, f); a != "" {
		lines = append(lines, "What to do now: "+a)
	}
	return strings.Join(append(lines, "Id: "+name(f.ID)), "\n")
}

// workflowCommand writes one annotation on one line. A place without a file is
// left out.
func workflowCommand(level string, p finding.Place, title, message string) string {
	var props []string
	if p.File != "" {
		props = append(props, "file="+escapeProperty(name(p.File)), fmt.Sprintf("line=%d", max(p.Line, 1)))
	}
	props = append(props, "title="+escapeProperty(title))
	return "::" + level + " " + strings.Join(props, ",") + "::" + escapeData(message) + "\n"
}
