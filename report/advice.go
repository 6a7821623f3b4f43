package report

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
)

// advice is the one command that gets rid of what fails, why that one, and the
// command that goes back where it goes on to a later version.
type advice struct{ Command, Why, Back string }

func adviceOf(m finding.Module) advice {
	return advice{prose(m.Rollback), prose(m.RollbackNote), prose(m.Back)}
}

// advices are those of all modules. Modules that a path holds together have the
// same one.
func advices(r *finding.Report) []advice {
	var out []advice
	for _, m := range r.Modules {
		if a := adviceOf(m); a.Command != "" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// adviceFor is the command for a finding that a report fails on, "" for none.
func adviceFor(r *finding.Report, f finding.Finding) string {
	if !fails(r, f) {
		return ""
	}
	for _, m := range r.Modules {
		on := func(fr finding.Frame) bool { return fr.Module == m.Path }
		if m.Rollback != "" && (m.Path == f.Module || slices.ContainsFunc(f.Path, on)) {
			return prose(m.Rollback)
		}
	}
	return ""
}

// fails reports whether a finding is one that the verdict rests on: a new one of
// the level that fails, which is warn only where nothing louder is new.
func fails(r *finding.Report, f finding.Finding) bool {
	if r.Verdict != finding.Failed || f.Status != finding.New {
		return false
	}
	return f.Level == finding.Fail || f.Level == finding.Warn && !slices.ContainsFunc(r.Findings, func(g finding.Finding) bool {
		return g.Status == finding.New && g.Level == finding.Fail
	})
}
