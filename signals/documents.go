package signals

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// statement is one thing that a document can say of its own module.
type statement struct {
	Rule    string   `yaml:"rule"`
	Class   string   `yaml:"class"`
	Where   string   `yaml:"where"`
	Match   []string `yaml:"match"`
	Without []string `yaml:"without"`
	// Self: a sentence that goes on to link to another repository still speaks
	// of this one where it stands at the head of the document.
	Self bool `yaml:"self"`
	// Quiet: never more than a note.
	Quiet bool `yaml:"quiet"`

	match, without patterns
}

// The places of a document that a statement can be confined to.
const (
	whereAny    = "any"
	whereHead   = "head"
	whereWarned = "warned"
	whereAlert  = "alert"
)

func (l *Lexicon) addStatements(dir fs.FS, name string, c *compiler) {
	var f struct {
		Elsewhere  []string     `yaml:"elsewhere"`
		Statements []*statement `yaml:"statements"`
	}
	if err := decodeStrict(dir, name, &f); err != nil {
		c.errs = append(c.errs, err)
		return
	}
	l.elsewhere = c.compile(name, &rule{Rule: "elsewhere"}, f.Elsewhere)
	for _, s := range f.Statements {
		r := &rule{Rule: s.Rule, Weight: 1, Match: s.Match, Without: s.Without}
		c.rule(name, r)
		if !slices.Contains([]string{whereAny, whereHead, whereWarned, whereAlert}, s.Where) {
			c.fail(name, "rule %q: where is %q, want any, head, warned or alert", s.Rule, s.Where)
		}
		s.match, s.without = r.match, r.without
		l.statements = append(l.statements, s)
	}
}

// maxDocument bounds how much of one document is read, in bytes; maxDocuments
// how many documents.
const (
	maxDocument  = 256 << 10
	maxDocuments = 40
)

// Documents judges the README and the documentation pages of a module's tree,
// and what its go.mod says of version. The URL of a signal is FILE#Lnn relative to that tree. What
// cannot be read is an error beside the signals of the rest.
func (l *Lexicon) Documents(tree fs.FS, version string) ([]finding.Signal, error) {
	names, err := documentNames(tree)
	errs := []error{err}
	var out []finding.Signal
	for _, name := range names {
		data, err := readHead(tree, name, maxDocument)
		if err != nil {
			errs = append(errs, fmt.Errorf("read document %s: %w", name, err))
			continue
		}
		out = append(out, l.document(name, string(data))...)
	}
	declared, err := goMod(tree, version)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Level.Rank() > out[j].Level.Rank() })
	return append(declared, out[:min(len(out), maxSignals)]...), errors.Join(append(errs, err)...)
}

// document judges one page; each class is cited once, where it is said first.
func (l *Lexicon) document(name, body string) []finding.Signal {
	var out []finding.Signal
	seen := map[string]bool{}
	intro := strings.HasPrefix(strings.ToLower(name), "readme")
	for _, b := range blocks(body) {
		b.head = b.head && intro
		for _, sentence := range sentences(b.text) {
			all := l.saidIn(sentence, b)
			if len(all) == 0 || seen[all[0].Class] {
				continue
			}
			s := all[0]
			seen[s.Class] = true
			out = append(out, finding.Signal{
				Class: s.Class, Source: "readme", URL: fmt.Sprintf("%s#L%d", name, b.line), Title: Clean(cut(b.section, maxTitle)),
				Phrase: s.phrase, Score: threshold, Level: documentLevel(s.statement, b),
			})
		}
	}
	return out
}

// documentLevel is Warn for what a project says loudly of itself.
func documentLevel(s *statement, b block) finding.Level {
	if !s.Quiet && (b.warned || !b.code && (s.Class == "unmaintained" || s.Class == "flush")) {
		return finding.Warn
	}
	return finding.Note
}

// said is a statement that a sentence makes, and its words.
type said struct {
	*statement
	phrase string
}

// saidIn lists the statements that a sentence makes, in the lexicon's order.
func (l *Lexicon) saidIn(sentence string, b block) []said {
	p, section := newProse(sentence), newProse(b.section)
	foreign := l.elsewhere.find(p)
	var out []said
	for _, s := range l.statements {
		if foreign != nil && !(s.Self && b.head) || !s.readsIn(b) {
			continue
		}
		at := s.match.find(p)
		if at == nil || foreign != nil && foreign[0] < at[0] || s.without.match(p) || s.without.match(section) {
			continue
		}
		out = append(out, said{s, quote(sentence, at[0], at[1])})
	}
	return out
}

// readsIn tells whether the statement is looked for in a block.
func (s *statement) readsIn(b block) bool {
	switch s.Where {
	case whereHead:
		return b.head
	case whereWarned:
		return b.warned
	case whereAlert:
		return b.alert
	}
	return true
}

// documentNames lists README and pages under doc and docs, sorted.
func documentNames(tree fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("list documents: %w", err)
		case d.IsDir() && name != "." && (strings.Count(name, "/") > 2 || skipped(path.Base(name))):
			return fs.SkipDir
		case d.Type().IsRegular() && isDocument(name):
			names = append(names, name)
		}
		return nil
	})
	sort.Slice(names, func(i, j int) bool {
		di, dj := strings.Count(names[i], "/"), strings.Count(names[j], "/")
		return di < dj || di == dj && names[i] < names[j]
	})
	if len(names) > maxDocuments {
		names = names[:maxDocuments]
	}
	return names, err
}

// skipped tells whether a folder holds other people's or practice material.
func skipped(dir string) bool {
	switch dir {
	case "vendor", "testdata", "examples", "example", "_examples", "node_modules", "third_party", "website", "site":
		return true
	}
	return strings.HasPrefix(dir, ".")
}

func isDocument(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch path.Ext(base) {
	case ".md", ".markdown", ".rst", ".txt", ".adoc", "":
	default:
		return false
	}
	if strings.HasPrefix(base, "readme") {
		return !strings.Contains(name, "/") || strings.Count(name, "/") <= 2
	}
	dir := strings.ToLower(name)
	if !strings.HasPrefix(dir, "doc/") && !strings.HasPrefix(dir, "docs/") || path.Ext(base) == "" {
		return false
	}
	for _, no := range []string{"changelog", "contributing", "code_of_conduct", "security", "license", "release", "history"} {
		if strings.HasPrefix(base, no) {
			return false
		}
	}
	return true
}
