package report

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// This file holds what all formats say alike: the headline, the order of the
// findings, short names.

// findings returns the findings of r that are not waived, loudest first; waived
// returns the others. Within a level new ones come first, then the hottest.
func findings(r *finding.Report) []finding.Finding { return pick(r, false) }

func waived(r *finding.Report) []finding.Finding { return pick(r, true) }

func pick(r *finding.Report, waived bool) []finding.Finding {
	var out []finding.Finding
	for _, f := range r.Findings {
		if (f.Status == finding.Waived) == waived {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b finding.Finding) int {
		return cmp.Or(
			b.Level.Rank()-a.Level.Rank(),
			statusRank(a.Status)-statusRank(b.Status),
			b.Entry.Heat.Rank()-a.Entry.Heat.Rank(),
			cmp.Compare(a.ID, b.ID))
	})
	return out
}

func statusRank(s finding.Status) int {
	if s == finding.New {
		return 0
	}
	return 1
}

// levels returns the findings of one level.
func levels(fs []finding.Finding, level finding.Level) []finding.Finding {
	var out []finding.Finding
	for _, f := range fs {
		if f.Level == level {
			out = append(out, f)
		}
	}
	return out
}

// subject names what was vetted. Of several modules it names the one with the
// loudest finding.
func subject(r *finding.Report) string {
	if r.Mode == "scan" {
		return "the whole application"
	}
	modules := dependencies(r)
	switch {
	case len(modules) == 1:
		return moduleWithFrom(modules[0])
	case len(modules) == 0 && r.Mode == "gate":
		return "no dependency changed"
	case len(modules) == 0:
		return "no module"
	}
	for _, f := range findings(r) {
		for _, m := range modules {
			if m.Path == f.Module && f.Level != finding.Note {
				return fmt.Sprintf("%s and %d more", moduleWithFrom(m), len(modules)-1)
			}
		}
	}
	return plural(len(modules), "module")
}

// dependencies returns the vetted modules without the user's own, which have no
// version; where there is nothing else, the user's own.
func dependencies(r *finding.Report) []finding.Module {
	var out []finding.Module
	for _, m := range r.Modules {
		if m.Version != "" {
			out = append(out, m)
		}
	}
	if len(out) == 0 {
		return r.Modules
	}
	return out
}

func moduleWithFrom(m finding.Module) string {
	s := at(m.Path, m.Version)
	if m.From != "" {
		s += " (was " + name(m.From) + ")"
	}
	return s
}

// counts says how many findings of each kind there are, in one phrase.
func counts(r *finding.Report) string {
	var parts []string
	fs := findings(r)
	for _, level := range []finding.Level{finding.Fail, finding.Warn} {
		if n := len(levels(fs, level)); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s%s", n, level, newOf(levels(fs, level))))
		}
	}
	if n := len(levels(fs, finding.Note)); n > 0 {
		parts = append(parts, plural(n, "note"))
	}
	if n := len(waived(r)); n > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", n))
	}
	if n := len(r.Fixed); n > 0 {
		parts = append(parts, fmt.Sprintf("%d fixed", n))
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// newOf tells how many of some findings are new, where not all are.
func newOf(fs []finding.Finding) string {
	n := 0
	for _, f := range fs {
		if f.Status == finding.New {
			n++
		}
	}
	if n == len(fs) {
		return ""
	}
	return fmt.Sprintf(" (%d new)", n)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// at joins a module path and its version, or what replaces it; the main module
// has none.
func at(module, version string) string {
	if version == "" {
		return name(module)
	}
	if strings.ContainsAny(version, "/@") {
		return name(module) + " => " + name(version)
	}
	return name(module) + "@" + name(version)
}

// versions maps each module that the report speaks of to its version.
func versions(r *finding.Report) map[string]string {
	v := maps.Clone(r.Versions)
	if v == nil {
		v = map[string]string{}
	}
	for _, fs := range [][]finding.Finding{r.Fixed, r.Findings} {
		for _, f := range fs {
			v[f.Module] = f.Version
		}
	}
	for _, m := range r.Modules {
		v[m.Path] = m.Version
	}
	return v
}

// moduleLabel names a module with its version, where that is known; the user's
// own has none.
func moduleLabel(module string, versions map[string]string) string {
	if v, ok := versions[module]; ok && v == "" {
		return name(module) + " (your code)"
	}
	return at(module, versions[module])
}

// place writes file:line, or the file alone where the line is unknown.
func place(p finding.Place) string {
	if p.File == "" {
		return ""
	}
	if p.Line <= 0 {
		return name(p.File)
	}
	return fmt.Sprintf("%s:%d", name(p.File), p.Line)
}

var majorSuffix = regexp.MustCompile(`^v[0-9]+$`)

// short cuts every import path in a full function name down to its package's
// last element: (*github.com/x/y/v2.T).M becomes (*y.T).M.
func short(full string) string {
	full = name(full)
	var b strings.Builder
	for full != "" {
		n := strings.IndexAny(full, "()*[], {}")
		if n == 0 {
			b.WriteByte(full[0])
			full = full[1:]
			continue
		}
		if n < 0 {
			n = len(full)
		}
		b.WriteString(lastElement(full[:n]))
		full = full[n:]
	}
	return b.String()
}

// lastElement cuts the directories off path.Name. A major version is no name,
// so the element before it is kept in its place.
func lastElement(token string) string {
	i := strings.LastIndexByte(token, '/')
	if i < 0 {
		return token
	}
	last := token[i+1:]
	pkg, rest, _ := strings.Cut(last, ".")
	if majorSuffix.MatchString(pkg) {
		return lastElement(token[:i]) + "." + rest
	}
	return last
}

// ruleTitle returns the words for a hazard: the rule's name, or the hazard's.
func ruleTitle(o Options, hazard string) string {
	for _, r := range o.Rules {
		if r.ID == hazard && r.Name != "" {
			return prose(r.Name)
		}
	}
	return name(hazard)
}

// entryPhrase says what the entry is: kind, heat, route.
func entryPhrase(e finding.Entry) string {
	s := fmt.Sprintf("%s, %s", name(e.Kind), heatWords(e.Heat))
	if e.Kind == string(e.Heat) {
		s = heatWords(e.Heat)
	}
	if e.Route != "" {
		s += ", " + title(e.Route)
	}
	if e.Share > 0 {
		s += fmt.Sprintf(", %s of profile samples", percent(e.Share))
	}
	return s
}

// percent keeps a digit where a whole number would say nothing.
func percent(share float64) string {
	if share < 0.095 {
		return fmt.Sprintf("%.1f%%", share*100)
	}
	return fmt.Sprintf("%.0f%%", share*100)
}

// reachWords says how often a finding's entry runs, or that nothing reaches it.
func reachWords(f finding.Finding) string {
	if f.Entry.Heat == finding.Cold && strings.HasSuffix(f.Message, finding.Unreached) {
		return "no entry of your code reaches it"
	}
	return heatWords(f.Entry.Heat)
}

func heatWords(h finding.Heat) string {
	switch h {
	case finding.Request:
		return "runs per request"
	case finding.Periodic:
		return "runs periodically"
	case finding.Startup:
		return "runs at startup"
	case finding.Announced:
		return "announced by its name"
	case finding.Cold:
		return "runs rarely"
	}
	return "heat unknown"
}

// matter splits the skipped packages in those that a path may hide in and the
// others.
func matter(skips []finding.Skip) (matters, others []finding.Skip) {
	for _, s := range skips {
		if s.Matters {
			matters = append(matters, s)
		} else {
			others = append(others, s)
		}
	}
	return matters, others
}
