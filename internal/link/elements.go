package link

import "github.com/cachevet/cachevet/internal/summary"

// A put is one store of an element into a map or a slice.
type put struct {
	F         *Func
	addr, val int32
}

// A putIn is a put in the context in which its container was made.
type putIn struct {
	put
	in Val
}

// elements lists what is stored into a container: where it was made, and through the field
// or the variable of a package that holds it.
func (p *Program) elements(c Val, d int) []putIn {
	var out []putIn
	for _, made := range p.origins(c, d) {
		for _, s := range made.F.Stores {
			if a := &made.F.Values[s.Addr]; a.Op == summary.ElemOf && a.A == made.V {
				out = append(out, putIn{put{made.F, s.Addr, s.Val}, made})
			}
		}
	}
	h := c.Value() // an array is what holds it
	if h.Op == summary.Load {
		h = &c.F.Values[h.A]
	}
	if h.Op == summary.FieldOf || h.Op == summary.GlobalAddr {
		held := p.put[h.Str]
		for _, s := range held[:min(len(held), maxTexts)] {
			out = append(out, putIn{s, Val{Ref{s.F, 0}, nil}})
		}
	}
	return out
}
