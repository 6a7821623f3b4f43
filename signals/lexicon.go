package signals

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/cachevet/cachevet/signals/tone"
)

//go:embed lexicon/*.yaml
var lexiconFiles embed.FS

// Lexicon is the compiled vocabulary that threads and documents are judged by.
// It is safe for use by several goroutines.
type Lexicon struct {
	classes []*class
	// against counts against every class; harm speaks for any class that has
	// evidence of its own.
	against, harm, retract []*rule
	byName                 map[string]*class
	statements             []*statement
	elsewhere              patterns
	tone                   *tone.Model
}

// class is one thing that a thread can warn of.
type class struct {
	Name string `yaml:"class"`
	// Means is shown to users.
	Means string `yaml:"means"`
	// Hazards are the catalogue's hazards that a thread of this class can be
	// about; Commands the normalised commands.
	Hazards  []string `yaml:"hazards"`
	Commands []string `yaml:"commands"`
	// Asked: a question says as much as a statement does.
	Asked bool `yaml:"asked"`
	// Query holds the words to search a tracker for, most telling first.
	Query   []string `yaml:"query"`
	Rules   []*rule  `yaml:"rules"`
	Against []*rule  `yaml:"against"`
}

// rule is one way of saying something. It matches where any of Match does in a
// field, and, anywhere in the thread, one of With does and none of Without.
type rule struct {
	Rule   string  `yaml:"rule"`
	Weight float64 `yaml:"weight"`
	// In is title, text or repository, or empty for title and text.
	In string `yaml:"in"`
	// Exact makes the match case-sensitive.
	Exact   bool     `yaml:"exact"`
	Match   []string `yaml:"match"`
	With    []string `yaml:"with"`
	Without []string `yaml:"without"`
	Why     string   `yaml:"why"`

	match, with, without patterns
}

// shared is the file of words and rules that belong to no class.
type shared struct {
	Words   map[string][]string `yaml:"words"`
	Against []*rule             `yaml:"against"`
	Harm    []*rule             `yaml:"harm"`
	Retract []*rule             `yaml:"retract"`
}

// LoadLexicon reads the built-in vocabulary. Its expressions are known to be
// sound (a test compiles them all), and so each is compiled when it is needed.
func LoadLexicon() (*Lexicon, error) {
	dir, err := fs.Sub(lexiconFiles, "lexicon")
	if err != nil {
		return nil, fmt.Errorf("open lexicon: %w", err)
	}
	l, err := readLexicon(dir, false)
	if err != nil {
		return nil, err
	}
	l.tone, err = tone.Load()
	return l, err
}

// readLexicon reads shared.yaml, documents.yaml and every other *.yaml of dir as
// one class.
func readLexicon(dir fs.FS, thorough bool) (*Lexicon, error) {
	var common shared
	if err := decodeStrict(dir, "shared.yaml", &common); err != nil {
		return nil, err
	}
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list lexicon: %w", err)
	}
	l := &Lexicon{against: common.Against, harm: common.Harm, retract: common.Retract, byName: map[string]*class{}}
	c := compiler{words: common.Words, seen: map[string]string{}, thorough: thorough}
	c.rules("shared.yaml", l.against, l.harm, l.retract)
	for _, name := range names {
		switch name {
		case "shared.yaml":
		case "documents.yaml":
			l.addStatements(dir, name, &c)
		default:
			l.add(dir, name, &c)
		}
	}
	return l, errors.Join(c.errs...)
}

// add reads the class in file name.
func (l *Lexicon) add(dir fs.FS, name string, c *compiler) {
	k := new(class)
	if err := decodeStrict(dir, name, k); err != nil {
		c.errs = append(c.errs, err)
		return
	}
	if want := strings.TrimSuffix(path.Base(name), ".yaml"); k.Name != want {
		c.fail(name, "class is %q, want %q as the file is named", k.Name, want)
	}
	if k.Means == "" {
		c.fail(name, "means is missing: say in one sentence what the class is")
	}
	c.rules(name, k.Rules, k.Against)
	l.classes = append(l.classes, k)
	l.byName[k.Name] = k
}

// decodeStrict decodes one YAML document and refuses unknown keys.
func decodeStrict(dir fs.FS, name string, into any) error {
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return fmt.Errorf("read lexicon: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("read lexicon/%s: %w", name, err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("read lexicon/%s: more than one document", name)
	}
	return nil
}

// compiler turns rules into regular expressions and collects what is wrong.
type compiler struct {
	words map[string][]string
	seen  map[string]string
	errs  []error
	// thorough compiles every expression at once.
	thorough bool
}

func (c *compiler) fail(file, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("read lexicon/%s: "+format, append([]any{file}, args...)...))
}

func (c *compiler) rules(file string, lists ...[]*rule) {
	for _, list := range lists {
		for _, r := range list {
			c.rule(file, r)
		}
	}
}

func (c *compiler) rule(file string, r *rule) {
	switch {
	case r.Rule == "" || len(r.Match) == 0 || r.Weight <= 0:
		c.fail(file, "rule %q needs a name, a weight above 0 and a match", r.Rule)
		return
	case c.seen[r.Rule] != "":
		c.fail(file, "rule %q is already in %s", r.Rule, c.seen[r.Rule])
	case r.In != "" && r.In != fieldTitle && r.In != fieldText && r.In != fieldRepository:
		c.fail(file, "rule %q: in is %q, want title, text, repository or nothing", r.Rule, r.In)
	}
	c.seen[r.Rule] = file
	r.match = c.compile(file, r, r.Match)
	r.with = c.compile(file, r, r.With)
	r.without = c.compile(file, r, r.Without)
}

// compile makes expressions of patterns. Where c is thorough it looks into each
// of them.
func (c *compiler) compile(file string, r *rule, list []string) patterns {
	flags := "(?im)"
	if r.Exact {
		flags = "(?m)"
	}
	out := make(patterns, 0, len(list))
	for _, p := range orders(list) {
		expr := flags + "(?:" + c.expand(file, r.Rule, p) + ")"
		if c.thorough {
			if err := check(expr); err != nil {
				c.fail(file, "rule %q: %w", r.Rule, err)
				continue
			}
		}
		out = append(out, newPattern(expr))
	}
	return out
}

// orders makes two patterns of "A <~> B", one for each order.
func orders(list []string) []string {
	var out []string
	for _, p := range list {
		if a, b, ok := strings.Cut(p, " <~> "); ok {
			out = append(out, a+" ..."+b, b+" ..."+a)
			continue
		}
		out = append(out, p)
	}
	return out
}

func check(expr string) error {
	re, err := regexp.Compile(expr)
	if err == nil && re.MatchString("") {
		err = errors.New("matches the empty text")
	}
	return err
}

// gap is what "..." stands for: up to 60 characters of the same sentence. A
// full stop inside a word, as in pool.Get, ends no sentence.
const gap = `(?:[^.!?\n]|[.!?][^\s]){0,60}?`

// between is what a blank before "..." stands for: a comma or a bracket may
// follow a word without ending the sentence.
const between = "[^\\w.!?\\n]{1,4}"

var macro = regexp.MustCompile(`<([a-z-]+)>`)

// expand replaces "..." by a gap and <name> by the words of that name.
func (c *compiler) expand(file, name, pattern string) string {
	pattern = strings.ReplaceAll(pattern, " ...", between+gap)
	pattern = strings.ReplaceAll(pattern, "...", gap)
	return macro.ReplaceAllStringFunc(pattern, func(m string) string {
		words, ok := c.words[m[1:len(m)-1]]
		if !ok {
			c.fail(file, "rule %q uses %s, which shared.yaml does not define", name, m)
		}
		return "(?:" + strings.Join(words, "|") + ")"
	})
}

// Means says in a sentence what a class of threads warns of; empty for a class
// that the vocabulary does not have.
func (l *Lexicon) Means(class string) string {
	if k := l.byName[class]; k != nil {
		return k.Means
	}
	return ""
}
