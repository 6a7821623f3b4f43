package gate

import (
	"time"

	"github.com/cachevet/cachevet/internal/finding"
)

// waiver is a waiver of the policy made ready for use.
type waiver struct {
	finding.Waiver
	scope   moduleRange
	expired bool
	used    bool
}

// readyWaivers prepares the waivers of a policy for a run at now. A waiver that
// ParsePolicy would refuse waives nothing and counts as expired.
func readyWaivers(list []finding.Waiver, now time.Time) []*waiver {
	var out []*waiver
	for _, w := range list {
		ready := &waiver{Waiver: w, expired: true}
		last, err := time.Parse(time.DateOnly, w.Expires)
		if err == nil && w.Owner != "" && w.Reason != "" {
			// The day itself still counts, wherever its midnight is.
			ready.expired = !now.UTC().Before(last.AddDate(0, 0, 1))
		}
		if w.Finding == "" {
			if ready.scope, err = parseRange(w.Module); err != nil || w.Hazard == "" {
				ready.expired = true
				ready.scope.path = compile(w.Module)
			}
		}
		out = append(out, ready)
	}
	return out
}

// covers reports whether the waiver speaks of f.
func (w *waiver) covers(f *finding.Finding) bool {
	if w.Finding != "" {
		return w.Finding == f.ID
	}
	return meansHazard(w.Hazard, f.Hazard) && w.scope.matches(f.Module, f.Version)
}

// account sorts the waivers into used, unused and expired.
func account(waivers []*waiver) finding.Waivers {
	out := finding.Waivers{Used: []finding.Waiver{}, Unused: []finding.Waiver{}, Expired: []finding.Waiver{}}
	for _, w := range waivers {
		switch {
		case w.expired:
			out.Expired = append(out.Expired, w.Waiver)
		case w.used:
			out.Used = append(out.Used, w.Waiver)
		default:
			out.Unused = append(out.Unused, w.Waiver)
		}
	}
	return out
}
