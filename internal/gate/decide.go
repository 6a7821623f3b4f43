package gate

import (
	"time"

	"github.com/cachevet/cachevet/internal/finding"
)

// Options are what a command line adds to a policy.
type Options struct {
	// FailOn, if not empty, wins over the policy's.
	FailOn string
	// Now is the day that waivers are held against.
	Now time.Time
	// RequireSignals adds to the policy's.
	RequireSignals bool
}

// Decide gives every finding of r the level and status that the policy, the
// baseline and the waivers want, and sets Waivers, Verdict and Reasons. A nil
// policy is the default one; base may be nil. A finding without a status is new.
//
// Only new findings count. A thread that speaks of a finding raises the level
// that is shown; it decides the verdict only where the policy says may-fail, so
// that the exit code does not depend on the network. Calling Decide twice on one
// report raises twice and says twice what the environment adds.
func Decide(r *finding.Report, p *Policy, base *Baseline, opt Options) {
	if p == nil {
		p = &Policy{}
	}
	d := decision{policy: p, rules: readyRules(p.Levels), waivers: readyWaivers(p.Waivers, opt.Now), old: base.ids(), failOn: opt.FailOn, built: map[string]string{}}
	for _, m := range r.Modules {
		d.built[m.Path] = m.Version
	}
	if d.failOn == "" {
		d.failOn = p.FailOn
	}
	for i := range r.Findings {
		d.judge(&r.Findings[i])
	}
	r.Waivers = account(d.waivers)
	d.conclude(r, p.RequireSignals || opt.RequireSignals)
}

// ExitCode is what a command that ends with this verdict exits with.
func ExitCode(v finding.Verdict) int {
	switch v {
	case finding.Pass, finding.WarnOnly:
		return 0
	case finding.Failed:
		return 1
	}
	return 3
}

// decision is the state of one Decide.
type decision struct {
	policy  *Policy
	rules   []levelRule
	waivers []*waiver
	old     map[string]bool
	failOn  string
	// built is each vetted module's version, or what replaces it.
	built map[string]string
	// loudest is the highest level shown of a new finding, binding the highest
	// that may decide the verdict.
	loudest, binding finding.Level
	// deciding are the new findings at levels that fail the gate.
	deciding []*finding.Finding
}

// levelRule is a rule of the policy with its module pattern made ready.
type levelRule struct {
	LevelRule
	scope *moduleRange
}

func readyRules(rules []LevelRule) []levelRule {
	var out []levelRule
	for _, r := range rules {
		ready := levelRule{LevelRule: r}
		if r.Module != "" {
			scope, err := parseRange(r.Module)
			if err != nil {
				continue // ParsePolicy refuses these
			}
			ready.scope = &scope
		}
		out = append(out, ready)
	}
	return out
}

func (r levelRule) fits(f *finding.Finding) bool {
	return meansHazard(r.Hazard, f.Hazard) &&
		(r.Heat == "" || r.Heat == f.Entry.Heat) &&
		(r.Status == "" || r.Status == f.Status) &&
		(r.scope == nil || r.scope.matches(f.Module, f.Version))
}

// judge settles status and level of one finding.
func (d *decision) judge(f *finding.Finding) {
	if f.Status == "" {
		f.Status = finding.New
	}
	if f.Status == finding.New && d.old[f.ID] {
		f.Status = finding.Existing
	}
	d.policy.Environment.explain(f)
	binding := d.level(f)
	for _, w := range d.waivers {
		if w.covers(f) && !w.expired {
			w.used = true
			given := w.Waiver
			f.Waiver, f.Status = &given, finding.Waived
			break
		}
	}
	if f.Status != finding.New {
		return
	}
	d.loudest, d.binding = louder(d.loudest, f.Level), louder(d.binding, binding)
	if fails(binding, d.failOn) {
		d.deciding = append(d.deciding, f)
	}
}

// level sets the level that is shown and returns the one that may decide. What
// the user's policy says of a finding is the last word on it.
func (d *decision) level(f *finding.Finding) finding.Level {
	for _, r := range d.rules {
		if r.fits(f) {
			f.Level = r.Level
			return f.Level
		}
	}
	f.Level = d.policy.Environment.alone(f)
	before := f.Level
	if d.policy.Signals == "off" || !raised(f) {
		return before
	}
	if d.policy.Signals == "may-fail" {
		f.Level = before.Raise()
		return f.Level
	}
	f.Level = louder(before, before.Raise().AtMost(finding.Warn))
	return before
}

// raised reports whether a thread speaks of the finding and none says that it is
// fixed in this version.
func raised(f *finding.Finding) bool {
	yes := false
	for _, s := range f.Signals {
		if s.Effect == "fixed" {
			return false
		}
		yes = yes || s.Effect == "raises"
	}
	return yes
}

func louder(a, b finding.Level) finding.Level {
	if b.Rank() > a.Rank() {
		return b
	}
	return a
}

// fails reports whether a new finding of this level fails the gate.
func fails(l finding.Level, failOn string) bool {
	switch failOn {
	case "never":
		return false
	case "warn":
		return l.Rank() >= finding.Warn.Rank()
	}
	return l == finding.Fail
}
