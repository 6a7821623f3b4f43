package report

import (
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// htmlFinding is one finding as page.html shows it.
type htmlFinding struct {
	ID, Anchor, Level, Status    string
	Rank, HeatRank               int
	Title, Command               string
	Where, Heat                  string
	Module, ModuleShort          string
	Color                        int
	Entry, EntryPhrase           string
	Sink, SinkPlace              string
	Cost, Message, Fix, Anchored string
	Waiver                       string
	Tags                         []string
	Open                         bool
	Said                         []htmlSaid
	Also                         []htmlAlso
	Steps                        []htmlStep
	Graph                        graph
}

type htmlSaid struct{ URL, Title, State, Phrase, Effect, Says string }

type htmlAlso struct{ Function, Phrase, Level string }

type htmlStep struct{ Function, How, Place, URL string }

func (p *pageWriter) findings(fs []finding.Finding) []htmlFinding {
	var out []htmlFinding
	for i, f := range fs {
		h := p.finding(f)
		h.Open = i < maxOpen && f.Level != finding.Note
		out = append(out, h)
	}
	return out
}

func (p *pageWriter) finding(f finding.Finding) htmlFinding {
	where := title(f.Entry.Route)
	if where == "" {
		where = short(f.Entry.Function)
	}
	h := htmlFinding{
		ID: name(f.ID), Anchor: p.anchor(f.ID), Level: string(f.Level), Status: string(f.Status),
		Rank: f.Level.Rank(), HeatRank: f.Entry.Heat.Rank(),
		Title: ruleTitle(p.o, f.Hazard), Command: name(f.Command), Where: where, Heat: reachWords(f),
		Module: moduleLabel(f.Module, p.versions), ModuleShort: short(f.Module), Color: p.color(f.Module),
		Entry: name(f.Entry.Function), EntryPhrase: entryPhrase(f.Entry),
		Sink: short(f.Sink.Function), SinkPlace: place(f.Sink.Place),
		Cost: prose(f.Cost), Message: prose(f.Message), Fix: prose(f.Fix), Waiver: strings.TrimPrefix(waiverWords(f.Waiver), ": "),
		Graph: draw(f, p.atlas, p.color),
	}
	if f.Version != "" {
		// A finding that a change fixes is in the old version.
		h.Module = at(f.Module, f.Version)
	}
	if f.Status == finding.Existing {
		h.Tags = append(h.Tags, "was there before")
	}
	if f.Confidence == finding.Likely || f.Confidence == finding.Possible {
		h.Tags = append(h.Tags, string(f.Confidence))
	}
	if at, ok := p.require(f); ok {
		h.Anchored = place(at)
	}
	p.evidence(&h, f)
	return h
}

// evidence adds the lists of a finding: threads, further entries, steps.
func (p *pageWriter) evidence(h *htmlFinding, f finding.Finding) {
	for _, s := range f.Signals {
		said := htmlSaid{webURL(s.URL), title(s.Title), name(s.State), title(s.Phrase), s.Effect, ""}
		switch s.Effect {
		case "raises":
			said.Says = "raises the level"
		case "fixed":
			said.Says = "reported as fixed"
		}
		if s.FixedIn != "" {
			said.Says += " in " + name(s.FixedIn)
		}
		h.Said = append(h.Said, said)
	}
	for _, a := range f.Also {
		level := string(a.Level)
		if level == "" {
			level = "harmless"
		}
		h.Also = append(h.Also, htmlAlso{name(a.Function), entryPhrase(finding.Entry{Kind: a.Kind, Heat: a.Heat, Route: a.Route}), level})
	}
	for _, frame := range f.Path {
		step := htmlStep{Function: name(frame.Function), Place: moduleFile(frame.Place), URL: p.link(frame.Place)}
		if frame.Via != "" && frame.Via != "static" {
			step.How = "by " + name(frame.Via)
		}
		if frame.Loop != "" {
			step.How += " in a loop over " + title(frame.Loop)
		}
		h.Steps = append(h.Steps, step)
	}
	h.Steps = append(h.Steps, htmlStep{Function: name(f.Sink.Callee), How: "sends " + name(f.Command), Place: moduleFile(f.Sink.Place), URL: p.link(f.Sink.Place)})
}
