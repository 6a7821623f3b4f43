package link

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// entriesMemo is what a Program remembers of the questions of this file.
type entriesMemo struct {
	drained  map[string][]*Func // which take entries out of a map, by its name
	replaced map[string][]*Func // which put another in its place
	unbound  map[string]bool    // maps of which something else may take entries out
	measured map[string]bool    // maps whose length is compared with something
}

// Entry is a place where a function puts an entry into a map that outlives its calls.
type Entry struct {
	// Name is that of the map, "owner.field" or a variable; Owner the type or again the
	// variable.
	Name, Owner string
	// Global: what it is a field of stands in a package variable.
	Global   bool
	Key, Val int32
	Block    int32
	Pos      summary.Pos
}

// Entries lists what f puts into maps in fields, package variables and variables that it has
// captured.
func (p *Program) Entries(f *Func) (out []Entry) {
	add := func(m, key, val, block int32, pos summary.Pos) {
		if name, owner := p.keptIn(Ref{f, m}); owner != "" {
			out = append(out, Entry{name, owner, f.Root(m).Op == summary.GlobalAddr, key, val, block, pos})
		}
	}
	for _, s := range f.Stores {
		if a := &f.Values[s.Addr]; a.Op == summary.ElemOf && f.TypeAt(f.Values[a.A].Type).Kind == summary.Map {
			add(a.A, a.B, s.Val, s.Block, s.Pos)
		}
	}
	for i := range f.Calls {
		if c := &f.Calls[i]; putsShared(c) {
			add(c.Recv, c.Args[0], c.Args[1], c.Block, c.Pos)
		}
	}
	return out
}

// Drains lists the functions that take entries out of a map of that name, and those that
// put another map in its place. known is false where code may do so that does not name it.
func (p *Program) Drains(name string) (out, anew []*Func, known bool) {
	p.findDrains()
	return p.drained[name], p.replaced[name], !p.unbound[name]
}

// Measured reports whether the length of a map of that name is compared with something,
// as of one that is not to grow beyond a size.
func (p *Program) Measured(name string) bool {
	p.findDrains()
	return p.measured[name]
}

// Around is the function in whose variable, which literals have captured, a map of that name
// stands. handed: it gives the map to others beside. nil of other maps.
func (p *Program) Around(name string) (f *Func, handed bool) {
	at, is := strings.CutPrefix(name, captured)
	i := strings.LastIndexByte(at, ' ')
	if !is || i < 0 || p.byName[at[:i]] == nil {
		return nil, false
	}
	f = p.byName[at[:i]]
	n, err := strconv.Atoi(at[i+1:])
	return f, err != nil || f.handsOn(int32(n)) || slices.ContainsFunc(f.values[int32(n)], f.passes) || f.loadedFor(int32(n), f.handsOn)
}

// loadedFor: what is loaded from an address somewhere is so.
func (f *Func) loadedFor(addr int32, is func(int32) bool) bool {
	for i := range f.Values {
		if x := &f.Values[i]; x.Op == summary.Load && x.A == addr && is(int32(i)) {
			return true
		}
	}
	return false
}

func (p *Program) findDrains() {
	if p.drained != nil {
		return
	}
	p.drained, p.replaced, p.unbound, p.measured = map[string][]*Func{}, map[string][]*Func{}, map[string]bool{}, map[string]bool{}
	for _, f := range p.Funcs {
		p.drainsIn(f)
		for i := range f.Values {
			if t := f.TypeAt(f.Values[i].Type); t.Kind == summary.Map || t.Kind == summary.Pointer && t.Named == "sync.Map" {
				p.useOfMap(f, int32(i))
			}
		}
	}
}

// drainsIn notes the maps that f drains or replaces.
func (p *Program) drainsIn(f *Func) {
	note := func(in map[string][]*Func, m int32) {
		if name, owner := p.keptIn(Ref{f, m}); owner != "" {
			in[name] = append(in[name], f)
		}
	}
	for _, s := range f.Stores {
		switch a := &f.Values[s.Addr]; a.Op {
		case summary.BuiltinCall:
			if a.Str == "delete" || a.Str == "clear" {
				note(p.drained, a.Args[0])
			}
		case summary.FieldOf, summary.GlobalAddr:
			if t := f.TypeAt(f.Values[s.Val].Type); (t.Kind == summary.Map || t.Named == "sync.Map") && f.Values[a.A].Op != summary.Alloc && !p.first(f, s.Block) {
				note(p.replaced, s.Addr)
			}
		}
	}
	for i := range f.Calls {
		if c := &f.Calls[i]; sharedMap(c) && !slices.Contains(keeping, c.Name) && !putsShared(c) {
			note(p.drained, c.Recv)
		}
	}
}

// first: a block is run once, until something is there.
func (p *Program) first(f *Func, block int32) bool {
	_, once := p.RunsOnce(f, block)
	return once
}

// keeping are methods of shared maps that leave all entries there.
var keeping = []string{"Load", "Get", "Has", "Contains", "Range", "Len", "Count", "Keys", "Values", "Items", "Iter", "IterBuffered", "IsEmpty", "LoadOrStore"}

// useOfMap notes what becomes of a map that f has loaded from a field or variable: it is
// measured, or handed to who knows what. Of a sync.Map the address is what is handed.
func (p *Program) useOfMap(f *Func, m int32) {
	x := &f.Values[m]
	shared := f.TypeAt(x.Type).Kind == summary.Pointer
	if !shared && x.Op != summary.Load && x.Op != summary.CallVal || shared && x.Op != summary.FieldOf && x.Op != summary.GlobalAddr {
		return
	}
	name, owner := p.keptIn(Ref{f, m})
	if owner == "" {
		return
	}
	for i := range f.Values {
		y := &f.Values[i]
		switch {
		case y.Op == summary.LenOf && y.A == m:
			p.measured[name] = p.measured[name] || f.compared(int32(i))
		case y.A == m && !slices.Contains(looking, y.Op), slices.Contains(y.Args, m) && y.Op != summary.BuiltinCall:
			p.unbound[name] = true
		}
	}
	if f.handsOn(m) {
		p.unbound[name] = true
	}
}

// looking are the ways in which a map is used where it stands.
var looking = []summary.Op{summary.ElemOf, summary.RangeOf, summary.LenOf, summary.Load, summary.Binary}

// compared: a number takes part in a comparison.
func (f *Func) compared(n int32) bool {
	return slices.ContainsFunc(f.Values, func(x summary.Value) bool {
		return x.Op == summary.Binary && (x.A == n || x.B == n) && slices.Contains([]string{"<", ">", "<=", ">=", "=="}, x.Str)
	})
}

// handsOn: a value is passed to a function, given back or stored somewhere.
func (f *Func) handsOn(v int32) bool {
	return f.passes(v) || slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return s.Val == v })
}

// passes: a value is passed to a function or given back.
func (f *Func) passes(v int32) bool {
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool { return slices.Contains(c.Args, v) }) ||
		slices.ContainsFunc(f.Returns, func(r summary.Return) bool { return slices.Contains(r.Values, v) })
}
