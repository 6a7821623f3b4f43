package report

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/fatih/color"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("text", renderText) }

// How much of a list the text format shows unless Options.Verbose is set.
const (
	maxSteps = 14
	maxList  = 8
)

// page collects the lines of a text report.
type page struct {
	buf   bytes.Buffer
	o     Options
	width int
	// versions holds the version of each vetted module.
	versions map[string]string
}

func renderText(w io.Writer, r *finding.Report, o Options) error {
	p := &page{o: o, width: o.Width, versions: versions(r)}
	if p.width <= 0 {
		p.width = 80
	}
	p.width = max(p.width, 40)
	p.verdict(r)
	fs := findings(r)
	loud := append(levels(fs, finding.Fail), levels(fs, finding.Warn)...)
	for i, f := range loud {
		p.finding(i+1, f)
	}
	p.notes(levels(fs, finding.Note))
	p.fixed(r.Fixed)
	p.signals(r)
	p.waivers(r)
	p.coverage(r)
	p.howToWaive(r.Verdict, loud)
	_, err := w.Write(p.buf.Bytes())
	return err
}

// line prints one line at an indent. parts are printed as they are.
func (p *page) line(indent int, parts ...string) {
	text := strings.TrimRight(strings.Join(parts, ""), " ")
	if text != "" {
		p.buf.WriteString(strings.Repeat(" ", indent))
	}
	p.buf.WriteString(text)
	p.buf.WriteByte('\n')
}

// field prints a label and a text that wraps beside it.
func (p *page) field(indent int, label, text string) {
	const labelWidth = 8
	for i, l := range wrap(text, p.width-indent-labelWidth) {
		if i > 0 {
			label = ""
		}
		p.line(indent, p.paint(fmt.Sprintf("%-*s", labelWidth, label), color.Faint), l)
	}
}

// heading starts a section.
func (p *page) heading(text string) {
	p.line(0)
	p.line(0, p.paint(text, color.Bold))
}

// paint colours s where colours are on.
func (p *page) paint(s string, attrs ...color.Attribute) string {
	if !p.o.Color || s == "" {
		return s
	}
	c := color.New(attrs...)
	c.EnableColor()
	return c.Sprint(s)
}

// levelColor is the colour of a level or verdict.
func levelColor(word string) color.Attribute {
	switch word {
	case "fail":
		return color.FgRed
	case "warn", "incomplete":
		return color.FgYellow
	case "pass":
		return color.FgGreen
	}
	return color.FgCyan
}

// verdict prints the answer: what was vetted, why, and what to do at once.
func (p *page) verdict(r *finding.Report) {
	word := strings.ToUpper(string(r.Verdict))
	rest := wrap(subject(r)+": "+counts(r), p.width-len(word)-2)
	for i, l := range rest {
		if i == 0 {
			p.line(0, p.paint(word, levelColor(string(r.Verdict)), color.Bold), "  ", p.paint(l, color.Bold))
			continue
		}
		p.line(len(word)+2, p.paint(l, color.Bold))
	}
	for _, reason := range r.Reasons {
		p.bullet(2, prose(reason))
	}
	if r.Verdict == finding.Incomplete {
		p.bullet(2, "Incomplete is no pass: the end of this report says what was not analysed.")
	}
	p.modules(r)
}

// bullet prints a list item that wraps.
func (p *page) bullet(indent int, text string) {
	mark := "- "
	for _, l := range wrap(text, p.width-indent-2) {
		p.line(indent, mark, l)
		mark = "  "
	}
}

// modules prints what a reader must know of the vetted modules. Where there are
// several it lists those that the user chose or that fail, and counts the others.
func (p *page) modules(r *finding.Report) {
	listed, others := p.worthListing(r)
	for _, m := range listed {
		p.bullet(2, moduleWithFrom(m)+transitive(m))
	}
	if others > 0 {
		p.bullet(2, "and "+plural(others, "more module")+" (--verbose and the JSON list them)")
	}
	for _, m := range r.Modules {
		for _, remark := range remarks(m, "(%s)") {
			p.bullet(2, name(m.Path)+" "+remark)
		}
	}
	for _, a := range advices(r) {
		p.command("what to do now: ", a.Command)
		if a.Why != "" {
			p.bullet(4, a.Why)
		}
		if a.Back != "" {
			p.command("or back: ", a.Back)
		}
	}
}

// command prints a command to be copied, on a line of its own where the line is
// too short: it never wraps.
func (p *page) command(label, command string) {
	if 4+len(label)+len(command) <= p.width {
		p.line(2, "- ", label, command)
		return
	}
	p.line(2, "- ", strings.TrimSpace(label))
	p.line(6, command)
}

// worthListing chooses the modules that are listed by name and counts the rest.
func (p *page) worthListing(r *finding.Report) (listed []finding.Module, others int) {
	if len(r.Modules) < 2 {
		return nil, 0
	}
	for _, m := range r.Modules {
		room := len(listed) < maxList && m.Direct
		if p.o.Verbose || room || m.Rollback != "" {
			listed = append(listed, m)
		}
	}
	return listed, len(r.Modules) - len(listed)
}

func transitive(m finding.Module) string {
	if m.Direct || m.Version == "" {
		return ""
	}
	return ", transitive"
}

// remarks says what a module's own go.mod warns of and, in the form of note, how
// its version came.
func remarks(m finding.Module, note string) []string {
	var out []string
	if m.Deprecated != "" {
		out = append(out, "is deprecated: "+title(m.Deprecated))
	}
	if m.Retracted != "" {
		out = append(out, "has this version retracted: "+title(m.Retracted))
	}
	if m.Note != "" {
		out = append(out, fmt.Sprintf(note, prose(m.Note)))
	}
	return out
}

// notes lists the quiet findings, one line each.
func (p *page) notes(fs []finding.Finding) {
	if len(fs) == 0 {
		return
	}
	p.heading(fmt.Sprintf("Notes (%d)", len(fs)))
	shown := fs
	if !p.o.Verbose && len(shown) > maxList {
		shown = shown[:maxList]
	}
	for _, f := range shown {
		p.bullet(2, oneLine(f)+", "+reachWords(f)+", id "+name(f.ID))
	}
	p.rest(len(fs) - len(shown))
}

// rest says how many items of a list were left out.
func (p *page) rest(n int) {
	if n > 0 {
		p.bullet(2, fmt.Sprintf("and %d more (--verbose and the JSON list them)", n))
	}
}

// oneLine names a finding in one line.
func oneLine(f finding.Finding) string {
	s := fmt.Sprintf("%s: %s in %s", name(f.Hazard), name(f.Command), short(f.Sink.Function))
	if at := place(f.Sink.Place); at != "" {
		s += " (" + at + ")"
	}
	return s
}

func (p *page) fixed(fs []finding.Finding) {
	if len(fs) == 0 {
		return
	}
	p.heading(fmt.Sprintf("Fixed by this change (%d)", len(fs)))
	for _, f := range fs {
		p.bullet(2, oneLine(f)+", was "+string(f.Level)+" in "+at(f.Module, f.Version))
	}
}

// signals prints what the projects say of themselves, beyond what is joined to
// a finding.
func (p *page) signals(r *finding.Report) {
	if len(r.Signals) == 0 {
		return
	}
	p.heading("What the projects say of themselves")
	for _, path := range sortedKeys(r.Signals) {
		m := r.Signals[path]
		p.bullet(2, name(path)+signalState(m))
		for _, s := range m.Signals {
			p.bullet(4, signalLine(s))
			if s.URL != "" {
				p.line(6, p.paint(clean(s.URL), color.Faint))
			}
		}
		if m.More > 0 {
			p.bullet(4, fmt.Sprintf("and %d more", m.More))
		}
	}
}

// signalState says how much is known of a project.
func signalState(m finding.ModuleSignals) string {
	var s string
	switch {
	case m.Status != "ok":
		s = ": unknown (" + title(m.Status) + "), which is neither good nor bad"
	case len(m.Signals) == 0:
		s = ": nothing found, which proves nothing"
	}
	if m.Archived {
		s += ", the repository is archived"
	}
	if m.AsOf != "" {
		s += ", as of " + name(m.AsOf)
	}
	return s
}

func signalLine(s finding.Signal) string {
	text := fmt.Sprintf("%s (%s, %s", name(s.Class), s.Level, name(s.Source))
	if s.State != "" {
		text += " " + name(s.State)
	}
	text += "): "
	if s.Title != "" {
		text += "“" + title(s.Title) + "”, "
	}
	text += "says “" + title(s.Phrase) + "”"
	if s.FixedIn != "" {
		text += ", fixed in " + name(s.FixedIn)
		if s.FixBasis == "date" {
			text += " (by date)"
		}
	}
	return text
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
