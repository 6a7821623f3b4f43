package deletefirst

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// emptied is a map that its owner empties, and then fills again with what it asks a
// server for: a cache that is no client's.
type emptied struct {
	f     *link.Func
	block int32
	pos   summary.Pos
	call  int32 // asks
	name  string
}

// ownMap looks for one. A new map that is filled first and then put in place of
// the old one is the cure.
func ownMap(p *analyzers.Pass, f *link.Func) *emptied {
	for i := range f.Stores {
		st := &f.Stores[i]
		addr, key := emptiedAt(f, st)
		held := &f.Values[addr]
		if key != 0 && (!namedCache(f, held) || lookedAt(f, st, held.Str)) || addr == 0 || !lasting(f, addr) || first(f, st) || swapped(f, st) || restored(f, st) || ended(f, st.Block, addr) || !shared(f, held) {
			continue
		}
		for c := range f.Calls {
			name, ok := asks(p, f, int32(c))
			if ok && follows(f, st.Block, st.Pos, f.Calls[c].Block, f.Calls[c].Pos) && filledAfter(p, f, held.Str, int32(c), key) {
				return &emptied{f, st.Block, st.Pos, int32(c), name}
			}
		}
	}
	return sharedMap(p, f)
}

// sharedMap looks for a sync.Map that is.
func sharedMap(p *analyzers.Pass, f *link.Func) *emptied {
	for i := range f.Calls {
		e := &f.Calls[i]
		if !emptiesShared(p, f, e) || !lasting(f, e.Recv) {
			continue
		}
		for c := range f.Calls {
			name, ok := asks(p, f, int32(c))
			if ok && c != i && follows(f, e.Block, e.Pos, f.Calls[c].Block, f.Calls[c].Pos) && storedAfter(f, f.Values[e.Recv].Str, int32(c)) {
				return &emptied{f, e.Block, e.Pos, int32(c), name}
			}
		}
	}
	return nil
}

// emptiesShared: the call takes out all that a sync.Map has.
func emptiesShared(p *analyzers.Pass, f *link.Func, c *summary.Call) bool {
	switch c.Callee {
	case "(*sync.Map).Clear":
		return true
	case "(*sync.Map).Range":
		g := p.Prog.Closure(link.Ref{F: f, V: c.Args[0]})
		return g != nil && slices.ContainsFunc(g.Calls, func(d summary.Call) bool {
			return d.Callee == "(*sync.Map).Delete" && g.Uses(d.Args[0], 0) && len(g.Guards(d.Block)) == 0
		})
	}
	return false
}

// storedAfter: an entry is put into the sync.Map of the field or variable after a call.
func storedAfter(f *link.Func, held string, call int32) bool {
	c := &f.Calls[call]
	return slices.ContainsFunc(f.Calls, func(s summary.Call) bool {
		return s.Callee == "(*sync.Map).Store" && f.Values[s.Recv].Str == held && held != "" && follows(f, c.Block, c.Pos, s.Block, s.Pos)
	})
}

// emptiedAt is the field or variable whose map a store empties: by a new map, by clear,
// or by delete for each of its keys; where it takes out one entry, key is the entry's.
func emptiedAt(f *link.Func, st *summary.Store) (addr, key int32) {
	a := &f.Values[st.Addr]
	switch {
	case a.Op == summary.BuiltinCall && len(a.Args) > 0 && (a.Str == "clear" || a.Str == "delete"):
		m := &f.Values[a.Args[0]]
		if m.Op != summary.Load {
			return 0, 0
		}
		if a.Str == "delete" && !each(f, st.Block, a.Args[0]) {
			key = a.Args[1]
		}
		return m.A, key
	case a.Op != summary.BuiltinCall && f.Values[st.Val].Op == summary.Make && f.TypeAt(f.Values[st.Val].Type).Kind == summary.Map:
		return st.Addr, 0
	}
	return 0, 0
}

// namedCache: the map is called a cache, rather than what a program has to keep.
func namedCache(f *link.Func, held *summary.Value) bool {
	name := strings.ToLower(held.Str[strings.LastIndexByte(held.Str, '.')+1:])
	return strings.Contains(name, "cache") || strings.Contains(name, "memo")
}

// lookedAt: an entry is taken out because of what was found in the map: it is too old.
func lookedAt(f *link.Func, st *summary.Store, held string) bool {
	return slices.ContainsFunc(f.Guards(st.Block), func(g link.Guard) bool {
		for i := range f.Values {
			if x := &f.Values[i]; x.Op == summary.ElemOf && f.HeldIn(x.A).Str == held && f.HangsOn(g.Cond, int32(i)) {
				return true
			}
		}
		return false
	})
}

// each: a block runs for each entry of a map, whatever it holds.
func each(f *link.Func, block, m int32) bool {
	l := f.LoopAt[block]
	if l < 0 {
		return false
	}
	head := f.Loops[l].Header
	ranged := rangedOver(f, head)
	if ranged == 0 || !slices.Contains(f.Blocks[head].Succs, block) {
		return false
	}
	over, at := f.Values[ranged], f.Values[m]
	return over.Op == summary.Load && at.Op == summary.Load && (over.A == at.A || f.Values[over.A].Str == f.Values[at.A].Str && f.Values[at.A].Str != "")
}

// lasting: a package variable, or a field of the receiver, which others look into.
func lasting(f *link.Func, addr int32) bool {
	r := f.Root(addr)
	return r.Op == summary.GlobalAddr || r.Op == summary.ParamVal && r != &f.Values[addr] && r.N == 0 && f.Recv != "" && f.Name == f.Decl
}

// first: the map is made where there was none.
func first(f *link.Func, st *summary.Store) bool {
	return slices.ContainsFunc(f.Guards(st.Block), func(g link.Guard) bool {
		x := &f.Values[g.Cond]
		if x.Op != summary.Binary || x.Str != "==" || !g.Taken {
			return false
		}
		return holds(f, x.A, st.Addr) || holds(f, x.B, st.Addr)
	})
}

// swapped: the old map is gone through once a new one has taken its place: what has been
// gathered is handed on, and nothing is looked for there.
func swapped(f *link.Func, st *summary.Store) bool {
	if f.Values[st.Val].Op != summary.Make {
		return false
	}
	return slices.ContainsFunc(f.Loops, func(l link.Loop) bool {
		m := rangedOver(f, l.Header)
		return m != 0 && holds(f, m, st.Addr) && f.Reaches(st.Block, l.Header) && !f.Reaches(l.Header, st.Block)
	})
}

// restored: the map that was there is put back later on, from a variable or a struct in which
// it was kept.
func restored(f *link.Func, st *summary.Store) bool {
	return slices.ContainsFunc(f.Stores, func(back summary.Store) bool {
		return back != *st && samePlace(f, back.Addr, st.Addr) && wasHeld(f, back.Val, st.Addr) && follows(f, st.Block, st.Pos, back.Block, back.Pos)
	})
}

// wasHeld: a value is what stood at an address, or in a field into which that was put.
func wasHeld(f *link.Func, v, addr int32) bool {
	x := &f.Values[v]
	return holds(f, v, addr) || x.Op == summary.Load && slices.ContainsFunc(f.Stores, func(kept summary.Store) bool {
		return samePlace(f, kept.Addr, x.A) && holds(f, kept.Val, addr)
	})
}

// samePlace: two addresses are one variable, or one field of one thing.
func samePlace(f *link.Func, a, b int32) bool {
	x, y := &f.Values[a], &f.Values[b]
	return a == b || x.Op == y.Op && x.Str == y.Str && x.Str != "" && sameBase(f, x.A, y.A)
}

// ended: each thing in the map is told something before all are dropped: they run, or are
// open, and are no copies of data.
func ended(f *link.Func, block, addr int32) bool {
	return slices.ContainsFunc(f.Loops, func(l link.Loop) bool {
		m := rangedOver(f, l.Header)
		return m != 0 && holds(f, m, addr) && f.Dominates(l.Header, block) && !l.Has(block) &&
			slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
				return l.Has(c.Block) && (c.Val == 0 || f.GivesNothing(&c)) && partOf(f, c.Recv, m)
			})
	})
}

// partOf: a value is an element of a container, or of one that is in it.
func partOf(f *link.Func, v, container int32) bool {
	for range 12 {
		if v == 0 || v == container {
			return v != 0
		}
		v = f.Values[v].A
	}
	return false
}

// rangedOver is the map that a loop with the header goes through, 0 if it is no such loop.
func rangedOver(f *link.Func, head int32) int32 {
	ok := &f.Values[f.Blocks[head].Cond]
	if f.Blocks[head].Cond == 0 || ok.Op != summary.Extract || f.Values[ok.A].Op != summary.NextOf {
		return 0
	}
	return f.Values[f.Values[ok.A].A].A
}

// holds: a value is what stands at an address.
func holds(f *link.Func, v, addr int32) bool {
	x := &f.Values[v]
	return x.Op == summary.Load && samePlace(f, x.A, addr)
}

// sameBase: one value, or one variable that is read twice, as a receiver is that a closure
// has captured.
func sameBase(f *link.Func, a, b int32) bool {
	x, y := &f.Values[a], &f.Values[b]
	return a == b || x.Op == summary.Load && y.Op == summary.Load && samePlace(f, x.A, y.A)
}

// shared: others look into the map at the same time. A package variable, a field
// beside a lock, or what is called a cache; the rest is an object's own work.
func shared(f *link.Func, held *summary.Value) bool {
	if held.Op == summary.GlobalAddr || strings.Contains(strings.ToLower(held.Str+" "+f.Recv), "cache") {
		return true
	}
	return f.HasField(f.Recv, "sync.Mutex", "sync.RWMutex")
}

// asks reports whether a call asks a server or a loader for data.
func asks(p *analyzers.Pass, f *link.Func, call int32) (name string, ok bool) {
	for _, t := range p.Touch.At(f, call) {
		if !t.Async && (t.Effect&link.Source != 0 || t.Effect&link.Reads != 0 && t.Kind == rules.Remote) {
			return t.Name(), true
		}
	}
	for _, o := range f.Ops {
		if o.Call == call && o.Client.Kind == rules.Remote && (o.Command == "SCAN" || o.Command == "KEYS") {
			return o.Command, true
		}
	}
	return "", false
}

func follows(f *link.Func, a int32, at summary.Pos, b int32, then summary.Pos) bool {
	if a == b {
		return at.Line < then.Line
	}
	return f.Reaches(a, b)
}

// filledAfter: entries are put into the map that the field or variable holds
// after a call; the one with the key, if there is one.
func filledAfter(p *analyzers.Pass, f *link.Func, held string, call, key int32) bool {
	c := &f.Calls[call]
	return slices.ContainsFunc(f.Stores, func(st summary.Store) bool {
		a := &f.Values[st.Addr]
		if a.Op != summary.ElemOf || key != 0 && !(p.Prog.SameObject(link.Ref{F: f, V: a.B}, link.Ref{F: f, V: key}) && p.Prog.Derives(f, st.Val, call)) {
			return false
		}
		m := &f.Values[a.A]
		if m.Op == summary.Load {
			m = &f.Values[m.A]
		}
		return (m.Op == summary.FieldOf || m.Op == summary.GlobalAddr) && m.Str == held && follows(f, c.Block, c.Pos, st.Block, st.Pos)
	})
}

// ofMap is the candidate. It costs its process alone.
func ofMap(p *analyzers.Pass, e *emptied) analyzers.Candidate {
	return analyzers.Candidate{
		F: e.f, Block: e.block, Pos: e.pos, Callee: e.name, Command: "map", Conf: finding.Certain, Cost: "1 x new map, then " + e.name,
		Announce: slices.Concat(analyzers.Rebuilding, analyzers.Wiping), Detail: "The cache is a map of this process.",
		Level: func(a analyzers.At) finding.Level { return analyzers.Table(p.Hazard, a).AtMost(finding.Warn) },
	}
}
