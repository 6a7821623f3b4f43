// Command gentone fits signals/tone/words.tsv from signals/tone/threads.tsv.
// Run it in signals/tone, as go generate does.
//
// With arguments NAME=FILE it puts sets into threads.tsv first: FILE is a JSON
// array of threads with url, kind, title, text (or snippet) and label, NAME what
// its set is called there. Sets of other names stay.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/signals/tone"
)

const (
	rowsFile  = "threads.tsv"
	wordsFile = "words.tsv"
)

// owners is how many owners' trackers must use a word before it counts: what
// fewer use may be one author's habit. A word of an owner's or repository's name
// or of a path needs named owners: then it is an ordinary word.
const (
	owners = 3
	named  = 12
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gentone:", err)
		os.Exit(1)
	}
}

func run(sets []string) error {
	data, err := os.ReadFile(rowsFile)
	if err != nil {
		return err
	}
	rows, err := tone.ReadRows(data)
	if err != nil {
		return err
	}
	if len(sets) > 0 {
		if rows, err = collect(rows, sets); err != nil {
			return err
		}
		if err := os.WriteFile(rowsFile, tone.FormatRows(rows), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(wordsFile, tone.Fit(rows).Format(), 0o644)
}

// path is how texts name repositories, among other things.
var path = regexp.MustCompile(`[\w.-]+/[\w./-]+`)

// thread is a labelled thread as people save them.
type thread struct {
	URL, Kind, Title, Text, Snippet, Label string
}

// owner and repository, in lower case.
func (t thread) owner() (string, string) {
	_, path, _ := strings.Cut(strings.ToLower(t.URL), "://")
	parts := strings.SplitN(path, "/", 4)
	if len(parts) < 3 {
		return "", ""
	}
	return parts[1], parts[2]
}

// collect adds rows of labelled threads to old ones, with the words that enough
// owners use or that an old row has.
func collect(old []tone.Row, sets []string) ([]tone.Row, error) {
	var rows []tone.Row
	seen := usage{users: map[string]map[string]bool{}, names: map[string]bool{}}
	for _, s := range sets {
		name, file, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fmt.Errorf("%q is not NAME=FILE", s)
		}
		old = slices.DeleteFunc(old, func(r tone.Row) bool { return r.Set == name })
		list, err := readThreads(file)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			f := tone.Of(t.Title, t.Text+t.Snippet, t.Kind == "pull")
			owner := seen.note(t, f)
			sum := sha256.Sum256([]byte(owner))
			rows = append(rows, tone.Row{Set: name, Fold: int(sum[0]) % 10, Label: t.Label, Features: f})
		}
	}
	known := map[string]bool{}
	for _, r := range old {
		for _, w := range slices.Concat(r.Features.Title, r.Features.Text) {
			known[w] = true
		}
	}
	for i := range rows {
		rows[i].Features = rows[i].Features.Keep(func(w string) bool { return known[w] || seen.ordinary(w) })
	}
	return append(old, rows...), nil
}

// usage is which owners' trackers use a word, and which words name something.
type usage struct {
	users map[string]map[string]bool
	names map[string]bool
}

// note adds a thread's words and returns the owner of its tracker. A
// repository's own name is no use of a word.
func (u usage) note(t thread, f tone.Features) string {
	owner, repo := t.owner()
	own := tone.Words(owner + " " + repo)
	paths := path.FindAllString(t.Title+"\n"+t.Text+t.Snippet, -1)
	for _, w := range append(tone.Words(strings.Join(paths, " ")), own...) {
		u.names[w] = true
	}
	for _, w := range slices.Concat(f.Title, f.Text) {
		if u.users[w] == nil {
			u.users[w] = map[string]bool{}
		}
		if !slices.Contains(own, w) {
			u.users[w][owner] = true
		}
	}
	return owner
}

func (u usage) ordinary(w string) bool {
	n := len(u.users[w])
	return n >= owners && (!u.names[w] || n >= named)
}

func readThreads(file string) ([]thread, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var list []thread
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, t := range list {
		if t.Label == "" || t.Title == "" {
			return nil, fmt.Errorf("%s: %s lacks a label or a title", file, t.URL)
		}
	}
	return list, nil
}
