package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// recorded looks for a handler that runs on a miss and answers through a writer
// which stores what it is given: the cache goes into the writer before, and the
// write comes out of it later, where no call of f shows it.
func recorded(p *analyzers.Pass, f *link.Func, r, s site) *fill {
	if p.Touch.Single(f, s.call) || !p.Touch.OnMiss(f, r.call, s.call) {
		return nil
	}
	for i := range s.touches {
		src := &s.touches[i]
		if src.Effect&(link.Loads|link.Fetches|link.Asks) == 0 || src.Once || src.Async || p.Prog.Outgoing(src.Site()) {
			continue
		}
		for j := range r.touches {
			if src.Effect != link.Asks && handed(p, f, &r.touches[j], s.call) || given(p, f, &r.touches[j], s.call) {
				return &fill{f: f, miss: r.call, source: s.call, read: r.touches[j], origin: *src}
			}
		}
	}
	return nil
}

// handed reports whether before call s an object is made of a type whose methods write
// the cache that was read: they are given it, or it is where all can get at it.
func handed(p *analyzers.Pass, f *link.Func, read *link.Touch, s int32) bool {
	cache := link.Val{Ref: link.Ref{F: read.F, V: read.Site().Recv}, Ctx: read.Ctx}
	if cache.V == 0 {
		return false
	}
	same := func(v int32) bool {
		return v != 0 && p.Prog.Same(cache, link.Val{Ref: link.Ref{F: f, V: v}})
	}
	kindOf := func(w *link.Touch) bool { return w.Kind == read.Kind && w.Site().Type == read.Site().Type }
	alone := p.Prog.OneHolder(read, read)
	holder := func(w *link.Touch) bool { return p.Prog.OneHolder(read, w) } // the writer comes by it by itself
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Result == 0 || !f.Before(int32(i), s) {
			continue
		}
		if slices.ContainsFunc(c.Args, same) && writesLater(p, f, f.TypeAt(c.Result), kindOf) || alone && writesLater(p, f, f.TypeAt(c.Result), holder) {
			return true
		}
	}
	for _, st := range f.Stores {
		if a := &f.Values[st.Addr]; a.Op == summary.FieldOf && same(st.Val) && writesLater(p, f, f.TypeAt(f.Values[a.A].Type), kindOf) {
			return true
		}
	}
	return false
}

// given reports whether call s itself is given an object whose methods write the cache
// that was read: by way of what holds it, such as the handler that made the object.
func given(p *analyzers.Pass, f *link.Func, read *link.Touch, s int32) bool {
	if !p.Prog.OneHolder(read, read) {
		return false
	}
	return slices.ContainsFunc(f.Calls[s].Args, func(v int32) bool {
		made := f.TypeAt(f.Values[f.Unconverted(v)].Type)
		return made.Kind == summary.Pointer && writesLater(p, f, made, func(w *link.Touch) bool { return p.Prog.OneHolder(read, w) })
	})
}

// writesLater reports whether a method of the type writes the cache that was read, by
// another way than through f: what f itself leads to, it would have stored.
func writesLater(p *analyzers.Pass, f *link.Func, t *summary.Type, cache func(w *link.Touch) bool) bool {
	return slices.ContainsFunc(p.Prog.MethodsOf(t.Named), func(m *link.Func) bool {
		return m.Recv == t.Named && slices.ContainsFunc(p.Touch.Of(m), func(w link.Touch) bool {
			return w.Effect&link.Writes != 0 && cache(&w) && !w.Ctx.Passes(f)
		})
	})
}
