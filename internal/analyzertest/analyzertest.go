// Package analyzertest judges small Go programs in memory and compares what is
// found with comments in their source:
//
//	rdb.HGetAll(ctx, "users") // want "unbounded-read warn"
//
// A comment stands on the line of the sink and names hazard and level, with the
// command after them where that matters, and after a colon words that the message or
// the cure must hold; several stand side by side, each in quotes. Whatever is found
// without a comment is an error, notes included.
//
// Programs import the standard library and the stub clients below testdata/src.
// A file is a package of module example.com/m; a txtar archive holds several,
// each file below the directory of its package. The exported API of what is no
// command is open, as in a library that is judged on its own.
//
// It does not list or load modules as package load does, and so knows no build
// constraints, no headers and no code with type errors.
package analyzertest

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Module is the module that test programs belong to.
const Module = "example.com/m"

// Run judges every .go and .txtar file of the directory with the hazards that
// name one of the analyzers, each file as a subtest.
func Run(t *testing.T, dir string, as ...*analyzers.Analyzer) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs in %s (%v)", dir, err)
	}
	h := New(t)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		src := map[string]string{name + "/" + filepath.Base(file): string(data)}
		if filepath.Ext(file) == ".txtar" {
			src = unpack(data)
		}
		t.Run(name, func(t *testing.T) { h.Compare(t, src, as...) })
	}
}

func unpack(data []byte) map[string]string {
	out := map[string]string{}
	for _, f := range txtar.Parse(data).Files {
		out[f.Name] = string(f.Data)
	}
	return out
}

// Snippets judges the bad and good code of the catalogue's hazards that name one
// of the analyzers: bad code must give at least one finding at warn or fail,
// good code none. A hazard that is never louder than a note must give a note.
func Snippets(t *testing.T, as ...*analyzers.Analyzer) {
	t.Helper()
	h := New(t)
	for i := range h.cat.Hazards {
		hz := &h.cat.Hazards[i]
		if !slices.ContainsFunc(as, func(a *analyzers.Analyzer) bool { return a.Name == hz.Analyzer }) {
			continue
		}
		for _, s := range hz.Bad {
			t.Run(hz.Name+"/bad/"+s.Name, func(t *testing.T) {
				if fs := h.loud(t, hz.Name, s, as); len(fs) == 0 {
					t.Errorf("%s: the bad code is not found", hz.Name)
				}
			})
		}
		for _, s := range hz.Good {
			t.Run(hz.Name+"/good/"+s.Name, func(t *testing.T) {
				for _, f := range h.loud(t, hz.Name, s, as) {
					t.Errorf("line %d: %s %s: %s", f.Sink.Line, f.Hazard, f.Level, f.Message)
				}
			})
		}
	}
}

func (h *Harness) loud(t *testing.T, hazard string, s rules.Snippet, as []*analyzers.Analyzer) []finding.Finding {
	t.Helper()
	limit := finding.Note
	for _, l := range h.cat.Hazard(hazard).Levels {
		if finding.Level(l).Rank() >= finding.Warn.Rank() {
			limit = finding.Warn
		}
	}
	var out []finding.Finding
	for _, f := range h.Findings(t, map[string]string{"snippet/snippet.go": s.Code}, as...) {
		if f.Hazard == hazard && f.Level.Rank() >= limit.Rank() {
			out = append(out, f)
		}
	}
	return out
}

// Compare judges one program, by file name, and reports what differs from its
// comments.
func (h *Harness) Compare(t *testing.T, files map[string]string, as ...*analyzers.Analyzer) {
	t.Helper()
	left := wants(t, files)
	for _, f := range h.Findings(t, files, as...) {
		at := place{f.Sink.File, f.Sink.Line}
		i := slices.IndexFunc(left[at], func(w want) bool { return w.fits(f) })
		if i < 0 {
			t.Errorf("%s:%d: unexpected %s %s %s from %s: %s", at.file, at.line, f.Hazard, f.Level, f.Command, f.Entry.Function, f.Message)
			continue
		}
		left[at] = slices.Delete(left[at], i, i+1)
	}
	for at, ws := range left {
		for _, w := range ws {
			t.Errorf("%s:%d: not found: %s", at.file, at.line, w)
		}
	}
}

type place struct {
	file string
	line int
}

type want struct{ hazard, level, command, words string }

func (w want) String() string {
	return strings.TrimSuffix(strings.TrimSpace(w.hazard+" "+w.level+" "+w.command)+": "+w.words, ": ")
}

func (w want) fits(f finding.Finding) bool {
	return w.hazard == f.Hazard && w.level == string(f.Level) && (w.command == "" || w.command == f.Command) && strings.Contains(f.Message+" "+f.Fix, w.words)
}

var (
	wantComment = regexp.MustCompile(`// want ((?:"[^"]*"\s*)+)$`)
	quoted      = regexp.MustCompile(`"([^"]*)"`)
)

func wants(t *testing.T, files map[string]string) map[place][]want {
	t.Helper()
	out := map[place][]want{}
	for file, src := range files {
		for i, line := range strings.Split(src, "\n") {
			m := wantComment.FindStringSubmatch(line)
			if m == nil {
				if strings.Contains(line, "// want") {
					t.Errorf("%s:%d: a comment that is no want: %s", file, i+1, line)
				}
				continue
			}
			for _, q := range quoted.FindAllStringSubmatch(m[1], -1) {
				what, said, _ := strings.Cut(q[1], ": ")
				words := strings.SplitN(what, " ", 3)
				if len(words) < 2 || !slices.Contains([]string{"note", "warn", "fail"}, words[1]) {
					t.Fatalf("%s:%d: want %q: write hazard and level", file, i+1, q[1])
				}
				out[place{file, i + 1}] = append(out[place{file, i + 1}], want{words[0], words[1], strings.Join(words[2:], ""), said})
			}
		}
	}
	return out
}

// Findings judges one program with the hazards that name one of the analyzers.
// Files are named by path from the module's root; their directory is the
// package, "." the module's own.
func (h *Harness) Findings(t *testing.T, files map[string]string, as ...*analyzers.Analyzer) []finding.Finding {
	t.Helper()
	p, rs := h.Link(t, files)
	fs, faults := analyzers.Judge(analyzers.Input{
		Prog: p, Roots: rs, Cat: h.cat, Analyzers: as,
		Vetted: map[string]bool{Module: true}, Version: func(string) string { return "v1.0.0" },
	})
	for _, f := range faults {
		t.Error(f.Why)
	}
	return fs
}

// Link summarises and links one program and finds its entries.
func (h *Harness) Link(t *testing.T, files map[string]string) (*link.Program, []roots.Root) {
	t.Helper()
	pkgs := h.build(t, files)
	open := map[string]bool{}
	application := false
	for _, p := range pkgs {
		open[p.Path] = !p.Main && !strings.Contains(p.Path, "/internal")
		application = application || p.Main
	}
	m := roots.NewMatcher(h.cat)
	p := link.Link(pkgs, h.cat, link.Options{Open: open, Entry: m.Entry, Databases: h.unread(h.isDatabase), Services: h.unread(h.isService)})
	return p, roots.Find(p, m, roots.Options{Application: application})
}

func (h *Harness) build(t *testing.T, files map[string]string) []*summary.Package {
	t.Helper()
	dirs := map[string][]string{}
	for name := range files {
		dirs[path.Dir(name)] = append(dirs[path.Dir(name)], name)
	}
	w := &world{h: h, files: files, dirs: dirs, done: map[string]*built{}}
	var out []*summary.Package
	for dir := range dirs {
		b, err := w.load(path.Join(Module, dir))
		if err != nil {
			t.Fatal(fmt.Errorf("build the program: %w", err))
		}
		out = append(out, b.summary)
	}
	slices.SortFunc(out, func(a, b *summary.Package) int { return cmp.Compare(a.Path, b.Path) })
	return out
}
