package tone

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Features are a thread's words, each once, by name: those of the title with
// what the form tells, and those that stand in the text only.
type Features struct{ Title, Text []string }

// The features that are no words.
const (
	question = "<question>"
	empty    = "<empty>"
	pull     = "<pull>"
)

// Of returns the features of a thread. isPull tells a pull request.
func Of(title, text string, isPull bool) Features {
	top := Words(title)
	if t := strings.TrimSpace(title); strings.HasSuffix(t, "?") || strings.HasSuffix(t, "？") {
		top = append(top, question)
	}
	if strings.TrimSpace(text) == "" {
		top = append(top, empty)
	}
	if isPull {
		top = append(top, pull)
	}
	return Features{Title: set(top, nil), Text: set(Words(text), top)}
}

// set sorts words and keeps each once, without those of but.
func set(list, but []string) []string {
	var out []string
	for _, w := range list {
		if !slices.Contains(but, w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A word of the text counts inText, as long as the text has no more than few of
// them: a long text says more words, not more.
const (
	inText = 0.7
	few    = 8.0
)

// each calls f with the features that are known and what each is worth, in one
// order.
func (f Features) each(known func(string) bool, do func(name string, value float64)) {
	n := 0.0
	for _, w := range f.Text {
		if known(w) {
			n++
		}
	}
	value := inText
	if n > few {
		value *= math.Sqrt(few / n)
	}
	for _, w := range f.Title {
		if known(w) {
			do(w, 1)
		}
	}
	for _, w := range f.Text {
		if known(w) {
			do(w, value)
		}
	}
}

// Keep forgets the words that ok does not know.
func (f Features) Keep(ok func(string) bool) Features {
	not := func(w string) bool { return !ok(w) }
	return Features{Title: slices.DeleteFunc(f.Title, not), Text: slices.DeleteFunc(f.Text, not)}
}

var (
	hump = regexp.MustCompile(`([a-z])([A-Z])`)
	word = regexp.MustCompile(`[a-z]+(?:'[a-z]+)?|\p{Han}+`)
)

// filler are words that say nothing by themselves.
var filler = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("a an the to of in is it this that and or for on with as be by from at are was were i we you my our your its if so") {
		m[w] = true
	}
	return m
}()

// Words cuts a text into lower-case stems. Chinese has no blanks: any two
// characters that stand together count as a word.
func Words(s string) []string {
	var out []string
	for _, w := range word.FindAllString(strings.ToLower(hump.ReplaceAllString(s, "$1 $2")), -1) {
		if r := []rune(w); unicode.Is(unicode.Han, r[0]) {
			for i := range len(r) - 1 {
				out = append(out, string(r[i:i+2]))
			}
			continue
		}
		if w = stem(strings.ReplaceAll(w, "'", "")); !filler[w] {
			out = append(out, w)
		}
	}
	return out
}

// stem cuts the endings that change a word's meaning least. It needs no more:
// fitting meets every form that is left often enough or not at all.
func stem(w string) string {
	for _, end := range []string{"ization", "ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly"} {
		if strings.HasSuffix(w, end) && len(w)-len(end) >= 4 {
			return w[:len(w)-len(end)]
		}
	}
	return w
}
