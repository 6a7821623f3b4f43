package pipeline

import (
	"context"
	"flag"
	"os"
	"sync"
	"testing"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/analyzers/all"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/modules"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// What the stages are timed on: a module from the proxy, or an application on
// disk.
var (
	benchModule  = flag.String("bench-module", "github.com/hibiken/asynqmon@v0.7.2", "module to time the stages on")
	benchDir     = flag.String("bench-dir", "", "time them on the application in this folder instead")
	benchPattern = flag.String("bench-pattern", "./...", "its packages")
)

// BenchmarkStages times what happens between a question and its answer, stage by
// stage, without a store. It needs the module proxy or a filled module cache.
func BenchmarkStages(b *testing.B) {
	if testing.Short() {
		b.Skip("reads a module from the proxy")
	}
	s := newStages(b)
	b.Run("list", s.list)
	b.Run("read", s.read)
	b.Run("summarise", s.summarise)
	b.Run("encode", s.encode)
	b.Run("decode", s.decode)
	b.Run("link", s.link)
	b.Run("judge", s.judge)
}

// stages holds what each stage gets from the one before.
type stages struct {
	engine  *Engine
	src     Source
	vetted  map[string]bool
	graph   *load.Graph
	want    map[*load.Package]bool
	typed   []*load.Typed
	pkgs    []*summary.Package
	encoded [][]byte
	view    view
}

func newStages(b *testing.B) *stages {
	b.Helper()
	cat, err := rules.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	s := &stages{engine: &Engine{Cat: cat}, src: benchSource(b), vetted: map[string]bool{}}
	s.graph = s.listed(b)
	for m := range s.src.Candidates {
		s.vetted[m] = true
	}
	if s.src.Own {
		for _, m := range mainModules(s.graph) {
			s.vetted[m.Path] = true
		}
	}
	s.want = s.engine.relevant(s.graph, s.vetted)
	s.typed = s.built(b)
	for _, t := range s.typed {
		p := summary.Build(input(t))
		s.pkgs, s.encoded = append(s.pkgs, p), append(s.encoded, summary.Encode(p))
	}
	s.view = s.engine.views(s.graph, s.src, s.pkgs)[0]
	b.Logf("%d packages, %d of them read", len(s.graph.Packages), len(s.want))
	return s
}

func benchSource(b *testing.B) Source {
	b.Helper()
	if *benchDir != "" {
		return Source{Dir: *benchDir, Env: os.Environ(), Patterns: []string{*benchPattern}, Own: true}
	}
	res, done, err := modules.Resolve(context.Background(), modules.Request{Args: []string{*benchModule}, Dir: b.TempDir(), Env: os.Environ()})
	b.Cleanup(done)
	if err != nil {
		b.Fatal(err)
	}
	src := Source{Dir: res.Dir, Env: res.Env, BuildFlags: res.BuildFlags, Patterns: res.Patterns, Candidates: map[string]bool{}}
	for _, m := range res.Modules {
		src.Candidates[m.Path] = true
	}
	return src
}

func (s *stages) listed(b *testing.B) *load.Graph {
	b.Helper()
	g, err := load.List(context.Background(), load.Config{Dir: s.src.Dir, Env: s.src.Env, BuildFlags: s.src.BuildFlags, Patterns: s.src.Patterns})
	if err != nil {
		b.Fatal(err)
	}
	return g
}

func (s *stages) built(b *testing.B) []*load.Typed {
	b.Helper()
	var mu sync.Mutex
	var out []*load.Typed
	_, err := s.graph.Build(context.Background(), s.want, load.Options{}, func(t *load.Typed) error {
		mu.Lock()
		defer mu.Unlock()
		out = append(out, t)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

func (s *stages) list(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s.listed(b)
	}
}

// read parses, type-checks and makes SSA of the relevant packages, and takes the
// headers of what they need.
func (s *stages) read(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s.built(b)
	}
}

func (s *stages) summarise(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range s.typed {
			summary.Build(input(t))
		}
	}
}

func (s *stages) encode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range s.pkgs {
			summary.Encode(p)
		}
	}
}

func (s *stages) decode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s.decoded(b)
	}
}

func (s *stages) decoded(b *testing.B) []*summary.Package {
	b.Helper()
	var out []*summary.Package
	for _, data := range s.encoded {
		p, err := summary.Decode(data)
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// link gets summaries as they come from the store.
func (s *stages) link(b *testing.B) {
	pkgs := s.decoded(b)
	b.ReportAllocs()
	for b.Loop() {
		s.linked(pkgs)
	}
}

func (s *stages) linked(pkgs []*summary.Package) *link.Program {
	m := roots.NewMatcher(s.engine.Cat)
	return link.Link(s.view.packages(pkgs), s.engine.Cat, link.Options{Open: s.view.open, Shipped: s.view.shipped, Entry: m.Entry})
}

// judge finds the hot paths and asks all questions. Programs remember what they
// were asked, so each round gets one of its own, outside the time.
func (s *stages) judge(b *testing.B) {
	pkgs := s.decoded(b)
	m := roots.NewMatcher(s.engine.Cat)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		prog := s.linked(pkgs)
		b.StartTimer()
		found := roots.Find(prog, m, roots.Options{Application: s.view.application})
		analyzers.Judge(analyzers.Input{
			Prog: prog, Roots: found, Cat: s.engine.Cat, Analyzers: all.Analyzers, Vetted: s.vetted,
			Version: func(string) string { return "" },
		})
	}
}
