package signals

import (
	"context"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/cachevet/cachevet/internal/finding"
)

// pick is a thread that warns of something, with its signal.
type pick struct {
	thread Thread
	signal finding.Signal
	tied   bool
}

// pick judges threads and keeps the best of each class and symbol, ten at most.
// The second result counts those left out. It stops where no time is left.
func (c *Collector) pick(ctx context.Context, req Request, where Location, threads []Thread) ([]*pick, int) {
	var all []*pick
	seen := map[string]bool{}
	for _, t := range threads {
		if ctx.Err() != nil {
			break
		}
		if t.Bot || seen[t.URL] {
			continue
		}
		seen[t.URL] = true
		if p := c.judged(req, where, t); p != nil {
			all = append(all, p)
		}
	}
	sort.Slice(all, func(i, j int) bool { return before(all[i], all[j]) })
	var out []*pick
	kept := map[string]bool{}
	for _, p := range all {
		key := p.signal.Class + " " + p.signal.Symbol
		if kept[key] || len(out) == maxSignals {
			continue
		}
		kept[key] = true
		out = append(out, p)
	}
	return out, len(all) - len(out)
}

// before orders picks: tied ones, louder ones, higher scores, newer threads.
func before(a, b *pick) bool {
	switch {
	case a.tied != b.tied:
		return a.tied
	case a.signal.Level != b.signal.Level:
		return a.signal.Level.Rank() > b.signal.Level.Rank()
	case a.signal.Score != b.signal.Score:
		return a.signal.Score > b.signal.Score
	case a.thread.Date != b.thread.Date:
		return a.thread.Date > b.thread.Date
	}
	return a.thread.URL < b.thread.URL
}

// judged makes a pick of a thread that warns of something; nil of any other.
func (c *Collector) judged(req Request, where Location, t Thread) *pick {
	x := newText(t.URL, t.Title, t.Text)
	x.code += "\n" + Clean(cut(t.Mentions, maxCode))
	j := c.lexicon.judge(t.URL, x, t.Kind)
	if j.Class == Irrelevant {
		return nil
	}
	p := &pick{thread: t, signal: finding.Signal{
		Class: j.Class, Source: source(t), URL: Clean(t.URL), Title: quoteAll(t.Title), Phrase: j.Phrase, State: t.State,
		Date: t.Date, Score: j.Score, Level: finding.Note, Names: x.names(),
	}}
	p.signal.Symbol, p.tied = c.tiedTo(req.Findings, p.signal)
	if p.signal.Symbol == "" {
		p.signal.Symbol = ownSymbol(p.signal.Names)
	}
	if c.credible(t) && mentions(where, x, p.tied) && (p.tied || j.Score >= loud) {
		p.signal.Level = finding.Warn
	}
	return p
}

// loud is the score from which a thread warns without naming a finding's own
// operation.
const loud = 4

func source(t Thread) string {
	if t.Kind == KindPull {
		return "pull-request"
	}
	return "issue"
}

// tiedTo finds the first finding whose operation the signal names, and the name.
func (c *Collector) tiedTo(findings []finding.Finding, s finding.Signal) (string, bool) {
	for i := range findings {
		f := &findings[i]
		fits := c.lexicon.fits(s.Class, f.Hazard)
		if !fits || tieOf(f, s, fits) < sameFile {
			continue
		}
		symbols, files := operation(f)
		for _, n := range append(symbols, files...) {
			if slices.Contains(s.Names, n) {
				return n, true
			}
		}
		return f.Command, true
	}
	return "", false
}

// ownSymbol picks a name to show where no finding is named: a method with its
// receiver, else nothing.
func ownSymbol(names []string) string {
	for _, n := range names {
		if recv, method, ok := strings.Cut(n, "."); ok && method != "go" && recv != "" && strings.ToUpper(recv[:1]) == recv[:1] && strings.ToUpper(method[:1]) == method[:1] {
			return n
		}
	}
	return ""
}

// minAge is how old a thread must be to count: younger ones were seen by nobody.
const minAge = 7 * 24 * time.Hour

// credible keeps threads that nobody answered from raising anything.
func (c *Collector) credible(t Thread) bool {
	if !t.Created.IsZero() && c.cfg.Now().Sub(t.Created) < minAge {
		return false
	}
	unknown := t.Association == "NONE" || t.Association == "FIRST_TIMER" || t.Association == "FIRST_TIME_CONTRIBUTOR"
	return !(unknown && t.Replies == 0 && t.State == StateOpen)
}

// mentions tells, in a repository of many modules, whether the thread is of
// this one: it names the module's folder or a finding's operation.
func mentions(where Location, x text, tied bool) bool {
	word := strings.ToLower(path.Base(where.Subdir))
	if where.Subdir == "" || tied || len(word) < 4 || slices.Contains([]string{"core", "common", "client", "server", "pkg"}, word) {
		return true
	}
	return strings.Contains(x.whole.lower, word) || strings.Contains(strings.ToLower(x.code), word)
}
