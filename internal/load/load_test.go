package load

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite what the fixtures expect")

// Of TestErrorsNeverStopABuild: go test ./internal/load -run Errors -mutants 500
var (
	mutants = flag.Int("mutants", 4, "how many broken variants of real packages are built")
	mutant1 = flag.Uint64("mutant1", 0, "the first of them")
)

// unpack writes the files of a txtar archive into a new folder.
func unpack(t testing.TB, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// offline is an environment in which the go command cannot reach a network.
func offline(extra ...string) []string {
	return append(os.Environ(), append([]string{"GOFLAGS=", "GOPROXY=off", "GOWORK=off", "GO111MODULE=on"}, extra...)...)
}

func list(t testing.TB, archive string, patterns ...string) *Graph {
	t.Helper()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	g, err := List(t.Context(), Config{Dir: unpack(t, archive), Env: offline(), Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// outcome is what a build shows to its caller, in comparable form.
type outcome struct {
	Bodies []string // functions that have SSA instructions
	Skips  []string
}

// run builds the packages whose paths are given, or all initial ones.
func run(t testing.TB, g *Graph, opts Options, paths ...string) outcome {
	t.Helper()
	want := map[*Package]bool{}
	for _, p := range g.Packages {
		if slices.Contains(paths, p.Path) || len(paths) == 0 && p.Initial {
			want[p] = true
		}
	}
	var mu sync.Mutex
	var o outcome
	skips, err := g.Build(t.Context(), want, opts, func(ty *Typed) error {
		names := bodies(ty.SSA)
		mu.Lock()
		defer mu.Unlock()
		o.Bodies = append(o.Bodies, names...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(o.Bodies)
	for _, s := range skips {
		line := fmt.Sprintf("%s: %s", s.Package.Path, s.Why)
		if s.Partial {
			line += fmt.Sprintf(" %v", s.Functions)
			if len(s.InPart) > 0 {
				line += fmt.Sprintf(" in part %v", s.InPart)
			}
		}
		o.Skips = append(o.Skips, line)
	}
	return o
}

// bodies names the functions and methods of a package that have code.
func bodies(pkg *ssa.Package) []string {
	var names []string
	add := func(fn *ssa.Function) {
		if fn != nil && len(fn.Blocks) > 0 {
			names = append(names, fn.String())
		}
	}
	for _, m := range pkg.Members {
		if fn, ok := m.(*ssa.Function); ok {
			add(fn)
		}
	}
	for _, obj := range methodsOf(pkg.Pkg) {
		add(pkg.Prog.FuncValue(obj))
	}
	return names
}

func check(t *testing.T, got, want outcome) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
}

// TestOutcomes builds fixtures that real modules taught: each is a folder of
// packages in testdata, whose comment says what must come out.
func TestOutcomes(t *testing.T) {
	eachArchive(t, "testdata", func(t *testing.T, file, data string) {
		archive := txtar.Parse([]byte(data))
		if *update {
			rewrite(t, file, archive, run(t, list(t, data), Options{}, wanted(archive)...))
		}
		want := expected(t, archive)
		for _, workers := range []int{1, 8} {
			check(t, run(t, list(t, data), Options{Workers: workers}, wanted(archive)...), want)
		}
	})
}

// eachArchive runs a subtest for every archive of a folder, of which there must
// be some.
func eachArchive(t *testing.T, dir string, test func(t *testing.T, file, data string)) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			test(t, file, string(data))
		})
	}
}

// wanted reads the file "want" of a fixture: package paths, all initial ones if
// there is none.
func wanted(a *txtar.Archive) []string {
	for _, f := range a.Files {
		if f.Name == "want" {
			return strings.Fields(string(f.Data))
		}
	}
	return nil
}

func rewrite(t *testing.T, file string, a *txtar.Archive, o outcome) {
	for i := range a.Files {
		switch f := &a.Files[i]; f.Name {
		case "bodies":
			f.Data = []byte(strings.Join(append(o.Bodies, ""), "\n"))
		case "skips":
			f.Data = []byte(strings.Join(append(o.Skips, ""), "\n"))
		}
	}
	if err := os.WriteFile(file, txtar.Format(a), 0o666); err != nil {
		t.Fatal(err)
	}
}

// expected reads the files "bodies" and "skips" of a fixture.
func expected(t *testing.T, a *txtar.Archive) outcome {
	var o outcome
	for _, f := range a.Files {
		lines := strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		if len(f.Data) == 0 {
			lines = nil
		}
		switch f.Name {
		case "bodies":
			o.Bodies = lines
		case "skips":
			o.Skips = lines
		}
	}
	if o.Bodies == nil && o.Skips == nil {
		t.Fatal("fixture expects nothing")
	}
	return o
}

func TestBuildIsCancelled(t *testing.T) {
	g := list(t, "-- go.mod --\nmodule m\n\ngo 1.26\n-- m.go --\npackage m\n\nimport \"net/http\"\n\nvar H http.Handler\n")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := g.Build(ctx, map[*Package]bool{g.Initial[0]: true}, Options{}, func(*Typed) error { return nil })
	if err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("Build with a cancelled context: %v", err)
	}
}
