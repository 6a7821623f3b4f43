package pipeline

import (
	"context"
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
)

// standing marks what the user's code does without the candidate: findings in
// which no candidate takes part and which are there as the module stands are
// existing, for the check is not about them. The code is only looked at again
// where there is one; what then cannot be analysed leaves all findings new.
func (e *Engine) standing(ctx context.Context, req CheckRequest, r *finding.Report, now *vetted) error {
	others := apart(r)
	if !now.resolved.InModule || len(others) == 0 {
		return nil
	}
	a, err := e.scan(ctx, ScanRequest{Dir: req.Dir, Env: req.Env})
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if err != nil {
		r.Reasons = append(r.Reasons, "your code could not be analysed without the candidate, so that all of its findings count as new: "+err.Error())
		return nil
	}
	part := &finding.Report{}
	for _, i := range others {
		part.Findings = append(part.Findings, r.Findings[i])
	}
	Compare(part, a.Findings)
	for k, i := range others {
		r.Findings[i].Status = part.Findings[k].Status
	}
	return nil
}

// apart lists the findings that pass through none of the report's modules.
func apart(r *finding.Report) []int {
	vetted := map[string]bool{}
	for _, m := range r.Modules {
		vetted[m.Path] = true
	}
	var out []int
	for i := range r.Findings {
		f := &r.Findings[i]
		if vetted[f.Module] || vetted[f.Entry.Module] || vetted[f.Sink.Module] ||
			slices.ContainsFunc(f.Path, func(s finding.Frame) bool { return vetted[s.Module] }) {
			continue
		}
		out = append(out, i)
	}
	return out
}
