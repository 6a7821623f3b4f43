package roots_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/cachevet/cachevet/analyzers/command"
	"github.com/cachevet/cachevet/internal/analyzertest"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/rules"
)

// TestFrameworks reads one program per framework, and some of own routers. A comment on the line where a
// function begins names the entries that it is, in quotes:
//
//	func show(c *gin.Context) { // entry "request http GET /users/:id"
//
// An entry without its comment is an error, as is a finding without its "want".
// What needs no framework (main, init, exported functions) has no comment.
func TestFrameworks(t *testing.T) {
	h := analyzertest.New(t)
	for _, file := range programs(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			src := unpack(t, file)
			want := written(src)
			if len(want) == 0 {
				t.Fatal("no entry is named")
			}
			_, found := h.Link(t, src)
			if diff := cmp.Diff(want, entries(found)); diff != "" {
				t.Errorf("entries (-written +found):\n%s", diff)
			}
			h.Compare(t, src, command.Analyzer)
		})
	}
}

func programs(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/frameworks/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs (%v)", err)
	}
	return files
}

func unpack(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	src := map[string]string{}
	for _, f := range txtar.Parse(data).Files {
		src[f.Name] = string(f.Data)
	}
	return src
}

// spot is the line on which an entry's function begins.
type spot struct {
	File string
	Line int
}

var (
	comment = regexp.MustCompile(`// entry ((?:"[^"]*" ?)+)`)
	quoted  = regexp.MustCompile(`"([^"]*)"`)
)

func written(src map[string]string) map[spot][]string {
	out := map[spot][]string{}
	for file, text := range src {
		for i, line := range strings.Split(text, "\n") {
			if m := comment.FindStringSubmatch(line); m != nil {
				for _, q := range quoted.FindAllStringSubmatch(m[1], -1) {
					out[spot{file, i + 1}] = append(out[spot{file, i + 1}], q[1])
				}
				slices.Sort(out[spot{file, i + 1}])
			}
		}
	}
	return out
}

// entries describes what is found by heat, kind and route.
func entries(found []roots.Root) map[spot][]string {
	out := map[spot][]string{}
	for _, r := range found {
		if r.Own || r.Kind == "init" || r.F.Short == "main" && r.Loop < 0 {
			continue
		}
		at := spot{r.Place.File, r.Place.Line}
		routes := r.Routes
		if len(routes) == 0 {
			routes = []string{""}
		}
		for _, route := range routes {
			out[at] = append(out[at], strings.TrimSpace(strings.Join([]string{string(r.Heat), r.Kind, route}, " ")))
		}
		slices.Sort(out[at])
	}
	return out
}

// TestEveryFramework: a framework has a program that is named after it and whose
// entries its rows find.
func TestEveryFramework(t *testing.T) {
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	h := analyzertest.New(t)
	seen := map[string]bool{}
	for _, file := range programs(t) {
		_, found := h.Link(t, unpack(t, file))
		stem := strings.TrimSuffix(filepath.Base(file), ".txtar")
		for _, r := range found {
			if strings.ReplaceAll(r.Framework, "/", "-") == stem {
				seen[r.Framework] = true
			}
		}
	}
	for i := range cat.Frameworks {
		if name := cat.Frameworks[i].Name; !seen[name] {
			t.Errorf("%s: no entry of testdata/frameworks/%s.txtar comes of its rows", name, strings.ReplaceAll(name, "/", "-"))
		}
	}
}
