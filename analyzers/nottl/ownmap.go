package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// maps looks for caches that are maps of the program's own, into which copies of what a
// source gave are put, and which nothing takes out again.
type maps struct {
	p    *analyzers.Pass
	live reach           // what runs again and again, nil before the first question
	run  reach           // what runs at all, likewise
	seen map[string]bool // the maps that were reported, by function and name
}

func (m *maps) in(f *link.Func) {
	m.limiters(f)
	for _, k := range m.p.Prog.HeldMaps(f) {
		for i := range f.Calls {
			call := int32(i)
			if k.Misses(f, call) && m.fetches(f, call, &k) && m.p.Prog.Outdated(f, call) == "" {
				m.filled(f, call, &k)
			}
		}
	}
	for i := range f.Calls {
		m.contained(f, int32(i))
	}
}

// limiters reports where f keeps a limiter for each who asks. One that waits until it may
// holds its own program back, before those that it asks.
func (m *maps) limiters(f *link.Func) {
	if m.waits(f) {
		return
	}
	m.report(f, nil, ofCallers, func(e *link.Entry) bool {
		t := f.TypeAt(f.Values[f.Unconverted(e.Val)].Type)
		return limiter(t.Named) || m.p.Prog.HasFieldOf(t.Named, limiter)
	})
}

// limiter: a type is called after what limits a rate.
func limiter(typ string) bool { return analyzers.TypeNamed(typ, "limiter", "bucket", "throttler") }

// waits: f, or who calls it, waits for a limiter.
func (m *maps) waits(f *link.Func) bool {
	in := func(g *link.Func) bool {
		return slices.ContainsFunc(g.Calls, func(c summary.Call) bool { return strings.HasPrefix(c.Name, "Wait") && limiter(c.Type) })
	}
	return in(f) || slices.ContainsFunc(f.In, func(e *link.Edge) bool { return in(e.Caller) })
}

// contained reports where f puts a copy into a cache that is a type of its own, around a
// map.
func (m *maps) contained(f *link.Func, call int32) {
	copies := func(t link.Touch) bool {
		return t.Op == nil && t.Depth() == 0 && t.Effect&link.Writes != 0 && m.p.Prog.InOwnMap(&t) && m.p.Touch.Copies(f, call, &t)
	}
	if !slices.ContainsFunc(m.p.Touch.At(f, call), copies) {
		return
	}
	for _, e := range f.Out[call] {
		g := e.Callee
		m.report(g, nil, ofProcess, func(e *link.Entry) bool { return e.Owner == g.Recv })
	}
}

// What is said of a finding.
const (
	ofProcess = "It is a map of the process, which nothing takes entries out of."
	ofCallers = "There is one for each who asks, and those who have gone leave theirs."
)

// fetches: the call asks a source for what the map has not; of what is called a cache, any
// call that may be of one.
func (m *maps) fetches(f *link.Func, call int32, k *link.Kept) bool {
	from := link.Source &^ link.Loads
	if slices.ContainsFunc(append(slices.Clone(k.Names), analyzers.Receiver(f)), cacheText) {
		from |= link.Asks
	}
	return slices.ContainsFunc(m.p.Touch.At(f, call), func(t link.Touch) bool {
		return t.Effect&from != 0 && !t.Async && t.Depth() <= 3 && !slices.Contains(files, t.Site().Pkg)
	})
}

// files are packages by which a program reads its files, or asks what is installed beside
// it, of which it has no more than so many.
var files = []string{"os", "io/fs", "embed", "io/ioutil", "os/exec"}

func cacheText(name string) bool {
	name = strings.ToLower(name[strings.LastIndexByte(name, '/')+1:])
	return strings.Contains(name, "cache") || strings.Contains(name, "memo")
}

// filled reports where f, or a function that it hands what the call gave, puts it into the
// map.
func (m *maps) filled(f *link.Func, call int32, k *link.Kept) {
	if m.p.Prog.Stores(f, k.Owner, call) {
		m.report(f, k.Names, ofProcess, nil)
	}
	for i := range f.Calls {
		if int32(i) == call || !slices.ContainsFunc(f.Calls[i].Args, func(a int32) bool { return m.p.Prog.Derives(f, a, call) }) {
			continue
		}
		for _, e := range f.Out[i] {
			if e.Via == link.Static && e.Callee.Pkg.Module == f.Pkg.Module && !e.Entry {
				m.report(e.Callee, k.Names, ofProcess, nil)
			}
		}
	}
}

// report reports what f puts into one of the maps, or into any, where it is so.
func (m *maps) report(f *link.Func, names []string, detail string, is func(*link.Entry) bool) {
	for _, e := range m.p.Prog.Entries(f) {
		at := f.Name + " " + e.Name
		if names != nil && !slices.Contains(names, e.Name) || is != nil && !is(&e) || m.seen[at] || !m.endless(f, &e) {
			continue
		}
		m.seen[at] = true
		m.p.Report(analyzers.Candidate{
			F: f, Block: e.Block, Pos: e.Pos, Callee: e.Name, Command: "SET", Conf: finding.Certain, Cost: "1 x SET",
			Detail: detail, Announce: []string{"forever", "permanent", "permanently", "persist"},
		})
	}
}

// endless: the map lives as long as the process, has as many keys as there is data, and
// keeps them.
func (m *maps) endless(f *link.Func, e *link.Entry) bool {
	out, anew, known := m.p.Prog.Drains(e.Name)
	return known && !m.p.Prog.Measured(e.Name) && !slices.ContainsFunc(out, m.runs) && !slices.ContainsFunc(anew, m.lives) && !m.timed(f, e.Val) && m.many(f, e.Key) && m.lasts(e)
}

// lasts: the map is a package variable, or a field or variable of what only the start makes.
func (m *maps) lasts(e *link.Entry) bool {
	if around, handed := m.p.Prog.Around(e.Name); around != nil {
		return !handed && !m.lives(around)
	}
	if e.Name == e.Owner || e.Global {
		return true
	}
	makers := m.p.Prog.Makers(e.Owner)
	return (len(makers) > 0 || m.p.Prog.InVariable(e.Owner)) && !slices.ContainsFunc(makers, func(f *link.Func) bool {
		return m.lives(f) && !copies(f, e.Owner)
	})
}

// copies: all structs of a type that f has are copies of others, such as the receiver that
// it is given, and share their maps.
func copies(f *link.Func, typ string) bool {
	for i := range f.Values {
		t := f.TypeAt(f.Values[i].Type)
		if f.Values[i].Op != summary.Alloc || t.Named != typ || t.Kind != summary.Pointer || f.TypeAt(t.Elem).Kind != summary.Struct {
			continue
		}
		if !slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
			op := f.Values[s.Val].Op
			return s.Addr == int32(i) && (op == summary.ParamVal || op == summary.Load)
		}) {
			return false
		}
	}
	return true
}

// lives: the function runs again and again.
func (m *maps) lives(f *link.Func) bool {
	if m.live == nil {
		m.live = reach{}
		for _, r := range m.p.Roots {
			switch {
			case r.Heat != finding.Request && r.Heat != finding.Periodic:
			case r.Loop < 0:
				m.live.add(r.F)
			default:
				for i := range r.F.Calls {
					if r.Runs(r.F.Calls[i].Block) {
						m.live.below(r.F, i)
					}
				}
			}
		}
	}
	return m.live[f]
}

// runs: some entry comes to the function.
func (m *maps) runs(f *link.Func) bool {
	if m.run == nil {
		m.run = reach{}
		for _, r := range m.p.Roots {
			m.run.add(r.F)
		}
	}
	return m.run[f]
}

// reach are the functions that others come to.
type reach map[*link.Func]bool

func (r reach) add(f *link.Func) {
	if r[f] {
		return
	}
	r[f] = true
	for i := range f.Calls {
		r.below(f, i)
	}
	for _, e := range f.Extra {
		r.add(e.Callee)
	}
}

func (r reach) below(f *link.Func, i int) {
	for _, e := range f.Out[i] {
		r.add(e.Callee)
	}
}

// many: there may be as many keys as there is data: texts that are not known, or numbers,
// but for what the language or a list of constants has.
func (m *maps) many(f *link.Func, key int32) bool {
	v := link.Val{Ref: link.Ref{F: f, V: f.Unconverted(key)}}
	t := v.Type()
	switch t.Kind {
	case summary.String, summary.TypeParam:
		return slices.ContainsFunc(m.p.Prog.Strings(v, true).Vals, func(s string) bool { return strings.Contains(s, link.Hole) })
	case summary.Integer:
		_, known := m.p.Prog.Int(v)
		return !known && t.Named == ""
	case summary.Struct:
		return !strings.HasPrefix(t.Named, "reflect.")
	}
	return false
}

// timed: an entry says how long it is good, or is no copy but a statement or a connection.
func (m *maps) timed(f *link.Func, val int32) bool {
	t := f.TypeAt(f.Values[f.Unconverted(val)].Type)
	d := m.p.Prog.Decl(t.Named)
	return t.Named == "time.Time" || t.Pkg == "database/sql" || d != nil && slices.ContainsFunc(d.Fields, func(x summary.Field) bool { return timeName(x.Name) })
}
