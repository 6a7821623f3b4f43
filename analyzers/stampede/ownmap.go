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

// ownMap looks for a cache, of those that count, of maps of its own type's: looked into, found to
// miss, and filled with what a source is asked for, by the function itself or a
// step of it. A lock is a cure where the map is looked into again under it: else
// those who waited for the lock ask the source in turn.
func ownMap(p *analyzers.Pass, f *link.Func, count func(*fill) bool) *fill {
	for _, m := range p.Prog.KeptMaps(f) {
		if !concurrent(p, f, &m) || pooled(p, m.Owner) {
			continue
		}
		from := link.Source
		if calledCache(f, &m) {
			from = link.Source | link.Asks
		}
		for i := range f.Calls {
			call := int32(i)
			if f.Calls[i].Kind != summary.Plain || !m.Misses(f, call) || once(p, f, call, &m) {
				continue
			}
			if x := fills(p, f, call, m.Owner, from); x != nil && count(x) {
				return x
			}
			for _, e := range f.Out[i] {
				if x := inStep(p, f, e, m.Owner, from); x != nil && count(x) {
					return x
				}
			}
		}
	}
	return nil
}

// inStep looks for source and store in a step of the function: a method of its type
// or a literal.
func inStep(p *analyzers.Pass, f *link.Func, e *link.Edge, owner string, from link.Effect) *fill {
	g := e.Callee
	if e.Entry || (e.Async || e.Via == link.Callback) && !(g.Literal() && p.Prog.Awaited(e)) || g.Pkg != f.Pkg || g.Recv != f.Recv && !(g.Literal() && g.Decl == f.Decl) {
		return nil
	}
	if slices.ContainsFunc(p.Prog.KeptMaps(g), func(m link.Kept) bool { return m.Owner == owner }) {
		return nil // it looks by itself, and is judged by itself
	}
	own := link.Kept{Owner: owner}
	for i := range g.Calls {
		call := int32(i)
		if once(p, g, call, &own) {
			continue
		}
		if x := fills(p, g, call, owner, from); x != nil {
			return x.noticed(p, f, e)
		}
	}
	return nil
}

// noticed is the read-through where f notices the miss, if the step that loads and fills
// serves others too, who ask it for what is there and look nowhere before.
func (x *fill) noticed(p *analyzers.Pass, f *link.Func, e *link.Edge) *fill {
	g := e.Callee
	looks := func(in *link.Edge) bool {
		return slices.ContainsFunc(p.Prog.KeptMaps(in.Caller), func(m link.Kept) bool { return m.Owner == x.owner })
	}
	if g.Literal() || !g.Exported && !slices.ContainsFunc(g.In, func(in *link.Edge) bool { return !looks(in) }) {
		return x
	}
	for _, t := range p.Touch.At(f, e.Call) {
		if t.F == x.origin.F && t.Call == x.origin.Call && t.Effect == x.origin.Effect && t.Ctx.Outermost() != nil && t.Ctx.Outermost().Edge == e {
			y := *x
			y.f, y.miss, y.source, y.origin = f, e.Call, e.Call, t
			y.read = link.Touch{F: f, Call: e.Call, Effect: link.Reads, Conf: finding.Certain, Kind: rules.Memory}
			return &y
		}
	}
	return x
}

// fills: the call asks a source, of those that count, for what goes into the map.
func fills(p *analyzers.Pass, f *link.Func, call int32, owner string, from link.Effect) *fill {
	for _, t := range p.Touch.At(f, call) {
		if t.Effect&from == 0 || from&link.Asks == 0 && t.Effect&link.Loads != 0 && t.Depth() > 0 || t.Once || t.Async || silent(&t) || guessed(f, &t) || registered(&t) {
			continue
		}
		if !p.Prog.Stores(f, owner, call) && !p.Prog.Fills(f, owner, call) {
			return nil
		}
		read := link.Touch{F: f, Call: call, Effect: link.Reads, Conf: finding.Certain, Kind: rules.Memory}
		return &fill{f: f, miss: call, source: call, read: read, origin: t, owner: owner}
	}
	return nil
}

// registered: code outside is given a function out of a table or from who calls, and runs it
// when it sees fit, not for the answer to this call. One that is written out there (a retry's)
// it runs at once.
func registered(t *link.Touch) bool {
	for c := t.Ctx; c != nil; c = c.Up {
		e := c.Edge
		if e.Via != link.Callback || e.Call < 0 || e.Callee.Decl == e.Caller.Decl {
			continue
		}
		if !slices.ContainsFunc(e.Caller.Calls[e.Call].Args, func(a int32) bool { return spelled(e.Caller, a) }) {
			return true
		}
	}
	return false
}

// spelled: a value is a function that is named, or written out, in f.
func spelled(f *link.Func, v int32) bool {
	op := f.Values[f.Unconverted(v)].Op
	return op == summary.FuncVal || op == summary.Closure || op == summary.Bound || op == summary.BoundIface
}

// guessed: what somebody hands in may be slow or not. Further down it is a detail of
// what is worked out, but for a loader that a step of the type calls.
func guessed(f *link.Func, t *link.Touch) bool {
	step := t.Effect&link.Loads != 0 && t.Depth() == 1 && f.Recv != "" && t.F.Recv == f.Recv
	return t.Site().Fun != 0 && t.Depth() > 0 && !step || t.Effect == link.Asks && t.Depth() > 1
}

// once reports whether one of several callers makes the call: by whatever means, or
// under a lock behind which the map is looked into.
func once(p *analyzers.Pass, f *link.Func, call int32, m *link.Kept) bool {
	if !p.Touch.Single(f, call) {
		return false
	}
	locks := mutexes(f, call)
	asked := m.Asks(f)
	return len(locks) == 0 || slices.ContainsFunc(locks, func(l int32) bool {
		return slices.ContainsFunc(asked, func(b int32) bool { return l == b || f.Dominates(l, b) })
	})
}

// calledCache: a field, its type or the type's package is called a cache, or it is a
// variable that a literal keeps. Of any other map it takes a query, a request or a
// loader to tell that it spares one.
func calledCache(f *link.Func, m *link.Kept) bool {
	return m.Captured() || slices.ContainsFunc(append(slices.Clone(m.Names), analyzers.Receiver(f)), func(name string) bool {
		name = strings.ToLower(name[strings.LastIndexByte(name, '/')+1:])
		return strings.Contains(name, "cache") || strings.Contains(name, "memo")
	})
}

// concurrent: a lock or a sync.Map says that several use it at a time.
func concurrent(p *analyzers.Pass, f *link.Func, m *link.Kept) bool {
	return (m.Sync || shares(f, analyzers.Receiver(f)) || shares(f, m.Owner) || locks(f)) && !brief(p, m.Owner)
}

// brief: what has a transaction lives as long as it.
func brief(p *analyzers.Pass, owner string) bool {
	d := p.Prog.Decl(owner)
	return d != nil && slices.ContainsFunc(d.Fields, func(x summary.Field) bool {
		return slices.ContainsFunc(link.Words(x.Name), func(w string) bool { return w == "transaction" || w == "tx" || w == "txn" })
	})
}

// pooled: objects of the type are taken from a pool, so that one at a time has them.
func pooled(p *analyzers.Pass, owner string) bool {
	pkg := p.Prog.DeclaredIn(owner)
	return pkg != nil && slices.ContainsFunc(p.Prog.Funcs, func(f *link.Func) bool {
		return f.Pkg == pkg && slices.ContainsFunc(f.Values, func(x summary.Value) bool {
			from := &f.Values[x.A]
			return x.Op == summary.Assert && f.TypeAt(x.Type).Named == owner && from.Op == summary.CallVal && f.Calls[from.N].Callee == "(*sync.Pool).Get"
		})
	})
}

func shares(f *link.Func, typ string) bool {
	return f.HasField(typ, "sync.Mutex", "sync.RWMutex", "sync.Map")
}

func locks(f *link.Func) bool {
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool { return c.Pkg == "sync" && (c.Name == "RLock" || c.Name == "Lock") })
}
