package signals

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestParaphrases judges threads written for each class: 30 that report its
// harm ("+ title | text") and 30 near it that do not ("-"). The lexicon was
// mended with most of them, so they hold what it can do and measure nothing new.
func TestParaphrases(t *testing.T) {
	files, err := filepath.Glob("testdata/paraphrases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("paraphrases: %v, %d files", err, len(files))
	}
	l := lexicon(t)
	found, wrong, right, total := 0, 0, 0, 0
	for _, file := range files {
		class := strings.TrimSuffix(filepath.Base(file), ".txt")
		if l.byName[class] == nil {
			t.Errorf("%s: no such class", file)
		}
		plus, minus := judgeParaphrases(t, l, file)
		total += len(plus)
		own := 0
		for _, j := range plus {
			if j.Class != Irrelevant {
				own++
			}
			if j.Class == class {
				right++
			}
		}
		found += own
		noise := 0
		for _, j := range minus {
			if j.Class != Irrelevant {
				noise++
				t.Logf("%s: %s from %q, which reports nothing", class, j.Class, j.Phrase)
			}
		}
		wrong += noise
		if own < len(plus)*4/10 || noise > len(minus)/6 {
			t.Errorf("%s: %d of %d reports found, %d of %d others taken for reports; want 40%% at least and a sixth at most", class, own, len(plus), noise, len(minus))
		}
	}
	precision, recall := ratio(found, found+wrong), ratio(found, total)
	t.Logf("precision %.3f recall %.3f class right %.3f of those found", precision, recall, ratio(right, found))
	if precision < 0.92 || recall < 0.65 {
		t.Errorf("precision %.3f recall %.3f, want .92 and .65 at least", precision, recall)
	}
}

// judgeParaphrases judges a file's lines: reports first, others second. A line
// without a text of its own gets one that says nothing, as most threads have.
func judgeParaphrases(t *testing.T, l *Lexicon, file string) (plus, minus []Judgement) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		sign, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		title, body, ok := strings.Cut(rest, " | ")
		if !ok {
			body = "We run the latest version."
		}
		j := l.Judge(Thread{URL: "https://h/o/cache/issues/1", Kind: KindIssue, Title: title, Text: body})
		if (j.Class == Irrelevant) != (j.Phrase == "") {
			t.Errorf("%s: %q: class %s with phrase %q", file, title, j.Class, j.Phrase)
		}
		switch sign {
		case "+":
			plus = append(plus, j)
		case "-":
			minus = append(minus, j)
		default:
			t.Errorf("%s: %q begins with neither + nor -", file, line)
		}
	}
	return plus, minus
}
