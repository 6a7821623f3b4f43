package load

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestList(t *testing.T) {
	g := list(t, `
-- go.mod --
module m

go 1.26

require example.com/lib v1.0.0

replace example.com/lib => ./lib
-- m.go --
package m

import "example.com/lib"

var _ = lib.X
-- lib/go.mod --
module example.com/lib

go 1.20
-- lib/lib.go --
package lib

import "net/http"

var X http.Handler
-- lib/lib_test.go --
package lib

import "testing"
-- lib/lib_windows.go --
package lib

func OnlyThere() {}
`)
	if len(g.Initial) != 1 || g.Initial[0].Path != "m" || !g.Initial[0].Initial || !g.Initial[0].Module.Main {
		t.Fatalf("initial packages: %v", g.Initial)
	}
	lib := g.Initial[0].Imports["example.com/lib"]
	if m := lib.Module; m == nil || m.Main || m.Version != "v1.0.0" || m.GoVersion != "1.20" || m.Replace == nil {
		t.Errorf("module of lib: %+v", m)
	}
	var files []string
	for _, f := range lib.Files {
		files = append(files, filepath.Base(f))
	}
	if diff := cmp.Diff([]string{"lib.go"}, files); diff != "" {
		t.Errorf("files of lib (-want +got):\n%s", diff)
	}
	seen := map[*Package]bool{}
	for _, p := range g.Packages {
		for _, imp := range p.Imports {
			if !seen[imp] {
				t.Errorf("%s comes before its import %s", p, imp)
			}
		}
		seen[p] = true
		if p.Standard != (p.Module == nil) {
			t.Errorf("%s: standard is %v, module is %v", p, p.Standard, p.Module)
		}
	}
	reach := g.Reaching(func(p *Package) bool { return p.Path == "net/textproto" })
	for path, want := range map[string]bool{"m": true, "example.com/lib": true, "net/http": true, "net/textproto": true, "bufio": false} {
		i := slices.IndexFunc(g.Packages, func(p *Package) bool { return p.Path == path })
		if got := reach[g.Packages[i]]; got != want {
			t.Errorf("Reaching net/textproto: %s is %v, want %v", path, got, want)
		}
	}
}

// TestNothingRuns puts traps where listing or cgo could start a program.
func TestNothingRuns(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module m

go 1.26
-- m.go --
package m

// #cgo pkg-config: trap
// int f(void);
import "C"

//go:generate trap
func F() {}
-- use/use.go --
package use

import "m"

func Use() { m.F() }
-- bin/trap --
#!/bin/sh
echo "$0 $*" >>"$TRAPPED"
exit 1
`)
	bin, trapped := filepath.Join(dir, "bin"), filepath.Join(dir, "trapped")
	trap := filepath.Join(bin, "trap")
	if err := os.Chmod(trap, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"gopackagesdriver", "pkg-config", "gcc", "cc", "clang"} {
		if err := os.Link(trap, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	env := offline("CGO_ENABLED=1", "CC="+trap, "PKG_CONFIG="+trap, "TRAPPED="+trapped, "GOPACKAGESDRIVER="+trap)
	g, err := List(t.Context(), Config{Dir: dir, Env: env, Patterns: []string{"./..."}})
	if err != nil {
		t.Fatal(err)
	}
	check(t, run(t, g, Options{}), outcome{Bodies: []string{"m.F", "m.init", "m/use.Use", "m/use.init"}})
	if data, err := os.ReadFile(trapped); err == nil {
		t.Errorf("these ran:\n%s", data)
	}
}

func TestListNeedsNewerGo(t *testing.T) {
	dir := unpack(t, "-- go.mod --\nmodule m\n\ngo 1.999\n-- m.go --\npackage m\n")
	for _, chain := range []string{"auto", "go1.26.0+auto", "path", ""} {
		_, err := List(t.Context(), Config{Dir: dir, Env: offline("GOTOOLCHAIN=" + chain), Patterns: []string{"./..."}})
		var old *ToolchainError
		if !errors.As(err, &old) || old.Need != "1.999" || old.What != "go.mod" {
			t.Errorf("GOTOOLCHAIN=%q: %v", chain, err)
		}
	}
}

func TestToolchainIsTheUsers(t *testing.T) {
	for set, want := range map[string]string{"": "local", "auto": "local", "path": "local", "go1.26.1+auto": "local", "local+path": "local", "local": "local", "go1.26.1": "go1.26.1"} {
		env := environment(t.Context(), []string{"GOTOOLCHAIN=" + set, "GOFLAGS=-mod=mod"})
		if last := env[len(env)-1]; last != "GOTOOLCHAIN="+want {
			t.Errorf("GOTOOLCHAIN=%s becomes %s", set, last)
		}
		if !slices.Contains(env, "GOFLAGS=-mod=mod") || !slices.Contains(env, "GOPACKAGESDRIVER=off") {
			t.Errorf("environment: %v", env)
		}
	}
}

func TestListErrors(t *testing.T) {
	dir := unpack(t, "-- go.mod --\nmodul m\n-- m.go --\npackage m\n")
	if _, err := List(t.Context(), Config{Dir: dir, Env: offline(), Patterns: []string{"./..."}}); err == nil || !strings.HasSuffix(err.Error(), ": errors parsing go.mod: go.mod:1: unknown directive: modul") {
		t.Errorf("a broken go.mod: %v", err)
	}
	if _, err := List(t.Context(), Config{Dir: filepath.Join(dir, "absent"), Env: offline(), Patterns: []string{"./..."}}); err == nil {
		t.Error("an absent folder gives no error")
	}
}

// TestWithoutModules loads a package the way it was done before there were
// modules.
func TestWithoutModules(t *testing.T) {
	dir := unpack(t, "-- src/a/a.go --\npackage a\n\nimport \"b\"\n\nfunc F() { b.G() }\n-- src/b/b.go --\npackage b\n\nfunc G() {}\n")
	g, err := List(t.Context(), Config{Dir: filepath.Join(dir, "src", "a"), Env: offline("GO111MODULE=off", "GOPATH="+dir), Patterns: []string{"."}})
	if err != nil {
		t.Fatal(err)
	}
	if p := g.Initial[0]; p.Standard || p.Imports["b"] == nil || p.Imports["b"].Standard {
		t.Errorf("packages of GOPATH count as standard: %+v", p)
	}
	check(t, run(t, g, Options{}, "a", "b"), outcome{Bodies: []string{"a.F", "a.init", "b.G", "b.init"}})
}

func TestOverlay(t *testing.T) {
	dir := unpack(t, "-- go.mod --\nmodule m\n\ngo 1.26\n-- m.go --\npackage m\n\nfunc Old() {}\n-- h/h.go --\npackage h\n")
	g, err := List(t.Context(), Config{Dir: dir, Env: offline(), Patterns: []string{"."}, Overlay: map[string][]byte{
		filepath.Join(dir, "m.go"):      []byte("package m\n\nimport \"m/h\"\n\nfunc New() { h.H() }\n"),
		filepath.Join(dir, "h", "h.go"): []byte("package h\n\nfunc H() {}\n"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a header must not spoil the overlay
		check(t, run(t, g, Options{}), outcome{Bodies: []string{"m.New", "m.init"}})
	}
}

func TestDeprecated(t *testing.T) {
	for goMod, want := range map[string]string{
		"// Deprecated: use v2\n// instead.\n//\n// More.\nmodule m\n": "use v2 instead.",
		"module m // Deprecated: gone":                                 "gone",
		"// Deprecated: no\n\nmodule m\n":                              "",
		"// A module.\nmodule m\n\n// Deprecated: x\nrequire y v1":     "",
		"": "",
	} {
		if got := deprecatedIn(moduleComment(goMod)); got != want {
			t.Errorf("%q: %q, want %q", goMod, got, want)
		}
	}
	g := list(t, "-- go.mod --\n// Deprecated: old\nmodule m\n-- m.go --\npackage m\n")
	if got := g.Initial[0].Module.Deprecated; got != "old" {
		t.Errorf("Deprecated is %q", got)
	}
}
