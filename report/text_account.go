package report

import (
	"fmt"
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
)

// waivers prints the account of the user's waivers.
func (p *page) waivers(r *finding.Report) {
	gone := waived(r)
	if len(gone)+len(r.Waivers.Unused)+len(r.Waivers.Expired) == 0 {
		return
	}
	p.heading("Waivers")
	for _, f := range gone {
		p.bullet(2, "waived "+string(f.Level)+" "+oneLine(f)+waiverWords(f.Waiver)+", id "+name(f.ID))
	}
	for _, w := range r.Waivers.Expired {
		p.bullet(2, "expired on "+name(w.Expires)+": "+waiverSubject(w)+" ("+name(w.Owner)+"), no longer counted")
	}
	for _, w := range r.Waivers.Unused {
		p.bullet(2, "unused: "+waiverSubject(w)+" ("+name(w.Owner)+"), delete it")
	}
}

func waiverWords(w *finding.Waiver) string {
	if w == nil {
		return ""
	}
	return fmt.Sprintf(": “%s”, by %s until %s", title(w.Reason), name(w.Owner), name(w.Expires))
}

// waiverSubject says what a waiver is for.
func waiverSubject(w finding.Waiver) string {
	switch {
	case w.Finding != "":
		return "finding " + name(w.Finding)
	case w.Module != "":
		return name(w.Hazard) + " in " + name(w.Module)
	}
	return name(w.Hazard)
}

// coverage prints what was looked at and, always, what was not.
func (p *page) coverage(r *finding.Report) {
	c := r.Coverage
	if r.Verdict == finding.Pass && c.Packages == 0 && len(c.Skipped) == 0 {
		return // a commit without new dependencies is told so in two lines
	}
	p.heading("Coverage")
	p.line(2, coverageLine(c))
	matters, others := matter(c.Skipped)
	for _, s := range matters {
		p.bullet(2, "not analysed, a path may be missing: "+name(s.Package)+": "+prose(s.Why))
	}
	shown := others
	if !p.o.Verbose && len(shown) > maxList {
		shown = shown[:maxList]
	}
	for _, s := range shown {
		p.bullet(2, "not analysed: "+name(s.Package)+": "+prose(s.Why))
	}
	p.rest(len(others) - len(shown))
}

// coverageLine sums the ledger up.
func coverageLine(c finding.Coverage) string {
	s := fmt.Sprintf("%d of %s analysed", c.Analysed, plural(c.Packages, "package"))
	if c.Packages == 0 {
		s = "no package was analysed"
	}
	if c.UnresolvedCalls > 0 {
		s += ", " + plural(c.UnresolvedCalls, "call") + " unresolved"
	}
	return s + ", signals " + name(c.Signals)
}

// howToWaive closes a report that fails: the one thing left to say.
func (p *page) howToWaive(v finding.Verdict, loud []finding.Finding) {
	i := slices.IndexFunc(loud, func(f finding.Finding) bool { return f.Status == finding.New })
	if v != finding.Failed || i < 0 {
		return
	}
	p.line(0)
	p.bullet(0, "To let a finding pass, add to .cachevet.yaml under waivers:")
	p.line(2, "{finding: ", name(loud[i].ID), ", owner: YOU, reason: WHY, expires: YYYY-MM-DD}")
}
