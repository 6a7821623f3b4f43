package report

import (
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("sarif", renderSARIF) }

// What GitHub code scanning takes: it shows the loudest 5,000 results and 1,000
// steps of a path, and rejects a whole file that has more than it accepts, or more
// than 10 MB when compressed, which maxRunSteps steps of paths stay well below.
const (
	maxResults   = 5000
	maxFlowSteps = 1000
	maxRunSteps  = 100_000
)

// The bases of file addresses: never a path of the machine that ran.
const (
	baseRepo  = "%SRCROOT%"
	baseCache = "GOMODCACHE"
)

// notAnalysed is the rule for packages that were not analysed but matter, so
// that an incomplete run does not look like a clean one.
const notAnalysed = "not-analysed"

type sarifWriter struct {
	atlas
	report *finding.Report
	rules  map[string]int
	seen   map[string]int
	notes  []sarifNotification
	// steps counts those of all paths, unflown the paths that were left out.
	steps, unflown int
}

func renderSARIF(w io.Writer, r *finding.Report, o Options) error {
	s := &sarifWriter{atlas: newAtlas(r, o.Repo), report: r, rules: map[string]int{}, seen: map[string]int{}, notes: []sarifNotification{}}
	var run sarifRun
	run.Tool.Driver = s.driver(r, o)
	run.AutomationDetails.ID = path.Join("cachevet", s.dir) + "/"
	run.OriginalURIBaseIDs = map[string]sarifBase{
		baseRepo:  {sarifText{Text: "The root of the user's repository."}},
		baseCache: {sarifText{Text: "The Go module cache: go env GOMODCACHE."}},
	}
	run.Results = s.results(r)
	s.ledger(r)
	run.Invocations = []sarifInvocation{{ExecutionSuccessful: r.Verdict != finding.Incomplete, Notifications: s.notes}}
	run.Properties = map[string]any{"verdict": r.Verdict, "mode": r.Mode}
	return writeJSON(w, sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

func (s *sarifWriter) driver(r *finding.Report, o Options) sarifDriver {
	d := sarifDriver{Name: "cachevet", Version: nonEmpty(r.Tool.Version, "unknown"), InformationURI: "https://github.com/cachevet/cachevet", Rules: []sarifRule{}}
	if tagVersion.MatchString(r.Tool.Version) {
		d.SemanticVersion = strings.TrimPrefix(r.Tool.Version, "v")
	}
	add := func(rule Rule) {
		if _, ok := s.rules[rule.ID]; !ok && rule.ID != "" {
			s.rules[rule.ID] = len(d.Rules)
			d.Rules = append(d.Rules, sarifRuleOf(rule))
		}
	}
	for _, rule := range o.Rules {
		add(rule)
	}
	add(Rule{ID: notAnalysed, Name: "Not analysed", Short: "A package that a path to a cache may lead through was not analysed.",
		Full: "What cannot be read cannot be judged: the verdict is incomplete until the package can be analysed.",
		Help: "See the message for the reason. Make the package type-check, or vet a version that does."})
	for _, f := range r.Findings {
		add(Rule{ID: clean(f.Hazard)})
	}
	return d
}

func sarifRuleOf(rule Rule) sarifRule {
	id := clip(clean(rule.ID), 255)
	name := nonEmpty(clip(clean(rule.Name), 255), id)
	short := nonEmpty(clip(clean(rule.Short), 1024), name)
	full := nonEmpty(clip(clean(rule.Full), 1024), short)
	out := sarifRule{
		ID: id, Name: name,
		ShortDescription: sarifText{Text: short},
		FullDescription:  sarifText{Text: full},
		Help:             sarifText{Text: full + " More: cachevet explain " + id, Markdown: nonEmpty(strings.TrimSpace(rule.Help), full)},
	}
	level := sarifLevel(rule.Level)
	out.DefaultConfiguration.Level = level
	severity := level
	if level == "note" {
		severity = "recommendation"
	}
	out.Properties = map[string]any{"tags": []string{"cache", "reliability", "performance"}, "precision": "high", "problem.severity": severity}
	return out
}

// sarifLevel translates a level; none is a warning.
func sarifLevel(l finding.Level) string {
	switch l {
	case finding.Fail:
		return "error"
	case finding.Note:
		return "note"
	}
	return "warning"
}

func nonEmpty(s, otherwise string) string {
	if strings.TrimSpace(s) == "" {
		return otherwise
	}
	return s
}

// results writes the findings, loudest first, then the waived ones, after what
// was not analysed.
func (s *sarifWriter) results(r *finding.Report) []sarifResult {
	out := []sarifResult{}
	matters, _ := matter(r.Coverage.Skipped)
	for _, skip := range matters {
		out = append(out, s.skipped(skip))
	}
	all := append(findings(r), waived(r)...)
	for _, f := range all[:min(len(all), max(maxResults-len(out), 0))] {
		out = append(out, s.result(f))
	}
	if n := len(matters) + len(all) - maxResults; n > 0 {
		s.note("warning", fmt.Sprintf("%d results beyond the first %d were left out; the JSON report has all", n, maxResults))
		out = out[:maxResults]
	}
	if s.unflown > 0 {
		s.note("warning", fmt.Sprintf("the paths of %d results were left out to keep the file small; the JSON report has all", s.unflown))
	}
	return out
}

func (s *sarifWriter) note(level, text string) {
	s.notes = append(s.notes, sarifNotification{Level: level, Message: sarifText{Text: text}})
}

// ledger puts the coverage into the run's notifications.
func (s *sarifWriter) ledger(r *finding.Report) {
	level := "note"
	if r.Verdict == finding.Incomplete {
		level = "error"
	}
	s.note(level, "verdict "+name(string(r.Verdict))+": "+counts(r)+". "+coverageLine(r.Coverage))
	for _, skip := range r.Coverage.Skipped {
		level := "note"
		if skip.Matters {
			level = "warning"
		}
		s.note(level, "not analysed: "+name(skip.Package)+": "+nonEmpty(prose(skip.Why), "reason unknown"))
	}
}

// skipped is the result for a package that matters and was not analysed.
func (s *sarifWriter) skipped(skip finding.Skip) sarifResult {
	at := s.location(finding.Place{File: "go.mod", Line: 1}, baseRepo)
	if module, ok := s.ownerOf(skip.Package); ok {
		if p, ok := s.require(finding.Finding{Module: module}); ok {
			at = s.location(p, baseRepo)
		} else if !s.own[module] {
			at = s.location(finding.Place{File: s.inCache(finding.Place{Module: module, File: "go.mod"}), Line: 1}, baseCache)
		}
	}
	return sarifResult{
		RuleID: notAnalysed, RuleIndex: s.rules[notAnalysed], Level: "warning",
		Message:             sarifText{Text: "Not analysed: " + unlinked(name(skip.Package)) + ". " + unlinked(nonEmpty(prose(skip.Why), "The reason is unknown."))},
		Locations:           []sarifLocation{at},
		PartialFingerprints: s.fingerprints(notAnalysed + " " + skip.Package),
	}
}

func (s *sarifWriter) result(f finding.Finding) sarifResult {
	rule := clean(f.Hazard)
	out := sarifResult{
		RuleID: clip(rule, 255), RuleIndex: s.rules[rule], Level: sarifLevel(f.Level),
		Locations:           []sarifLocation{s.primary(f)},
		PartialFingerprints: s.fingerprints(f.ID),
		Properties: map[string]any{"id": f.ID, "command": f.Command, "status": f.Status,
			"confidence": f.Confidence, "heat": f.Entry.Heat, "cost": f.Cost},
	}
	text := sarifMessage(f)
	if a := adviceFor(s.report, f); a != "" {
		text += " What to do now: `" + unlinked(a) + "`."
	}
	if frame, ok := s.callSite(f); ok {
		site := s.location(frame.Place, baseRepo)
		site.ID = 1
		site.Message = &sarifText{Text: "the call in " + unlinked(name(frame.Function))}
		out.RelatedLocations = []sarifLocation{site}
		text += " Reached from [" + strings.NewReplacer("[", "(", "]", ")").Replace(place(frame.Place)) + "](1)."
	}
	out.Message.Text = text
	if flow := s.flow(f); len(flow) > 0 {
		out.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{{flow}}}}
	}
	if f.Status == finding.Waived {
		out.Suppressions = []sarifSuppression{{"external", "accepted", "waived" + waiverWords(f.Waiver)}}
	}
	return out
}

// sarifMessage says what, where and what to do; the first sentence stands alone.
func sarifMessage(f finding.Finding) string {
	text := fmt.Sprintf("%s in %s, %s.", name(f.Command), at(f.Module, f.Version), entryPhrase(f.Entry))
	for _, more := range []string{f.Message, f.Fix} {
		if more != "" {
			text += " " + prose(more)
		}
	}
	if f.Cost != "" {
		text += " Cost: " + prose(f.Cost) + "."
	}
	return unlinked(text)
}

// unlinked keeps foreign text from being read as an embedded link.
func unlinked(s string) string { return strings.ReplaceAll(s, "](", "] (") }

// primary is the one location that is shown: the changed require line, else the
// user's call site, else the sink in the module cache.
func (s *sarifWriter) primary(f finding.Finding) sarifLocation {
	if p, ok := s.best(f); ok {
		return s.location(p, baseRepo)
	}
	return s.inModule(f.Sink.Place)
}

// inModule is a place of any module: the user's, or one in the module cache.
func (s *sarifWriter) inModule(p finding.Place) sarifLocation {
	if s.own[p.Module] {
		return s.location(s.inRepo(p), baseRepo)
	}
	return s.location(finding.Place{File: s.inCache(p), Line: p.Line}, baseCache)
}

// location is a line. Its columns are unknown, but code scanning asks for them.
func (s *sarifWriter) location(p finding.Place, base string) sarifLocation {
	var l sarifLocation
	l.PhysicalLocation.ArtifactLocation.URI = nonEmpty(escapePath(p.File), ".")
	l.PhysicalLocation.ArtifactLocation.URIBaseID = base
	line := max(p.Line, 1)
	l.PhysicalLocation.Region = sarifRegion{StartLine: line, StartColumn: 1, EndLine: line, EndColumn: 2}
	return l
}

// flow is the path, step by step, with the sink's command at its end.
func (s *sarifWriter) flow(f finding.Finding) []sarifStep {
	frames := f.Path
	if n := len(frames) - maxFlowSteps; n > 0 {
		s.note("warning", fmt.Sprintf("%d steps of the path of %s were left out", n, name(f.ID)))
		frames = append(append([]finding.Frame{}, frames[:maxFlowSteps/2]...), frames[len(frames)-maxFlowSteps/2:]...)
	}
	if s.steps+len(frames) > maxRunSteps {
		s.unflown++
		return nil
	}
	s.steps += len(frames)
	var steps []sarifStep
	for i, frame := range frames {
		l := s.inModule(frame.Place)
		text := at(frame.Module, s.versions[frame.Module]) + " " + place(frame.Place) + ": " + stepWords(frame)
		if frame.Loop != "" {
			text += ", in a loop over " + title(frame.Loop)
		}
		if i == len(frames)-1 {
			text += " " + sinkWords(f)
		}
		l.Message = &sarifText{Text: unlinked(text)}
		steps = append(steps, sarifStep{l})
	}
	return steps
}

// fingerprints keeps a result the same alert wherever its code moves. The
// second key is the form that code scanning compares; equal ones are numbered.
func (s *sarifWriter) fingerprints(id string) map[string]string {
	s.seen[id]++
	sum := sha256.Sum256([]byte("cachevet " + id))
	return map[string]string{
		"cachevet/v1":             fmt.Sprintf("%s:%d", id, s.seen[id]),
		"primaryLocationLineHash": fmt.Sprintf("%x:%d", sum[:8], s.seen[id]),
	}
}
