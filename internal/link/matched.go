package link

import (
	"slices"
	"strings"
)

// matchDepth is how many calls away keys may be listed.
const matchDepth = 3

// Matched gives what the keys begin with that a delete was told by a SCAN or KEYS before
// it, in its function or on the way to it.
func (p *Program) Matched(d *Touch) []string {
	out := p.matchedIn(d.F, d.Call, d.Ctx)
	for c := d.Ctx; c != nil; c = c.Up {
		if c.Edge.Call >= 0 {
			out = append(out, p.matchedIn(c.Edge.Caller, c.Edge.Call, c.Up)...)
		}
	}
	return out
}

func (p *Program) matchedIn(f *Func, call int32, ctx *Ctx) []string {
	var out []string
	for i := range f.Calls {
		if int32(i) == call || !f.Precedes(int32(i), call) || !slices.ContainsFunc(f.Calls[call].Args, func(a int32) bool { return p.Derives(f, a, int32(i)) }) {
			continue
		}
		for _, r := range p.Under(f, int32(i), matchDepth, Loops) {
			for _, s := range p.Strings(p.pattern(r).Seen(ctx), true).Vals {
				if from := head(strings.ReplaceAll(s, "*", Hole)); len(from) > 1 {
					out = append(out, from)
				}
			}
		}
	}
	return out
}

// pattern is what a command that lists keys matches them with; V is 0 where it lists all
// or none.
func (p *Program) pattern(r Reached) Val {
	if r.Command != "SCAN" && r.Command != "KEYS" {
		return Val{}
	}
	if v, ok := r.Arg(r.Rule.Pattern); ok {
		return v.Seen(r.In)
	}
	params, _ := p.Params(r.Op, r.In)
	if v, ok := p.Keyword(params, "MATCH"); ok {
		return v
	}
	if r.Command == "KEYS" && len(params) > 0 {
		return params[0]
	}
	return Val{}
}

// BeginsWith reports whether a key begins with one of the texts, as far as it is known.
func (p *Program) BeginsWith(key Val, with []string) bool {
	for _, s := range p.keyText(key).Vals {
		if from := head(s); slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(from, w) }) {
			return true
		}
	}
	return false
}
