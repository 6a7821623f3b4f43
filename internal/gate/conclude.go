package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// maxReasons bounds how many findings or packages are named one by one.
const maxReasons = 5

// conclude sets verdict and reasons. A gate that fails stays failed when
// something could not be analysed: more coverage can only add findings.
func (d *decision) conclude(r *finding.Report, requireSignals bool) {
	missing := d.missing(r, requireSignals)
	switch {
	case len(d.deciding) > 0:
		r.Verdict, r.Reasons = finding.Failed, d.failing()
	case len(missing) > 0:
		r.Verdict = finding.Incomplete
	case d.loudest.Rank() >= finding.Warn.Rank():
		r.Verdict, r.Reasons = finding.WarnOnly, []string{d.warning(r)}
	default:
		r.Verdict, r.Reasons = finding.Pass, passing(r)
	}
	if r.Verdict == finding.Incomplete {
		r.Reasons = nil
	}
	r.Reasons = append(r.Reasons, missing...)
	r.Reasons = append(r.Reasons, d.lapsed(r)...)
}

// failing names the findings that fail the gate, loudest first.
func (d *decision) failing() []string {
	slices.SortStableFunc(d.deciding, func(a, b *finding.Finding) int {
		return cmp.Or(b.Level.Rank()-a.Level.Rank(), strings.Compare(a.Module, b.Module), strings.Compare(a.ID, b.ID))
	})
	var out []string
	for _, f := range d.deciding[:min(len(d.deciding), maxReasons)] {
		out = append(out, fmt.Sprintf("%s: %s brings %s, reached from %s (%s)", f.Level, d.named(f), what(f), f.Entry.Function, f.Hazard))
	}
	if more := len(d.deciding) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %d more that fail the gate", more))
	}
	return out
}

func what(f *finding.Finding) string {
	if f.Command == "" {
		return f.Hazard
	}
	return f.Command
}

// named is the module of a finding as it was built: what replaces it has no
// version of its own to speak of.
func (d *decision) named(f *finding.Finding) string {
	switch version := d.built[f.Module]; {
	case strings.ContainsAny(version, "/@"):
		return f.Module + " => " + version
	case f.Version == "":
		return f.Module
	}
	return f.Module + "@" + f.Version
}

// missing tells what matters and was not looked at.
func (d *decision) missing(r *finding.Report, requireSignals bool) []string {
	var out []string
	for _, s := range r.Coverage.Skipped {
		if s.Matters {
			out = append(out, fmt.Sprintf("not analysed: %s (%s)", s.Package, s.Why))
		}
	}
	slices.Sort(out)
	if more := len(out) - maxReasons; more > 0 {
		out = append(out[:maxReasons], fmt.Sprintf("and %d more packages that were not analysed", more))
	}
	if requireSignals && r.Coverage.Signals != "complete" {
		out = append(out, fmt.Sprintf("signals are required and %s", orUnknown(r.Coverage.Signals)))
	}
	return out
}

func orUnknown(signals string) string {
	if signals == "" {
		return "unknown"
	}
	return signals
}

// warning sums up the new findings that do not fail the gate.
func (d *decision) warning(r *finding.Report) string {
	counts := map[finding.Level]int{}
	for _, f := range r.Findings {
		if f.Status == finding.New {
			counts[f.Level]++
		}
	}
	if n := counts[finding.Fail]; n > 0 {
		return fmt.Sprintf("%s at level fail, which fail-on: %s lets pass", plural(n, "new finding"), d.failOn)
	}
	return plural(counts[finding.Warn], "new finding") + " at level warn"
}

// passing says why nothing stands against the modules.
func passing(r *finding.Report) []string {
	counts := map[finding.Status]int{}
	for _, f := range r.Findings {
		counts[f.Status]++
	}
	var parts []string
	for _, s := range []struct {
		status finding.Status
		text   string
	}{{finding.New, "new at level note"}, {finding.Existing, "there before"}, {finding.Waived, "waived"}} {
		if n := counts[s.status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s.text))
		}
	}
	switch {
	case parts != nil:
		return []string{"no new finding above level note (" + strings.Join(parts, ", ") + ")"}
	case r.Coverage.Packages == 0 && r.Mode == "gate":
		return nil // nothing was looked at, and the notes say why
	}
	return []string{"nothing dangerous was found on a path to a cache"}
}

// lapsed tells of waivers that would have covered a new finding but expired.
func (d *decision) lapsed(r *finding.Report) []string {
	var out []string
	for _, w := range d.waivers {
		if !w.expired {
			continue
		}
		for i := range r.Findings {
			f := &r.Findings[i]
			if f.Status == finding.New && w.covers(f) {
				out = append(out, fmt.Sprintf("the waiver of %s for %s in %s expired on %s", w.Owner, f.Hazard, f.Module, w.Expires))
				break
			}
		}
	}
	return out
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
