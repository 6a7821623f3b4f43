package pipeline

import (
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
)

// Compare marks each finding of r as new or existing against the findings of
// another version, and lists those that are gone. Two findings are the same
// where hazard and command agree and so does, first come first served, the
// behaviour, the function with the call, one of the entries, or the type that
// the call belongs to: names without package paths, so that moved code and a
// client's other major version are no news. A finding that got louder is new.
func Compare(r *finding.Report, old []finding.Finding) {
	used := make([]bool, len(old))
	match := make([]int, len(r.Findings))
	for i := range match {
		match[i] = -1
	}
	for _, same := range []func(a, b *finding.Finding) bool{sameBehaviour, sameSink, sameEntry, sameType} {
		for i := range r.Findings {
			for k := range old {
				f, o := &r.Findings[i], &old[k]
				if match[i] < 0 && !used[k] && f.Hazard == o.Hazard && f.Command == o.Command && same(f, o) {
					match[i], used[k] = k, true
				}
			}
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Status = finding.New
		if match[i] >= 0 && f.Level.Rank() <= old[match[i]].Level.Rank() {
			f.Status = finding.Existing
		}
	}
	for k := range old {
		if !used[k] {
			r.Fixed = append(r.Fixed, old[k])
		}
	}
}

func sameBehaviour(a, b *finding.Finding) bool {
	return a.Behaviour == b.Behaviour && sameSink(a, b)
}

func sameSink(a, b *finding.Finding) bool {
	return analyzers.BareName(a.Sink.Function) == analyzers.BareName(b.Sink.Function) && samePackage(a, b)
}

func samePackage(a, b *finding.Finding) bool {
	dir := func(f *finding.Finding) string { return f.Sink.File[:strings.LastIndexByte(f.Sink.File, '/')+1] }
	return dir(a) == dir(b)
}

func sameEntry(a, b *finding.Finding) bool {
	for x := range entries(a) {
		if entries(b)[x] {
			return true
		}
	}
	return false
}

func entries(f *finding.Finding) map[string]bool {
	out := map[string]bool{analyzers.BareName(f.Entry.Function): true}
	for _, a := range f.Also {
		out[analyzers.BareName(a.Function)] = true
	}
	return out
}

// sameType: the call moved to another method of the same type.
func sameType(a, b *finding.Finding) bool {
	ta, oka := receiver(a.Sink.Function)
	tb, okb := receiver(b.Sink.Function)
	return oka && okb && ta == tb && samePackage(a, b)
}

func receiver(full string) (string, bool) {
	bare := analyzers.BareName(full)
	i := strings.IndexByte(bare, ')')
	if i < 0 {
		return "", false
	}
	return bare[:i], true
}
