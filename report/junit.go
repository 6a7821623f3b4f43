package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("junit", renderJUnit) }

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	junitCounts
	Suites []*junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name string `xml:"name,attr"`
	junitCounts
	Cases []junitCase `xml:"testcase"`
}

type junitCounts struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

type junitCase struct {
	Name      string     `xml:"name,attr"`
	Class     string     `xml:"classname,attr"`
	File      string     `xml:"file,attr,omitempty"`
	Line      int        `xml:"line,attr,omitempty"`
	Time      string     `xml:"time,attr"`
	Failure   *junitText `xml:"failure"`
	Error     *junitText `xml:"error"`
	Skipped   *junitText `xml:"skipped"`
	SystemOut *junitOut  `xml:"system-out"`
}

type junitOut struct {
	Text string `xml:",cdata"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"`
}

// renderJUnit writes one suite per module and one case per finding. One that the
// verdict rests on is a failure; a waived one, or one that was there before, is
// skipped; quieter ones pass and speak in their output; a package that matters
// and was not analysed is an error. A suite always has a case: some consumers
// take an empty one for a broken file.
func renderJUnit(w io.Writer, r *finding.Report, o Options) error {
	a := newAtlas(r, o.Repo)
	all := &junitSuites{Name: "cachevet"}
	suites := map[string]*junitSuite{}
	suite := func(name string) *junitSuite {
		if suites[name] == nil {
			suites[name] = &junitSuite{Name: name}
			all.Suites = append(all.Suites, suites[name])
		}
		return suites[name]
	}
	for _, m := range r.Modules {
		suite(at(m.Path, m.Version))
	}
	for _, f := range append(findings(r), waived(r)...) {
		s := suite(at(f.Module, f.Version))
		s.Cases = append(s.Cases, findingCase(a, r, o, f))
	}
	s := suite("coverage")
	s.Cases = append(s.Cases, coverageCases(r)...)
	all.finish()
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func findingCase(a atlas, r *finding.Report, o Options, f finding.Finding) junitCase {
	p, _ := a.best(f)
	c := junitCase{Name: oneLine(f) + " [" + name(f.ID) + "]", Class: at(f.Module, f.Version),
		File: name(p.File), Line: p.Line, Time: "0"}
	text := plainFinding(o, f)
	head := ruleTitle(o, f.Hazard) + ": " + prose(f.Message)
	switch {
	case f.Status == finding.Waived:
		c.Skipped = &junitText{Message: "waived" + waiverWords(f.Waiver)}
	case f.Level == finding.Fail && f.Status == finding.Existing:
		c.Skipped = &junitText{Message: "was there before the change: " + head}
	case fails(r, f):
		if a := adviceFor(r, f); a != "" {
			text += "  What to do now: " + a + "\n"
		}
		c.Failure = &junitText{Message: head, Type: name(f.Hazard), Text: text}
		return c
	}
	c.SystemOut = &junitOut{text}
	return c
}

// plainFinding is the text format's account of one finding.
func plainFinding(o Options, f finding.Finding) string {
	p := &page{o: Options{Rules: o.Rules, Verbose: true}, width: 100, versions: map[string]string{f.Module: f.Version}}
	p.finding(1, f)
	return "\n" + strings.TrimLeft(p.buf.String(), "\n")
}

// coverageCases has an error for each package that matters and was not
// analysed, and one case that passes where there is none.
func coverageCases(r *finding.Report) []junitCase {
	matters, _ := matter(r.Coverage.Skipped)
	var cases []junitCase
	for _, s := range matters {
		cases = append(cases, junitCase{Name: "analysed: " + name(s.Package), Class: "coverage", Time: "0",
			Error: &junitText{Message: "not analysed: " + prose(s.Why), Type: notAnalysed}})
	}
	if len(cases) > 0 || r.Verdict == finding.Incomplete {
		why := prose(strings.Join(r.Reasons, "; "))
		return append(cases, junitCase{Name: "complete", Class: "coverage", Time: "0",
			Error: &junitText{Message: fmt.Sprintf("the verdict is %s: %s", r.Verdict, why), Type: "incomplete"}})
	}
	return []junitCase{{Name: "complete", Class: "coverage", Time: "0", SystemOut: &junitOut{coverageLine(r.Coverage)}}}
}

// finish fills empty suites and counts.
func (all *junitSuites) finish() {
	for _, s := range all.Suites {
		if len(s.Cases) == 0 {
			s.Cases = []junitCase{{Name: "no finding", Class: s.Name, Time: "0"}}
		}
		for _, c := range s.Cases {
			s.Tests++
			s.Failures += one(c.Failure)
			s.Errors += one(c.Error)
			s.Skipped += one(c.Skipped)
		}
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
		all.Skipped += s.Skipped
	}
}

func one(t *junitText) int {
	if t == nil {
		return 0
	}
	return 1
}
