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

// ownValue looks for one value that a type or a package keeps until it expires (keys, a
// token), or from the first time on, and for which everybody asks who comes after that or
// before it, by the function itself or a step of it. Nothing but a lock, or who calls, tells that several come at a time.
func ownValue(p *analyzers.Pass, f *link.Func) *fill {
	for i := range f.Calls {
		call := int32(i)
		if f.Calls[i].Kind != summary.Plain || !slow(p, f, call) {
			continue
		}
		if owner := p.Prog.Outdated(f, call); owner != "" && !justFetched(p, f, call, owner) {
			if x := renewed(p, f, call, owner, ""); x != nil {
				x.unlocked = f.Recv != "" && !shares(f, analyzers.Receiver(f)) && !shares(f, owner) && !f.HasField(analyzers.Receiver(f), "sync/atomic.Pointer", "sync/atomic.Value") && !locks(f)
				return x
			}
		} else if owner == "" && (shares(f, analyzers.Receiver(f)) || locks(f)) {
			for _, field := range p.Prog.Missing(f, call) {
				if f.Taken(field, call) {
					continue // a call in flight, and who leads
				}
				if x := renewed(p, f, call, field[:strings.LastIndexByte(field, '.')], field); x != nil {
					return x
				}
			}
		}
		if x := standing(p, f, call); x != nil {
			return x
		}
	}
	return nil
}

// justFetched: what says how long something is good has itself been fetched by the function,
// before the call: it is a record, and nothing that is kept here.
func justFetched(p *analyzers.Pass, f *link.Func, call int32, owner string) bool {
	for i := range f.Values {
		from, called := f.CallOf(int32(i))
		if called && from != call && f.TypeAt(f.Values[i].Type).Named == owner && f.Precedes(from, call) && slow(p, f, from) {
			return true
		}
	}
	return false
}

// standing: what the call gives is kept, and decides whether it is made, however that is
// written down. A lock or an atomic value says that several come at a time.
func standing(p *analyzers.Pass, f *link.Func, call int32) *fill {
	owner := p.Prog.KeptFor(f, call)
	if owner == "" || p.Touch.Single(f, call) && !inTurn(p, f, owner, call) || !several(f, owner) {
		return nil
	}
	return fetched(p, f, call, owner)
}

// several: the function, its type, the owner of what is kept or a step that is called
// locks, or keeps it in an atomic value.
func several(f *link.Func, owner string) bool {
	if shares(f, analyzers.Receiver(f)) || shares(f, owner) || locks(f) || atomics(f) {
		return true
	}
	return slices.ContainsFunc(f.Out, func(es []*link.Edge) bool {
		return slices.ContainsFunc(es, func(e *link.Edge) bool {
			return e.Callee.Pkg == f.Pkg && e.Via == link.Static && (locks(e.Callee) || atomics(e.Callee))
		})
	})
}

func atomics(f *link.Func) bool {
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool { return c.Pkg == "sync/atomic" })
}

// renewed: the call fetches what goes into the field, or into another than the one that
// says how long it is good, here or in a step that it calls.
func renewed(p *analyzers.Pass, f *link.Func, call int32, owner, field string) *fill {
	if p.Touch.Single(f, call) && !inTurn(p, f, owner, call) {
		return nil
	}
	if x := renews(p, f, call, owner, field); x != nil {
		return x
	}
	for _, e := range f.Out[call] {
		g := e.Callee
		if e.Entry || e.Async || e.Via != link.Static || g.Pkg != f.Pkg || g.Recv != f.Recv {
			continue
		}
		for k := range g.Calls {
			if x := renews(p, g, int32(k), owner, field); x != nil {
				return x
			}
		}
	}
	return nil
}

// lacking looks for a step of the type that does not find something in a field of it,
// where another step fetches what the field is to hold: keys that are not known yet.
func lacking(p *analyzers.Pass, f *link.Func) *fill {
	if f.Recv == "" || !shares(f, analyzers.Receiver(f)) {
		return nil
	}
	for r := range f.Calls {
		looks := ownMethod(f, int32(r))
		if looks == nil || f.Calls[r].Val == 0 || p.Touch.Does(f, int32(r), link.Source|link.Asks) {
			continue
		}
		for s := range f.Calls {
			fetches := ownMethod(f, int32(s))
			if fetches == nil || !p.Touch.OnMiss(f, int32(r), int32(s)) || p.Touch.Single(f, int32(s)) {
				continue
			}
			if renewsField(p, fetches, func(field string) bool { return reads(looks, field, 2) }) {
				return fetched(p, f, int32(s), f.Recv)
			}
		}
	}
	return nil
}

// ownMethod is the method of the type that a call of f calls, nil if it is none.
func ownMethod(f *link.Func, i int32) *link.Func {
	if len(f.Out[i]) != 1 || f.Calls[i].Kind != summary.Plain {
		return nil
	}
	e := f.Out[i][0]
	if e.Entry || e.Async || e.Via != link.Static || e.Callee.Recv != f.Recv || e.Callee == f {
		return nil
	}
	return e.Callee
}

// reads: the function loads a field of its type, or a step of it does.
func reads(f *link.Func, field string, steps int) bool {
	if slices.ContainsFunc(f.Values, func(x summary.Value) bool {
		from := &f.Values[x.A]
		return x.Op == summary.Load && from.Op == summary.FieldOf && from.Str == field
	}) {
		return true
	}
	if steps == 0 {
		return false
	}
	for i := range f.Calls {
		if g := ownMethod(f, int32(i)); g != nil && reads(g, field, steps-1) {
			return true
		}
	}
	return false
}

// renewsField: what is fetched, for one caller as for all, goes into such a field.
func renewsField(p *analyzers.Pass, f *link.Func, is func(field string) bool) bool {
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		if a.Op != summary.FieldOf || f.TypeAt(f.Values[s.Val].Type).Text == "error" || !is(a.Str) {
			continue
		}
		for i := range f.Calls {
			call := int32(i)
			if p.Touch.Does(f, call, link.Fetches|link.Queries) && p.Prog.Derives(f, s.Val, call) && (!p.Touch.Single(f, call) || inTurn(p, f, a.Str[:strings.LastIndexByte(a.Str, '.')], call)) {
				return true
			}
		}
	}
	return false
}

// inTurn: the call is made under a mutex behind which nobody looks whether somebody has
// been there meanwhile: those who waited make it too.
func inTurn(p *analyzers.Pass, f *link.Func, owner string, call int32) bool {
	held := mutexes(f, call)
	return len(held) > 0 && !slices.ContainsFunc(held, func(l int32) bool { return p.Prog.LooksAgain(f, owner, l, call) })
}

// mutexes lists the blocks in which f takes a mutex on every way to a call.
func mutexes(f *link.Func, call int32) []int32 {
	var out []int32
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Pkg == "sync" && c.Name == "Lock" && c.Kind == summary.Plain && f.Always(int32(i), call) {
			out = append(out, c.Block)
		}
	}
	return out
}

// renews: the call fetches what goes into the field, or where that is not said into any
// of the owner's.
func renews(p *analyzers.Pass, f *link.Func, call int32, owner, field string) *fill {
	if p.Touch.Single(f, call) && !inTurn(p, f, owner, call) {
		return nil
	}
	if field == "" && !p.Prog.Renews(f, owner, call) || field != "" && !p.Prog.RenewsField(f, field, call) {
		return nil
	}
	return fetched(p, f, call, owner)
}

// slow: the call asks a service or a database, or somebody unknown who gets a context.
func slow(p *analyzers.Pass, f *link.Func, call int32) bool {
	return slices.ContainsFunc(p.Touch.At(f, call), func(t link.Touch) bool { return waits(&t) })
}

func waits(t *link.Touch) bool {
	if t.Effect&(link.Fetches|link.Queries) != 0 {
		return true
	}
	c := t.Site()
	return t.Effect&(link.Loads|link.Asks) != 0 && len(c.Args) > 0 && t.F.TypeAt(t.F.Values[c.Args[0]].Type).Text == "context.Context"
}

func fetched(p *analyzers.Pass, f *link.Func, call int32, owner string) *fill {
	for _, t := range p.Touch.At(f, call) {
		if waits(&t) && !t.Once && !t.Async {
			read := link.Touch{F: f, Call: call, Effect: link.Reads, Conf: finding.Certain, Kind: rules.Memory}
			return &fill{f: f, miss: call, source: call, read: read, origin: t, owner: owner, one: true}
		}
	}
	return nil
}
