package analyzers_test

import (
	"strings"
	"testing"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

func TestFaultCostsOneAnswer(t *testing.T) {
	cat := &rules.Catalogue{Hazards: []rules.Hazard{{Name: "one", Analyzer: "breaks"}, {Name: "two", Analyzer: "works"}}}
	asked := false
	breaks := &analyzers.Analyzer{Name: "breaks", Run: func(p *analyzers.Pass) { _ = p.Roots[len(p.Roots)] }}
	works := &analyzers.Analyzer{Name: "works", Run: func(*analyzers.Pass) { asked = true }}
	_, faults := analyzers.Judge(analyzers.Input{Prog: link.Link(nil, cat, link.Options{}), Cat: cat, Analyzers: []*analyzers.Analyzer{breaks, works}})
	if !asked {
		t.Error("the fault of one question kept another from being asked")
	}
	if len(faults) != 1 || faults[0].Hazard != "one" {
		t.Fatalf("faults: %+v", faults)
	}
	for _, want := range []string{"one was not judged", "index out of range", "fault_test.go:"} {
		if !strings.Contains(faults[0].Why, want) {
			t.Errorf("%q does not say %q", faults[0].Why, want)
		}
	}
}
