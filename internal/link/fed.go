package link

import (
	"iter"

	"github.com/cachevet/cachevet/internal/summary"
)

// fedMemo is what a Program remembers of the questions of this file.
type fedMemo struct {
	fed map[loopKey]bool
}

// FedMany reports whether a loop over a channel goes through a collection: the
// function around it, a worker of its own perhaps, made the channel and sends the
// elements.
func (p *Program) FedMany(f *Func, l int) bool {
	if out, ok := p.fed[loopKey{f, l}]; ok {
		return out
	}
	out := false
	for _, b := range f.Loops[l].Blocks {
		for _, it := range f.Blocks[b].Items {
			if it.Kind == summary.RecvItem && f.LoopAt[b] == l {
				out = out || p.fedBy(p.channels(Ref{f, it.N}))
			}
		}
	}
	return keep(&p.fed, loopKey{f, l}, out)
}

type loopKey struct {
	f *Func
	l int
}

// fedBy: a function that made one of the channels sends elements to it, itself or
// in a literal of its own.
func (p *Program) fedBy(made map[Ref]bool) bool {
	for f, s := range p.sends(made) {
		if p.many(f, s.Block) >= 0 {
			return true
		}
	}
	return false
}

// sends lists what the functions that made channels send to them, in literals too.
func (p *Program) sends(made map[Ref]bool) iter.Seq2[*Func, *summary.Store] {
	return func(yield func(*Func, *summary.Store) bool) {
		for m := range made {
			for _, f := range p.Funcs {
				if f.Pkg != m.F.Pkg || f.Decl != m.F.Decl {
					continue
				}
				for i := range f.Stores {
					s := &f.Stores[i]
					if ch := f.SentTo(s); ch != 0 && p.channels(Ref{f, ch})[m] && !yield(f, s) {
						return
					}
				}
			}
		}
	}
}

// many is the loop in which a block runs for each element of something that grows, -1
// if there is none.
func (p *Program) many(f *Func, block int32) int {
	for _, l := range f.LoopsAt(block) {
		switch b := p.LoopBound(f, l, nil); b.Kind {
		case Elements:
			if !p.Fixed(b.Over) {
				return l
			}
		case Rows, Cursor:
			return l
		}
	}
	return -1
}

// channels lists where a channel may have been made, as far as variables, captures
// and arguments lead.
func (p *Program) channels(v Ref) map[Ref]bool {
	made, seen := map[Ref]bool{}, map[Ref]bool{}
	for work := []Ref{v}; len(work) > 0 && len(seen) < maxTexts*2; {
		v, work = work[0], work[1:]
		if v.V == 0 || seen[v] {
			continue
		}
		seen[v] = true
		x := v.Value()
		switch x.Op {
		case summary.Make:
			made[v] = true
		case summary.Load, summary.Convert:
			work = append(work, v.With(x.A))
		case summary.Alloc:
			for _, s := range v.F.values[v.V] {
				work = append(work, v.With(s))
			}
		case summary.Phi:
			for _, a := range x.Args {
				work = append(work, v.With(a))
			}
		case summary.Extract:
			work = append(work, v.With(x.A))
		case summary.CallVal:
			for _, e := range v.F.Out[x.N] {
				for _, r := range e.Callee.Returns {
					for _, res := range r.Values {
						if e.Via == Static && e.Callee.TypeAt(e.Callee.Values[res].Type).Kind == summary.Chan {
							work = append(work, Ref{e.Callee, res})
						}
					}
				}
			}
		case summary.FreeVal:
			for around := range p.captures(v) {
				work = append(work, around)
			}
		case summary.ParamVal:
			for _, e := range v.F.In[:min(len(v.F.In), maxTexts)] {
				if arg, ok := p.Arg(&Ctx{Edge: e}, int(x.N)); ok {
					work = append(work, arg.Ref)
				}
			}
		}
	}
	return made
}
