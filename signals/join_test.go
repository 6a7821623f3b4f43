package signals

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
)

func flushFinding(level finding.Level) finding.Finding {
	return finding.Finding{
		Hazard: "flush", Level: level, Module: "example.com/m", Version: "v1.2.0", Command: "FLUSHDB", Fix: "Delete by prefix.",
		Entry: finding.Entry{Function: "(*example.com/m.Store).ClearEverything"},
		Sink:  finding.Sink{Function: "(*example.com/m.Store).wipe", Place: finding.Place{Module: "example.com/m", File: "redis/store.go", Line: 9}},
	}
}

func TestJoin(t *testing.T) {
	warned := func(names ...string) finding.Signal {
		return finding.Signal{Class: "flush", URL: "u", Phrase: "p", Level: finding.Warn, Names: names}
	}
	with := func(s finding.Signal, change func(*finding.Signal)) finding.Signal { change(&s); return s }
	tests := []struct {
		name   string
		level  finding.Level
		signal finding.Signal
		effect string
		fix    string
	}{
		{"command raises", finding.Note, warned("FLUSHDB"), "raises", "Delete by prefix."},
		{"symbol raises", finding.Note, warned("Store.ClearEverything"), "raises", "Delete by prefix."},
		{"file raises", finding.Note, warned("redis/store.go"), "raises", "Delete by prefix."},
		{"other file", finding.Note, warned("store.go"), "neutral", "Delete by prefix."},
		{"class alone", finding.Note, warned(), "neutral", "Delete by prefix."},
		{"never to fail", finding.Warn, warned("FLUSHDB"), "raises", "Delete by prefix."},
		{"from a warning", finding.Warn, warned("FLUSHDB"), "raises", "Delete by prefix."},
		{"from a note", finding.Note, warned("FLUSHDB"), "raises", "Delete by prefix."},
		{"a note does not raise", finding.Note, with(warned("FLUSHDB"), func(s *finding.Signal) { s.Level = finding.Note }), "neutral", "Delete by prefix."},
		{"other class", finding.Note, with(warned("FLUSHDB"), func(s *finding.Signal) { s.Class = "docs-warning" }), "raises", "Delete by prefix."},
		{"unfit class", finding.Note, with(warned("FLUSHDB"), func(s *finding.Signal) { s.Class = "connection-storm" }), "neutral", "Delete by prefix."},
		{"fixed before", finding.Note, with(warned("FLUSHDB"), func(s *finding.Signal) { s.FixedIn = "v1.1.9" }), "fixed",
			"Delete by prefix. Reported fixed in v1.1.9 (u), still present in the code."},
		{"fixed here", finding.Note, with(warned("FLUSHDB"), func(s *finding.Signal) { s.FixedIn = "v1.2.0" }), "fixed",
			"Delete by prefix. Reported fixed in v1.2.0 (u), still present in the code."},
		{"fixed later", finding.Note, with(warned("FLUSHDB"), func(s *finding.Signal) { s.FixedIn, s.FixBasis = "v1.10.0", "date" }), "raises",
			"Delete by prefix. Upgrade to v1.10.0, which holds the fix of u (judged by dates, not by ancestry)."},
		{"unrelated", finding.Note, finding.Signal{Class: "stale-data", Level: finding.Warn}, "", "Delete by prefix."},
		{"generic name, unfit class", finding.Note, finding.Signal{Class: "stale-data", Level: finding.Warn, Names: []string{"Get"}}, "", "Delete by prefix."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := []finding.Finding{flushFinding(tt.level)}
			sig := map[string]finding.ModuleSignals{"example.com/m": {Signals: []finding.Signal{tt.signal}}}
			got := lexicon(t).Join(in, sig)[0]
			effect := ""
			if len(got.Signals) > 0 {
				effect = got.Signals[0].Effect
			}
			if got.Level != tt.level || effect != tt.effect || got.Fix != tt.fix {
				t.Errorf("got %s %q %q, want %s %q %q", got.Level, effect, got.Fix, tt.level, tt.effect, tt.fix)
			}
			if diff := cmp.Diff(flushFinding(tt.level), in[0]); diff != "" {
				t.Errorf("Join changed its argument:\n%s", diff)
			}
		})
	}
}

func TestJoinIsCapped(t *testing.T) {
	s := finding.Signal{Class: "flush", Level: finding.Warn, Names: []string{"FLUSHDB"}}
	sig := map[string]finding.ModuleSignals{"example.com/m": {Signals: []finding.Signal{s, s, s, s, s, s, s}}}
	got := lexicon(t).Join([]finding.Finding{flushFinding(finding.Note)}, sig)[0]
	if len(got.Signals) != maxTied {
		t.Errorf("%d signals, want %d", len(got.Signals), maxTied)
	}
}
