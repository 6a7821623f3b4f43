package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("html", renderHTML) }

var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string

	pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"pieces": pieces}).Parse(pageHTML))
)

// pieces cuts a long name where a line may break: after a slash, before an @,
// before a method's name.
func pieces(s string) []string {
	return strings.FieldsFunc(strings.NewReplacer("/", "/\n", "@", "\n@", ").", ")\n.").Replace(s), func(r rune) bool { return r == '\n' })
}

// maxOpen is how many findings stand open when the page is opened.
const maxOpen = 12

// maxCards bounds the findings of a page; browsers are slow with more.
const maxCards = 1000

// paletteSize is the number of module colours in page.css.
const paletteSize = 6

// htmlPage is what page.html shows. All strings are cleaned; the template
// escapes them for HTML.
type htmlPage struct {
	CSP                                   string
	Style                                 template.CSS
	Script                                template.JS
	Verdict, Mark, Subject, Mode, Version string
	Reasons                               []string
	Incomplete                            bool
	Chips                                 []htmlChip
	Modules, Others                       []htmlModule
	Levels                                []htmlChip
	Columns                               []string
	Findings, Fixed, Waived               []htmlFinding
	Expired, Unused                       []string
	Cut                                   int
	Projects                              []htmlProject
	Packages, Analysed                    int
	Coverage                              string
	Matters, Skipped                      []htmlSkip
}

type htmlChip struct {
	Class, Label string
	N            int
}

type htmlModule struct {
	Path, Version, From string
	Advice              advice
	Remarks             []string
	Transitive          bool
	Color               int
}

type htmlSkip struct{ Package, Why string }

// pageWriter knows what all parts of a page share.
type pageWriter struct {
	atlas
	o       Options
	colors  map[string]int
	anchors map[string]int
}

func renderHTML(w io.Writer, r *finding.Report, o Options) error {
	p := &pageWriter{atlas: newAtlas(r, o.Repo), o: o, colors: map[string]int{}, anchors: map[string]int{}}
	matters, skipped := matter(r.Coverage.Skipped)
	all := findings(r)
	fs := all[:min(len(all), maxCards)]
	shown, others := apart(p.modules(r))
	page := htmlPage{
		CSP: contentPolicy(), Modules: shown, Others: others,
		Style: template.CSS(pageCSS), Script: template.JS(pageJS), // our own files, no foreign text
		Verdict: name(string(r.Verdict)), Mark: verdictSigns[r.Verdict], Subject: subject(r),
		Mode: name(r.Mode), Version: name(r.Tool.Version),
		Reasons: proses(r.Reasons), Incomplete: r.Verdict == finding.Incomplete,
		Chips: chips(r, len(fs)), Levels: levelChips(fs), Cut: len(all) - len(fs),
		Columns:  []string{"Level", "Finding", "Command", "Where", "Module", "Cost", "Status"},
		Findings: p.findings(fs), Fixed: p.findings(r.Fixed), Waived: p.findings(waived(r)),
		Projects: projects(r), Packages: r.Coverage.Packages, Analysed: r.Coverage.Analysed,
		Coverage: coverageLine(r.Coverage), Matters: skips(matters), Skipped: skips(skipped),
	}
	for _, x := range r.Waivers.Expired {
		page.Expired = append(page.Expired, "on "+name(x.Expires)+": "+waiverSubject(x)+" ("+name(x.Owner)+"), no longer counted")
	}
	for _, x := range r.Waivers.Unused {
		page.Unused = append(page.Unused, waiverSubject(x)+" ("+name(x.Owner)+"), delete it")
	}
	return pageTemplate.Execute(w, page)
}

// contentPolicy allows the page's own style and script, by digest, and nothing
// from anywhere else.
func contentPolicy() string {
	digest := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + digest(pageCSS) + "; script-src " + digest(pageJS) + "; base-uri 'none'; form-action 'none'"
}

var verdictSigns = map[finding.Verdict]string{
	finding.Pass: "✓", finding.WarnOnly: "!", finding.Failed: "✕", finding.Incomplete: "?",
}

func proses(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = prose(s)
	}
	return out
}

// chips counts what the report holds.
func chips(r *finding.Report, found int) []htmlChip {
	fs := findings(r)
	out := levelChips(fs)
	switch {
	case found == 0 && r.Verdict == finding.Incomplete:
		out = append(out, htmlChip{"", "findings", 0})
	case found == 0:
		out = append(out, htmlChip{"pass", "findings", 0})
	}
	if n := len(r.Fixed); n > 0 {
		out = append(out, htmlChip{"pass", "fixed", n})
	}
	if n := len(waived(r)); n > 0 {
		out = append(out, htmlChip{"", "waived", n})
	}
	coverage := htmlChip{"", fmt.Sprintf("of %s analysed", plural(r.Coverage.Packages, "package")), r.Coverage.Analysed}
	if r.Verdict == finding.Incomplete {
		coverage.Class = "incomplete"
	}
	return append(out, coverage)
}

func levelChips(fs []finding.Finding) []htmlChip {
	var out []htmlChip
	for _, l := range []finding.Level{finding.Fail, finding.Warn, finding.Note} {
		if n := len(levels(fs, l)); n > 0 {
			out = append(out, htmlChip{string(l), string(l), n})
		}
	}
	return out
}

func (p *pageWriter) modules(r *finding.Report) []htmlModule {
	var out []htmlModule
	for _, m := range r.Modules {
		out = append(out, htmlModule{Path: name(m.Path), Version: name(m.Version), From: name(m.From),
			Advice: adviceOf(m), Remarks: remarks(m, "%s"), Transitive: !m.Direct && m.Version != "", Color: p.color(m.Path)})
	}
	return out
}

// manyModules is the number of modules from which those that came along, and of
// which nothing is to be said, stand folded.
const manyModules = 6

func apart(all []htmlModule) (shown, others []htmlModule) {
	if len(all) <= manyModules {
		return all, nil
	}
	for _, m := range all {
		if m.Transitive && m.Advice.Command == "" && len(m.Remarks) == 0 {
			others = append(others, m)
		} else {
			shown = append(shown, m)
		}
	}
	return shown, others
}

// color numbers the modules in the order in which they appear.
func (p *pageWriter) color(module string) int {
	if _, ok := p.colors[module]; !ok {
		p.colors[module] = len(p.colors) % paletteSize
	}
	return p.colors[module]
}

var notInAnchor = regexp.MustCompile(`[^0-9A-Za-z-]+`)

// anchor makes an id for a finding that is unique on the page.
func (p *pageWriter) anchor(id string) string {
	a := "f-" + notInAnchor.ReplaceAllString(clip(id, 60), "-")
	p.anchors[a]++
	if n := p.anchors[a]; n > 1 {
		return fmt.Sprintf("%s--%d", a, n)
	}
	return a
}

func skips(in []finding.Skip) []htmlSkip {
	var out []htmlSkip
	for _, s := range in {
		out = append(out, htmlSkip{name(s.Package), prose(s.Why)})
	}
	return out
}

type htmlProject struct {
	Path, State string
	Archived    bool
	More        int
	Signals     []htmlSignal
}

type htmlSignal struct{ Level, Class, Title, Phrase, Source, Fixed, URL string }

// projects lists what the projects say of themselves.
func projects(r *finding.Report) []htmlProject {
	var out []htmlProject
	for _, path := range sortedKeys(r.Signals) {
		m := r.Signals[path]
		p := htmlProject{Path: name(path), State: strings.TrimLeft(signalState(m), ":, "), Archived: m.Archived, More: m.More}
		for _, s := range m.Signals {
			h := htmlSignal{Level: string(s.Level), Class: name(s.Class), Title: title(s.Title), Phrase: title(s.Phrase),
				Source: strings.TrimSpace(name(s.Source) + " " + name(s.State) + " " + name(s.Date)), URL: webURL(s.URL)}
			if s.FixedIn != "" {
				h.Fixed = "fixed in " + name(s.FixedIn)
			}
			p.Signals = append(p.Signals, h)
		}
		out = append(out, p)
	}
	return out
}
