package modules

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// git runs git in a folder below the user's.
func (w *world) git(sub string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"}, args...)...)
	cmd.Dir, cmd.Env = filepath.Join(w.dir, sub), w.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit stages and commits everything in a repository.
func (w *world) commit(sub string) {
	w.t.Helper()
	w.git(sub, "add", "-A")
	w.git(sub, "commit", "-q", "-m", "change")
}

// compare runs Compare in a folder of the user's and checks that it changed no
// file there.
func (w *world) compare(sub string, req CompareRequest) (*Comparison, error) {
	w.t.Helper()
	before := w.snapshot()
	req.Dir, req.Env = filepath.Join(w.dir, sub), w.env
	c, done, err := Compare(w.t.Context(), req)
	if diff := cmp.Diff(before, w.snapshot()); diff != "" {
		w.t.Error("files of the user changed", diff)
	}
	w.t.Cleanup(done)
	return c, err
}

// changes writes the changes of all units as lines.
func changes(c *Comparison) []string {
	var out []string
	for _, u := range c.Units {
		for _, ch := range u.Changes {
			kind := "indirect"
			if ch.Direct {
				kind = "direct"
			}
			at := u.Anchors[ch.Path]
			out = append(out, fmt.Sprintf("%s: %s %s %s [%s->%s] %s:%d", u.Dir, kind, ch.Path, ch.Kind, ch.From, ch.To, at.File, at.Line))
		}
	}
	return out
}

// lines is the go.mod of example.com/app with these further lines from line 4.
func lines(more ...string) string {
	return "-- go.mod --\nmodule example.com/app\ngo 1.20\n\n" + strings.Join(more, "\n") + "\n"
}

const usesLib = "-- a.go --\npackage app\n\nimport _ \"example.com/lib\"\n"

func TestCompareKinds(t *testing.T) {
	tests := []struct {
		name     string
		old, new string
		want     []string
	}{
		{"nothing", lines("require example.com/lib v1.0.0"), lines("require example.com/lib v1.0.0"), nil},
		{"a comment", lines("require example.com/lib v1.0.0"), lines("require example.com/lib v1.0.0 // why"), nil},
		{"added with what it brings", lines(), lines("require example.com/lib v1.0.0"), []string{
			".: indirect example.com/client added [->v1.0.0] go.mod:4",
			".: direct example.com/lib added [->v1.0.0] go.mod:4",
		}},
		{"upgraded with what it moves", lines("require example.com/lib v1.0.0"), lines("", "require example.com/lib v1.1.0"), []string{
			".: indirect example.com/client upgraded [v1.0.0->v1.2.0] go.mod:5",
			".: direct example.com/lib upgraded [v1.0.0->v1.1.0] go.mod:5",
		}},
		{"downgraded", lines("require example.com/lib v1.1.0"), lines("require example.com/lib v1.0.0"), []string{
			".: indirect example.com/client downgraded [v1.2.0->v1.0.0] go.mod:4",
			".: direct example.com/lib downgraded [v1.1.0->v1.0.0] go.mod:4",
		}},
		{"removed", lines("require example.com/lib v1.0.0"), lines(), []string{
			".: indirect example.com/client removed [v1.0.0->] go.mod:2",
			".: direct example.com/lib removed [v1.0.0->] go.mod:2",
		}},
		{"replaced by a version", lines("require example.com/client v1.0.0"), lines("require example.com/client v1.0.0", "replace example.com/client => example.com/client v1.2.0"), []string{
			".: direct example.com/client replaced [v1.0.0->example.com/client@v1.2.0] go.mod:5",
		}},
		{"excluded", lines("require example.com/lib v1.1.0", "require example.com/client v1.0.0"), lines("require example.com/lib v1.1.0", "require example.com/client v1.0.0", "exclude example.com/client v1.2.0"), []string{
			".: direct example.com/client downgraded [v1.2.0->v1.0.0] go.mod:5",
		}},
		{"transitive named in go.mod", lines("require example.com/lib v1.0.0"), lines("require example.com/lib v1.0.0", "", "require example.com/client v1.2.0 // indirect"), []string{
			".: indirect example.com/client upgraded [v1.0.0->v1.2.0] go.mod:6",
		}},
	}
	for _, tt := range tests {
		for _, staged := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s staged=%v", tt.name, staged), func(t *testing.T) {
				w := newWorld(t)
				w.files(tt.old + usesLib)
				w.git("", "init", "-q")
				w.commit("")
				w.files(tt.new)
				if staged {
					w.git("", "add", "-A")
				}
				c, err := w.compare("", CompareRequest{Staged: staged})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, changes(c)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestCompareIndexCounts(t *testing.T) {
	w := newWorld(t)
	w.files(lines())
	w.git("", "init", "-q")
	w.commit("")
	w.files(lines("require example.com/lib v1.0.0"))
	w.git("", "add", "-A")
	w.files(lines("require example.com/lib v1.1.0")) // not staged
	c, err := w.compare("", CompareRequest{Staged: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := changes(c); len(got) != 2 || !strings.Contains(got[1], "[->v1.0.0]") {
		t.Errorf("%q", got)
	}
	for _, side := range []*Side{c.Units[0].Old, c.Units[0].New} {
		if _, err := os.Stat(filepath.Join(side.Dir, "go.mod")); err != nil {
			t.Error(err)
		}
	}
}

func TestCompareInitialCommit(t *testing.T) {
	w := newWorld(t)
	w.git("", "init", "-q")
	w.files(lines("require example.com/client v1.0.0"))
	w.git("", "add", "-A")
	for _, staged := range []bool{true, false} {
		c, err := w.compare("", CompareRequest{Staged: staged})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{".: direct example.com/client added [->v1.0.0] go.mod:4"}
		if diff := cmp.Diff(want, changes(c)); diff != "" || c.Units[0].Old != nil || c.Commit != "" {
			t.Error(diff, c.Units[0].Old, c.Commit)
		}
		if _, ok, err := c.ReadBase(t.Context(), "go.mod"); ok || err != nil {
			t.Errorf("the base has a file: %v, %v", ok, err)
		}
	}
}

// branches makes a repository whose branch feature left main, which went on.
func branches(w *world, sub string) {
	w.git(sub, "init", "-q")
	w.files(prefix(sub, lines("require example.com/client v1.0.0")))
	w.commit(sub)
	w.git(sub, "checkout", "-q", "-b", "feature")
	w.files(prefix(sub, lines("require example.com/client v1.0.0", "require example.com/ringa v1.0.0")))
	w.commit(sub)
	w.git(sub, "checkout", "-q", "main")
	w.files(prefix(sub, lines("require example.com/client v1.2.0")))
	w.commit(sub)
	w.git(sub, "checkout", "-q", "feature")
}

// prefix puts the files of an archive into a folder.
func prefix(sub, archive string) string {
	return strings.ReplaceAll(archive, "-- go.mod --", "-- "+sub+"/go.mod --")
}

// What main did since does not count as undone by the branch.
func TestCompareWithWhereABranchLeft(t *testing.T) {
	w := newWorld(t)
	if err := os.Mkdir(filepath.Join(w.dir, "r"), 0o755); err != nil {
		t.Fatal(err)
	}
	branches(w, "r")
	w.git("r", "checkout", "-q", "--detach")
	for _, ref := range []string{"", "main", "main~0"} {
		c, err := w.compare("r", CompareRequest{Ref: ref})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{".: direct example.com/ringa added [->v1.1.0] go.mod:5", ".: indirect example.com/ringb added [->v1.0.0] go.mod:5"}
		if diff := cmp.Diff(want, changes(c)); diff != "" {
			t.Errorf("against %q: %s", ref, diff)
		}
		if !strings.Contains(c.BaseName, "where HEAD left main") {
			t.Errorf("base name %q", c.BaseName)
		}
		old, ok, err := c.ReadBase(t.Context(), "go.mod")
		if err != nil || !ok || !strings.Contains(string(old), "client v1.0.0") {
			t.Errorf("at the base: %q, %v, %v", old, ok, err)
		}
	}
}

// In a merge only what neither side has is news.
func TestCompareMerge(t *testing.T) {
	w := newWorld(t)
	if err := os.Mkdir(filepath.Join(w.dir, "r"), 0o755); err != nil {
		t.Fatal(err)
	}
	branches(w, "r")
	w.git("r", "reset", "-q", "--hard", "main~1")
	w.files(prefix("r", "-- go.mod --\n")) // make the branch differ elsewhere
	w.git("r", "checkout", "-q", "--", ".")
	w.git("r", "commit", "-q", "--allow-empty", "-m", "ours")
	w.git("r", "merge", "-q", "--no-commit", "--no-ff", "main")
	c, err := w.compare("r", CompareRequest{Staged: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := changes(c); got != nil {
		t.Errorf("news in a merge: %q", got)
	}
	w.files(prefix("r", lines("require example.com/client v1.2.0", "require example.com/ringa v1.0.0")))
	w.git("r", "add", "-A")
	if c, err = w.compare("r", CompareRequest{Staged: true}); err != nil {
		t.Fatal(err)
	}
	if got := changes(c); len(got) == 0 {
		t.Error("what a merge adds on its own is not seen")
	}
}

func TestCompareConflict(t *testing.T) {
	w := newWorld(t)
	if err := os.Mkdir(filepath.Join(w.dir, "r"), 0o755); err != nil {
		t.Fatal(err)
	}
	branches(w, "r")
	cmd := exec.Command("git", "merge", "-q", "main")
	cmd.Dir, cmd.Env = filepath.Join(w.dir, "r"), w.env
	if err := cmd.Run(); err == nil {
		t.Fatal("the merge has no conflict")
	}
	_, err := w.compare("r", CompareRequest{Staged: true})
	wantError(t, err, OwnGoMod, "go.mod: it has merge conflicts; resolve them first")
}

func TestCompareShallow(t *testing.T) {
	w := newWorld(t)
	if err := os.Mkdir(filepath.Join(w.dir, "r"), 0o755); err != nil {
		t.Fatal(err)
	}
	branches(w, "r")
	w.git("", "clone", "-q", "--depth=1", "--branch", "feature", "file://"+filepath.Join(w.dir, "r"), "c")
	_, err := w.compare("c", CompareRequest{Ref: "origin/main"})
	wantError(t, err, NoBase, "git fetch --unshallow origin main:refs/remotes/origin/main")
	w.git("c", "fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
	_, err = w.compare("c", CompareRequest{Ref: "origin/main"})
	wantError(t, err, NoBase, "git fetch --unshallow")
	w.git("c", "fetch", "-q", "--unshallow")
	c, err := w.compare("c", CompareRequest{Ref: "origin/main"})
	if err != nil {
		t.Fatal(err)
	}
	if got := changes(c); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

func TestCompareErrors(t *testing.T) {
	w := newWorld(t)
	w.files(lines())
	_, err := w.compare("", CompareRequest{})
	wantError(t, err, NoRepo, "not in a git repository")
	w.git("", "init", "-q")
	w.commit("")
	_, err = w.compare("", CompareRequest{Ref: "origin/main"})
	wantError(t, err, NoBase, "git fetch origin main:refs/remotes/origin/main")
	_, err = w.compare("", CompareRequest{Ref: "--output=x"})
	wantError(t, err, NoBase, "there is no such commit here")
	w.git("", "checkout", "-q", "--orphan", "other")
	w.commit("")
	_, err = w.compare("", CompareRequest{Ref: "HEAD~9"})
	wantError(t, err, NoBase, "there is no such commit here")
	w.git("", "checkout", "-q", "main") // the other branch shares no history, but for commits of one second
	w.files("-- go.mod --\nmodule example.com/app\nrequire (((\n")
	_, err = w.compare("", CompareRequest{})
	wantError(t, err, OwnGoMod, "go.mod:3: syntax error (unterminated block started at go.mod:2:1); correct it")
	w.env = append(w.env, "PATH=/nonexistent")
	_, err = w.compare("", CompareRequest{})
	wantError(t, err, NoRepo, "install git")
}

const nested = `
-- go.mod --
module example.com/root
go 1.20
-- one/go.mod --
module example.com/one
go 1.20
-- one/deep/x.go --
package deep
-- two/go.mod --
module example.com/two
go 1.20
-- one/testdata/go.mod --
module example.com/testdata
go 1.20
`

func TestCompareNestedModules(t *testing.T) {
	w := newWorld(t)
	w.files(nested)
	w.git("", "init", "-q")
	w.commit("")
	for _, dir := range []string{"one", "two", "one/testdata"} {
		w.files("-- " + dir + "/go.mod --\nmodule example.com/x\ngo 1.20\nrequire example.com/client v1.0.0\n")
	}
	tests := []struct {
		dir   string
		units []string
		note  string
	}{
		{"", []string{"one", "two"}, ""},
		{"one", []string{"one"}, "two/go.mod"},
		{"one/deep", []string{"one"}, "two/go.mod"},
	}
	for _, tt := range tests {
		c, err := w.compare(tt.dir, CompareRequest{})
		if err != nil {
			t.Fatal(err)
		}
		var units []string
		for _, u := range c.Units {
			units = append(units, u.Dir)
		}
		if diff := cmp.Diff(tt.units, units); diff != "" {
			t.Errorf("in %q: %s", tt.dir, diff)
		}
		if notes := strings.Join(c.Notes, "\n"); tt.note != "" && !strings.Contains(notes, tt.note) || tt.note == "" && notes != "" {
			t.Errorf("in %q: notes %q", tt.dir, notes)
		}
	}
}

func TestCompareWorkspace(t *testing.T) {
	w := newWorld(t)
	w.files(`
-- go.work --
go 1.20
use (
	./app
	./lib
)
-- app/go.mod --
module example.com/app
go 1.20
require example.com/ownlib v0.0.0
-- app/a.go --
package app
-- lib/go.mod --
module example.com/ownlib
go 1.20
require example.com/client v1.0.0
-- lib/l.go --
package lib

import _ "example.com/client"
-- outside/go.mod --
module example.com/outside
go 1.20
`)
	w.git("", "init", "-q")
	w.goRun("lib", "mod", "tidy")
	w.commit("")
	w.files("-- lib/go.mod --\nmodule example.com/ownlib\ngo 1.20\nrequire example.com/client v1.2.0\n")
	w.goRun("lib", "mod", "tidy")
	for _, staged := range []bool{false, true} {
		if staged {
			w.git("", "add", "-A")
		}
		c, err := w.compare("app", CompareRequest{Staged: staged})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Units) != 0 {
			t.Errorf("app alone has %q", changes(c))
		}
		if c, err = w.compare("", CompareRequest{Staged: staged}); err != nil {
			t.Fatal(err)
		}
		want := []string{".: direct example.com/client upgraded [v1.0.0->v1.2.0] lib/go.mod:5"}
		if diff := cmp.Diff(want, changes(c)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"./app/...", "./lib/..."}, c.Units[0].New.Patterns); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"example.com/app", "example.com/ownlib"}, c.Units[0].Modules); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCompareSidesLoad(t *testing.T) {
	w := newWorld(t)
	w.files(lines("require example.com/lib v1.0.0", "require example.com/outside v0.0.0", "replace example.com/outside => ../outside") + `
-- a.go --
package app

import (
	_ "example.com/lib"
	_ "example.com/outside"
)
`)
	outside := filepath.Join(filepath.Dir(w.dir), "outside")
	if err := os.MkdirAll(outside, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module example.com/outside\n", "o.go": "package outside\n"} {
		if err := os.WriteFile(filepath.Join(outside, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w.git("", "init", "-q")
	w.goRun("", "mod", "tidy")
	w.commit("")
	w.goRun("", "get", "example.com/lib@v1.1.0")
	w.git("", "add", "-A")
	for _, staged := range []bool{true, false} {
		c, err := w.compare("", CompareRequest{Staged: staged})
		if err != nil {
			t.Fatal(err)
		}
		for name, side := range map[string]*Side{"old": c.Units[0].Old, "new": c.Units[0].New} {
			got := w.load(&Resolved{Dir: side.Dir, Env: side.Env, BuildFlags: side.BuildFlags, Patterns: side.Patterns})
			slices.Sort(got)
			want := []string{"example.com/app", "example.com/client", "example.com/lib", "example.com/outside"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, staged %v: %s", name, staged, diff)
			}
		}
	}
}

func TestCompareCodeWithoutGoModChange(t *testing.T) {
	w := newWorld(t)
	w.files(lines("require example.com/client v1.0.0") + "-- a.go --\npackage app\n")
	w.git("", "init", "-q")
	w.commit("")
	w.files("-- a.go --\npackage app\n\nimport _ \"example.com/client\"\n")
	c, err := w.compare("", CompareRequest{})
	if err != nil || len(c.Units) != 0 {
		t.Fatalf("%v, %v", c.Units, err)
	}
	if c, err = w.compare("", CompareRequest{Code: true}); err != nil {
		t.Fatal(err)
	}
	if len(c.Units) != 1 || c.Units[0].Old == nil || c.Units[0].New == nil || len(c.Units[0].Changes) != 0 {
		t.Errorf("%+v", c.Units)
	}
}
