package stampede

import (
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
		if src.Effect&(link.Loads|link.Fetches) == 0 || src.Once || src.Async || p.Prog.Outgoing(src.Site()) {
			continue
		}
		for j := range r.touches {
			if handed(p, f, &r.touches[j], s.call) {
				return &fill{f: f, miss: r.call, source: s.call, read: r.touches[j], origin: *src}
			}
		}
	}
	return nil
}

// handed reports whether the cache that was read goes into an object of a type
// whose methods write it, before call s.
func handed(p *analyzers.Pass, f *link.Func, read *link.Touch, s int32) bool {
	cache := link.Val{Ref: link.Ref{F: read.F, V: read.Site().Recv}, Ctx: read.Ctx}
	if cache.V == 0 {
		return false
	}
	same := func(v int32) bool {
		return v != 0 && p.Prog.Same(cache, link.Val{Ref: link.Ref{F: f, V: v}})
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Result == 0 || !f.Before(int32(i), s) {
			continue
		}
		for _, a := range c.Args {
			if same(a) && writesLater(p, f.TypeAt(c.Result), read) {
				return true
			}
		}
	}
	for _, st := range f.Stores {
		if a := &f.Values[st.Addr]; a.Op == summary.FieldOf && same(st.Val) && writesLater(p, f.TypeAt(f.Values[a.A].Type), read) {
			return true
		}
	}
	return false
}

// writesLater reports whether a method of the type writes a cache of the kind
// that was read.
func writesLater(p *analyzers.Pass, t *summary.Type, read *link.Touch) bool {
	if t.Named == "" {
		return false
	}
	for _, m := range p.Prog.Funcs {
		if m.Recv != t.Named || m.Name != m.Decl {
			continue
		}
		for _, x := range p.Touch.Of(m) {
			if x.Effect&link.Writes != 0 && x.Kind == read.Kind && x.Site().Type == read.Site().Type {
				return true
			}
		}
	}
	return false
}
