package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// creating are the commands that make a key which was not there, and give it no expiry.
var creating = []string{
	"SET", "MSET", "GETSET", "APPEND", "SETBIT", "INCR", "INCRBY", "INCRBYFLOAT", "HSET", "HMSET", "HSETNX", "HINCRBY", "HINCRBYFLOAT",
	"SADD", "ZADD", "ZINCRBY", "LPUSH", "RPUSH", "PFADD", "GEOADD",
}

// records are what types and functions are called that count or write down what was,
// which is meant to stay.
var records = []string{"stats", "statistics", "stat", "counter", "metrics", "report", "audit", "log", "logger", "history", "archive", "analytics", "journal"}

// dated finds keys that are made of the date: the next one is another, and nothing
// takes away what was written under those before. So it is with what a limiter keeps of
// each of its callers.
func dated(p *analyzers.Pass, o *link.Op, left *leavers) (write, bool) {
	w := write{command: o.Command, dated: true, hash: o.Command[:min(1, len(o.Command))] == "H"}
	if o.Client.Kind != rules.Remote || o.Script != nil || o.Does("none") || o.Dispatches() || !slices.Contains(creating, o.Command) ||
		o.Command == "SET" && expires(p.Prog, o) && !never(p.Prog, o) || slices.ContainsFunc(o.F.Ops, asksTTL) {
		return w, false
	}
	k, ok := keyOf(p.Prog, o)
	w.callers = ok && limits(o.F) && !p.Prog.Dated(k)
	if !ok || !w.callers && !p.Prog.Dated(k) || !grows(p.Prog, k, &w) || p.Prog.ExpiresNearby(o.F, k, false) || left.of(p.Prog, o.F, lead(w.form)) {
		return w, false
	}
	w.cache = speaksOfCache(o.F) || strings.Contains(strings.ToLower(w.prefix), "cache")
	return w, true
}

// leavers are the keys that the program deletes, takes from or lets expire.
type leavers struct {
	read    bool
	leads   []string
	unknown map[string]bool // packages where a key is not known
}

// of reports whether something may take away keys of that lead: an op on one with
// the same, or one of the package on a key that is not known.
func (l *leavers) of(p *link.Program, f *link.Func, lead string) bool {
	if !l.read {
		l.collect(p)
	}
	return lead == "" || l.unknown[f.Pkg.Path] || slices.ContainsFunc(l.leads, func(x string) bool {
		return strings.HasPrefix(x, lead) || strings.HasPrefix(lead, x)
	})
}

// lead is the first fixed part of a key that says something: a namespace may stand
// before it.
func lead(form string) string {
	for _, part := range strings.Split(form, link.Hole) {
		if part = strings.TrimLeft(part, ":-_/."); part != "" {
			return part
		}
	}
	return ""
}

func (l *leavers) collect(p *link.Program) {
	l.read, l.unknown = true, map[string]bool{}
	for _, f := range p.Funcs {
		for _, o := range f.Ops {
			if o.Client.Kind == rules.Remote && (o.Drops() || o.SetsExpiry() || slices.Contains(trimming, o.Command) || o.Command == "RENAME") {
				l.add(p, o)
			}
		}
	}
}

func (l *leavers) add(p *link.Program, o *link.Op) {
	k, ok := keyOf(p, o)
	if !ok {
		l.unknown[o.F.Pkg.Path] = true
		return
	}
	for _, t := range p.Strings(k, true).Vals {
		if x := lead(t); x != "" {
			l.leads = append(l.leads, x)
		} else {
			l.unknown[o.F.Pkg.Path] = true
		}
	}
}
