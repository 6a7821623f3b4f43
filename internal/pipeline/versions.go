package pipeline

import "github.com/cachevet/cachevet/internal/finding"

// addVersions tells the version of each module that a path goes through; the
// user's own modules have none.
func addVersions(r *finding.Report, a *Analysis) {
	if r.Versions == nil {
		r.Versions = map[string]string{}
	}
	known := moduleVersions(a.Graph)
	for _, list := range [][]finding.Finding{r.Findings, r.Fixed} {
		for i := range list {
			f := &list[i]
			for _, fr := range f.Path {
				if v, ok := known[fr.Module]; ok && fr.Module != "" {
					r.Versions[fr.Module] = v
				}
			}
			if v, ok := known[f.Module]; ok && f.Module != "" {
				r.Versions[f.Module] = v
			}
		}
	}
}
