package link_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cachevet/cachevet/internal/analyzertest"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
)

func linkArchive(t *testing.T, file string) (*link.Program, []roots.Root) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range txtar.Parse(data).Files {
		files[f.Name] = string(f.Data)
	}
	return analyzertest.New(t).Link(t, files)
}

// TestShapes: whichever way a command is sent, the linked program says which.
func TestShapes(t *testing.T) {
	p, rs := linkArchive(t, "shapes.txtar")
	for _, f := range p.Funcs {
		_, want, ok := strings.Cut(f.Doc, "Reaches: ")
		if !ok {
			continue
		}
		t.Run(f.Short, func(t *testing.T) {
			if got := strings.Join(commands(f), " "); got != want {
				t.Errorf("reaches %q, want %q", got, want)
			}
			if !slices.ContainsFunc(rs, func(r roots.Root) bool { return r.F == f }) {
				t.Error("no entry, though it is exported")
			}
		})
	}
	if f := p.Lookup("example.com/m/shapes.init"); len(commands(f)) != 0 {
		t.Errorf("making a client reaches %v", commands(f))
	}
	dead := p.Lookup("example.com/m/shapes.never")
	if len(dead.In) != 0 || slices.ContainsFunc(rs, func(r roots.Root) bool { return r.F == dead }) {
		t.Error("dead code has a caller or is an entry")
	}
}

// commands lists what a call of f sends to a server, scripts seen through.
func commands(f *link.Func) []string {
	var out []string
	seen := map[*link.Func]bool{f: true}
	for work := []*link.Func{f}; len(work) > 0; work = work[1:] {
		for _, o := range work[0].Ops {
			switch {
			case o.Script != nil:
				for _, c := range o.Script.Calls {
					out = append(out, c.Command)
				}
			case o.Command != "":
				out = append(out, o.Command)
			}
		}
		for _, edges := range work[0].Out {
			for _, e := range edges {
				if !seen[e.Callee] && e.Conf != finding.Possible {
					seen[e.Callee] = true
					work = append(work, e.Callee)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestHottestEntry: a handler and a command line reach the same call; both are
// entries, and the handler is hotter.
func TestHottestEntry(t *testing.T) {
	p, rs := linkArchive(t, "application.txtar")
	sink := p.Lookup("(*example.com/m/internal/cache.Store).List")
	if got := commands(sink); !slices.Equal(got, []string{"KEYS"}) {
		t.Fatalf("the sink sends %v", got)
	}
	reach := p.Reach(sink)
	var got []string
	for _, r := range rs {
		if _, ok := reach.From(r.F); ok {
			got = append(got, string(r.Heat)+" "+r.F.Name)
		}
	}
	want := []string{"request example.com/m.list", "startup example.com/m.main"}
	if !slices.Equal(got, want) {
		t.Errorf("entries %q, want %q", got, want)
	}
}
