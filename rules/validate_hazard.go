package rules

import (
	"regexp"
	"slices"
	"strings"
)

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// placeholders may stand in a hazard's message: the normalised command, the
// entry's function, the cost along the path, the function that holds the sink.
var placeholders = []string{"{command}", "{entry}", "{cost}", "{sink}"}

func (l *loader) hazard(h Hazard) {
	bad := func(format string, args ...any) { l.report(h.File, h.Line, format, args...) }
	for name, text := range map[string]string{
		"analyzer": h.Analyzer, "title": h.Title, "problem": h.Problem, "blast": h.Blast,
		"message": h.Message, "waive": h.Waive, "fix.default": h.Fix["default"],
	} {
		if strings.TrimSpace(text) == "" {
			bad("%s is missing", name)
		}
	}
	for heat, level := range h.Levels {
		if !slices.Contains(heats, heat) {
			bad("levels: heat %q is none of %s", heat, join(heats))
		}
		if !slices.Contains(levels, level) {
			bad("levels: %s: level %q is none of %s", heat, level, join(levels))
		}
	}
	if len(h.Levels) == 0 {
		bad("levels is missing: the hazard would never be heard")
	}
	for _, p := range placeholder.FindAllString(h.Message, -1) {
		if !slices.Contains(placeholders, p) {
			bad("message: %s is none of %s", p, join(placeholders))
		}
	}
	for _, command := range h.Commands {
		if !commandForm.MatchString(command) {
			bad("commands: %q: want upper case, a subcommand after one space", command)
		}
	}
	l.snippets(h)
}

func (l *loader) snippets(h Hazard) {
	seen := map[string]bool{}
	for _, s := range slices.Concat(h.Bad, h.Good) {
		if s.Name == "" || strings.TrimSpace(s.Code) == "" {
			l.report(h.File, h.Line, "bad and good: a snippet needs name and code")
		}
		if seen[s.Name] {
			l.report(h.File, h.Line, "bad and good: name %q stands twice", s.Name)
		}
		seen[s.Name] = true
	}
}
