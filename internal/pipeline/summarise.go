package pipeline

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/summary"
)

// summarise gives the summary of every wanted package: from the store where it
// has one for the same recipe, else by reading the package. What comes out does
// not depend on which of the two it was.
func (e *Engine) summarise(ctx context.Context, g *load.Graph, want map[*load.Package]bool, keys map[*load.Package][32]byte) ([]*summary.Package, []load.Skip, error) {
	have, missing := e.stored(want, keys)
	fresh, skips, err := e.build(ctx, g, missing)
	if err != nil {
		return nil, nil, err
	}
	lost := map[*load.Package]load.Skip{}
	skips = slices.DeleteFunc(skips, func(s load.Skip) bool {
		if s.Partial && want[s.Package] {
			lost[s.Package] = s
		}
		return !want[s.Package]
	})
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for p, s := range fresh {
		s.Partial, s.InPart, s.Why = lost[p].Functions, lost[p].InPart, lost[p].Why
		have = append(have, s)
		if _, partial := lost[p]; !partial || unread(s) != "" {
			group.Go(func() error { e.keep(keys[p], s); return nil })
		}
	}
	_ = group.Wait() // no function fails: what is not kept is made again
	slices.SortFunc(have, func(a, b *summary.Package) int { return strings.Compare(a.Path, b.Path) })
	return have, skips, nil
}

func (e *Engine) build(ctx context.Context, g *load.Graph, missing map[*load.Package]bool) (map[*load.Package]*summary.Package, []load.Skip, error) {
	out := map[*load.Package]*summary.Package{}
	if len(missing) == 0 {
		return out, nil, nil
	}
	var mu sync.Mutex
	var known summary.Known
	skips, err := g.Build(ctx, missing, load.Options{Workers: e.Workers}, func(t *load.Typed) error {
		in := input(t)
		in.Known = &known
		s := summary.Build(in)
		mu.Lock()
		defer mu.Unlock()
		out[t.Package] = s
		return nil
	})
	return out, skips, err
}

// stored reads what the store has, in parallel, and returns what it lacks.
func (e *Engine) stored(want map[*load.Package]bool, keys map[*load.Package][32]byte) ([]*summary.Package, map[*load.Package]bool) {
	if e.Store == nil {
		return nil, want
	}
	var mu sync.Mutex
	var have []*summary.Package
	missing := map[*load.Package]bool{}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for p := range want {
		group.Go(func() error {
			s := e.fetch(keys[p])
			mu.Lock()
			defer mu.Unlock()
			if s != nil && s.Path == p.Path {
				have = append(have, s)
			} else {
				missing[p] = true
			}
			return nil
		})
	}
	_ = group.Wait() // no function fails: a miss is no error
	return have, missing
}

func (e *Engine) fetch(key [32]byte) *summary.Package {
	data, ok := e.Store.Get(key)
	if !ok {
		return nil
	}
	s, err := summary.Decode(data)
	if err != nil {
		return nil // damaged: as if it had never been there
	}
	return s
}

// keep stores a summary. The store tells of trouble itself, once.
func (e *Engine) keep(key [32]byte, s *summary.Package) {
	if e.Store != nil {
		_ = e.Store.Put(key, summary.Encode(s))
	}
}

func input(t *load.Typed) summary.Input {
	in := summary.Input{Path: t.Path, Name: t.Name, Root: t.Dir, Fset: t.Fset, Types: t.Types, Syntax: t.Syntax, SSA: t.SSA, Unknown: t.Unknown}
	if m := t.Module; m != nil {
		in.Module, in.Version, in.Root = m.Path, version(m), root(m)
	}
	return in
}

func root(m *load.Module) string {
	if m.Dir == "" && m.Replace != nil {
		return m.Replace.Dir
	}
	return m.Dir
}

// ledger accounts for what was looked at and what was not.
func ledger(g *load.Graph, want map[*load.Package]bool, pkgs []*summary.Package, skips []load.Skip, blind map[string]bool) finding.Coverage {
	c := finding.Coverage{Packages: len(g.Packages), Analysed: len(pkgs), Skipped: []finding.Skip{}, Signals: "off"}
	known := map[string]bool{}
	skip := func(pkg, why string, matters bool) {
		known[pkg] = true
		c.Skipped = append(c.Skipped, finding.Skip{Package: pkg, Why: why, Matters: matters})
	}
	for _, s := range skips {
		if !s.Partial {
			skip(s.Package.Path, s.Why, true)
		}
	}
	for _, s := range pkgs {
		if m := unread(s); m != "" {
			skip(s.Path, s.Why+" ("+m+")", blind[s.Path])
		}
	}
	for _, p := range g.Initial {
		if len(p.Files) == 0 && !known[p.Path] {
			skip(p.Path, strings.Join(append([]string{"no Go files for this platform"}, p.Problems...), ": "), false)
		}
	}
	slices.SortFunc(c.Skipped, func(a, b finding.Skip) int { return strings.Compare(a.Package, b.Package) })
	return c
}

// unread says what of a package could not be read.
func unread(s *summary.Package) string {
	var parts []string
	if len(s.Partial) > 0 {
		parts = append(parts, "not read: "+some(s.Partial))
	}
	if len(s.InPart) > 0 {
		parts = append(parts, "read in part: "+some(s.InPart))
	}
	return strings.Join(parts, "; ")
}

func some(names []string) string {
	const shown = 3
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shown], ", ") + " and more"
}
