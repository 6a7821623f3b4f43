// Package pipeline calls the stages in order: it is the table of contents. It
// knows no rule, no format and no flag.
package pipeline

import (
	"context"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/analyzers/all"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Source is a folder in which the go command can list what is to be judged.
type Source struct {
	Dir        string
	Env        []string
	BuildFlags []string
	Patterns   []string
	// Vetted are the module paths that the run is about; nil stands for the main
	// modules.
	Vetted map[string]bool
	// Application: the packages are programs; their exported functions are no
	// entries.
	Application bool
}

// Engine analyses sources. Its zero value but for Cat is ready to use.
type Engine struct {
	Cat      *rules.Catalogue
	Progress func(stage string, done, total int)
	Workers  int
	// Hot and Cold are the user's patterns.
	Hot, Cold []string
	// Store keeps summaries between runs; nil for none.
	Store Store
}

// Store is where summaries are kept by recipe. Get answers false where there is
// none; both may lose data at any time.
type Store interface {
	Get(key [32]byte) ([]byte, bool)
	Put(key [32]byte, data []byte) error
}

// Analysis is what came of one source.
type Analysis struct {
	Graph    *load.Graph
	Program  *link.Program
	Roots    []roots.Root
	Findings []finding.Finding
	Coverage finding.Coverage
}

// Run takes a source from its files to findings.
func (e *Engine) Run(ctx context.Context, src Source) (*Analysis, error) {
	graph, err := load.List(ctx, load.Config{Dir: src.Dir, Env: src.Env, BuildFlags: src.BuildFlags, Patterns: src.Patterns, Progress: e.Progress})
	if err != nil {
		return nil, err
	}
	if src.Vetted == nil {
		src.Vetted = mainPaths(graph)
	}
	want := e.relevant(graph, src)
	pkgs, skips, err := e.summarise(ctx, graph, want)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Graph: graph, Coverage: ledger(graph, want, pkgs, skips, src)}
	e.judge(a, pkgs, src)
	return a, ctx.Err()
}

// judge links the summaries and asks the questions.
func (e *Engine) judge(a *Analysis, pkgs []*summary.Package, src Source) {
	open := openPackages(a.Graph, src)
	m := roots.NewMatcher(e.Cat)
	e.say("link", 0, 1)
	a.Program = link.Link(pkgs, e.Cat, link.Options{Open: open, Entry: m.Entry})
	a.Roots = roots.Find(a.Program, m, roots.Options{Open: open, Application: src.Application, Hot: e.Hot, Cold: e.Cold})
	e.say("judge", 0, 1)
	versions := moduleVersions(a.Graph)
	a.Findings = analyzers.Judge(analyzers.Input{
		Prog: a.Program, Roots: a.Roots, Cat: e.Cat, Analyzers: all.Analyzers, Vetted: src.Vetted,
		Version: func(m string) string { return versions[m] },
	})
	a.Coverage.UnresolvedCalls = a.Program.Unresolved
}

func (e *Engine) say(stage string, done, total int) {
	if e.Progress != nil {
		e.Progress(stage, done, total)
	}
}

func mainPaths(g *load.Graph) map[string]bool {
	out := map[string]bool{}
	for _, p := range g.Packages {
		if p.Module != nil && p.Module.Main {
			out[p.Module.Path] = true
		}
	}
	return out
}

func moduleVersions(g *load.Graph) map[string]string {
	out := map[string]string{}
	for _, p := range g.Packages {
		if p.Module != nil {
			out[p.Module.Path] = version(p.Module)
		}
	}
	return out
}

func version(m *load.Module) string {
	if m.Replace != nil && m.Replace.Version != "" {
		return m.Replace.Version
	}
	return m.Version
}
