// Package sweep asks where SCAN walks the keyspace to its end: in a loop until
// the cursor comes back to 0, or by an iterator; and where HSCAN, SSCAN and ZSCAN walk all
// that one key holds, unless they end as soon as there is enough. It does not judge one page that
// is returned to the caller, nor KEYS, which is package command.
package sweep

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "sweep", Run: run}

func run(p *analyzers.Pass) {
	perKey := strings.Fields(p.Hazard.Params["per_key"])
	for _, f := range p.Prog.Funcs {
		for _, s := range p.Prog.Sweeps(f) {
			if one, _ := p.Prog.OfOneKey(s.Op); one != "" && p.Prog.EndsFull(s) {
				continue
			}
			p.Report(candidate(p, s, perKey))
		}
	}
}

func candidate(p *analyzers.Pass, s link.Sweep, perKey []string) analyzers.Candidate {
	call := &s.F.Calls[s.Call]
	c := analyzers.Candidate{
		F: s.F, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: "SCAN",
		Client: s.Op.Client.Name, Conf: s.Op.Conf, Announce: slices.Concat(analyzers.Listing, analyzers.Wiping, analyzers.Matching, analyzers.Everything),
		Cost: "keyspace / COUNT x SCAN",
	}
	if command, key := p.Prog.OfOneKey(s.Op); command != "" {
		return ofOneKey(p, c, command, key)
	}
	matched := func(a analyzers.At) link.Applied { return p.Prog.PerKey(s, perKey, link.CtxOf(a.Path)) }
	c.Level = func(a analyzers.At) finding.Level { return level(p.Hazard, a, matched(a).Command) }
	c.From = func(a analyzers.At, c *analyzers.Candidate) { further(c, matched(a)) }
	return c
}

// further says what is done with the keys that the sweep finds.
func further(c *analyzers.Candidate, m link.Applied) {
	switch {
	case m.Command == "":
	case m.Each:
		c.Cost += " + matched keys x " + m.Command
		c.Detail = "Each matched key costs a further " + m.Command + "."
	default:
		c.Cost += " + " + m.Command + " of matched keys"
		c.Detail = "All keys that match are deleted."
	}
}

// ofOneKey: what is walked is one key, and a further command for each member is
// judged by package roundtrip. Where the key is made for one thing they are few.
func ofOneKey(p *analyzers.Pass, c analyzers.Candidate, command string, key link.Val) analyzers.Candidate {
	c.Command, c.Cost = command, "members / COUNT x "+command
	c.Detail = "The members of one key are what is walked."
	own := p.Prog.BeginsWithOwn(key, c.F.Recv)
	one := slices.ContainsFunc(p.Prog.Strings(key, true).Vals, func(s string) bool {
		if own {
			return strings.Contains(strings.TrimPrefix(s, link.Hole), link.Hole)
		}
		return strings.Contains(s, link.Hole) && strings.Trim(s, link.Hole+":-_/.") != ""
	})
	c.Level = func(a analyzers.At) finding.Level {
		if l := analyzers.Table(p.Hazard, a); !one {
			return l.AtMost(finding.Warn)
		}
		return finding.Note
	}
	return c
}

func level(h *rules.Hazard, a analyzers.At, each string) finding.Level {
	switch a.Heat {
	case finding.Request:
		if each != "" {
			return analyzers.Param(h, "each", finding.Fail)
		}
	case finding.Announced:
		if promisesBound(a.Root.F) {
			return analyzers.Param(h, "broken_promise", finding.Warn)
		}
	}
	return analyzers.Table(h, a)
}

// promisesBound reports whether the entry takes a limit or page that no loop of
// it heeds.
func promisesBound(f *link.Func) bool {
	for i, prm := range f.Params {
		switch strings.ToLower(prm.Name) {
		case "limit", "page", "pagesize", "max", "size", "n":
			return !heeded(f, i)
		}
	}
	return false
}

// heeded: the parameter takes part in some branch or is handed on.
func heeded(f *link.Func, i int) bool {
	for b := range f.Blocks {
		if f.Uses(f.Blocks[b].Cond, i) {
			return true
		}
	}
	for _, c := range f.Calls {
		for _, a := range c.Args {
			if f.Uses(a, i) {
				return true
			}
		}
	}
	return false
}
