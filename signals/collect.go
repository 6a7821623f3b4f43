package signals

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/signals/fetch"
)

// Request asks for the signals of one module version.
type Request struct {
	Module, Version string
	// Time is when the version was made; zero if unknown.
	Time time.Time
	// Tree is the module's root; nil where its files are not at hand.
	Tree fs.FS
	// Origin is where the proxy says that it came from; nil if it does not.
	Origin *Origin
	// Deprecated and Retracted quote the newest go.mod, where it says so.
	Deprecated, Retracted string
	// Findings are what the code was found to do; they steer the search.
	Findings []finding.Finding
}

// Config says whom a Collector may ask.
type Config struct {
	Providers []Provider
	// Client makes the calls; it should be a fetch.Fetcher's. Nil asks nobody:
	// only the module's own files are read.
	Client *http.Client
	// Kinds names the provider of hosts that are not known by their name, such
	// as a company's own: host to github, gitlab or gitea.
	Kinds map[string]string
	// Private tells whether a module path must not be told to anybody; nil is
	// never.
	Private func(module string) bool
	// Now is the clock; it must be given.
	Now func() time.Time
	// Budget bounds the requests for one module; 20. Timeout bounds the time
	// for one module; 60 s.
	Budget  int
	Timeout time.Duration
}

// Collector gathers the signals of modules. It is safe for use by several
// goroutines.
type Collector struct {
	cfg     Config
	lexicon *Lexicon
	locator *locator
}

// NewCollector returns a collector that judges by l.
func NewCollector(l *Lexicon, cfg Config) (*Collector, error) {
	r, err := newLocator(cfg.Client)
	if err != nil {
		return nil, err
	}
	if cfg.Budget <= 0 {
		cfg.Budget = 20
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = time.Minute
	}
	if cfg.Now == nil {
		return nil, errors.New("collect signals: no clock was given")
	}
	return &Collector{cfg: cfg, lexicon: l, locator: r}, nil
}

// maxSignals bounds the signals reported of one module's threads.
const maxSignals = 10

// Collect gathers what is known of a module. It does not fail: what could not
// be had is said in Status, and the rest is there.
func (c *Collector) Collect(ctx context.Context, req Request) finding.ModuleSignals {
	out := finding.ModuleSignals{Status: statusOff, Signals: []finding.Signal{}}
	own, err := c.own(req)
	switch {
	case c.cfg.Private != nil && c.cfg.Private(req.Module):
		out.Status = statusPrivate
	case c.cfg.Client != nil:
		ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
		defer cancel()
		ctx, trace := fetch.WithTrace(ctx, c.cfg.Budget)
		c.guarded(ctx, req, &out)
		out.Hosts = trace.Hosts()
		if at := trace.AsOf(); !at.IsZero() {
			out.AsOf = at.UTC().Format(time.RFC3339)
		}
		if trace.Stale() && out.Status == statusOK {
			out.Status = statusEarlier
		}
	}
	if err != nil {
		out.Status += "; " + quoteAll(err.Error())
	}
	out.Signals = append(own, out.Signals...)
	return out
}

// own reads what the module's files and its newest go.mod say.
func (c *Collector) own(req Request) ([]finding.Signal, error) {
	out := []finding.Signal{}
	if req.Deprecated != "" {
		out = append(out, deprecated(req.Deprecated))
	}
	if req.Retracted != "" {
		out = append(out, retracted(req.Retracted))
	}
	if req.Tree == nil {
		return out, nil
	}
	comments, err1 := c.lexicon.docComments(req.Tree, req.Module, req.Findings)
	docs, err2 := c.lexicon.Documents(req.Tree, req.Version)
	types, err3 := c.lexicon.typeDocs(req.Tree)
	for _, s := range docs {
		if s.Source == sourceGoMod && (s.Class == "unmaintained" && req.Deprecated != "" || s.Class == classRetracted && req.Retracted != "") {
			continue
		}
		out = append(out, s)
	}
	return append(append(out, comments...), types...), errors.Join(err1, err2, err3)
}

// guarded survives the clients' own mistakes: a module decides which host is
// asked, and one of the clients panics on an answer without an expected field.
func (c *Collector) guarded(ctx context.Context, req Request, out *finding.ModuleSignals) {
	defer func() {
		if recover() != nil {
			out.Status = statusUnreadable
		}
	}()
	c.remote(ctx, req, out)
}

// remote asks the host of the module's repository.
func (c *Collector) remote(ctx context.Context, req Request, out *finding.ModuleSignals) {
	where, ok, err := c.locator.locate(ctx, req.Module, req.Origin)
	if err != nil || !ok {
		out.Status = statusUnresolved
		if err != nil {
			out.Status = reason(err)
		}
		return
	}
	out.Repository, out.FoundBy = where.String(), where.FoundBy
	tracker, err := c.tracker(where.Host)
	if err != nil {
		out.Status = err.Error()
		return
	}
	facts, err := factsOf(ctx, tracker, where)
	if err != nil {
		out.Status = reason(err)
		return
	}
	out.Repository, out.Archived = where.Host+"/"+Clean(facts.Name), facts.Archived
	out.Signals = append(out.Signals, factSignals(where, facts)...)
	out.Status = c.threads(ctx, req, where, tracker, facts, out)
}

// tracker makes the tracker of a host.
func (c *Collector) tracker(host string) (Tracker, error) {
	for _, p := range c.cfg.Providers {
		if kind, ok := c.cfg.Kinds[host]; ok && kind == p.Name || !ok && p.Serves(host) {
			return p.New(host, c.cfg.Client)
		}
	}
	return nil, errors.New(statusUnsupported + host)
}

// factsOf asks for the repository, trying the readings of an ambiguous path.
func factsOf(ctx context.Context, t Tracker, where Location) (Facts, error) {
	facts, err := t.Repository(ctx, where.Repo)
	for _, other := range where.Others {
		if err == nil || !is(err, fetch.NotFound) {
			break
		}
		facts, err = t.Repository(ctx, other)
	}
	return facts, err
}

// factSignals are what a host says of a repository without any judging.
func factSignals(where Location, facts Facts) []finding.Signal {
	var out []finding.Signal
	if facts.Archived {
		out = append(out, finding.Signal{
			Class: classArchived, Source: "repository", URL: facts.URL, Title: "archived", Score: machineRead, Level: finding.Warn,
			Phrase: "archived, last push " + facts.Pushed.UTC().Format(time.DateOnly), State: classArchived,
		})
	}
	if !strings.EqualFold(facts.Name, where.Repo) && !slices.ContainsFunc(where.Others, func(o string) bool { return strings.EqualFold(o, facts.Name) }) {
		out = append(out, finding.Signal{
			Class: "moved", Source: "repository", URL: facts.URL, Title: "moved", Score: machineRead, Level: finding.Note,
			Phrase: quoteAll(where.Repo + " is now " + facts.Name),
		})
	}
	return out
}

// threads gathers, judges and ranks the threads; it returns the status.
func (c *Collector) threads(ctx context.Context, req Request, where Location, t Tracker, facts Facts, out *finding.ModuleSignals) string {
	t, repo, status := c.issuesOf(where, t, facts)
	if status != "" {
		return status
	}
	found, err := t.Threads(ctx, repo, Query{Words: c.lexicon.words(req.Findings), Symbols: searchSymbols(req.Findings)})
	picked, more := c.pick(ctx, req, where, found.Threads)
	c.resolve(ctx, req, where, t, repo, picked)
	for _, p := range picked {
		out.Signals = append(out.Signals, p.signal)
	}
	out.More = more
	if err == nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	switch {
	case err != nil && len(found.Threads) > 0:
		return "truncated: " + reason(err)
	case err != nil:
		return reason(err)
	case found.Truncated != "":
		return "truncated: " + found.Truncated
	}
	return statusOK
}

// issuesOf finds the tracker that holds the issues: the repository's own, the
// parent's of a fork without one, or another repository's.
func (c *Collector) issuesOf(where Location, t Tracker, facts Facts) (Tracker, string, string) {
	if where.Tracker != "" {
		l, ok := parseRepository("https://" + where.Tracker)
		if !ok {
			return nil, "", statusUnresolved
		}
		other, err := c.tracker(l.Host)
		if err != nil {
			return nil, "", err.Error()
		}
		return other, l.Repo, ""
	}
	switch {
	case facts.HasIssues:
		return t, facts.Name, ""
	case facts.Parent != "":
		return t, facts.Parent, ""
	case facts.MirrorOf != "":
		return nil, "", statusNoTracker + ": a mirror of " + quoteAll(facts.MirrorOf)
	}
	return nil, "", fmt.Sprintf("%s: %s has its issues turned off", statusNoTracker, where)
}
