package report

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("markdown", renderMarkdown) }

// marker is the hidden first line by which a pull-request comment is found again.
const marker = "<!-- cachevet -->"

// maxComment is the size of a GitHub comment. GitHub counts characters; bytes
// are counted here, which is never less.
const maxComment = 65536

// What is kept free for the line that says what was cut, and for the coverage.
const (
	tailRoom     = 600
	coverageRoom = 400
)

// maxRows is the number of findings in the table.
const maxRows = 40

// comment collects blocks of Markdown up to the limit; what does not fit is
// counted by what it is.
type comment struct {
	atlas
	o    Options
	b    strings.Builder
	room int
	cut  []cutBlock
}

type cutBlock struct {
	what string
	n    int
}

func renderMarkdown(w io.Writer, r *finding.Report, o Options) error {
	c := &comment{atlas: newAtlas(r, o.Repo), o: o, room: maxComment - tailRoom - coverageRoom}
	c.head(r)
	fs := findings(r)
	c.table(fs)
	for _, f := range fs {
		if f.Level != finding.Note {
			c.add("path", c.details(f))
		}
	}
	c.list("fixed finding", "Fixed by this change", r.Fixed, func(f finding.Finding) string {
		return mdText(oneLine(f)) + ", was " + string(f.Level)
	})
	c.list("waived finding", "Waived", waived(r), func(f finding.Finding) string {
		return mdText(string(f.Level) + " " + oneLine(f) + waiverWords(f.Waiver))
	})
	c.waivers(r.Waivers)
	c.signals(r)
	c.coverage(r.Coverage)
	_, err := io.WriteString(w, c.b.String()+c.tail())
	return err
}

// add appends a block, or counts it where it does not fit.
func (c *comment) add(what, block string) {
	if len(block) <= c.room {
		c.b.WriteString(block)
		c.room -= len(block)
		return
	}
	if n := len(c.cut); n > 0 && c.cut[n-1].what == what {
		c.cut[n-1].n++
		return
	}
	c.cut = append(c.cut, cutBlock{what, 1})
}

// tail says what was cut.
func (c *comment) tail() string {
	if len(c.cut) == 0 {
		return ""
	}
	var parts []string
	for _, cut := range c.cut[:min(len(c.cut), 8)] {
		parts = append(parts, plural(cut.n, cut.what))
	}
	return "\n_Left out to fit a comment: " + strings.Join(parts, ", ") + ". The JSON report has all._\n"
}

var verdictMarks = map[finding.Verdict]string{
	finding.Pass: "✅", finding.WarnOnly: "⚠️", finding.Failed: "❌", finding.Incomplete: "❔",
}

func (c *comment) head(r *finding.Report) {
	c.add("head", fmt.Sprintf("%s\n## %s cachevet: %s\n\n**%s**: %s\n\n", marker, verdictMarks[r.Verdict],
		mdText(name(string(r.Verdict))), mdText(subject(r)), mdText(counts(r))))
	for _, reason := range r.Reasons {
		c.add("reason", "- "+mdText(prose(reason))+"\n")
	}
	if r.Verdict == finding.Incomplete {
		c.add("reason", "- Incomplete is no pass: the coverage below says what was not analysed.\n")
	}
	for _, m := range r.Modules {
		for _, remark := range remarks(m, "(%s)") {
			c.add("remark", "- "+mdCode(name(m.Path))+" "+mdText(remark)+"\n")
		}
	}
	for _, a := range advices(r) {
		text := "- **What to do now:** " + mdCode(a.Command)
		if a.Why != "" {
			text += " (" + mdText(a.Why) + ")"
		}
		if a.Back != "" {
			text += ", or back: " + mdCode(a.Back)
		}
		c.add("remark", text+"\n")
	}
}

// table is the overview; its rows stay together.
func (c *comment) table(fs []finding.Finding) {
	if len(fs) == 0 {
		return
	}
	c.add("table", "\n| | what | command | where | in | cost |\n|---|---|---|---|---|---|\n")
	for i, f := range fs {
		if i == maxRows {
			c.add("remark", fmt.Sprintf("\n_and %d more findings_\n", len(fs)-i))
			return
		}
		c.add("row", c.row(f))
	}
}

var levelMarks = map[finding.Level]string{finding.Fail: "❌ fail", finding.Warn: "⚠️ warn", finding.Note: "ℹ️ note"}

func (c *comment) row(f finding.Finding) string {
	level := levelMarks[f.Level]
	if f.Status == finding.Existing {
		level += "<br>was there"
	}
	where := mdText(title(f.Entry.Route))
	if where == "" {
		where = mdCell(clip(short(f.Entry.Function), 80))
	}
	cells := []string{level, mdText(ruleTitle(c.o, f.Hazard)), mdCell(name(f.Command)),
		where + "<br>" + mdText(reachWords(f)), mdCell(clip(lastTwo(at(f.Module, f.Version)), 120)), mdText(clip(prose(f.Cost), 160))}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// lastTwo cuts a module path down to its last two elements, of which the first
// is an owner as a rule; the table is narrow and the steps have the whole path.
func lastTwo(module string) string {
	if i := strings.LastIndexByte(module, '/'); i >= 0 {
		return module[strings.LastIndexByte(module[:i], '/')+1:]
	}
	return module
}

// details is the collapsible account of one finding. Its summary line is HTML,
// not Markdown.
func (c *comment) details(f finding.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n<details><summary><b>%s</b> <code>%s</code> in <code>%s</code></summary>\n\n",
		f.Level, html.EscapeString(name(f.Command)), html.EscapeString(short(f.Sink.Function)))
	b.WriteString(mdText(prose(f.Message)) + "\n")
	c.steps(&b, f)
	for _, line := range []struct{ label, text string }{
		{"Entry", short(f.Entry.Function) + " (" + entryPhrase(f.Entry) + ")"},
		{"Cost", prose(f.Cost)}, {"Do", prose(f.Fix)},
	} {
		if line.text != "" {
			fmt.Fprintf(&b, "**%s:** %s\n\n", line.label, mdText(line.text))
		}
	}
	for _, s := range f.Signals[:min(len(f.Signals), maxList)] {
		fmt.Fprintf(&b, "> %s (%s): %s\n\n", mdLink(mdText(title(s.Title)), s.URL), mdText(name(s.State)), mdText("“"+title(s.Phrase)+"”"))
	}
	if n := len(f.Also); n > 0 {
		fmt.Fprintf(&b, "Reached from %d more as well, such as %s.\n\n", n, mdCode(short(f.Also[0].Function)))
	}
	fmt.Fprintf(&b, "Id %s\n\n</details>\n", mdCode(name(f.ID)))
	return b.String()
}

// steps is the path as a list; the middle of a very long one is counted.
func (c *comment) steps(b *strings.Builder, f finding.Finding) {
	b.WriteByte('\n')
	for i, frame := range f.Path {
		switch {
		case i < maxSteps || i >= len(f.Path)-maxSteps:
			fmt.Fprintf(b, "%d. %s\n", i+1, c.step(frame))
		case i == maxSteps:
			fmt.Fprintf(b, "%d. and %d steps more\n", i+1, len(f.Path)-2*maxSteps)
		}
	}
	fmt.Fprintf(b, "%d. **%s** by %s\n\n", len(f.Path)+1, mdText(name(f.Command)), mdCode(short(f.Sink.Callee)))
}

// step is one frame of a path.
func (c *comment) step(f finding.Frame) string {
	s := mdCode(short(f.Function)) + " at " + mdLink(mdCode(moduleFile(f.Place)), c.link(f.Place))
	if f.Via != "" && f.Via != "static" {
		s += ", by " + mdText(name(f.Via))
	}
	if f.Loop != "" {
		s += ", **in a loop over** " + mdCode(title(f.Loop))
	}
	return s
}

// moduleFile is a position with its module.
func moduleFile(p finding.Place) string {
	if p.File == "" {
		return name(p.Module)
	}
	return name(p.Module) + "/" + place(p)
}

// list is a list of findings.
func (c *comment) list(what, heading string, fs []finding.Finding, line func(finding.Finding) string) {
	if len(fs) == 0 {
		return
	}
	lead := fmt.Sprintf("\n**%s (%d)**\n\n", heading, len(fs))
	for _, f := range fs {
		c.add(what, lead+"- "+line(f)+"\n")
		lead = ""
	}
}

func (c *comment) waivers(w finding.Waivers) {
	lead := "\n"
	for _, x := range w.Expired {
		c.add("waiver", lead+"- Waiver expired on "+mdText(name(x.Expires)+": "+waiverSubject(x)+" ("+name(x.Owner)+")")+"\n")
		lead = ""
	}
	for _, x := range w.Unused {
		c.add("waiver", lead+"- Waiver unused: "+mdText(waiverSubject(x)+" ("+name(x.Owner)+")")+"\n")
		lead = ""
	}
}

// signals lists what the projects say of themselves.
func (c *comment) signals(r *finding.Report) {
	for _, path := range sortedKeys(r.Signals) {
		m := r.Signals[path]
		var b strings.Builder
		fmt.Fprintf(&b, "\n<details><summary>What <code>%s</code> says of itself (%d)</summary>\n\n",
			html.EscapeString(name(path)), len(m.Signals)+m.More)
		if state := signalState(m); state != "" {
			b.WriteString(mdText(name(path)+state) + "\n\n")
		}
		for _, s := range m.Signals {
			b.WriteString("- " + mdLink(mdText(signalLine(s)), s.URL) + "\n")
		}
		c.add("project", b.String()+"\n</details>\n")
	}
}

// coverage is always honest about what was not looked at.
func (c *comment) coverage(v finding.Coverage) {
	c.room += coverageRoom
	c.add("coverage", "\n**Coverage:** "+mdText(coverageLine(v))+"\n\n")
	matters, others := matter(v.Skipped)
	for _, s := range matters {
		c.add("skipped package", "- **not analysed, a path may be missing:** "+mdCode(name(s.Package))+" "+mdText(prose(s.Why))+"\n")
	}
	for _, s := range others[:min(len(others), maxList)] {
		c.add("skipped package", "- not analysed: "+mdCode(name(s.Package))+" "+mdText(prose(s.Why))+"\n")
	}
	if n := len(others) - maxList; n > 0 {
		c.add("skipped package", fmt.Sprintf("- and %d more\n", n))
	}
}
