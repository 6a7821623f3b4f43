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
	if !ok || !w.callers && !p.Prog.Dated(k) || !grows(p.Prog, k, &w) || p.Prog.ExpiresNearby(o.F, k, false) || left.of(p.Prog, o.F, lead(w.form), w.callers) {
		return w, false
	}
	w.cache = speaksOfCache(o.F) || strings.Contains(strings.ToLower(w.prefix), "cache")
	return w, true
}

// leavers are the keys that the program deletes, takes from or lets expire.
type leavers struct {
	read bool
	all  []leaver
}

// leaver is the lead of such a key, or where it is not known the package that has it.
type leaver struct {
	lead, pkg string
	cuts      string // the function, where it only cuts a set or a list off
}

// of reports whether something may take away keys of that lead: an op on one with
// the same, or one of the package on a key that is not known. What a limiter cuts off
// when the same caller asks again is none: who has gone does not.
func (l *leavers) of(p *link.Program, f *link.Func, lead string, callers bool) bool {
	if !l.read {
		l.collect(p)
	}
	return lead == "" || slices.ContainsFunc(l.all, func(x leaver) bool {
		if callers && x.cuts == f.Decl {
			return false
		}
		return x.lead == "" && x.pkg == f.Pkg.Path || x.lead != "" && (strings.HasPrefix(x.lead, lead) || strings.HasPrefix(lead, x.lead))
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
	l.read = true
	for _, f := range p.Funcs {
		for _, o := range f.Ops {
			cuts := slices.Contains(trimming, o.Command)
			if o.Client.Kind == rules.Remote && (o.Drops() || o.SetsExpiry() || cuts || o.Command == "RENAME") {
				l.add(p, o, cuts)
			}
		}
	}
}

func (l *leavers) add(p *link.Program, o *link.Op, cuts bool) {
	x := leaver{pkg: o.F.Pkg.Path}
	if cuts {
		x.cuts = o.F.Decl
	}
	k, ok := keyOf(p, o)
	if !ok {
		l.all = append(l.all, x)
		return
	}
	for _, t := range p.Strings(k, true).Vals {
		x.lead = lead(t)
		l.all = append(l.all, x)
	}
}
