// Package command asks where commands stand that are dangerous by themselves:
// FLUSHALL, KEYS, CONFIG SET. It knows the disguises: the command in a Lua
// script, a SCAN to the end inside one, a SCAN with a huge COUNT. It does not
// know loops around a harmless command; that is package sweep.
package command

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "command", Run: run}

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		for _, o := range f.Ops {
			for _, s := range sightings(p.Prog, p.Hazard, o) {
				p.Report(candidate(p, o, s))
			}
		}
	}
}

// sighting is one dangerous command that an op sends.
type sighting struct {
	command, detail string
	// limited: the command gives up after a while.
	limited bool
}

func sightings(p *link.Program, h *rules.Hazard, o *link.Op) []sighting {
	if o.Does("none") || o.Does("send") && o.Command == "" {
		return nil
	}
	if o.Script != nil {
		return scripted(h, o)
	}
	if matches(h, o.Command) {
		return []sighting{{command: o.Command}}
	}
	if o.Command != "" && o.Command == h.Params["unlimited"] && !o.Queued() {
		if limit, known := timeLimit(p, o); known && limit == 0 {
			return []sighting{{command: o.Command, detail: "It has no time limit."}}
		}
		return []sighting{{command: o.Command, detail: "It waits for replicas up to its time limit.", limited: true}}
	}
	if n, ok := hugeScan(p, h, o); ok {
		return []sighting{{command: "SCAN", detail: fmt.Sprintf("COUNT %d makes one SCAN block like KEYS.", n)}}
	}
	return nil
}

// timeLimit is what WAIT is given last, whether as an argument, a word or a step.
func timeLimit(p *link.Program, o *link.Op) (int64, bool) {
	if o.Does("build") {
		v, _ := step(p, o, "Timeout")
		return p.Int(v)
	}
	params, _ := p.Params(o, nil)
	if len(params) < 2 {
		return 0, false
	}
	return number(p, params[len(params)-1])
}

// number evaluates a number, or its text.
func number(p *link.Program, v link.Val) (int64, bool) {
	if n, ok := p.Int(v); ok {
		return n, true
	}
	if t := p.Strings(v, false).Known(); len(t) == 1 && v.F.TypeAt(v.F.Values[v.F.Unconverted(v.V)].Type).Kind == summary.String {
		n, err := strconv.ParseInt(t[0], 10, 64)
		return n, err == nil
	}
	return 0, false
}

// matches compares a command with the hazard's list, container commands by
// their first word too.
func matches(h *rules.Hazard, command string) bool {
	first, _, _ := strings.Cut(command, " ")
	return slices.Contains(h.Commands, command) || first != command && slices.Contains(h.Commands, first)
}

func scripted(h *rules.Hazard, o *link.Op) []sighting {
	var out []sighting
	done := map[string]bool{}
	for _, c := range o.Script.Calls {
		if matches(h, c.Command) && !done[c.Command] {
			done[c.Command] = true
			out = append(out, sighting{command: c.Command, detail: fmt.Sprintf("The command is in a Lua script (line %d).", c.Line)})
		}
	}
	if h.Params["scan_count"] != "" && o.Script.SweepsKeyspace() && !done["KEYS"] {
		out = append(out, sighting{command: "SCAN", detail: "A Lua script scans to the end, which blocks like KEYS."})
	}
	return out
}

func hugeScan(p *link.Program, h *rules.Hazard, o *link.Op) (int64, bool) {
	limit, err := strconv.ParseInt(h.Params["scan_count"], 10, 64)
	if err != nil || o.Command != "SCAN" {
		return 0, false
	}
	v, ok := o.Arg(o.Rule.Count)
	if !ok {
		v, ok = word(p, o.Words, "COUNT")
	}
	if !ok {
		v, _ = step(p, o, "Count")
	}
	n, known := number(p, v)
	return n, known && n >= limit
}

// step returns what a step of a builder is given: B().Scan().Cursor(0).Count(n).
func step(p *link.Program, o *link.Op, name string) (link.Val, bool) {
	if !o.Does("build") {
		return link.Val{}, false
	}
	steps, _ := p.Chain(o.F, o.Call)
	for _, s := range steps {
		if s.Name == name && len(s.Args) > 0 {
			return link.Val{Ref: link.Ref{F: o.F, V: s.Args[0]}}, true
		}
	}
	return link.Val{}, false
}

// word returns the argument after a keyword of a raw command.
func word(p *link.Program, words []link.Val, key string) (link.Val, bool) {
	for i := 0; i+1 < len(words); i++ {
		if t := p.Strings(words[i], false).Known(); len(t) == 1 && strings.EqualFold(t[0], key) {
			return words[i+1], true
		}
	}
	return link.Val{}, false
}

func candidate(p *analyzers.Pass, o *link.Op, s sighting) analyzers.Candidate {
	c := analyzers.OfOp(o)
	c.Command, c.Detail, c.Cost = s.command, s.detail, "1 x "+s.command
	switch p.Hazard.Name {
	case "flush":
		c.Announce = analyzers.Wiping
		c.Level = func(a analyzers.At) finding.Level { return flushLevel(p.Hazard, a) }
	case "keys":
		c.Announce = slices.Concat(analyzers.Listing, analyzers.Collecting, analyzers.Wiping, analyzers.Matching)
		c.Level = func(a analyzers.At) finding.Level { return keysLevel(p, o, a) }
	default:
		c.Announce = adminWords(s.command)
		c.Level = func(a analyzers.At) finding.Level { return adminLevel(p.Hazard, a, s.limited) }
	}
	return c
}

func adminWords(command string) []string {
	words := append(strings.Fields(strings.ToLower(command)), "admin", "exec", "command")
	if whose, ok := strings.CutSuffix(words[0], "of"); ok {
		words = append(words, whose+" of") // SlaveOf is how Go spells SLAVEOF
	}
	if words[0] == "acl" {
		words = append(words, "user", "password", "role", "permission")
	}
	return words
}

// adminLevel: at start an option may ask for it, such as keyspace notifications;
// what is limited in time holds up its own connection alone.
func adminLevel(h *rules.Hazard, a analyzers.At, limited bool) finding.Level {
	l := analyzers.Table(h, a)
	if limited {
		l = l.AtMost(finding.Warn)
	}
	if a.Heat == finding.Startup && a.Optional {
		return l.Lower()
	}
	return l
}

func flushLevel(h *rules.Hazard, a analyzers.At) finding.Level {
	switch a.Heat {
	case finding.Startup:
		if a.Optional && a.Root.Kind != "init" {
			return analyzers.Param(h, "optional", finding.Warn)
		}
	case finding.Announced:
		if name, ok := analyzers.NamesPart(a.Root.F); ok && !decides(a, name) {
			return analyzers.Param(h, "names_part", finding.Fail)
		}
		if scoped(a) {
			return analyzers.Param(h, "beyond_scope", finding.Warn)
		}
	}
	return analyzers.Table(h, a)
}

// decides reports whether the path depends on the named parameter of the entry:
// "no scope given" is a fair way to ask for everything.
func decides(a analyzers.At, param string) bool {
	f := a.Root.F
	block := a.Sink.Block
	if len(a.Path) > 0 {
		if a.Path[0].Call < 0 {
			return false
		}
		block = f.Calls[a.Path[0].Call].Block
	} else if f != a.Sink.F {
		return false
	}
	for _, g := range f.Guards(block) {
		if mentions(f, g.Cond, param, 0) {
			return true
		}
	}
	return false
}

func mentions(f *link.Func, v int32, param string, d int) bool {
	if d > 8 || v == 0 {
		return false
	}
	x := &f.Values[v]
	if x.Op == summary.ParamVal {
		return f.Params[x.N].Name == param
	}
	for _, o := range append([]int32{x.A, x.B}, x.Args...) {
		if mentions(f, o, param, d+1) {
			return true
		}
	}
	return false
}

// scoped reports whether the entry's or the sink's type has a prefix or
// namespace of its own, which the flush goes beyond.
func scoped(a analyzers.At) bool {
	for _, recv := range []string{a.Root.F.Recv, a.Sink.F.Recv} {
		if analyzers.Scoped(a.Prog, recv) || a.Prog.Namespaced(recv) {
			return true
		}
	}
	return false
}

func keysLevel(p *analyzers.Pass, o *link.Op, a analyzers.At) finding.Level {
	h := p.Hazard
	if chosen(a) {
		return analyzers.Table(h, a).AtMost(finding.Warn)
	}
	switch a.Heat {
	case finding.Periodic:
		within, err := time.ParseDuration(h.Params["repeat_within"])
		if err == nil && a.Root.Seconds > 0 && a.Root.Seconds <= within.Seconds() {
			return analyzers.Param(h, "repeated", finding.Fail)
		}
	case finding.Announced:
		name := a.Root.F.Short
		if analyzers.Announces(name, listing) && !analyzers.Announces(name, analyzers.Wiping) && gives(a.Root.F) && ownKeys(p.Prog, o) {
			return analyzers.Param(h, "listing", finding.Note)
		}
	}
	return analyzers.Table(h, a)
}

// gives: an entry gives back something that can be a list, and not only how many there
// were or whether it has failed: RemovePattern lists nothing to its caller.
func gives(f *link.Func) bool {
	return slices.ContainsFunc(f.Results, func(r int32) bool {
		t := f.TypeAt(r)
		return t.Text != "error" && t.Kind != summary.Bool && t.Kind != summary.Integer
	})
}

// listing are the words of functions that are there to list keys.
var listing = []string{"keys", "list", "scan", "search", "match", "pattern", "find"}

// ownKeys reports whether the pattern comes from the caller (a thin wrapper) or
// has a fixed part (the type's own keys), so that it is not everything.
func ownKeys(p *link.Program, o *link.Op) bool {
	v, ok := o.Arg(o.Rule.Pattern)
	if !ok && len(o.Words) > 0 {
		v, ok = o.Words[0], true
	}
	if !ok {
		return false
	}
	for _, t := range p.Strings(v, false).Vals {
		if strings.Trim(t, "*") == "" {
			return false
		}
	}
	return true
}
