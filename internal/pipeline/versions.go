package pipeline

import (
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// addVersions tells the version of each module that a path goes through, and of
// the one that it ends at; the user's own modules have none.
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
			for _, m := range []string{f.Module, holder(known, f.Sink.Callee)} {
				if v, ok := known[m]; ok && m != "" {
					r.Versions[m] = v
				}
			}
		}
	}
}

// holder is the module of a function by its full name, "" where none is known.
func holder(modules map[string]string, function string) string {
	best := ""
	for m := range modules {
		if len(m) > len(best) && belongs(function, m) {
			best = m
		}
	}
	return best
}

// belongs reports whether a function's full name begins with a module's path.
func belongs(function, module string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(function, "(*"), module)
	return ok && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/"))
}
