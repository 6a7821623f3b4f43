package pipeline

import (
	"bytes"
	"os"
	"testing"

	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// TestSummaryAlone: a package that is read alone, after an edit, has the summary
// that it has when everything is read, though of its imports other parts were
// read then. It looks at this module.
func TestSummaryAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some packages many times")
	}
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	e := &Engine{Cat: cat}
	g, err := e.list(t.Context(), Source{Dir: "../..", Env: os.Environ(), Patterns: []string{"./internal/...", "./report"}, Own: true})
	if err != nil {
		t.Fatal(err)
	}
	own, every := map[*load.Package]bool{}, map[*load.Package]bool{}
	for i, p := range g.Packages {
		if p.Initial && len(p.Files) > 0 {
			own[p], every[p] = true, true
		}
		if !p.Standard && i%4 == 0 {
			every[p] = true
		}
	}
	together := built(t, e, g, every)
	if len(own) < 10 || len(together) <= len(own) {
		t.Fatalf("%d packages, %d with others", len(own), len(together))
	}
	for p := range own {
		if alone := built(t, e, g, map[*load.Package]bool{p: true}); !bytes.Equal(alone[p], together[p]) {
			t.Errorf("%s: its summary hangs on what else is read", p)
		}
	}
}

func built(t *testing.T, e *Engine, g *load.Graph, want map[*load.Package]bool) map[*load.Package][]byte {
	t.Helper()
	fresh, skips, err := e.build(t.Context(), g, want)
	if err != nil || len(skips) > 0 {
		t.Fatal(skips, err)
	}
	out := map[*load.Package][]byte{}
	for p, s := range fresh {
		out[p] = summary.Encode(s)
	}
	return out
}
