// Package pipeline calls the stages in order: it is the table of contents. It
// knows no rule, no format and no flag.
package pipeline

import (
	"context"
	"errors"
	"maps"
	"slices"

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
	// Own: the folder holds the user's own module, whose hot paths count. A main
	// module without commands counts as a library.
	Own bool
	// Candidates are modules that are judged on their own too, from their exported
	// API: all there is outside a module; inside one, what the user's code does
	// not reach of them is a note where it imports them.
	Candidates map[string]bool
	// leaveOut does without the dependency that a package's problem is about, if it
	// can; nil where nothing may be changed.
	leaveOut func(ctx context.Context, problem string) (bool, error)
}

// Engine analyses sources. Its zero value but for Cat is ready to use.
type Engine struct {
	Cat      *rules.Catalogue
	Progress func(stage string, done, total int)
	Workers  int
	// Hot and Cold are the user's patterns.
	Hot, Cold []string
	// Share gives the share of production's samples of a function; nil for none.
	// Answers that hang on it are not stored.
	Share func(name string) float64
	// Store keeps summaries between runs; nil for none. Tool names the program
	// that made them, where it is not a release.
	Store Store
	Tool  string
	// Lists keeps what the go command listed; nil for none.
	Lists *load.Memory
	// Listener adds what modules say of themselves; nil for none.
	Listener *Listener
	// Digest stands for the contents of Cat; without it answers are not kept.
	Digest string
	// Fresh asks for the program and the roots, which are not stored.
	Fresh bool
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
	Roots    []roots.Root
	Findings []finding.Finding
	Coverage finding.Coverage
	// notes are sentences about the source that the user should read.
	notes []string
}

// Run takes a source from its files to findings.
func (e *Engine) Run(ctx context.Context, src Source) (*Analysis, error) {
	graph, err := e.list(ctx, src)
	if err != nil {
		return nil, err
	}
	return e.analyse(ctx, src, graph)
}

func (e *Engine) analyse(ctx context.Context, src Source, graph *load.Graph) (*Analysis, error) {
	vetted := map[string]bool{}
	for m := range src.Candidates {
		vetted[m] = true
	}
	if src.Own {
		for _, m := range mainModules(graph) {
			vetted[m.Path] = true
		}
	}
	want := e.relevant(graph, vetted)
	keys := e.keys(graph, want)
	key, ok := e.question(graph, src, keys)
	if ok && !e.Fresh {
		if r := e.recall(key); r != nil {
			return &Analysis{Graph: graph, Findings: r.Findings, Coverage: r.Coverage}, context.Cause(ctx)
		}
	}
	pkgs, skips, err := e.summarise(ctx, graph, want, keys)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Graph: graph, Coverage: ledger(graph, want, pkgs, skips, e.blind(graph, vetted))}
	unread := link.Options{Databases: e.databases(graph, pkgs), Services: e.services(graph, pkgs)}
	for _, v := range e.views(graph, src, pkgs) {
		if err := within(ctx, func() { e.judge(a, pkgs, vetted, v, unread) }); err != nil {
			return nil, err
		}
	}
	if ok {
		e.remember(key, a)
	}
	return a, nil
}

// within waits for work that looks at no context, up to the end of one: a program that
// takes longer to judge than there is time must not hold up whoever waits. What is left
// running ends with the process.
func within(ctx context.Context, work func()) error {
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		work()
	}()
	select {
	case crash := <-done:
		if crash != nil {
			panic(crash) // where the caller sees it
		}
	case <-ctx.Done():
	}
	return context.Cause(ctx)
}

// list lists again as often as a dependency that cannot be had, and keeps all the
// others from being found, can be left out.
func (e *Engine) list(ctx context.Context, src Source) (*load.Graph, error) {
	for {
		g, err := load.List(ctx, load.Config{
			Dir: src.Dir, Env: src.Env, BuildFlags: src.BuildFlags, Patterns: src.Patterns, Progress: e.Progress,
			Memory: e.Lists, Scratch: !src.Own,
		})
		if src.leaveOut == nil {
			return g, err
		}
		left, failed := leaveOut(ctx, g, err, src)
		if failed != nil {
			return nil, failed
		}
		if !left {
			return g, err
		}
	}
}

func leaveOut(ctx context.Context, g *load.Graph, err error, src Source) (bool, error) {
	if err != nil {
		return src.leaveOut(ctx, words(err))
	}
	for _, p := range g.Packages {
		for _, problem := range p.Problems {
			if left, err := src.leaveOut(ctx, problem); left || err != nil {
				return left, err
			}
		}
	}
	return false, nil
}

// words are what the go command said, without what it was doing.
func words(err error) string {
	if inner := errors.Unwrap(err); inner != nil {
		return inner.Error()
	}
	return err.Error()
}

// judge links the summaries as one view wants them and asks the questions. opts is what
// all views have in common.
func (e *Engine) judge(a *Analysis, pkgs []*summary.Package, vetted map[string]bool, v view, opts link.Options) {
	m := roots.NewMatcher(e.Cat)
	e.say("link", 0, 1)
	opts.Open, opts.Shipped, opts.Entry = v.open, v.shipped, m.Entry
	prog := link.Link(v.packages(pkgs), e.Cat, opts)
	aside := v.samples(a.Graph)
	found := roots.Find(prog, m, roots.Options{Application: v.application, Hot: e.Hot, Cold: e.Cold, Share: e.Share, Trusted: v.trusted, Samples: aside})
	e.say("judge", 0, 1)
	versions := moduleVersions(a.Graph)
	fs, faults := analyzers.Judge(analyzers.Input{
		Prog: prog, Roots: found, Cat: e.Cat, Analyzers: all.Analyzers, Vetted: vetted, Samples: aside,
		Version: func(m string) string { return versions[m] },
	})
	a.Coverage.Skipped = append(a.Coverage.Skipped, unanswered(faults, vetted)...)
	a.Findings = v.merge(a.Findings, fs)
	a.Roots = append(a.Roots, found...)
	a.Coverage.UnresolvedCalls = max(a.Coverage.UnresolvedCalls, prog.Unresolved)
}

// unanswered puts the questions that broke into the ledger, for each module that
// the run is about.
func unanswered(faults []analyzers.Fault, vetted map[string]bool) []finding.Skip {
	about := slices.Sorted(maps.Keys(vetted))
	if len(about) == 0 {
		about = []string{"./..."}
	}
	var out []finding.Skip
	for _, f := range faults {
		for _, m := range about {
			out = append(out, finding.Skip{Package: m, Why: f.Why, Matters: true})
		}
	}
	return out
}

func (e *Engine) say(stage string, done, total int) {
	if e.Progress != nil {
		e.Progress(stage, done, total)
	}
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
