package pipeline

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/summary"
)

// view is one way to look at a source: one command of an application, or the
// exported API of libraries. They are linked apart: merged commands invent paths
// between each other, and outside callers may pass what no command makes.
type view struct {
	application bool
	// within are the packages of the program; nil stands for all.
	within map[string]bool
	open   map[string]bool
	// shipped are packages of the same modules that users can import as well.
	shipped map[string]bool
	// imported are open packages that the user's code imports: it is the user's
	// code that tells what is reached of them.
	imported map[string]bool
	// trusted are the user's own modules.
	trusted map[string]bool
}

// views chooses the ways to look, the user's own first.
func (e *Engine) views(g *load.Graph, src Source, pkgs []*summary.Package) []view {
	var out []view
	mains := map[string]bool{}
	if src.Own {
		for _, m := range mainModules(g) {
			mains[m.Path] = true
		}
		out = ownViews(g, mains, pkgs, e.toCaches(g))
	}
	if len(src.Candidates) > 0 {
		out = append(out, view{open: openPackages(g.Initial, src.Candidates, src.Patterns), shipped: openPackages(g.Packages, src.Candidates, nil), imported: importedBy(g, mains)})
	}
	for i := range out {
		out[i].trusted = mains
	}
	return out
}

// ownViews looks at the user's own modules: at each command, and at the exported API
// where they are libraries. A library has a package at its root that others import, or
// no command but those that show it; what it shows says nothing of its users. caches are
// the packages from which a cache can be reached.
func ownViews(g *load.Graph, mains map[string]bool, pkgs []*summary.Package, caches map[*load.Package]bool) []view {
	api := view{open: openPackages(g.Initial, mains, nil), shipped: openPackages(g.Packages, mains, nil)}
	shown := slices.DeleteFunc(slices.Clone(g.Initial), func(p *load.Package) bool { return !example(p) })
	ours := slices.DeleteFunc(slices.Clone(g.Initial), example)
	built := commands(ours, mains, pkgs)
	switch {
	case len(api.open) == 0:
		built = append(built, commands(shown, mains, pkgs)...)
		if len(built) > 0 {
			return built
		}
	case len(built) > 0 && !atRoot(ours, api.open, mains, caches, built):
		return append(built, commands(shown, mains, pkgs)...)
	}
	return append(built, api)
}

// atRoot reports whether others import a package at a module's root for its caches. A
// root that leads to none, of generated stubs say, makes no library of an application
// whose commands are all that uses its caches.
func atRoot(ours []*load.Package, open, mains map[string]bool, caches map[*load.Package]bool, built []view) bool {
	root, beside, used := false, false, false
	for _, p := range ours {
		if !open[p.Path] {
			continue
		}
		if mains[p.Path] {
			root = true
			beside = beside || caches[p]
		}
		if caches[p] {
			used = true
			beside = beside || !slices.ContainsFunc(built, func(v view) bool { return v.within[p.Path] })
		}
	}
	return root && (beside || !used)
}

// commands gives a view for each command, one for those that consist of the same
// summarised packages but for their own.
func commands(initial []*load.Package, mains map[string]bool, pkgs []*summary.Package) []view {
	summarised := map[string]bool{}
	for _, s := range pkgs {
		summarised[s.Path] = true
	}
	var out []view
	at := map[string]int{}
	for _, p := range initial {
		if p.Name != "main" || !own(p, mains) {
			continue
		}
		within := closure(p)
		key := signature(within, summarised, p.Path)
		if i, ok := at[key]; ok {
			out[i].within[p.Path] = true
			continue
		}
		at[key] = len(out)
		out = append(out, view{application: true, within: within})
	}
	return out
}

func closure(p *load.Package) map[string]bool {
	out := map[string]bool{p.Path: true}
	var visit func(p *load.Package)
	visit = func(p *load.Package) {
		for _, imp := range p.Imports {
			if imp != nil && !out[imp.Path] {
				out[imp.Path] = true
				visit(imp)
			}
		}
	}
	visit(p)
	return out
}

func signature(within, summarised map[string]bool, self string) string {
	var paths []string
	for p := range within {
		if p != self && summarised[p] {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	return strings.Join(paths, " ")
}

// packages selects the summaries of the view's program. What a library's own
// examples and tools hand in is one user's choice and says nothing of others'.
func (v view) packages(pkgs []*summary.Package) []*summary.Package {
	return slices.DeleteFunc(slices.Clone(pkgs), func(s *summary.Package) bool {
		return v.within != nil && !v.within[s.Path] || !v.application && s.Main
	})
}

// samples lists the packages of an application that are there to show or test
// others: they run by hand.
func (v view) samples(g *load.Graph) map[string]bool {
	out := map[string]bool{}
	for _, p := range g.Packages {
		if v.application && own(p, v.trusted) && example(p) {
			out[p.Path] = true
		}
	}
	return out
}

// importedBy lists the packages that the main modules' packages import, directly
// or not.
func importedBy(g *load.Graph, mains map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, p := range g.Packages {
		if !own(p, mains) {
			continue
		}
		for path := range closure(p) {
			if path != p.Path {
				out[path] = true
			}
		}
	}
	return out
}

// merge adds a view's findings to those of the views before. The same place seen
// by two commands, or by those who import the package where the user's code does not, is
// one finding, the louder. What an application that imports the package does not reach is
// a note.
func (v view) merge(have, more []finding.Finding) []finding.Finding {
	type place struct{ hazard, command, function string }
	seen := map[place]int{}
	for i, f := range have {
		seen[place{f.Hazard, f.Command, f.Sink.Function}] = i
	}
	for _, f := range more {
		i, known := seen[place{f.Hazard, f.Command, f.Sink.Function}]
		switch {
		case known && (v.application || !v.imported[packageOf(f.Entry.Function)]):
			have[i] = analyzers.Merge(have[i], f)
		case known:
		default:
			have = append(have, v.unreached(f))
		}
	}
	analyzers.Sort(have)
	return have
}

// unreached quiets what the user's code imports and does not call.
func (v view) unreached(f finding.Finding) finding.Finding {
	if v.imported[packageOf(f.Entry.Function)] && f.Level.Rank() > finding.Note.Rank() {
		f.Level, f.Entry.Heat = finding.Note, finding.Cold
		f.Message += " " + finding.Unreached
	}
	return f
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
