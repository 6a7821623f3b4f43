package signals

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
)

func TestPlan(t *testing.T) {
	words := []string{"a", "b", "c", "d", "e", "f", "g", `"two words"`}
	want := []string{`repo:o/r a OR b OR c OR d OR e OR f`, `repo:o/r g OR "two words"`}
	if diff := cmp.Diff(want, Plan("repo:o/r", words, 9)); diff != "" {
		t.Errorf("queries (-want +got):\n%s", diff)
	}
	if got := Plan("repo:o/r", words, 1); len(got) != 1 {
		t.Errorf("%d queries, want 1", len(got))
	}
	if got := Plan("repo:o/r", nil, 3); len(got) != 0 {
		t.Errorf("queries for no words: %v", got)
	}
}

func TestPlanKeepsTheLength(t *testing.T) {
	prefix := "repo:" + strings.Repeat("x", 140)
	words := []string{strings.Repeat("y", 60), strings.Repeat("z", 60), strings.Repeat("w", 200), "缓存击穿"}
	got := Plan(prefix, words, 9)
	for _, q := range got {
		if len([]rune(q)) > maxQuery {
			t.Errorf("query of %d characters", len([]rune(q)))
		}
	}
	if all := strings.Join(got, " "); strings.Contains(all, "www") || !strings.Contains(all, "缓存") || !strings.Contains(all, "zzz") {
		t.Errorf("queries %v: want all words but the one that never fits", got)
	}
}

func TestWordsOfTheFindingsComeFirst(t *testing.T) {
	l := lexicon(t)
	got := l.words([]finding.Finding{{Hazard: "stampede"}})
	if got[0] != "outage" && got[0] != "stampede" {
		t.Errorf("first word %q, want one of a class that can be about the finding", got[0])
	}
	seen := map[string]bool{}
	for _, w := range got {
		if seen[w] {
			t.Errorf("%q twice", w)
		}
		seen[w] = true
	}
}

func TestSearchSymbols(t *testing.T) {
	f := func(level finding.Level, entry string) finding.Finding {
		return finding.Finding{Level: level, Entry: finding.Entry{Function: entry}}
	}
	got := searchSymbols([]finding.Finding{
		f(finding.Note, "(*m.S).ClearAll"), f(finding.Warn, "(*m.S).Get"), f(finding.Fail, "m.FlushEverything"), f(finding.Warn, "m.lower"), f(finding.Note, "(*m.T).ClearAll"),
	})
	if diff := cmp.Diff([]string{"FlushEverything", "ClearAll"}, got); diff != "" {
		t.Errorf("symbols (-want +got):\n%s", diff)
	}
}
