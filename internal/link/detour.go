package link

import (
	"iter"
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
)

// detourMemo is what a Program remembers of the questions of this file.
type detourMemo struct {
	givenBy map[paramKey]map[string][]*Edge // calls by the function that they hand in
	shutAt  map[blockKey]bool               // blocks that constants exclude, as asked for
}

// detourSteps and guessSteps bound the search for another way. Of functions that are
// in a sink's reach, so many places more than they are, and sparePlaces, tell what they
// want; those after are one for each function.
const (
	detourSteps  = 2000
	guessSteps   = 100
	placesForOne = 2
	sparePlaces  = 2000
)

// Detour looks for a path from f to the sink that no function handed in and no
// constant on the way contradicts, where the nearest one does not hold. Its first
// call stands in the loop, if there is one.
func (p *Program) Detour(r *Reach, f *Func, loop *Loop, block int32) ([]*Edge, bool) {
	if p.shut(r.Sink, block) {
		return nil, false
	}
	if r.ways == nil {
		r.ways = p.waysTo(r.Sink, placesForOne*len(r.dist)+sparePlaces)
	}
	s := &search{p: p, sink: r.Sink, block: block, loop: loop, left: detourSteps, within: possibleCost, on: map[*place]bool{}}
	if s.start(r.ways[f]) {
		return s.path, true
	}
	if s.left < 0 {
		return nil, false
	}
	// No sure calls lead there: perhaps one guess does.
	s.left, s.within = guessSteps, 2*possibleCost
	ok := s.start(r.ways[f])
	return s.path, ok
}

// want is what has to come from further up for the calls below to happen: a
// parameter of a function that can be the function called, or what a literal has captured
// (value of it, else 0).
type want struct {
	of    *Func
	param int32
	free  int32
	fn    *Func
}

// wants are those of one way, the newest first. Of more, the oldest is forgotten,
// and the search finds out.
type wants [2]want

func (w wants) with(one want) wants {
	if w[0] == one || w[1] == one {
		return w
	}
	return wants{one, w[0]}
}

// place is a function on ways to a sink, with what these want of its callers. A
// helper that runs what it is given (in a transaction, under a lock) is one place
// for each function that it is given.
type place struct {
	f     *Func
	wants wants
	dist  int
	on    []step // towards the sink, the nearest first
}

type step struct {
	edge *Edge
	to   *place
}

// waysTo goes backwards from the sink, as Reach does, but not from a helper to
// callers that hand it something else, nor through calls that a constant excludes
// whoever calls.
func (p *Program) waysTo(sink *Func, most int) map[*Func][]*place {
	w := &backwards{p: p, most: most, of: map[*Func][]*place{}, known: map[placeKey]*place{}}
	w.sweep(w.sweep([]*place{w.at(placeKey{f: sink}, 0)})) // one guess, as the search allows
	return w.of
}

type placeKey struct {
	f     *Func
	wants wants
}

type backwards struct {
	p     *Program
	most  int // places that tell what they want
	of    map[*Func][]*place
	known map[placeKey]*place
}

func (w *backwards) at(k placeKey, dist int) *place {
	pl := &place{f: k.f, wants: k.wants, dist: dist}
	w.known[k] = pl
	w.of[k.f] = append(w.of[k.f], pl)
	return pl
}

// sweep spreads over sure edges and returns the places that only possible edges
// lead on to.
func (w *backwards) sweep(queue []*place) []*place {
	for i := 0; i < len(queue); i++ {
		for e := range w.p.callsIn(queue[i]) {
			if !e.Entry && e.Conf != finding.Possible {
				if more := w.back(queue[i], e, 1); more != nil {
					queue = append(queue, more)
				}
			}
		}
	}
	var beyond []*place
	for _, to := range queue {
		for e := range w.p.callsIn(to) {
			if !e.Entry && e.Conf == finding.Possible {
				if more := w.back(to, e, possibleCost); more != nil {
					beyond = append(beyond, more)
				}
			}
		}
	}
	return beyond
}

// callsIn lists the calls of a place's function that can hand in what is wanted.
func (p *Program) callsIn(pl *place) iter.Seq[*Edge] {
	for _, w := range pl.wants {
		if w.of == pl.f && w.free == 0 {
			by := p.givers(w.of, w.param)
			return func(yield func(*Edge) bool) {
				for _, list := range [][]*Edge{by[w.fn.Name], by[""]} {
					for _, e := range list {
						if !yield(e) {
							return
						}
					}
				}
			}
		}
	}
	return slices.Values(pl.f.In)
}

type paramKey struct {
	f     *Func
	param int32
}

// givers sorts the calls of a function by the function that they hand in; by no
// name where the call itself does not say.
func (p *Program) givers(f *Func, param int32) map[string][]*Edge {
	k := paramKey{f, param}
	by, ok := p.givenBy[k]
	if ok {
		return by
	}
	by = map[string][]*Edge{}
	for _, e := range f.In {
		name := ""
		if arg, known := p.Arg(&Ctx{Edge: e}, int(param)); known {
			switch x := arg.Value(); x.Op {
			case summary.FuncVal, summary.Closure, summary.Bound:
				name = x.Str
			}
		}
		by[name] = append(by[name], e)
	}
	return keep(&p.givenBy, k, by)
}

// back takes one step away from the sink; it returns the place if it is a new one.
func (w *backwards) back(to *place, e *Edge, cost int) *place {
	if e.Call >= 0 && w.p.shut(e.Caller, e.Caller.Calls[e.Call].Block) {
		return nil
	}
	ws, ok := w.p.wanted(to.wants, e)
	if !ok {
		return nil
	}
	k := placeKey{e.Caller, ws}
	from, known := w.known[k]
	if !known && len(w.known) >= w.most {
		k.wants = wants{} // the search forwards finds out
		from, known = w.known[k]
	}
	if !known {
		from = w.at(k, to.dist+cost)
	}
	from.on = append(from.on, step{e, to})
	if known {
		return nil
	}
	return from
}

type blockKey struct {
	f     *Func
	block int32
}

// shut: constants exclude the block, whoever calls.
func (p *Program) shut(f *Func, block int32) bool {
	k := blockKey{f, block}
	out, ok := p.shutAt[k]
	if !ok {
		out = !p.open(f, block, nil)
		keep(&p.shutAt, k, out)
	}
	return out
}

// wanted turns what is wanted of the callers of a call's callee into what is wanted
// of the callers of its caller. ok is false where the call hands in something else.
func (p *Program) wanted(have wants, e *Edge) (out wants, ok bool) {
	for i := len(have) - 1; i >= 0; i-- {
		w := have[i]
		if w.of != e.Callee {
			if w.of != nil {
				out = out.with(w)
			}
			continue
		}
		arg, known := p.handedFor(w, e)
		if !known {
			continue
		}
		if out, ok = p.wantAt(out, arg, w.fn); !ok {
			return out, false
		}
	}
	if fun := e.handedFun(); fun != 0 {
		return p.wantAt(out, Ref{e.Caller, fun}, e.Callee)
	}
	return out, true
}

// handedFor is what a call hands in for what is wanted of its callee.
func (p *Program) handedFor(w want, e *Edge) (Ref, bool) {
	if w.free != 0 {
		return p.wrapped(Ref{w.of, w.free}, e)
	}
	arg, known := p.Arg(&Ctx{Edge: e}, int(w.param))
	return arg.Ref, known
}

// wantAt: a function value is what is wanted, or a parameter that callers have to fill
// with it; ok is false where it is another function.
func (p *Program) wantAt(out wants, v Ref, fn *Func) (wants, bool) {
	v = p.handedIn(v)
	switch x := v.Value(); x.Op {
	case summary.FuncVal, summary.Closure, summary.Bound:
		return out, x.Str == fn.Name
	case summary.ParamVal:
		return out.with(want{of: v.F, param: int32(x.N), fn: fn}), true
	case summary.FreeVal:
		return out.with(want{of: v.F, free: v.V, fn: fn}), true
	}
	return out, true
}

// handedIn follows a function value to where it comes into view, out of the literals
// that a caller on the way hands down.
func (p *Program) handedIn(v Ref) Ref {
	for range maxDepth {
		if v = v.Bare(); v.Value().Op != summary.FreeVal {
			break
		}
		around, ok := p.Captured(v)
		if !ok || !p.handedDown(v.F) {
			break
		}
		v = around
	}
	return v
}

// handedDown reports whether a literal is given to a call by the function that it
// stands in, which so is on the way to it. One that is returned or kept runs long
// after.
func (p *Program) handedDown(lit *Func) bool {
	made := p.closures[lit.Name][0]
	return slices.ContainsFunc(made.F.Calls, func(c summary.Call) bool { return slices.Contains(c.Args, made.V) })
}

// search goes forwards over the places, where the calls that led to one say more
// than was asked on the way back.
type search struct {
	p     *Program
	sink  *Func
	block int32
	loop  *Loop // that the first call stands in, nil for anywhere
	left  int
	// within bounds what may still lie ahead.
	within int
	on     map[*place]bool
	path   []*Edge
}

func (s *search) start(places []*place) bool {
	return slices.ContainsFunc(places, func(pl *place) bool { return pl.dist < s.within && s.from(pl, nil) })
}

func (s *search) from(pl *place, ctx *Ctx) bool {
	if pl.f == s.sink {
		return s.p.open(pl.f, s.block, ctx)
	}
	if s.left--; s.left < 0 || s.on[pl] {
		return false
	}
	s.on[pl] = true
	defer delete(s.on, pl)
	return slices.ContainsFunc(pl.on, func(st step) bool { return s.follow(st, ctx) })
}

func (s *search) follow(st step, ctx *Ctx) bool {
	e := st.edge
	if ctx == nil && s.loop != nil && (e.Call < 0 || !s.loop.Has(e.Caller.Calls[e.Call].Block)) {
		return false
	}
	if st.to.dist >= s.within || s.on[st.to] || !s.p.fits(e, ctx) || e.Call >= 0 && !s.p.open(e.Caller, e.Caller.Calls[e.Call].Block, ctx) {
		return false
	}
	s.path = append(s.path, e)
	if s.from(st.to, &Ctx{Edge: e, Up: ctx}) {
		return true
	}
	s.path = s.path[:len(s.path)-1]
	return false
}
