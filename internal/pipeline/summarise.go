package pipeline

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/summary"
)

// summarise gives the summary of every wanted package: from the store where it
// has one for the same recipe, else by reading the package.
func (e *Engine) summarise(ctx context.Context, g *load.Graph, want map[*load.Package]bool) ([]*summary.Package, []load.Skip, error) {
	var mu sync.Mutex
	var out []*summary.Package
	skips, err := g.Build(ctx, want, load.Options{Workers: e.Workers}, func(t *load.Typed) error {
		s := summary.Build(input(t))
		mu.Lock()
		defer mu.Unlock()
		out = append(out, s)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(out, func(a, b *summary.Package) int { return strings.Compare(a.Path, b.Path) })
	return out, skips, nil
}

func input(t *load.Typed) summary.Input {
	in := summary.Input{Path: t.Path, Name: t.Name, Root: t.Dir, Fset: t.Fset, Types: t.Types, Syntax: t.Syntax, SSA: t.SSA}
	if m := t.Module; m != nil {
		in.Module, in.Version, in.Root = m.Path, version(m), m.Dir
	}
	return in
}

// ledger accounts for what was looked at and what was not.
func ledger(g *load.Graph, want map[*load.Package]bool, pkgs []*summary.Package, skips []load.Skip, src Source) finding.Coverage {
	c := finding.Coverage{Packages: len(g.Packages), Analysed: len(pkgs), Skipped: []finding.Skip{}, Signals: "off"}
	for _, s := range skips {
		if s.Package == nil {
			continue
		}
		why := s.Why
		if len(s.Functions) > 0 {
			why += " (not read: " + strings.Join(s.Functions[:min(3, len(s.Functions))], ", ") + more(len(s.Functions)-3) + ")"
		}
		c.Skipped = append(c.Skipped, finding.Skip{Package: s.Package.Path, Why: why, Matters: matters(s, want, src)})
	}
	for _, p := range g.Initial {
		if len(p.Files) == 0 && !slices.ContainsFunc(c.Skipped, func(s finding.Skip) bool { return s.Package == p.Path }) {
			c.Skipped = append(c.Skipped, finding.Skip{Package: p.Path, Why: strings.Join(append([]string{"no Go files for this platform"}, p.Problems...), ": ")})
		}
	}
	slices.SortFunc(c.Skipped, func(a, b finding.Skip) int { return strings.Compare(a.Package, b.Package) })
	return c
}

// matters: a wanted package that was not read at all may hide a path.
func matters(s load.Skip, want map[*load.Package]bool, _ Source) bool {
	return want[s.Package] && !s.Partial
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return " and more"
}
