package modules

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
)

// app is a user's module. Its client is replaced by a folder of its own.
const app = `
-- app/go.mod --
module example.com/app

go 1.20

require example.com/client v1.0.0

replace example.com/client => ./client
-- app/main.go --
package main

import _ "example.com/client"

func main() {}
-- app/client/go.mod --
module example.com/client

go 1.20
-- app/client/client.go --
package client
-- app/sub/x.go --
package sub
`

// snapshot reads every file below the user's folder.
func (w *world) snapshot() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(w.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all[path] = string(data)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// goRun runs the go command in a folder of the user's, as the user would.
func (w *world) goRun(sub string, args ...string) {
	w.t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = filepath.Join(w.dir, sub), w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("go %v: %v\n%s", args, err, out)
	}
}

func TestResolveInside(t *testing.T) {
	w := newWorld(t)
	w.files(app)
	before := w.snapshot()
	res, err := w.resolve("app/sub", "example.com/lib@v1.0.0", "example.com/client@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	want := []finding.Module{
		{Path: "example.com/lib", Version: "v1.0.0", Direct: true},
		{Path: "example.com/client", Version: "v1.0.0", Direct: true, Note: "replaced by ./client"},
	}
	if diff := cmp.Diff(want, res.Modules); diff != "" {
		t.Error(diff)
	}
	if !res.InModule || res.MainModule != "example.com/app" || res.Dir != filepath.Join(w.dir, "app") {
		t.Errorf("InModule %v, MainModule %s, Dir %s", res.InModule, res.MainModule, res.Dir)
	}
	res.Patterns = append(res.Patterns, "./...")
	if got := w.load(res); slices.ContainsFunc(got, func(p string) bool { return strings.HasSuffix(p, "!") }) || !slices.Contains(got, "example.com/app") {
		t.Errorf("loads %v", got)
	}
	if diff := cmp.Diff(before, w.snapshot()); diff != "" {
		t.Error("the user's files changed", diff)
	}
}

// TestResolveInsideOlder: what stands in for an import that needs a later Go is asked
// for beside the user's go.mod, which has a line that only a write would put in order.
func TestResolveInsideOlder(t *testing.T) {
	w := newWorld(t)
	w.files("-- go.mod --\nmodule example.com/app\n\ngo 1.20\n\nrequire   example.com/client v1.0.0 // indirect\n-- a.go --\npackage app\n")
	before := w.snapshot()
	res, err := w.resolve("", "example.com/orphan@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if notes := strings.Join(res.Notes, "\n"); !strings.Contains(notes, "v1.0.0 is read in its place") {
		t.Errorf("notes: %q", notes)
	}
	if diff := cmp.Diff(before, w.snapshot()); diff != "" {
		t.Error("the user's files changed", diff)
	}
}

func TestResolveInsideUpgrades(t *testing.T) {
	w := newWorld(t)
	w.files("-- go.mod --\nmodule example.com/app\n\ngo 1.20\n\nrequire example.com/lib v1.1.0\n-- a.go --\npackage app\n\nimport _ \"example.com/lib\"\n")
	w.goRun("", "mod", "tidy")
	for _, tt := range []struct{ arg, version string }{
		{"example.com/lib@v1.0.0", "v1.0.0"},
		{"example.com/client@v1.0.0", "v1.0.0"}, // takes lib down with it
		{"example.com/client", "v1.0.0"},        // v1.2.0 is retracted
	} {
		t.Run(tt.arg, func(t *testing.T) {
			w := &world{t: t, env: w.env, dir: w.dir, tmp: w.tmp}
			res, err := w.resolve("", tt.arg)
			if err != nil {
				t.Fatal(err)
			}
			if got := res.Modules[0].Version; got != tt.version {
				t.Errorf("chose %s, want %s", got, tt.version)
			}
		})
	}
}

func TestResolveInsideKeepsVersionWhereNewestIsUnknown(t *testing.T) {
	w := newWorld(t)
	w.files("-- go.mod --\nmodule example.com/app\n\ngo 1.20\n\nrequire example.com/client v1.0.0\n-- a.go --\npackage app\n\nimport _ \"example.com/client\"\n")
	w.goRun("", "mod", "tidy")
	w.env = append(w.env, "GOPROXY=off")
	res, err := w.resolve("", "example.com/client")
	if err != nil {
		t.Fatal(err)
	}
	if m := res.Modules[0]; m.Version != "v1.0.0" || !strings.Contains(m.Note, "newest version is unknown") {
		t.Errorf("%+v", m)
	}
}

func TestResolveOwnModule(t *testing.T) {
	w := newWorld(t)
	w.files(app)
	_, err := w.resolve("app", "example.com/app/sub")
	wantError(t, err, BadName, "use `cachevet scan`")
}

func TestResolveInVendoredModule(t *testing.T) {
	w := newWorld(t)
	w.files("-- go.mod --\nmodule example.com/app\n\ngo 1.20\n\nrequire example.com/client v1.0.0\n-- a.go --\npackage app\n\nimport _ \"example.com/client\"\n")
	w.goRun("", "mod", "tidy")
	w.goRun("", "mod", "vendor")
	before := w.snapshot()
	w.env = append(w.env, "GOFLAGS=-mod=vendor -modcacherw") // some set this for good
	res, err := w.resolve("", "example.com/lib@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if got := getenv(res.Env, "GOFLAGS"); got != "-mod=vendor -modcacherw" {
		t.Errorf("GOFLAGS became %q", got)
	}
	res.Patterns = append(res.Patterns, "./...")
	want := []string{"example.com/app", "example.com/client", "example.com/lib", "example.com/lib/cmd/tool", "example.com/lib/deep/inner"}
	got := w.load(res)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, w.snapshot()); diff != "" {
		t.Error("the user's files changed", diff)
	}
}

// A private dependency that only the vendor folder still has must not keep a
// candidate from being vetted.
func TestResolveWithVendoredOrphan(t *testing.T) {
	w := newWorld(t)
	w.files(`
-- go.mod --
module example.com/app

go 1.16

require example.com/private v1.0.0
-- a.go --
package app

import _ "example.com/private/p"
-- vendor/modules.txt --
# example.com/private v1.0.0
## explicit
example.com/private/p
-- vendor/example.com/private/p/p.go --
package p
`)
	res, err := w.resolve("", "example.com/lib@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	res.Patterns = append(res.Patterns, "./...")
	if got := w.load(res); !slices.Contains(got, "example.com/private/p") {
		t.Errorf("loads %v", got)
	}
	if notes := strings.Join(res.Notes, "\n"); !strings.Contains(notes, "example.com/private@v1.0.0 is used as vendored") {
		t.Errorf("notes %q", notes)
	}
}

func TestResolveInWorkspace(t *testing.T) {
	w := newWorld(t)
	w.files(`
-- go.work --
go 1.20

use (
	./app
	./sibling
)
-- app/go.mod --
module example.com/app

go 1.20

require example.com/sibling v0.0.0
-- app/a.go --
package app

import _ "example.com/sibling"
-- sibling/go.mod --
module example.com/sibling

go 1.20
-- sibling/s.go --
package sibling
`)
	before := w.snapshot()
	res, err := w.resolve("app", "example.com/lib@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	res.Patterns = append(res.Patterns, "./...")
	if got := w.load(res); !slices.Contains(got, "example.com/sibling") || slices.Contains(got, "example.com/sibling!") {
		t.Errorf("loads %v", got)
	}
	if len(res.Notes) != 1 || !strings.Contains(res.Notes[0], "GOWORK=off for example.com/app") {
		t.Errorf("notes %q", res.Notes)
	}
	if diff := cmp.Diff(before, w.snapshot()); diff != "" {
		t.Error("the user's files changed", diff)
	}
}

// GOFLAGS may name another go.mod, which then is the user's build list.
func TestResolveWithModfile(t *testing.T) {
	w := newWorld(t)
	w.files("-- go.mod --\nmodule example.com/app\n\ngo 1.20\n-- alt.mod --\nmodule example.com/app\n\ngo 1.20\n\nrequire example.com/client v1.2.0\n-- a.go --\npackage app\n\nimport _ \"example.com/client\"\n")
	w.env = append(w.env, "GOFLAGS=-modfile=alt.mod -modcacherw")
	before := w.snapshot()
	res, err := w.resolve("", "example.com/lib@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	mods, err := List(t.Context(), res.Dir, res.Env, res.BuildFlags)
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{
		{Path: "example.com/client", To: "v1.2.0", Kind: Added, Direct: true},
		{Path: "example.com/lib", To: "v1.0.0", Kind: Added},
	}
	if diff := cmp.Diff(want, Diff(nil, mods)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, w.snapshot()); diff != "" {
		t.Error("the user's files changed", diff)
	}
}
