package signals

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/cachevet/cachevet/signals/tone"
)

// score counts how the judge did on labelled threads.
type score struct {
	total, hit, extra, missed, class int
	perClass                         map[string][2]int
	wrong                            []string
	// scores are those of found threads, relevant ones and others.
	scores [2][]float64
}

func (s score) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "threads %d precision %.3f recall %.3f class right %.3f of those found\n", s.total,
		ratio(s.hit, s.hit+s.extra), ratio(s.hit, s.hit+s.missed), ratio(s.class, s.hit))
	names := make([]string, 0, len(s.perClass))
	for n := range s.perClass {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(&b, "  %-18s found %d of %d\n", n, s.perClass[n][0], s.perClass[n][1])
	}
	for _, from := range []float64{threshold, 3, 3.5, 4, 4.5} {
		right, wrong := above(s.scores[0], from), above(s.scores[1], from)
		fmt.Fprintf(&b, "  score >= %.1f: precision %.3f recall %.3f\n", from, ratio(right, right+wrong), ratio(right, s.hit+s.missed))
	}
	b.WriteString(strings.Join(s.wrong, "\n"))
	return b.String()
}

func above(list []float64, from float64) int {
	n := 0
	for _, x := range list {
		if x >= from {
			n++
		}
	}
	return n
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// fold parts threads by repository, so that the wording of one repository is
// never on both sides: part 0 of 3 is kept unseen, 1 and 2 were tuned on.
func fold(repo string) uint32 {
	sum := sha256.Sum256([]byte(strings.ToLower(repo)))
	return binary.BigEndian.Uint32(sum[:]) % 3
}

// toneWithout fits the words without one set of threads: figures on that set are
// then those of words that were never seen.
func toneWithout(t *testing.T, set string) *tone.Model {
	t.Helper()
	data, err := os.ReadFile("tone/threads.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := tone.ReadRows(data)
	if err != nil {
		t.Fatal(err)
	}
	rest := slices.DeleteFunc(slices.Clone(rows), func(r tone.Row) bool { return r.Set == set })
	if len(rest) == len(rows) {
		t.Fatalf("tone/threads.tsv has no set %q", set)
	}
	return tone.Fit(rest)
}

// measure judges a file whose threads carry label (and snippet for text). The
// environment's FOLD, 0 to 2, keeps one part of it; WITHOUT names a set of
// tone/threads.tsv to fit the words without; VERBOSE lists the errors.
func measure(t *testing.T, file string) score {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Thread
		Repo, Label, Snippet string
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	l := lexicon(t)
	if set := os.Getenv("WITHOUT"); set != "" {
		l.tone = toneWithout(t, set)
	}
	s := score{perClass: map[string][2]int{}}
	for _, x := range list {
		if want := os.Getenv("FOLD"); want != "" && want != fmt.Sprint(fold(x.Repo)) {
			continue
		}
		x.Text += x.Snippet
		s.count(x.Thread, x.Label, l.Judge(x.Thread))
	}
	return s
}

func (s *score) count(t Thread, label string, got Judgement) {
	s.total++
	switch {
	case label != Irrelevant && got.Class != Irrelevant:
		s.hit++
		s.scores[0] = append(s.scores[0], got.Score)
		if got.Class == label {
			s.class++
		}
	case label != Irrelevant:
		s.missed++
	case got.Class != Irrelevant:
		s.extra++
		s.scores[1] = append(s.scores[1], got.Score)
	default:
		return
	}
	if label != Irrelevant {
		n := s.perClass[label]
		n[1]++
		if got.Class != Irrelevant {
			n[0]++
		}
		s.perClass[label] = n
	}
	if got.Class != label && os.Getenv("VERBOSE") != "" {
		s.wrong = append(s.wrong, fmt.Sprintf("want %s got %s %.2f %q | %s || %s", label, got.Class, got.Score, got.Phrase, t.Title, t.Text))
	}
}
