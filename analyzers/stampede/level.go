package stampede

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

func candidate(p *analyzers.Pass, x *fill) analyzers.Candidate {
	f, call, below := x.place()
	c := &f.Calls[call]
	command, what := x.origin.Name(), x.origin.Name()
	if fun := x.origin.Site().Fun; fun != 0 {
		command, what = "load", functionNamed(p.Prog.Describe(link.Val{Ref: link.Ref{F: x.origin.F, V: fun}}))
	}
	callee := c.Callee
	if callee == "" {
		callee = what
	}
	out := analyzers.Candidate{
		F: f, Block: c.Block, Pos: c.Pos, Callee: callee, Command: command, Conf: least(x.read.Conf, x.origin.Conf),
		Cost: "callers in flight x " + what, Below: below,
	}
	if x.read.Op != nil {
		out.Client = x.read.Op.Client.Name
	}
	if x.declined {
		out.Detail = "An option decides whether callers are coalesced."
	} else if x.optional {
		out.Detail = "Callers are coalesced only where an option asks for it."
	}
	out.Level = func(a analyzers.At) finding.Level { return level(p, x, a) }
	if len(x.others) > 0 {
		out.Level = func(a analyzers.At) finding.Level { return loudest(p, x.others, a) }
	}
	return out
}

// functionNamed names a function by what it is kept in.
func functionNamed(words string) string {
	switch {
	case words == link.Something:
		return "a function"
	case strings.Contains(words, " "):
		return "a function from " + strings.ReplaceAll(words, "an element of ", "")
	}
	return "function " + words
}

// place is where the source is asked: in f, or in a step of it (handleMiss) that fills the
// cache too and is a method of the same type: what a refresh calls as well is no part of
// the miss.
func (x *fill) place() (f *link.Func, call int32, below *link.Ctx) {
	if len(x.others) > 0 {
		return inside(&x.origin)
	}
	if x.apart || x.origin.Ctx == nil || x.origin.Effect&(link.Loads|link.Asks) == 0 || !x.bySteps() {
		return x.f, x.source, x.origin.Ctx
	}
	return x.origin.F, x.origin.Call, nil
}

// bySteps: nothing but steps of f's type lead to the source.
func (x *fill) bySteps() bool {
	for c := x.origin.Ctx; c != nil; c = c.Up {
		if !x.step(c.Edge) {
			return false
		}
	}
	return true
}

// step: methods of the type alone call what e calls, and no function literal, which is
// where a refresh in the background would.
func (x *fill) step(e *link.Edge) bool {
	if e.Via != link.Static || e.Callee.Pkg != x.f.Pkg || x.f.Recv == "" || e.Callee.Recv != x.f.Recv || e.Callee.Exported {
		return false
	}
	return !slices.ContainsFunc(e.Callee.In, func(in *link.Edge) bool { return in.Caller.Recv != e.Callee.Recv })
}

// alone reports whether an entry has the cache to itself. A server is everybody's, and so
// are files. Where the entry is a loop, each turn has what is made by the functions that it
// calls.
func (x *fill) alone(p *analyzers.Pass, a analyzers.At) bool {
	if x.owner == "" && (x.read.Kind == rules.Remote || onDisk(p, x.f, x.miss)) {
		return false
	}
	at, path := x.cache(), link.CtxOf(a.Path)
	if a.Root.Loop >= 0 {
		if len(a.Path) < 2 {
			return false
		}
		path = link.CtxOf(a.Path[1:])
	}
	if x.owner == "" {
		path = x.read.Within(path)
	}
	return p.Prog.Anew(at, path) || path == nil && p.Prog.AnewIn(at) || p.Prog.OfRequest(at, path)
}

// coalesced: the callers share what coalesces them, as far as the way from the entry tells.
func (x *fill) coalesced(p *analyzers.Pass, a analyzers.At) bool {
	if x.group.V == 0 {
		return false
	}
	path := a.Path
	if a.Root.Loop >= 0 && len(path) > 0 {
		path = path[1:]
	}
	return !p.Prog.Anew(x.group.Ref, x.group.in.From(link.CtxOf(path)))
}

// onDisk: the call reads a file, itself or by a step of the cache's. What callers hand in
// is no part of the cache.
func onDisk(p *analyzers.Pass, f *link.Func, call int32) bool {
	return !p.Prog.HandsIn(f, call) && slices.ContainsFunc(p.Touch.At(f, call), func(t link.Touch) bool {
		pkg := t.Site().Pkg
		return t.Depth() <= 1 && t.Effect == link.Asks && (pkg == "os" || pkg == "io/ioutil")
	})
}

// cache is what is read, 0 where that is not to be seen.
func (x *fill) cache() link.Ref {
	if x.owner == "" {
		return link.Ref{F: x.read.F, V: x.read.Site().Recv}
	}
	for i := range x.f.Values {
		v := link.Ref{F: x.f, V: int32(i)}
		if x.one && x.f.Recv != "" {
			if v.Value().Op == summary.ParamVal && v.Value().N == 0 {
				return v
			}
		} else if v.Type().Named == x.owner {
			return v
		}
	}
	return link.Ref{F: x.f}
}

func least(a, b finding.Confidence) finding.Confidence {
	if b.Rank() < a.Rank() {
		return b
	}
	return a
}

// perItem: what starts hands a function to the constructor of something outside, a pool
// of workers say, or puts it into its options: it is called later with each item that
// there is.
func perItem(path []*link.Edge) bool {
	return slices.ContainsFunc(path, func(e *link.Edge) bool {
		if e.Via != link.Callback || e.Call >= 0 && !strings.HasPrefix(e.Caller.Calls[e.Call].Name, "New") {
			return false
		}
		g := e.Callee
		return slices.ContainsFunc(g.Params[min(len(g.Params), receivers(g)):], func(p summary.Param) bool { return g.TypeAt(p.Type).Text != "context.Context" })
	})
}

func receivers(f *link.Func) int {
	if f.Recv != "" && !f.Literal() {
		return 1
	}
	return 0
}

func level(p *analyzers.Pass, x *fill, a analyzers.At) finding.Level {
	if x.alone(p, a) || x.coalesced(p, a) {
		return finding.None // there are no other callers
	}
	if p.Touch.SingleIn(x.f, x.source, link.CtxOf(a.Path)) {
		return finding.None // this one takes a lock
	}
	for _, e := range a.Path {
		if c := p.Prog.Cat.Client(e.Caller.Pkg.Path); c != nil && c.Kind == rules.Coalesce && !p.Prog.Cat.Wraps(e.Caller.Pkg.Path, e.Caller.Pkg.Imports) {
			return finding.None // inside singleflight itself
		}
		if e.Call >= 0 && (p.Touch.Shared(e) || p.Touch.Single(e.Caller, e.Call)) {
			return finding.None
		}
	}
	if a.Heat == finding.Startup && perItem(a.Path) {
		a.Heat = finding.Request
	}
	l := analyzers.Table(p.Hazard, a)
	if x.unlocked && a.Root.Kind == "exported" || x.declined || alone(x, a) || x.owner == "" && decorated(p, x) {
		return l.AtMost(finding.Note)
	}
	return l
}
