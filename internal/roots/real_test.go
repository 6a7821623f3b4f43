package roots_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/semver"

	"github.com/cachevet/cachevet/internal/pipeline"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/rules"
)

var real = flag.Bool("real", false, "find the entries of the programs with the real libraries in place of the stubs, at the versions that the catalogue was verified with; this needs the Go module proxy and minutes")

// stubs are what the programs import where no real library is.
const stubs = "../analyzertest/testdata/src"

// TestReal holds the stubs against the libraries: the programs of TestFrameworks
// must compile with the real ones, and the entries found must be the same.
//
//	go test ./internal/roots -run TestReal -real
//
// Generated code (example.com/gen) stays what the stubs say it is.
func TestReal(t *testing.T) {
	if !*real {
		t.Skip("run by hand: -real")
	}
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range programs(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			src := unpack(t, file)
			dir := realModule(t, cat, src)
			a, err := (&pipeline.Engine{Cat: cat}).Run(t.Context(), pipeline.Source{
				Dir: dir, Env: realEnv(), Patterns: []string{"./..."}, Own: true, Candidates: map[string]bool{"example.com/m": true},
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range a.Coverage.Skipped {
				if strings.HasPrefix(s.Package, "example.com/") {
					t.Errorf("%s: %s", s.Package, s.Why)
				}
			}
			found := entries(slices.DeleteFunc(a.Roots, func(r roots.Root) bool { return r.F.Pkg.Module != "example.com/m" }))
			for at, list := range found {
				found[at] = slices.Compact(list) // a command and a library see the same
			}
			if diff := cmp.Diff(written(src), found); diff != "" {
				t.Errorf("entries (-written +found):\n%s", diff)
			}
		})
	}
}

func realEnv() []string { return append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod") }

// realModule writes a program as a module that requires the libraries it
// imports, each at the version that the catalogue was verified with.
func realModule(t *testing.T, cat *rules.Catalogue, src map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	generated := map[string]string{}
	for name, text := range src {
		write(t, filepath.Join(dir, name), text)
		for _, imp := range generatedImports(text) {
			generated[imp] = filepath.Join(dir, "gen", strings.TrimPrefix(imp, "example.com/gen"))
		}
	}
	texts := []string{}
	for _, text := range src {
		texts = append(texts, text)
	}
	for imp, to := range generated {
		files, err := filepath.Glob(filepath.Join(stubs, imp, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no stub for %s (%v)", imp, err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(to, filepath.Base(f)), string(text))
			texts = append(texts, string(text))
		}
	}
	mod := "module example.com/m\n\ngo 1.24\n"
	want := verified(cat, texts)
	for _, modver := range want {
		mod += fmt.Sprintf("require %s\n", strings.Replace(modver, "@", " ", 1))
	}
	if len(generated) > 0 {
		write(t, filepath.Join(dir, "gen", "go.mod"), "module example.com/gen\n\ngo 1.24\n")
		mod += "require example.com/gen v0.0.0\nreplace example.com/gen => ./gen\n"
	}
	write(t, filepath.Join(dir, "go.mod"), mod)
	compiles(t, dir, want)
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func generatedImports(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if _, rest, ok := strings.Cut(line, `"example.com/gen`); ok {
			out = append(out, "example.com/gen"+strings.TrimRight(rest, `"`))
		}
	}
	return out
}

// verified lists the versions of the catalogue's libraries that sources import,
// of each module the newest.
func verified(cat *rules.Catalogue, texts []string) []string {
	best := map[string]string{}
	add := func(modvers []string) {
		for _, modver := range modvers {
			if module, version, _ := strings.Cut(modver, "@"); module != "std" && semver.Compare(best[module], version) < 0 {
				best[module] = version
			}
		}
	}
	for i := range cat.Frameworks {
		add(cat.Frameworks[i].Verified)
	}
	for i := range cat.Clients {
		add(cat.Clients[i].Verified)
	}
	out := []string{}
	for _, text := range texts {
		for _, m := range imported.FindAllStringSubmatch(text, -1) {
			for module := m[1]; module != "."; module = path.Dir(module) {
				if best[module] != "" { // the longest: others have another major version
					out = append(out, module+"@"+best[module])
					break
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var imported = regexp.MustCompile(`(?m)^\s*(?:import )?(?:\w+ )?"([^"\s]+\.[^"\s]+)"$`)

// compiles lists and type-checks the program with the go command, which fetches
// what it needs, and makes sure that the versions are those asked for.
func compiles(t *testing.T, dir string, want []string) {
	t.Helper()
	run := func(args ...string) []byte {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir, cmd.Env = dir, realEnv()
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
		}
		return out
	}
	run("list", "-deps", "./...")
	for _, modver := range want {
		module, version, _ := strings.Cut(modver, "@")
		var m struct{ Version string }
		if err := json.Unmarshal(run("list", "-m", "-json", module), &m); err != nil {
			t.Fatal(err)
		}
		if m.Version != version {
			t.Logf("%s is %s, since another library needs it", modver, m.Version)
		}
	}
}
