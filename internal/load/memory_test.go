package load

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// shelf is a Cache that counts what is put there: each listing that was made.
type shelf struct {
	entries map[[32]byte][]byte
	puts    int
}

func (s *shelf) Get(key [32]byte) ([]byte, bool) {
	data, ok := s.entries[key]
	return data, ok
}

func (s *shelf) Put(key [32]byte, data []byte) error {
	s.entries[key] = data
	s.puts++
	return nil
}

func newShelf() *shelf { return &shelf{entries: map[[32]byte][]byte{}} }

// later is a clock by which every file has long settled.
func later() time.Time { return time.Now().Add(time.Hour) }

func listWith(t testing.TB, dir string, m *Memory, patterns ...string) *Graph {
	t.Helper()
	g, err := List(t.Context(), Config{Dir: dir, Env: offline(), Patterns: patterns, Memory: m})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// portrait is all that a graph says, without pointers.
func portrait(g *Graph) []string {
	out := []string{fmt.Sprintf("%+v", g.Target)}
	for _, p := range g.Packages {
		out = append(out, fmt.Sprintf("%d %s %s %s %s std=%t initial=%t %q %q", p.order, p.ID, p.Path, p.Name, p.Dir, p.Standard, p.Initial, p.Files, p.Problems))
		for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
			out = append(out, "  imports "+path+" = "+p.Imports[path].ID)
		}
		for m := p.Module; m != nil; m = m.Replace {
			out = append(out, fmt.Sprintf("  module %s %s %s %s %t %s %q %v", m.Path, m.Version, m.Dir, m.GoMod, m.Main, m.GoVersion, m.Deprecated, m.Time))
		}
	}
	for _, p := range g.Initial {
		out = append(out, "initial "+p.ID)
	}
	return out
}

const remembered = `
-- go.mod --
module m

go 1.26

require example.com/lib v1.0.0

replace example.com/lib => ./lib
-- m.go --
package m

import "example.com/lib"

// F does.
func F() { lib.F() }
-- m_test.go --
package m
-- m_plan9.go --
package m

import "net/http"

var C http.Client
-- sub/deep/deep.go --
package deep

import _ "m"
-- lib/go.mod --
module example.com/lib

go 1.20
-- lib/lib.go --
package lib

import "strings"

func F() { _ = strings.ToUpper("") }
`

// TestMemory: a listing is recalled until something changes that it hangs on,
// and what is recalled is what the go command would have said.
func TestMemory(t *testing.T) {
	write := func(name, text string) func(string) error {
		return func(dir string) error {
			file := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				return err
			}
			return os.WriteFile(file, []byte(text), 0o666)
		}
	}
	remove := func(name string) func(string) error {
		return func(dir string) error { return os.RemoveAll(filepath.Join(dir, name)) }
	}
	tests := map[string]struct {
		change  func(dir string) error
		pattern string
		again   bool // the go command has to be asked again
	}{
		"nothing":                      {func(string) error { return nil }, "./...", false},
		"a body":                       {write("m.go", "package m\n\nimport \"example.com/lib\"\n\n// F does so.\nfunc F() { lib.F(); lib.F() }\n"), "./...", false},
		"a file that is no source":     {write("notes.txt", "x"), "./...", false},
		"a folder without source":      {write("docs/notes.txt", "x"), "./...", false},
		"an import":                    {write("m.go", "package m\n\nimport (\n\t\"example.com/lib\"\n\t_ \"net/url\"\n)\n\nfunc F() { lib.F() }\n"), "./...", true},
		"an import of a replaced one":  {write("lib/lib.go", "package lib\n\nimport _ \"net/url\"\n\nfunc F() {}\n"), "./...", true},
		"a build constraint":           {write("m_plan9.go", "//go:build plan9 && ignore\n\npackage m\n\nimport \"net/http\"\n\nvar C http.Client\n"), "./...", true},
		"a file more":                  {write("more.go", "package m\n"), "./...", true},
		"a file less":                  {remove("m_test.go"), "./...", true},
		"a source file in C":           {write("lib/x.c", "int x;"), "./...", true},
		"a package more":               {write("new/new.go", "package new\n"), "./...", true},
		"a package more, not asked":    {write("new/new.go", "package new\n"), "./sub/deep", false},
		"a package less":               {remove("sub"), "./...", true},
		"a module of its own":          {write("sub/go.mod", "module other\n"), "./...", true},
		"a module of its own, not dot": {write("sub/go.mod", "module other\n"), "./sub/deep", true},
		"go.mod":                       {write("go.mod", "module m\n\ngo 1.25\n\nrequire example.com/lib v1.0.0\n\nreplace example.com/lib => ./lib\n"), "./...", true},
		"go.mod of a replaced one":     {write("lib/go.mod", "module example.com/lib\n\ngo 1.21\n"), "./...", true},
		"vendored modules":             {write("vendor/modules.txt", "# example.com/lib v1.0.0 => ./lib\n## explicit; go 1.20\nexample.com/lib\n# example.com/lib => ./lib\n"), "./...", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := unpack(t, remembered)
			s := newShelf()
			m := &Memory{Cache: s, Tool: "test", Now: later}
			listWith(t, dir, m, test.pattern)
			if s.puts != 1 {
				t.Fatalf("%d listings kept at first, want 1", s.puts)
			}
			if err := test.change(dir); err != nil {
				t.Fatal(err)
			}
			cfg := Config{Dir: dir, Env: environment(t.Context(), offline()), Patterns: []string{test.pattern}, Memory: m}
			if recalled := newMemo(cfg, readTarget(t.Context(), cfg)).recall() != nil; recalled == test.again {
				t.Errorf("recalled: %t", recalled)
			}
			got, err := List(t.Context(), cfg)
			cfg.Memory = nil
			want, wantErr := List(t.Context(), cfg)
			if err != nil || wantErr != nil {
				if fmt.Sprint(err) != fmt.Sprint(wantErr) {
					t.Errorf("with a memory: %v, without: %v", err, wantErr)
				}
				return
			}
			if diff := cmp.Diff(portrait(want), portrait(got)); diff != "" {
				t.Errorf("the memory changes the graph (-without +with):\n%s", diff)
			}
		})
	}
}

// TestMemoryOfThisModule: the same on a graph of some hundred packages.
func TestMemoryOfThisModule(t *testing.T) {
	s := newShelf()
	m := &Memory{Cache: s, Tool: "test", Now: later}
	env := os.Environ()
	first, err := List(t.Context(), Config{Dir: "../..", Env: env, Patterns: []string{"./..."}, Memory: m})
	if err != nil {
		t.Fatal(err)
	}
	again, err := List(t.Context(), Config{Dir: "../..", Env: env, Patterns: []string{"./..."}, Memory: m})
	if err != nil {
		t.Fatal(err)
	}
	if s.puts != 1 {
		t.Fatalf("%d listings kept, want 1", s.puts)
	}
	if len(again.Packages) < 300 {
		t.Errorf("%d packages only", len(again.Packages))
	}
	if diff := cmp.Diff(portrait(first), portrait(again)); diff != "" {
		t.Errorf("recalled otherwise (-listed +recalled):\n%s", diff)
	}
}

// TestMemoryRefuses: what may change unseen is not kept.
func TestMemoryRefuses(t *testing.T) {
	now := later
	tests := map[string]struct {
		archive, pattern string
		now              func() time.Time
		keeps            bool
	}{
		"plain":                     {remembered, "./...", now, true},
		"files of a moment ago":     {remembered, "./...", time.Now, false},
		"an import that is missing": {"-- go.mod --\nmodule m\n\ngo 1.26\n-- m.go --\npackage m\n\nimport _ \"example.com/none\"\n", "./...", now, false},
		"a set of modules":          {remembered, "all", now, false},
		"a file":                    {remembered, "m.go", now, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newShelf()
			listWith(t, unpack(t, test.archive), &Memory{Cache: s, Tool: "test", Now: test.now}, test.pattern)
			if kept := s.puts > 0; kept != test.keeps {
				t.Errorf("kept: %t", kept)
			}
		})
	}
}

func TestImportsEnd(t *testing.T) {
	tests := map[string]string{
		"package p":                                                                  "package p",
		"package p\n\nfunc F() {}":                                                   "package p",
		"package p\n\n// F does.\nfunc F() {}":                                       "package p",
		"//go:build x\n\npackage p; import \"a\"; var X = a.X":                       "//go:build x\n\npackage p; import \"a\";",
		"package p\nimport (\n\t\"a\"\n\tb \"c\" // why\n)\nconst X = 1\n":           "package p\nimport (\n\t\"a\"\n\tb \"c\" // why\n)",
		"package p\n/*\n#cgo LDFLAGS: -lm\n*/\nimport \"C\"\ntype T int":             "package p\n/*\n#cgo LDFLAGS: -lm\n*/\nimport \"C\"",
		"package p\nimport \"a\"\nimport . \"b\"\nimport _ `c`\nfunc F() { import }": "package p\nimport \"a\"\nimport . \"b\"\nimport _ `c`",
		"package p\nimport \"a":                                                      "package p\nimport \"a",
		"":                                                                           "",
	}
	for src, want := range tests {
		data := []byte(src)
		if got := src[:importsEnd(data)]; got != want {
			t.Errorf("of %q: %q, want %q", src, got, want)
		}
		if string(data) != src {
			t.Errorf("%q was spoiled", src)
		}
	}
}

// FuzzListing: bytes of another's making are refused, never a panic.
func FuzzListing(f *testing.F) {
	dir := unpack(f, remembered)
	s := newShelf()
	listWith(f, dir, &Memory{Cache: s, Tool: "test", Now: later}, "./...")
	for _, data := range s.entries {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, ok := decodeListing(data)
		if !ok {
			return
		}
		for i, p := range l.graph.Packages {
			for _, imp := range p.Imports {
				if imp.order >= i {
					t.Errorf("package %d imports package %d", i, imp.order)
				}
			}
		}
	})
}
