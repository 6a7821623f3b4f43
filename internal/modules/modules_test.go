package modules

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/goproxytest"
	"golang.org/x/tools/txtar"

	"github.com/cachevet/cachevet/internal/finding"
)

// world is a user's machine: an environment of its own with a module proxy that
// serves testdata/mod, and an empty module cache. At the end of the test nothing
// may be left in its folder for temporary files.
type world struct {
	t   *testing.T
	env []string
	dir string
	tmp string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	proxy := goproxytest.NewTestServer(t, filepath.Join("testdata", "mod"), "")
	w := &world{t: t, dir: t.TempDir(), tmp: t.TempDir()}
	cache, home := filepath.Join(t.TempDir(), "modcache"), t.TempDir()
	// The go command would leave a child behind that writes counters there.
	mode := filepath.Join(home, ".config", "go", "telemetry", "mode")
	if err := errors.Join(os.MkdirAll(filepath.Dir(mode), 0o755), os.WriteFile(mode, []byte("off"), 0o644)); err != nil {
		t.Fatal(err)
	}
	w.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "GOCACHE=" + filepath.Join(t.TempDir(), "gocache"),
		"GOMODCACHE=" + cache, "GOPROXY=" + proxy.URL, "GOSUMDB=off", "GOENV=off", "GOFLAGS=-modcacherw", "TMPDIR=" + w.tmp,
		"GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
	}
	t.Cleanup(func() {
		if left, err := os.ReadDir(w.tmp); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
	return w
}

// files writes a txtar archive below the user's folder.
func (w *world) files(archive string) {
	w.t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(w.dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			w.t.Fatal(err)
		}
	}
}

// resolve runs Resolve in the folder sub of the user's folder.
func (w *world) resolve(sub string, args ...string) (*Resolved, error) {
	w.t.Helper()
	res, done, err := Resolve(w.t.Context(), Request{Args: args, Dir: filepath.Join(w.dir, sub), Env: w.env})
	w.t.Cleanup(done)
	return res, err
}

// load lists the packages that a loader would see: path, and ! for an error.
func (w *world) load(res *Resolved) []string {
	w.t.Helper()
	args := append([]string{"list", "-e", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{if .Error}}!{{end}}{{end}}"}, res.BuildFlags...)
	cmd := exec.Command("go", append(args, res.Patterns...)...)
	cmd.Dir, cmd.Env = res.Dir, res.Env
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Fields(string(out))
}

func TestResolveOutside(t *testing.T) {
	tests := []struct {
		args     []string
		modules  []finding.Module
		patterns []string
		loads    []string
		note     string
	}{
		{
			args:     []string{"example.com/lib@v1.0.0"},
			modules:  []finding.Module{{Path: "example.com/lib", Version: "v1.0.0", Direct: true}},
			patterns: []string{"example.com/lib/..."},
			loads:    []string{"example.com/client", "example.com/lib", "example.com/lib/cmd/tool", "example.com/lib/deep/inner"},
		}, {
			args:     []string{"example.com/lib"},
			modules:  []finding.Module{{Path: "example.com/lib", Version: "v1.1.0", Direct: true}},
			patterns: []string{"example.com/lib/..."},
			loads:    []string{"example.com/client", "example.com/lib", "example.com/lib/cmd/tool", "example.com/lib/deep/inner"},
		}, {
			args:     []string{"example.com/lib/deep/inner@v1.0.0"},
			modules:  []finding.Module{{Path: "example.com/lib", Version: "v1.0.0", Direct: true}},
			patterns: []string{"example.com/lib/deep/inner"},
			loads:    []string{"example.com/lib/deep/inner"},
		}, {
			args:     []string{"example.com/lib/deep/...@v1.0.0", "example.com/lib/cmd/tool@v1.0.0"},
			modules:  []finding.Module{{Path: "example.com/lib", Version: "v1.0.0", Direct: true}},
			patterns: []string{"example.com/lib/deep/...", "example.com/lib/cmd/tool"},
			loads:    []string{"example.com/lib/cmd/tool", "example.com/lib/deep/inner"},
		}, {
			args:     []string{"example.com/client@v1.2.0"},
			modules:  []finding.Module{{Path: "example.com/client", Version: "v1.2.0", Direct: true, Deprecated: "use example.com/other instead.", Retracted: "It loses writes."}},
			patterns: []string{"example.com/client/..."},
			loads:    []string{"example.com/client"},
		}, {
			args:     []string{"example.com/ancient@v2.0.0+incompatible"},
			modules:  []finding.Module{{Path: "example.com/ancient", Version: "v2.0.0+incompatible", Direct: true}},
			patterns: []string{"example.com/ancient/..."},
			loads:    []string{"example.com/ancient"},
		}, {
			args:     []string{"example.com/old@v1.0.0"},
			modules:  []finding.Module{{Path: "example.com/old", Version: "v1.0.0", Direct: true}},
			patterns: []string{"example.com/old/..."},
			loads:    []string{"example.com/client", "example.com/gone!", "example.com/old", "example.com/old/sub"},
			note:     "example.com/gone@v1.0.0 cannot be had",
		}, {
			args:     []string{"example.com/old/sub"},
			modules:  []finding.Module{{Path: "example.com/old", Version: "v1.0.0", Direct: true}},
			patterns: []string{"example.com/old/sub"},
			loads:    []string{"example.com/gone!", "example.com/old/sub"},
			note:     "example.com/gone@v1.0.0 cannot be had",
		}, {
			args:     []string{"example.com/premodules@v1.0.0"},
			modules:  []finding.Module{{Path: "example.com/premodules", Version: "v1.0.0", Direct: true}},
			patterns: []string{"example.com/premodules/..."},
			loads:    []string{"example.com/client", "example.com/premodules", "example.com/premodules/ledis", "example.com/renamed!"},
			note:     "example.com/renamed@v1.0.0 cannot be had",
		}, {
			args:     []string{"example.com/orphan@v1.0.0"},
			modules:  []finding.Module{{Path: "example.com/orphan", Version: "v1.0.0", Direct: true}},
			patterns: []string{"example.com/orphan/..."},
			loads:    []string{"example.com/heir", "example.com/orphan"},
			note:     "example.com/heir@v1.1.0 needs Go 1.99: v1.0.0 is read in its place",
		}, {
			args:     []string{"example.com/ringa@v1.1.0"},
			modules:  []finding.Module{{Path: "example.com/ringa", Version: "v1.1.0", Direct: true}},
			patterns: []string{"example.com/ringa/..."},
			loads:    []string{"example.com/ringa", "example.com/ringb"},
		},
	}
	w := newWorld(t)
	for _, tt := range tests {
		for _, state := range []string{"cold", "warm"} {
			t.Run(strings.Join(tt.args, " ")+" "+state, func(t *testing.T) {
				w := &world{t: t, env: w.env, dir: w.dir, tmp: w.tmp}
				res, err := w.resolve("", tt.args...)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.modules, res.Modules); diff != "" {
					t.Error("modules", diff)
				}
				if diff := cmp.Diff(tt.patterns, res.Patterns); diff != "" {
					t.Error("patterns", diff)
				}
				if diff := cmp.Diff(tt.loads, w.load(res), cmpopts.SortSlices(strings.Compare)); diff != "" {
					t.Error("packages", diff)
				}
				if notes := strings.Join(res.Notes, "\n"); !strings.Contains(notes, tt.note) || tt.note == "" && notes != "" {
					t.Errorf("notes: %q, want %q", notes, tt.note)
				}
			})
		}
	}
}

func TestResolveErrors(t *testing.T) {
	w := newWorld(t)
	tests := []struct {
		arg  string
		kind Kind
		text string
	}{
		{"example.com/nosuch@v1.0.0", NoModule, "example.com/nosuch@v1.0.0: no such module"},
		{"example.com/lib@v1.9.0", NoVersion, "example.com/lib@v1.9.0: there is no such version; the newest is v1.1.0"},
		{"example.com/lib/nosuch@v1.0.0", NoPackage, "there is no such package"},
		{"example.com/lib/nosuch/...@v1.0.0", NoGoFiles, "holds no Go package"},
		{"example.com/nosuch", NeedVersion, "name a version: example.com/nosuch@VERSION"},
		{"example.com/empty@v1.0.0", NoGoFiles, "holds no Go package"},
		{"example.com/badmod@v1.0.0", BadGoMod, "a go.mod cannot be read"},
		{"example.com/renamed@v1.0.0", BadGoMod, "declares another module path"},
		{"example.com/future@v1.0.0", Toolchain, "needs Go 1.99 or later"},
		{"example.com/lib@", BadName, "not a version"},
		{"example.com/lib@none", BadName, "not a version"},
		{"example.com/lib@-v", BadName, "not a version"},
		{"example.com/lib@v1.0.0/...", BadName, "example.com/lib/...@v1.0.0"},
		{"example.com/\x1b[31mred\u202e@v1.0.0", BadName, `example.com/\x1b[31mred\u202e@v1.0.0: not a module`},
		{"./lib", BadName, "a folder is no module path"},
		{"net/http", BadName, "no host name"},
		{"-modfile=x", BadName, "not a module"},
		{"", BadName, "not a module"},
	}
	for _, tt := range tests {
		t.Run(tt.arg, func(t *testing.T) {
			w := &world{t: t, env: w.env, dir: w.dir, tmp: w.tmp}
			_, err := w.resolve("", tt.arg)
			wantError(t, err, tt.kind, tt.text)
		})
	}
}

func wantError(t *testing.T, err error, kind Kind, text string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v is no *Error", err)
	}
	if e.Kind != kind || !strings.Contains(e.Error(), text) {
		t.Errorf("got %s: %s\nwant %s: %s", e.Kind, e, kind, text)
	}
	if strings.ContainsAny(e.Error(), "\x1b\n\u202e") {
		t.Errorf("not fit for a terminal: %q", e.Error())
	}
}

func TestResolveSurroundings(t *testing.T) {
	tests := []struct {
		name string
		env  []string
		kind Kind
		text string
	}{
		{"nobody listens", []string{"GOPROXY=http://127.0.0.1:1"}, Network, "does not answer"},
		{"proxy off", []string{"GOPROXY=off"}, Offline, "downloading is switched off"},
		{"no go", []string{"PATH=/nonexistent"}, Toolchain, "install Go"},
		{"no temporary folder", []string{"TMPDIR=/nonexistent"}, Unreadable, "cannot make a temporary folder"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.env = append(w.env, tt.env...)
			_, err := w.resolve("", "example.com/lib@v1.0.0")
			wantError(t, err, tt.kind, tt.text)
		})
	}
}

func TestResolveOffline(t *testing.T) {
	w := newWorld(t)
	ask := Request{Args: []string{"example.com/lib@v1.0.0"}, Dir: w.dir, Env: w.env, Offline: true}
	_, done, err := Resolve(t.Context(), ask)
	done()
	wantError(t, err, Offline, "not in the module cache")
	res, err := w.resolve("", "example.com/lib@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	w.load(res)
	res, done, err = Resolve(t.Context(), ask)
	defer done()
	if err != nil {
		t.Fatal(err)
	}
	if got := w.load(res); len(got) != 4 {
		t.Errorf("loads %v", got)
	}
}

func TestResolveCancelled(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, done, err := Resolve(ctx, Request{Args: []string{"example.com/lib@v1.0.0"}, Dir: w.dir, Env: w.env})
	done()
	wantError(t, err, Cancelled, "stopped")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not wrap context.Canceled", err)
	}
}
