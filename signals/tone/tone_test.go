package tone

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// bySet makes TestUnseen leave one collection out at a time in place of one
// tenth of the owners.
var bySet = flag.Bool("by-set", false, "leave one set of threads out at a time")

func rows(t testing.TB) []Row {
	t.Helper()
	data, err := os.ReadFile("threads.tsv")
	if err != nil {
		t.Fatal(err)
	}
	list, err := ReadRows(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(data), string(FormatRows(list))); diff != "" {
		t.Errorf("threads.tsv reads and writes differently (-file +written):\n%s", diff)
	}
	return list
}

// TestFitted holds the committed weights to the committed threads.
func TestFitted(t *testing.T) {
	if got := Fit(rows(t)).Format(); !bytes.Equal(got, fitted) {
		t.Errorf("words.tsv is not what threads.tsv fits (-committed +fitted); run go generate ./signals/tone:\n%s", cmp.Diff(string(fitted), string(got)))
	}
}

// TestUnseen fits without a part of the threads and asks of each thread there
// whether a relevant one weighs more than another: chance has .5.
func TestUnseen(t *testing.T) {
	list := rows(t)
	part := func(r Row) string {
		if *bySet {
			return r.Set
		}
		return fmt.Sprint(r.Fold)
	}
	parts := map[string]bool{}
	for _, r := range list {
		parts[part(r)] = true
	}
	var yes, no []float64
	for p := range parts {
		var seen, unseen []Row
		for _, r := range list {
			if part(r) == p {
				unseen = append(unseen, r)
			} else {
				seen = append(seen, r)
			}
		}
		m := Fit(seen)
		for _, r := range unseen {
			if z := m.LogOdds(r.Features); r.Relevant() {
				yes = append(yes, z)
			} else {
				no = append(no, z)
			}
		}
	}
	got := above(yes, no)
	t.Logf("%d parts, %d threads: a relevant one weighs more than another in %.3f of pairs", len(parts), len(list), got)
	if got < 0.75 {
		t.Errorf("unseen threads are told apart in %.3f of pairs, want 0.75 at least", got)
	}
}

// above is the share of pairs in which the first is greater.
func above(yes, no []float64) float64 {
	n := 0.0
	for _, a := range yes {
		for _, b := range no {
			if a > b {
				n++
			} else if a == b {
				n += 0.5
			}
		}
	}
	return n / float64(len(yes)*len(no))
}

func TestOf(t *testing.T) {
	got := Of("Locks leaked?", "The lock of poolSize 缓存击穿", true)
	want := Features{Title: []string{question, pull, "leak", "lock"}, Text: []string{"pool", "size", "存击", "击穿", "缓存"}}
	slices.Sort(want.Title)
	slices.Sort(want.Text)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("features (-want +got):\n%s", diff)
	}
}

func TestParse(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Format(), fitted) {
		t.Error("words.tsv is written differently from how it is read")
	}
	for _, bad := range []string{"leak", "leak\tx\n", "\t1\n", "leak\tNaN\n", "leak\t1e999\n"} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("Parse(%q) has no error", bad)
		}
	}
}

func TestReadRowsBad(t *testing.T) {
	for _, bad := range []string{"a\t1\tflush\tx\n", "a\tx\tflush\tx\ty\n"} {
		if _, err := ReadRows([]byte(bad)); err == nil {
			t.Errorf("ReadRows(%q) has no error", bad)
		}
	}
}

// TestNoWordRules holds single words to what they can be: hints. No word alone
// may carry a thread over the lexicon's threshold.
func TestNoWordRules(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(m.Weights))
	for n := range m.Weights {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		if w := m.Weights[n]; math.Abs(w) > 1.2 {
			t.Errorf("%s weighs %.2f, want at most 1.2 either way", n, w)
		}
	}
}
