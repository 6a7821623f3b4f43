package roots

import (
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// drain is a loop that works through a channel.
type drain struct {
	f    *link.Func
	loop int
}

// consumer makes entries of what takes the deliveries of a call: the loops that
// work through the channel which it gives, wherever they stand, or else the loop
// around the call, or around the call of the function that hands the delivery on. A
// function that only opens the channel is none.
func (fd *finder) consumer(f *link.Func, c *summary.Call, r *framed, routes []string) {
	taken := fd.drains()[link.Ref{F: f, V: c.Val}]
	for _, a := range c.Args { // it may be given the channel
		if v := (link.Ref{F: f, V: a}); v.Type().Kind == summary.Chan {
			for _, made := range fd.source(v).made {
				taken = append(taken, fd.drains()[made]...)
			}
		}
	}
	for _, d := range taken {
		root := fd.framed(d.f, r, routes)
		root.Loop = d.loop
		fd.add(root)
	}
	if len(taken) > 0 || deliversChannel(f, c) && len(f.Loops) == 0 {
		return
	}
	if loop := fd.drained(f, c); loop >= 0 || !fd.fetched(f, r, routes, 0) {
		root := fd.framed(f, r, routes)
		root.Loop = loop
		fd.add(root)
	}
}

// maxFetch bounds the functions through which a delivery is handed on.
const maxFetch = 3

// fetched makes entries of the loops around the calls of a function without any that
// hands a delivery on, and reports whether there are some.
func (fd *finder) fetched(f *link.Func, r *framed, routes []string, d int) bool {
	if len(f.Loops) > 0 || d > maxFetch || len(f.Results) == 0 {
		return false
	}
	found := false
	for _, e := range f.In {
		if e.Call < 0 || e.Async || e.Via == link.Callback || e.Caller == f {
			continue
		}
		if loops := e.Caller.LoopsAt(e.Caller.Calls[e.Call].Block); len(loops) > 0 {
			root := fd.framed(e.Caller, r, routes)
			root.Loop = loops[len(loops)-1]
			fd.add(root)
			found = true
		} else if fd.fetched(e.Caller, r, routes, d+1) {
			found = true
		}
	}
	return found
}

// deliversChannel: what comes, comes later and to whoever holds the channel.
func deliversChannel(f *link.Func, c *summary.Call) bool {
	if c.Result == 0 {
		return false
	}
	t := f.TypeAt(c.Result)
	return t.Kind == summary.Chan || t.Named == "time.Ticker" || strings.HasPrefix(t.Text, "(<-chan ")
}

// drains lists, by the call that a channel comes from or is made by, the loops that take from it.
func (fd *finder) drains() map[link.Ref][]drain {
	if fd.taken != nil {
		return fd.taken
	}
	fd.taken = map[link.Ref][]drain{}
	for _, f := range fd.p.Funcs {
		for b := range f.Blocks {
			if len(f.Loops) == 0 || f.LoopAt[b] < 0 {
				continue
			}
			for _, it := range f.Blocks[b].Items {
				if it.Kind == summary.RecvItem {
					s := &sources{fd: fd, seen: map[link.Ref]bool{}}
					s.of(link.Ref{F: f, V: it.N}, 0)
					for _, from := range append(s.calls, s.made...) {
						fd.taken[from] = append(fd.taken[from], drain{f, f.LoopAt[b]})
					}
				}
			}
		}
	}
	return fd.taken
}

// sources follows a channel back to the calls that it may come from, and to where
// it was made.
type sources struct {
	fd    *finder
	seen  map[link.Ref]bool
	calls []link.Ref
	made  []link.Ref
	kept  []string // in fields and package variables
}

const maxSources = 200

func (s *sources) of(v link.Ref, d int) {
	if v.V == 0 || d > maxWay || s.seen[v] || len(s.seen) > maxSources {
		return
	}
	s.seen[v] = true
	x := v.Value()
	switch x.Op {
	case summary.CallVal:
		s.calls = append(s.calls, v)
		s.results(v, 0, d)
	case summary.Extract:
		if in := v.With(x.A); in.Value().Op == summary.CallVal {
			s.calls = append(s.calls, in)
			s.results(in, int(x.N), d)
		}
	case summary.Make:
		s.made = append(s.made, v)
	case summary.Load, summary.Convert, summary.MakeIface, summary.Assert:
		s.of(v.With(x.A), d+1)
	case summary.FieldOf:
		if x.Str == "time.Ticker.C" {
			s.of(v.With(x.A), d+1)
			return
		}
		s.kept = append(s.kept, x.Str)
		s.all(s.fd.p.Stored(x.Str), d)
	case summary.GlobalAddr:
		s.kept = append(s.kept, x.Str)
		s.all(s.fd.p.Stored(x.Str), d)
	case summary.Alloc:
		s.all(s.fd.p.Assigned(v), d)
	case summary.Phi:
		for _, a := range x.Args {
			s.of(v.With(a), d+1)
		}
	case summary.FreeVal:
		if around, ok := s.fd.p.Captured(v); ok {
			s.of(around, d+1)
		}
	case summary.ParamVal:
		for _, e := range v.F.In {
			if arg, ok := s.fd.p.Arg(&link.Ctx{Edge: e}, int(x.N)); ok {
				s.of(arg.Ref, d+1)
			}
		}
	}
}

func (s *sources) all(list []link.Ref, d int) {
	for _, v := range list {
		s.of(v, d+1)
	}
}

// results follows what a function in view returns.
func (s *sources) results(v link.Ref, n, d int) {
	for _, e := range v.F.Out[v.Value().N] {
		for _, r := range e.Callee.Returns {
			if e.Via != link.Callback && n < len(r.Values) {
				s.of(link.Ref{F: e.Callee, V: r.Values[n]}, d+1)
			}
		}
	}
}
