package pipeline

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/roots"
)

// view is one way to look at a source: from the commands of an application, or
// from the exported API of libraries. The two are linked apart, since outside
// callers may pass what the application never makes.
type view struct {
	application bool
	open        map[string]bool
	// imported are open packages that the user's code imports: it is the user's
	// code that tells what is reached of them.
	imported map[string]bool
}

// views chooses the ways to look, the user's own first.
func views(g *load.Graph, src Source) []view {
	var out []view
	mains := map[string]bool{}
	if src.Own {
		for _, m := range mainModules(g) {
			mains[m.Path] = true
		}
		if hasCommand(g, mains) {
			out = append(out, view{application: true})
		} else {
			out = append(out, view{open: openPackages(g, mains)})
		}
	}
	if len(src.Candidates) > 0 {
		out = append(out, view{open: openPackages(g, src.Candidates), imported: importedBy(g, mains)})
	}
	return out
}

func hasCommand(g *load.Graph, mains map[string]bool) bool {
	return slices.ContainsFunc(g.Initial, func(p *load.Package) bool { return p.Name == "main" && own(p, mains) })
}

// importedBy lists the packages that the main modules' packages import, directly
// or not.
func importedBy(g *load.Graph, mains map[string]bool) map[string]bool {
	out := map[string]bool{}
	var visit func(p *load.Package)
	visit = func(p *load.Package) {
		for _, imp := range p.Imports {
			if imp != nil && !out[imp.Path] {
				out[imp.Path] = true
				visit(imp)
			}
		}
	}
	for _, p := range g.Packages {
		if own(p, mains) {
			visit(p)
		}
	}
	return out
}

// keep drops entries that the view has no business with: those of commands that
// are not the user's.
func (v view) keep(rs []roots.Root) []roots.Root {
	if v.application {
		return rs
	}
	return slices.DeleteFunc(slices.Clone(rs), func(r roots.Root) bool { return r.F.Pkg.Main })
}

// merge adds a view's findings to those of the views before. What an application
// that imports the package does not reach is a note.
func (v view) merge(have, more []finding.Finding) []finding.Finding {
	type place struct{ hazard, command, function string }
	seen := map[place]bool{}
	for _, f := range have {
		seen[place{f.Hazard, f.Command, f.Sink.Function}] = true
	}
	for _, f := range more {
		if seen[place{f.Hazard, f.Command, f.Sink.Function}] {
			continue
		}
		if v.imported[packageOf(f.Entry.Function)] && f.Level.Rank() > finding.Note.Rank() {
			f.Level = finding.Note
			f.Message += " No entry of your code reaches it."
		}
		have = append(have, f)
	}
	analyzers.Sort(have)
	return have
}

// packageOf returns the package path in a function's full name.
func packageOf(full string) string {
	name := analyzers.BareName(full)
	star := len("(*") // both forms of a receiver are cut alike
	if name != "" && name[0] != '(' {
		return full[:len(full)-len(name)-1]
	}
	if len(full) > star && full[1] == '*' {
		return full[star : len(full)-(len(name)-star)-1]
	}
	return full[1 : len(full)-(len(name)-1)-1]
}
