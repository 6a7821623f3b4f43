package analyzertest_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/analyzers/command"
	"github.com/cachevet/cachevet/analyzers/sweep"
	"github.com/cachevet/cachevet/internal/analyzertest"
	"github.com/cachevet/cachevet/rules"
)

func TestPrograms(t *testing.T) {
	analyzertest.Run(t, "testdata/programs", command.Analyzer, sweep.Analyzer)
}

func TestSnippets(t *testing.T) {
	analyzertest.Snippets(t, command.Analyzer, sweep.Analyzer)
}

// TestStubs: every stub must type-check, whoever uses it.
func TestStubs(t *testing.T) {
	h := analyzertest.New(t)
	for _, p := range []string{
		"github.com/redis/go-redis/v9", "github.com/gomodule/redigo/redis", "github.com/bradfitz/gomemcache/memcache",
		"golang.org/x/sync/singleflight", "github.com/bsm/redislock", "gorm.io/gorm", "github.com/patrickmn/go-cache",
	} {
		if _, err := h.Import(p); err != nil {
			t.Error(err)
		}
	}
}

// TestCatalogueCompiles: every snippet of the catalogue compiles against the
// stubs, whoever judges it.
func TestCatalogueCompiles(t *testing.T) {
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	h := analyzertest.New(t)
	for _, hz := range cat.Hazards {
		for _, s := range append(hz.Bad, hz.Good...) {
			h.Link(t, map[string]string{"snippet/" + hz.Name + ".go": s.Code})
		}
	}
}

// TestMismatch: a harness that misses a difference is worth nothing.
func TestMismatch(t *testing.T) {
	h := analyzertest.New(t)
	src := map[string]string{"p/p.go": "package p\n\nimport \"github.com/gomodule/redigo/redis\"\n\nfunc Save(c redis.Conn) { c.Do(\"FLUSHALL\") }\n"}
	fs := h.Findings(t, src, command.Analyzer)
	if len(fs) != 1 || fs[0].Hazard != "flush" || fs[0].Sink.File != "p/p.go" || fs[0].Sink.Line != 5 {
		t.Fatalf("found %v", fs)
	}
	if none := h.Findings(t, src, &analyzers.Analyzer{Name: "sweep", Run: func(*analyzers.Pass) {}}); len(none) != 0 {
		t.Errorf("found %v with an analyzer that reports nothing", none)
	}
}
