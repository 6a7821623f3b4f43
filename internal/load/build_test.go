package load

import (
	"errors"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/ssa/ssautil"
)

const twoPackages = `
-- go.mod --
module m

go 1.26
-- a/a.go --
package a

import "m/h"

// A is documented.
//
//go:noinline
func A() { h.H() }

var v = h.H()

func init() { v++ }
-- b/b.go --
package b

func B() {}
-- h/h.go --
package h

func H() int { return 1 }
`

func all(g *Graph) map[*Package]bool {
	want := map[*Package]bool{}
	for _, p := range g.Initial {
		want[p] = true
	}
	return want
}

func TestPanicInVisitCostsOnePackage(t *testing.T) {
	g := list(t, twoPackages)
	var mu sync.Mutex
	var visited []string
	skips, err := g.Build(t.Context(), all(g), Options{}, func(ty *Typed) error {
		if ty.Path == "m/a" {
			panic("odd\ncode")
		}
		mu.Lock()
		defer mu.Unlock()
		visited = append(visited, ty.Path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(visited)
	if diff := cmp.Diff([]string{"m/b", "m/h"}, visited); diff != "" {
		t.Error(diff)
	}
	if len(skips) != 1 || skips[0].Package.Path != "m/a" || skips[0].Partial || skips[0].Why != "the analysis crashed: odd" {
		t.Errorf("skips: %+v", skips)
	}
}

// TestPanicInSSACostsOnePackage takes the types of one package away after the
// check, which no builder survives.
func TestPanicInSSACostsOnePackage(t *testing.T) {
	g := list(t, twoPackages)
	b := newBuild(g, all(g), Options{}, func(ty *Typed) error {
		if ty.Path == "m/a" {
			t.Error("m/a was visited")
		}
		return nil
	})
	b.created = func(p *Package, info *types.Info) {
		if p.Path == "m/a" {
			clear(info.Types)
		}
	}
	skips, err := b.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(skips) != 1 || skips[0].Package.Path != "m/a" || !strings.HasPrefix(skips[0].Why, "the SSA builder crashed") {
		t.Errorf("skips: %+v", skips)
	}
}

func TestHangInSSACostsOnePackage(t *testing.T) {
	g := list(t, twoPackages)
	b := newBuild(g, all(g), Options{Timeout: 500 * time.Millisecond}, func(*Typed) error { return nil })
	hang := make(chan bool)
	defer close(hang)
	b.created = func(p *Package, _ *types.Info) {
		if p.Path == "m/a" {
			<-hang
		}
	}
	skips, err := b.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(skips) != 1 || skips[0].Package.Path != "m/a" || skips[0].Why != "the SSA builder took more than 500ms" {
		t.Errorf("skips: %+v", skips)
	}
}

func TestErrorOfVisitEndsTheBuild(t *testing.T) {
	g := list(t, twoPackages)
	stop := errors.New("stop")
	visits := 0
	_, err := g.Build(t.Context(), all(g), Options{Workers: 1}, func(*Typed) error { visits++; return stop })
	if !errors.Is(err, stop) || visits != 1 {
		t.Errorf("%d visits, error %v", visits, err)
	}
}

func TestTypedIsComplete(t *testing.T) {
	g := list(t, twoPackages)
	want := map[*Package]bool{g.Initial[0]: true}
	_, err := g.Build(t.Context(), want, Options{}, func(ty *Typed) error {
		if ty.Path != "m/a" || ty.SSA.Pkg != ty.Types || ty.Lookup("m/a") != ty.Types || ty.Lookup("m/b") != nil {
			t.Errorf("typed package: %+v", ty)
		}
		if n := len(ty.Syntax[0].Comments); n != 1 {
			t.Errorf("%d comments, want 1: directives are comments", n)
		}
		for _, name := range []string{"A", "init", "init#1"} {
			if fn := ty.SSA.Func(name); fn == nil || len(fn.Blocks) == 0 {
				t.Errorf("%s has no body", name)
			}
		}
		h := ty.Lookup("m/h").Scope().Lookup("H").(*types.Func)
		if fn := ty.SSA.Prog.FuncValue(h); fn == nil || fn.Blocks != nil {
			t.Errorf("the function of a header is %v", fn)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestHeadersGiveTheSameSSA compares the code of two packages whose imports are
// headers with that of the same packages when their imports are checked in full.
func TestHeadersGiveTheSameSSA(t *testing.T) {
	g := list(t, benchmarked)
	some, every := map[*Package]bool{}, map[*Package]bool{}
	for _, p := range g.Packages {
		if some[p] = p.Path == "m" || p.Path == "database/sql"; some[p] {
			every[p] = true
			for _, imp := range p.Imports {
				every[imp] = true
			}
		}
	}
	headers, full := functions(t, g, some), functions(t, g, every)
	if len(headers) < 200 {
		t.Errorf("only %d functions", len(headers))
	}
	for name, text := range headers {
		if diff := cmp.Diff(full[name], text); diff != "" {
			t.Errorf("%s (-full +headers):\n%s", name, diff)
		}
	}
}

// functions returns the code of all functions, by name.
func functions(t *testing.T, g *Graph, want map[*Package]bool) map[string]string {
	var mu sync.Mutex
	text := map[string]string{}
	_, err := g.Build(t.Context(), want, Options{}, func(ty *Typed) error {
		if ty.Path != "m" && ty.Path != "database/sql" {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		for fn := range ssautil.AllFunctions(ty.SSA.Prog) {
			if fn.Package() == ty.SSA {
				var b strings.Builder
				if _, err := fn.WriteTo(&b); err != nil {
					return err
				}
				text[fn.String()] = b.String()
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestLimits(t *testing.T) {
	dir := unpack(t, twoPackages)
	big := "package h\n\nconst c = \"" + strings.Repeat("x", 5000) + "\"\n\nvar v = []string{c, `" + strings.Repeat("y", 5000) + "`}\n\nfunc H() int { return 1 }\n"
	if err := os.WriteFile(filepath.Join(dir, "h", "h.go"), []byte(big), 0o666); err != nil {
		t.Fatal(err)
	}
	g, err := List(t.Context(), Config{Dir: dir, Env: offline(), Patterns: []string{"./..."}})
	if err != nil {
		t.Fatal(err)
	}
	refused := func(size, limit int) string {
		return fmt.Sprintf("m/h: read source: h.go has %d bytes, more than the limit of %d", size, limit)
	}
	const lost = "m/a: a.go:8: undefined: h.H [m/a.v] in part [m/a.A m/a.init]"
	check(t, run(t, g, Options{MaxBytes: 6000}), outcome{
		Bodies: []string{"m/a.A", "m/a.init", "m/a.init#1", "m/b.B", "m/b.init"},
		Skips:  []string{lost, refused(len(big), 6000)},
	})
	// As a header, the file is as large as what is left of it.
	check(t, run(t, g, Options{MaxBytes: 6000}, "m/a"), outcome{Bodies: []string{"m/a.A", "m/a.init", "m/a.init#1"}})
	check(t, run(t, g, Options{MaxBytes: 4000}, "m/a"), outcome{
		Bodies: []string{"m/a.A", "m/a.init", "m/a.init#1"},
		Skips:  []string{lost, refused(5049, 4000) + " []"},
	})
	check(t, run(t, g, Options{MaxBytes: 1000}, "m/a"), outcome{
		Bodies: []string{"m/a.A", "m/a.init", "m/a.init#1"},
		Skips:  []string{lost, refused(len(big), 4000) + " []"},
	})
}

func TestProgress(t *testing.T) {
	dir := unpack(t, twoPackages)
	var got []string
	g, err := List(t.Context(), Config{Dir: dir, Env: offline(), Patterns: []string{"./..."}, Progress: func(stage string, done, total int) {
		if done == total {
			got = append(got, fmt.Sprint(stage, " ", done))
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	run(t, g, Options{}, "m/a")
	want := []string{"list 1", "read 1", "read 2", "check 2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("finished stages (-want +got):\n%s", diff)
	}
}

// TestCheckerCorpus builds the erroneous programs with which Go tests its own
// type-checker. go/ssa crashes on many as they are; what is left of each must
// not make it.
func TestCheckerCorpus(t *testing.T) {
	goroot := list(t, twoPackages).Target.GOROOT
	files, err := filepath.Glob(filepath.Join(goroot, "src", "internal", "types", "testdata", "*", "*.go"))
	if err != nil || len(files) < 200 {
		t.Skipf("%d files in the corpus: %v", len(files), err)
	}
	g := list(t, "-- go.mod --\nmodule m\n\ngo 1.26\n-- m.go --\npackage m\n\nimport (\n_ \"fmt\"\n_ \"math\"\n_ \"unsafe\"\n)\n")
	root, want := g.Initial[0], map[*Package]bool{}
	for _, file := range files {
		p := &Package{ID: file, Path: filepath.Base(file), Files: []string{file}, Imports: root.Imports, order: len(g.Packages)}
		g.Packages = append(g.Packages, p)
		want[p] = true
	}
	skips, err := g.Build(t.Context(), want, Options{}, func(*Typed) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	inPart := 0
	for _, s := range skips {
		if !s.Partial || strings.Contains(s.Why, "crashed") {
			t.Errorf("%s: %s", s.Package, s.Why)
		}
		inPart += len(s.InPart)
	}
	if len(skips) < 100 || inPart < 100 {
		t.Errorf("%d packages with errors, %d functions read in part", len(skips), inPart)
	}
}

func TestFileThatIsNoFile(t *testing.T) {
	g := list(t, twoPackages)
	g.Initial[1].Files = []string{g.Initial[1].Dir}
	got := run(t, g, Options{}, "m/b")
	if len(got.Skips) != 1 || !strings.Contains(got.Skips[0], "is no regular file") {
		t.Errorf("skips: %v", got.Skips)
	}
}

// BenchmarkBuild measures reading, checking and building one package that pulls
// in net/http and database/sql as headers.
func BenchmarkBuild(b *testing.B) {
	g := list(b, benchmarked)
	for b.Loop() {
		run(b, g, Options{}, "m")
	}
}

// BenchmarkList measures go list over the closure of net/http.
func BenchmarkList(b *testing.B) {
	dir := unpack(b, benchmarked)
	for b.Loop() {
		if _, err := List(b.Context(), Config{Dir: dir, Env: offline(), Patterns: []string{"."}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBlank measures the lexer on a large file.
func BenchmarkBlank(b *testing.B) {
	g := list(b, benchmarked)
	src, err := os.ReadFile(filepath.Join(g.Target.GOROOT, "src", "net", "http", "server.go"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	buf := make([]byte, len(src))
	for b.Loop() {
		copy(buf, src)
		blank(buf)
	}
}

const benchmarked = `
-- go.mod --
module m

go 1.26
-- m.go --
package m

import (
	"database/sql"
	"encoding/json"
	"net/http"
)

type Handler struct{ db *sql.DB }

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rows, err := h.db.QueryContext(r.Context(), "SELECT 1")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return
		}
		json.NewEncoder(w).Encode(n)
	}
}
`
