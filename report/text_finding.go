package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"

	"github.com/cachevet/cachevet/internal/finding"
)

// finding prints one finding as a path that a person can follow with an editor.
func (p *page) finding(number int, f finding.Finding) {
	p.line(0)
	head := fmt.Sprintf("%s: %s", ruleTitle(p.o, f.Hazard), name(f.Command))
	p.line(0, p.paint(fmt.Sprintf("%d ", number), color.Faint),
		p.paint(strings.ToUpper(string(f.Level)), levelColor(string(f.Level)), color.Bold),
		"  ", p.paint(head, color.Bold), "  ", p.paint(qualities(f), color.Faint))
	p.details(f)
	p.field(2, "id", name(f.ID)+" (cachevet explain "+name(f.ID)+" says more)")
}

// details prints where a finding comes from, what it costs and what to do.
func (p *page) details(f finding.Finding) {
	p.field(2, "entry", short(f.Entry.Function)+" ("+entryPhrase(f.Entry)+")")
	p.path(f)
	p.field(2, "cost", prose(f.Cost))
	p.field(2, "why", prose(f.Message))
	p.field(2, "do", prose(f.Fix))
	for _, s := range f.Signals {
		p.joined(s)
	}
	p.also(f.Also)
}

// qualities says in brackets what is out of the ordinary.
func qualities(f finding.Finding) string {
	var words []string
	if f.Status == finding.Existing {
		words = append(words, "was there before")
	}
	if f.Confidence == finding.Likely || f.Confidence == finding.Possible {
		words = append(words, string(f.Confidence))
	}
	if len(words) == 0 {
		return ""
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// path prints the frames, with a line for the module wherever it changes, and
// ends at the command.
func (p *page) path(f finding.Finding) {
	const indent = 4
	column := p.placeColumn(f.Path, indent)
	module := ""
	for i, frame := range f.Path {
		if skipped := p.leftOut(i, len(f.Path)); skipped > 0 {
			p.line(indent, p.paint(fmt.Sprintf("... %d more steps (--verbose and the JSON have them)", skipped), color.Faint))
		}
		if p.hidden(i, len(f.Path)) {
			continue
		}
		if frame.Module != module || i == 0 {
			module = frame.Module
			p.line(indent-1, p.paint(moduleLabel(module, p.versions), color.FgBlue))
		}
		arrow := "-> "
		if i == 0 {
			arrow = ""
		}
		p.step(indent, column, arrow+stepWords(frame), place(frame.Place))
		if frame.Loop != "" {
			for _, l := range wrap("in a loop over "+title(frame.Loop), p.width-indent-6) {
				p.line(indent+6, p.paint(l, color.FgMagenta))
			}
		}
	}
	p.step(indent, column, sinkWords(f), sinkPlace(f), levelColor(string(f.Level)), color.Bold)
}

// sinkWords names the command and the call that sends it.
func sinkWords(f finding.Finding) string {
	s := "=> " + name(f.Command)
	if callee := short(f.Sink.Callee); callee != "" && callee != name(f.Command) {
		s += " by " + callee
	}
	return s
}

// sinkPlace is the sink's position where the last frame does not show it.
func sinkPlace(f finding.Finding) string {
	if n := len(f.Path); n > 0 && f.Path[n-1].Place == f.Sink.Place {
		return ""
	}
	return place(f.Sink.Place)
}

// hidden tells whether step i of n is left out of a long path; leftOut gives
// their number at the first of them.
func (p *page) hidden(i, n int) bool {
	return !p.o.Verbose && n > maxSteps && i >= maxSteps/2 && i < n-maxSteps/2
}

func (p *page) leftOut(i, n int) int {
	if i == maxSteps/2 && p.hidden(i, n) {
		return n - 2*(maxSteps/2)
	}
	return 0
}

// stepWords names a frame and says how the step before came to it, where that
// is no plain call.
func stepWords(f finding.Frame) string {
	s := short(f.Function)
	if f.Via != "" && f.Via != "static" {
		s += " (by " + name(f.Via) + ")"
	}
	return s
}

// placeColumn is the column where the positions of a path stand, or 0 where
// they do not fit beside the names.
func (p *page) placeColumn(frames []finding.Frame, indent int) int {
	names, places := 0, 0
	for _, f := range frames {
		names = max(names, columns(stepWords(f)))
		places = max(places, columns(place(f.Place)))
	}
	column := indent + 3 + names + 2
	if column+places > p.width {
		return 0
	}
	return column
}

// step prints one step in the given colours with its position at column, or
// below it where column is 0.
func (p *page) step(indent, column int, text, at string, attrs ...color.Attribute) {
	shown := text
	if len(attrs) > 0 {
		shown = p.paint(text, attrs...)
	}
	switch {
	case at == "":
		p.line(indent, shown)
	case column > 0:
		pad := max(column-indent-columns(text), 1)
		p.line(indent, shown, strings.Repeat(" ", pad), p.paint(at, color.Faint))
	default:
		p.line(indent, shown)
		p.line(indent+6, p.paint(at, color.Faint))
	}
}

// joined prints a thread or document that speaks of the same thing.
func (p *page) joined(s finding.Joined) {
	text := "“" + title(s.Title) + "”"
	if s.State != "" {
		text += " (" + name(s.State) + ")"
	}
	text += ": “" + title(s.Phrase) + "”"
	switch s.Effect {
	case "raises":
		text += ", which raises the level"
	case "fixed":
		text += ", reported as fixed"
	}
	if s.FixedIn != "" {
		text += " in " + name(s.FixedIn)
	}
	p.field(2, "said", text)
	p.line(10, p.paint(clean(s.URL), color.Faint))
}

// also lists the further entries.
func (p *page) also(entries []finding.Also) {
	for i, a := range entries {
		if i == maxList && !p.o.Verbose {
			p.field(2, "", fmt.Sprintf("and %d more entries", len(entries)-i))
			return
		}
		label := ""
		if i == 0 {
			label = "also"
		}
		level := string(a.Level)
		if level == "" {
			level = "harmless"
		}
		p.field(2, label, short(a.Function)+" ("+entryPhrase(finding.Entry{Kind: a.Kind, Heat: a.Heat, Route: a.Route})+"), alone: "+level)
	}
}

// One prints a single finding as the text format does, without a report around
// it. It returns what writing returns.
func One(w io.Writer, f finding.Finding, o Options) error {
	p := &page{o: o, width: max(o.Width, 40), versions: map[string]string{f.Module: f.Version}}
	head := fmt.Sprintf("%s: %s", ruleTitle(o, f.Hazard), name(f.Command))
	p.line(0, p.paint(strings.ToUpper(string(f.Level)), levelColor(string(f.Level)), color.Bold), "  ", p.paint(head, color.Bold), "  ", p.paint(qualities(f), color.Faint))
	p.details(f)
	p.line(0)
	_, err := w.Write(p.buf.Bytes())
	return err
}
