package hook

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// place is a git repository with a cachevet of its own in PATH, which notes its
// arguments and exits as it is told.
type place struct {
	t    *testing.T
	root string
	env  []string
	log  string
}

func newPlace(t *testing.T) *place {
	t.Helper()
	bin, home := t.TempDir(), t.TempDir()
	p := &place{t: t, root: t.TempDir(), log: filepath.Join(home, "log")}
	p.env = []string{
		"PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH"), "HOME=" + home, "LOG=" + p.log, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
	}
	p.write(filepath.Join(bin, "cachevet"), "#!/bin/sh\necho \"cachevet $*\" >> \"$LOG\"\nexit ${CODE-0}\n", 0o755)
	p.git("init", "-q")
	return p
}

func (p *place) write(name, text string, mode os.FileMode) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) git(args ...string) {
	p.t.Helper()
	if out, err := p.try(p.root, args...); err != nil {
		p.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (p *place) try(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, p.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// commit makes a commit in dir with further environment and returns what the
// hooks wrote to the log.
func (p *place) commit(dir string, env ...string) (log string, failed bool) {
	p.t.Helper()
	cmd := exec.Command("git", "commit", "-q", "--allow-empty", "-m", "x")
	cmd.Dir, cmd.Env = dir, append(p.env[:len(p.env):len(p.env)], env...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	data, rerr := os.ReadFile(p.log)
	if rerr != nil && !os.IsNotExist(rerr) {
		p.t.Fatal(rerr)
	}
	_ = os.Remove(p.log)
	return string(data) + string(out), err != nil
}

func (p *place) install(dir string, want Done) string {
	p.t.Helper()
	path, done, err := Install(p.t.Context(), Request{Dir: dir, Env: p.env})
	if err != nil || done != want {
		p.t.Fatalf("install: %q, %v; want %q", done, err, want)
	}
	return path
}

func (p *place) uninstall(dir string, want Done) {
	p.t.Helper()
	_, done, err := Uninstall(p.t.Context(), Request{Dir: dir, Env: p.env})
	if err != nil || done != want {
		p.t.Fatalf("uninstall: %q, %v; want %q", done, err, want)
	}
}

// hooks lists the files of the hooks folder, without git's samples, with modes.
func (p *place) hooks(dir string) map[string]string {
	p.t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		p.t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".sample") {
			continue
		}
		info, err := e.Info()
		if err != nil {
			p.t.Fatal(err)
		}
		data, _ := os.ReadFile(filepath.Join(dir, e.Name()))
		link, _ := os.Readlink(filepath.Join(dir, e.Name()))
		out[e.Name()] = info.Mode().String() + link + string(data)
	}
	return out
}

func TestInstall(t *testing.T) {
	p := newPlace(t)
	p.install(p.root, Installed)
	p.install(p.root, Unchanged)
	if log, failed := p.commit(p.root); log != "cachevet gate --staged\n" || failed {
		t.Errorf("log %q, failed %v", log, failed)
	}
	if _, failed := p.commit(p.root, "CODE=1"); !failed {
		t.Error("a failing gate lets a commit pass")
	}
	if log, failed := p.commit(p.root, "SKIP=gofmt,cachevet", "CODE=1"); log != "" || failed {
		t.Errorf("skipped: log %q, failed %v", log, failed)
	}
	p.uninstall(p.root, Removed)
	p.uninstall(p.root, Unchanged)
	if got := p.hooks(filepath.Join(p.root, ".git", "hooks")); len(got) != 0 {
		t.Errorf("left %v", got)
	}
}

func TestInstallChains(t *testing.T) {
	p := newPlace(t)
	dir := filepath.Join(p.root, ".git", "hooks")
	p.write(filepath.Join(dir, "pre-commit"), "#!/bin/sh\necho theirs >> \"$LOG\"\nexit ${THEIRS-0}\n", 0o755)
	before := p.hooks(dir)
	p.install(p.root, Chained)
	p.install(p.root, Unchanged)
	if log, failed := p.commit(p.root); log != "theirs\ncachevet gate --staged\n" || failed {
		t.Errorf("log %q, failed %v", log, failed)
	}
	if log, failed := p.commit(p.root, "THEIRS=1"); log != "theirs\n" || !failed {
		t.Errorf("log %q, failed %v", log, failed)
	}
	p.uninstall(p.root, Restored)
	if diff := cmp.Diff(before, p.hooks(dir)); diff != "" {
		t.Error(diff)
	}
}

// A hook that git ignores (not executable) and one that is a link come back as
// they were.
func TestUninstallRestoresExactly(t *testing.T) {
	for name, prepare := range map[string]func(p *place, dir string){
		"not executable": func(p *place, dir string) {
			p.write(filepath.Join(dir, "pre-commit"), "#!/bin/sh\nexit 1\n", 0o640)
		},
		"link": func(p *place, dir string) {
			p.write(filepath.Join(p.root, "tools", "check.sh"), "#!/bin/sh\necho theirs >> \"$LOG\"\n", 0o755)
			if err := os.Symlink("../../tools/check.sh", filepath.Join(dir, "pre-commit")); err != nil {
				p.t.Fatal(err)
			}
		},
		"dangling link": func(p *place, dir string) {
			if err := os.Symlink("nowhere", filepath.Join(dir, "pre-commit")); err != nil {
				p.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			dir := filepath.Join(p.root, ".git", "hooks")
			prepare(p, dir)
			before := p.hooks(dir)
			p.install(p.root, Chained)
			if log, failed := p.commit(p.root); !strings.HasSuffix(log, "cachevet gate --staged\n") || failed {
				t.Errorf("log %q, failed %v", log, failed)
			}
			p.uninstall(p.root, Restored)
			if diff := cmp.Diff(before, p.hooks(dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(p *place) string // returns the folder to work in
		hooks   string
	}{
		"subdirectory": {func(p *place) string {
			dir := filepath.Join(p.root, "a", "b")
			p.write(filepath.Join(dir, "x"), "", 0o644)
			return dir
		}, ".git/hooks"},
		"relative hooksPath": {func(p *place) string {
			p.git("config", "core.hooksPath", "my hooks")
			return p.root
		}, "my hooks"},
		"worktree": {func(p *place) string {
			p.commit(p.root)
			p.git("worktree", "add", "-q", "tree")
			return filepath.Join(p.root, "tree")
		}, ".git/hooks"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			dir := tt.prepare(p)
			path := p.install(dir, Installed)
			real, err := filepath.EvalSymlinks(p.root)
			if err != nil {
				t.Fatal(err)
			}
			if rel, err := filepath.Rel(real, path); err != nil || filepath.ToSlash(rel) != tt.hooks+"/pre-commit" {
				t.Errorf("installed at %s, %v", path, err)
			}
			if log, failed := p.commit(dir); log != "cachevet gate --staged\n" || failed {
				t.Errorf("log %q, failed %v", log, failed)
			}
			p.uninstall(dir, Removed)
			if log, _ := p.commit(dir); log != "" {
				t.Errorf("still runs: %q", log)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(p *place, hook string)
		want    string
	}{
		"edited": {func(p *place, hook string) {
			p.install(p.root, Installed)
			p.write(hook, script("")+"echo more\n", 0o755)
		}, "edited since"},
		"lost": {func(p *place, hook string) {
			p.write(hook, "#!/bin/sh\n", 0o755)
			p.install(p.root, Chained)
			if err := os.Remove(hook); err != nil {
				p.t.Fatal(err)
			}
		}, "is there without pre-commit"},
		"replaced": {func(p *place, hook string) {
			p.write(hook, "#!/bin/sh\n", 0o755)
			p.install(p.root, Chained)
			if err := os.Remove(hook); err != nil {
				p.t.Fatal(err)
			}
			p.write(hook, "#!/bin/sh\nexit 0\n", 0o755)
		}, "delete the one that you do not need"},
		"folder": {func(p *place, hook string) { p.write(filepath.Join(hook, "x"), "", 0o644) }, "is a folder"},
		"global hooksPath": {func(p *place, hook string) {
			p.git("config", "--global", "core.hooksPath", "/somewhere")
		}, "for every repository"},
		"husky":        {func(p *place, hook string) { p.git("config", "core.hooksPath", ".husky/_") }, ".husky/pre-commit"},
		"no work tree": {func(p *place, hook string) { p.root = filepath.Dir(p.root) }, "is not in a git work tree"},
		"no git":       {func(p *place, hook string) { p.env = []string{"PATH=/nonexistent"} }, "no git command"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			dir := filepath.Join(p.root, ".git", "hooks")
			tt.prepare(p, filepath.Join(dir, "pre-commit"))
			before := p.hooks(dir)
			for verb, do := range map[string]func() error{
				"install":   func() error { _, _, err := Install(t.Context(), Request{Dir: p.root, Env: p.env}); return err },
				"uninstall": func() error { _, _, err := Uninstall(t.Context(), Request{Dir: p.root, Env: p.env}); return err },
			} {
				if err := do(); err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%s: got %v, want %s", verb, err, tt.want)
				}
			}
			if diff := cmp.Diff(before, p.hooks(dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRecordedProgram(t *testing.T) {
	p := newPlace(t)
	elsewhere := filepath.Join(t.TempDir(), "it's here", "cachevet")
	p.write(elsewhere, "#!/bin/sh\necho \"recorded $*\" >> \"$LOG\"\n", 0o755)
	p.install(p.root, Installed)
	if _, done, err := Install(t.Context(), Request{Dir: p.root, Env: p.env, Program: elsewhere}); err != nil || done != Updated {
		t.Fatalf("%q, %v", done, err)
	}
	p.env[0] = "PATH=" + os.Getenv("PATH")
	if log, failed := p.commit(p.root); log != "recorded gate --staged\n" || failed {
		t.Errorf("log %q, failed %v", log, failed)
	}
	if err := os.Remove(elsewhere); err != nil {
		t.Fatal(err)
	}
	if log, failed := p.commit(p.root); !strings.Contains(log, "cachevet is not in PATH") || !failed {
		t.Errorf("log %q, failed %v", log, failed)
	}
	p.uninstall(p.root, Removed)
}
