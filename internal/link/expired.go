package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Outdated is the type of which f keeps something for a time, or the package in whose
// variables it does: call i is left out while one of its fields says, compared with the
// clock, that what the others hold is good. A step of the type may compare them. Empty if
// there is none.
func (p *Program) Outdated(f *Func, i int32) string {
	target := f.Calls[i].Block
	for b := range f.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 || f.LoopAt[b] != f.LoopAt[target] || !f.branchesTo(int32(b), []int{0, 1}, target) {
			continue
		}
		if owner := p.timed(f, blk.Cond, 1); owner != "" {
			return owner
		}
	}
	return ""
}

// Missing lists the fields of the receiver, or of what it holds, of which one has no value
// yet where call i is made.
func (p *Program) Missing(f *Func, i int32) (out []string) {
	target := f.Calls[i].Block
	for b := range f.Blocks {
		blk := &f.Blocks[b]
		x := &f.Values[blk.Cond]
		if blk.Cond == 0 || len(blk.Succs) != 2 || x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" || f.LoopAt[b] != f.LoopAt[target] {
			continue
		}
		side := 0
		if x.Str == "!=" {
			side = 1
		}
		if !f.branchesTo(int32(b), []int{side}, target) {
			continue
		}
		for _, field := range []string{f.emptyField(x.A, x.B), f.emptyField(x.B, x.A)} {
			if field != "" {
				out = append(out, field)
			}
		}
	}
	return out
}

// emptyField is the field of the receiver that a value, or its length, was loaded from,
// where the other is nothing.
func (f *Func) emptyField(v, nothing int32) string {
	c := &f.Values[nothing]
	if c.Op != summary.Const || c.Str != "" && c.Str != "nil" && c.Str != "0" {
		return ""
	}
	x := &f.Values[v]
	if x.Op == summary.LenOf {
		x = &f.Values[x.A]
	}
	if x.Op != summary.Load || f.Values[x.A].Op != summary.FieldOf {
		return ""
	}
	if r := f.Root(x.A); r.Op != summary.ParamVal || f.Recv == "" || r.N != 0 {
		return ""
	}
	return f.Values[x.A].Str
}

// timed: a value is computed from the clock and from a field that is called after
// the end of something; the owner of the field.
func (p *Program) timed(f *Func, v int32, depth int) (owner string) {
	now := false
	for w := f.visitValues(v); w.next(); {
		switch x := &f.Values[w.at]; x.Op {
		case summary.FieldOf, summary.GlobalAddr:
			if dot := strings.LastIndexByte(x.Str, '.'); dot > 0 && endsByName(x.Str[dot+1:]) {
				owner = x.Str[:dot]
			}
		case summary.CallVal:
			c := &f.Calls[x.N]
			if o := p.timedBy(f, c, depth); o != "" {
				return o
			}
			now = now || clock(f, c)
			if c.Pkg == "time" {
				now = now || slices.Contains([]string{"Now", "Since", "Until"}, c.Name)
				w.push(c.Recv)
				w.push(c.Args...)
			}
		case summary.Alloc:
			w.push(f.values[w.at]...)
		case summary.Load:
			w.push(x.A)
			w.push(f.values[x.A]...)
		default:
			w.push(x.A, x.B)
			w.push(x.Args...)
		}
	}
	if !now {
		return ""
	}
	return owner
}

// clock: a function or an object that was handed in tells the time.
func clock(f *Func, c *summary.Call) bool {
	return len(c.Args) == 0 && (c.Fun != 0 || c.Iface != 0) && c.Result != 0 && f.TypeAt(c.Result).Named == "time.Time"
}

// timedBy asks a step of the caller's type that answers yes or no, or a method of what
// keeps the value, which gives it as long as it is good.
func (p *Program) timedBy(f *Func, c *summary.Call, depth int) (owner string) {
	g := p.byName[c.Callee]
	if depth == 0 || g == nil || g.Pkg != f.Pkg || c.Result == 0 {
		return ""
	}
	answer := f.TypeAt(c.Result).Kind
	if answer != summary.Bool && !(answer == summary.Tuple && g.Recv != "") {
		return ""
	}
	if g.Recv == f.Recv || answer == summary.Tuple {
		for _, r := range g.Returns {
			if o := p.timed(g, r.Values[len(r.Values)-1], depth-1); o != "" {
				return o
			}
		}
	}
	if answer != summary.Tuple || len(g.Results) != 2 || g.TypeAt(g.Results[1]).Kind != summary.Bool {
		return ""
	}
	for b := range g.Blocks {
		if cond := g.Blocks[b].Cond; cond != 0 && p.timed(g, cond, depth-1) == g.Recv {
			return g.Recv
		}
	}
	return ""
}

// LooksAgain reports whether call i is left out, from a block on, by what a field of the
// owner holds or another method of f's type or of the owner says: somebody has been there
// meanwhile.
func (p *Program) LooksAgain(f *Func, owner string, from, i int32) bool {
	target := f.Calls[i].Block
	for b := range f.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 || int32(b) != from && !f.Dominates(from, int32(b)) || comparesError(f, blk.Cond, 0) {
			continue
		}
		if f.branchesTo(int32(b), []int{0, 1}, target) && p.speaksOf(f, blk.Cond, owner) {
			return true
		}
	}
	return false
}

// speaksOf: a value is computed from a field of the owner, or by a method of f's type.
func (p *Program) speaksOf(f *Func, v int32, owner string) bool {
	for w := f.visitValues(v); w.next(); {
		switch x := &f.Values[w.at]; x.Op {
		case summary.FieldOf, summary.GlobalAddr:
			if strings.HasPrefix(x.Str, owner+".") {
				return true
			}
			w.push(x.A)
		case summary.FreeVal:
			if strings.HasPrefix(f.slot(w.at), owner+".") {
				return true
			}
		case summary.CallVal:
			c := &f.Calls[x.N]
			if g := p.byName[c.Callee]; g != nil && g.Pkg == f.Pkg && (g.Recv == f.Recv || g.Recv == owner) {
				return true
			}
			if c.Pkg == "time" || c.Pkg == "sync/atomic" || c.Pkg == "strings" {
				w.push(c.Recv)
				w.push(c.Args...)
			}
		default:
			w.pushBehind(f)
		}
	}
	return false
}

func endsByName(field string) bool {
	name := strings.ToLower(field)
	return strings.Contains(name, "expir") || strings.Contains(name, "validuntil") || strings.Contains(name, "goodtill") || strings.HasSuffix(name, "ttl") ||
		slices.Contains(bare, name) || slices.ContainsFunc(Words(field), func(w string) bool { return slices.Contains(datings, w) })
}

// datings are words in the names of fields that say how old something is.
var datings = []string{"exp", "last", "updated", "fetched", "loaded", "refreshed", "refresh", "cached", "synced", "retrieved", "checked", "timestamp", "stamp", "until", "stale", "stored", "pulled"}

// bare are names that say no more than that it is a time.
var bare = []string{"at", "ts", "when", "time"}

// Renews reports whether f puts what a call gave into a field of the owner, or has a
// method of it do that.
func (p *Program) Renews(f *Func, owner string, call int32) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if g := p.byName[c.Callee]; g == nil || g.Recv != owner || g.Recv == f.Recv || !slices.ContainsFunc(g.Stores, func(s summary.Store) bool { return g.renewed(&s, owner) && g.given(s.Val) }) {
			continue
		}
		if slices.ContainsFunc(c.Args, func(a int32) bool { return p.Derives(f, a, call) }) {
			return true
		}
	}
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		return f.renewed(&s, owner) && p.Derives(f, s.Val, call)
	})
}

// RenewsField reports whether f puts what a call gave into the field.
func (p *Program) RenewsField(f *Func, field string, call int32) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		return a.Op == summary.FieldOf && a.Str == field && p.Derives(f, s.Val, call)
	})
}

// Taken reports whether f puts something into the field on every way to a call: whoever
// comes by while the call lasts finds it there.
func (f *Func) Taken(field string, call int32) bool {
	c := &f.Calls[call]
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		return a.Op == summary.FieldOf && a.Str == field && (s.Block == c.Block && s.Pos.Line < c.Pos.Line || s.Block != c.Block && f.Dominates(s.Block, c.Block))
	})
}

// renewed: something that is no time is put into a field of the owner.
func (f *Func) renewed(s *summary.Store, owner string) bool {
	a := &f.Values[s.Addr]
	return (a.Op == summary.FieldOf || a.Op == summary.GlobalAddr) && strings.HasPrefix(a.Str, owner+".") && !endsByName(a.Str[len(owner)+1:]) && f.TypeAt(f.Values[s.Val].Type).Text != "error"
}
