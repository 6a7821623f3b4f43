package rules

import (
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSnippetsAreGoFiles: readers copy them, so they stand as gofmt writes them.
func TestSnippetsAreGoFiles(t *testing.T) {
	c := mustBuiltin(t)
	for _, h := range c.Hazards {
		if len(h.Bad) == 0 || len(h.Good) == 0 {
			t.Errorf("%s: want code that is bad and code that is good", h.File)
		}
		for _, s := range append(append([]Snippet{}, h.Bad...), h.Good...) {
			f, err := parser.ParseFile(token.NewFileSet(), s.Name, s.Code, parser.AllErrors)
			if err != nil {
				t.Errorf("%s: %s: %v", h.File, s.Name, err)
				continue
			}
			if len(f.Imports) == 0 {
				t.Errorf("%s: %s imports no client", h.File, s.Name)
			}
			formatted, err := format.Source([]byte(s.Code))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(formatted), s.Code); diff != "" {
				t.Errorf("%s: %s is not formatted:\n%s", h.File, s.Name, diff)
			}
		}
	}
}

// TestFixesNameClients: a fix under a name that no client has, nor a command of the
// hazard, is never shown.
func TestFixesNameClients(t *testing.T) {
	c := mustBuiltin(t)
	known := map[string]bool{"default": true}
	for _, cl := range c.Clients {
		known[cl.Name] = true
	}
	for _, h := range c.Hazards {
		for name := range h.Fix {
			if !known[name] && !slices.Contains(h.Commands, name) && name != h.Params["unlimited"] {
				t.Errorf("%s: fix for %q, which is no client, nor a command", h.File, name)
			}
		}
	}
}
