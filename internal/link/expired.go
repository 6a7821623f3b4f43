package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Outdated is the type of which f keeps something for a time: call i is left out
// while a field says, compared with the clock, that what the others hold is good. A
// step of the type may compare them. Empty if there is none.
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

// timed: a value is computed from the clock and from a field that is called after
// the end of something; the owner of the field.
func (p *Program) timed(f *Func, v int32, depth int) (owner string) {
	now := false
	seen := newValueSet(len(f.Values))
	work := []int32{v}
	for len(work) > 0 {
		i := work[len(work)-1]
		work = work[:len(work)-1]
		if i == 0 || !seen.add(i) {
			continue
		}
		x := &f.Values[i]
		switch x.Op {
		case summary.FieldOf:
			if dot := strings.LastIndexByte(x.Str, '.'); dot > 0 && endsByName(x.Str[dot+1:]) {
				owner = x.Str[:dot]
			}
			continue
		case summary.CallVal:
			c := &f.Calls[x.N]
			if c.Pkg == "time" && slices.Contains([]string{"Now", "Since", "Until"}, c.Name) {
				now = true
			}
			if g := p.byName[c.Callee]; depth > 0 && g != nil && f.Recv != "" && g.Recv == f.Recv && c.Result != 0 && f.TypeAt(c.Result).Kind == summary.Bool {
				for _, r := range g.Returns {
					if o := p.timed(g, r.Values[0], depth-1); o != "" {
						return o
					}
				}
			}
			if c.Pkg == "time" {
				work = append(append(work, c.Recv), c.Args...)
			}
		case summary.Alloc:
			work = append(work, f.values[i]...)
		case summary.Load:
			work = append(append(work, x.A), f.values[x.A]...)
		default:
			work = append(append(work, x.A, x.B), x.Args...)
		}
	}
	if !now {
		return ""
	}
	return owner
}

func endsByName(field string) bool {
	name := strings.ToLower(field)
	return strings.Contains(name, "expir") || strings.Contains(name, "validuntil") || strings.Contains(name, "goodtill") || strings.HasSuffix(name, "ttl")
}

// Renews reports whether f puts what a call gave into a field of the owner.
func (p *Program) Renews(f *Func, owner string, call int32) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		return a.Op == summary.FieldOf && strings.HasPrefix(a.Str, owner+".") && !endsByName(a.Str[len(owner)+1:]) && f.TypeAt(f.Values[s.Val].Type).Text != "error" && p.Derives(f, s.Val, call)
	})
}
