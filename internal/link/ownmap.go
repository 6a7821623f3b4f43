package link

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Kept are maps that outlive the calls of a function: fields of one type, or a
// package variable, or a sync.Map that stands there. One may say how long what
// another has is good.
type Kept struct {
	// Owner is the type or the variable.
	Owner string
	// Names are those of the maps that the function looks into: "owner.field".
	Names []string
	// Sync: one of them is a sync.Map or its like, which several use at a time.
	Sync bool
	// looked are the values that look into them.
	looked []int32
}

// KeptMaps lists the maps of its own that a function looks into, by itself, by a step of
// its type, or by a function over a package variable.
func (p *Program) KeptMaps(f *Func) []Kept {
	return p.lookedInto(f, func(g *Func, k *Kept) bool {
		return f.Recv != "" && g.Recv == f.Recv || f.helpedBy(g) && k.variable()
	})
}

// HeldMaps is KeptMaps, and those of other types of the module that a function asks by a
// method.
func (p *Program) HeldMaps(f *Func) []Kept {
	return p.lookedInto(f, func(g *Func, k *Kept) bool {
		return g.Recv != "" && g.Pkg.Module == f.Pkg.Module || f.helpedBy(g) && k.variable()
	})
}

// lookedInto lists the maps that a function looks into, by itself or by a function that
// may do so for it.
func (p *Program) lookedInto(f *Func, by func(g *Func, k *Kept) bool) []Kept {
	out := slices.Clone(p.ownLooks(f))
	for k := range out {
		out[k].Names, out[k].looked = slices.Clone(out[k].Names), slices.Clone(out[k].looked)
	}
	for i := range f.Calls {
		for _, e := range f.Out[i] {
			if v := f.Calls[i].Val; v != 0 && e.Via == Static && e.Callee != f {
				for _, k := range p.ownLooks(e.Callee) {
					if k.givenBy(e.Callee) && by(e.Callee, &k) {
						out = addKept(out, k.Owner, k.Names, v)
					}
				}
			}
		}
	}
	return out
}

// helpedBy: another function is one of the same module that is no method.
func (f *Func) helpedBy(g *Func) bool {
	return g.Recv == "" && g.Name == g.Decl && g.Pkg.Module == f.Pkg.Module
}

// variable: the map is a package variable.
func (k *Kept) variable() bool {
	return !k.Captured() && len(k.Names) == 1 && k.Names[0] == k.Owner
}

// givenBy: what a function finds in the map it gives to its caller.
func (k *Kept) givenBy(f *Func) bool {
	return slices.ContainsFunc(f.Returns, func(r summary.Return) bool {
		return slices.ContainsFunc(r.Values, func(v int32) bool { return f.madeOf(v, k.looked) })
	})
}

// ownmapMemo is what a Program remembers of the questions of this file.
type ownmapMemo struct {
	looks map[*Func][]Kept // by the function that looks
}

// ownLooks lists the maps that a function looks into by itself.
func (p *Program) ownLooks(f *Func) []Kept {
	out, ok := p.looks[f]
	if !ok {
		out = keep(&p.looks, f, p.looksInto(f))
	}
	return out
}

func (p *Program) looksInto(f *Func) (out []Kept) {
	for i := range f.Values {
		put := func(s summary.Store) bool { return s.Addr == int32(i) }
		if x := &f.Values[i]; x.Op == summary.ElemOf && f.TypeAt(f.Values[x.A].Type).Kind == summary.Map && !slices.ContainsFunc(f.Stores, put) {
			name, owner := p.keptIn(Ref{f, x.A})
			out = addKept(out, owner, []string{name}, int32(i))
		}
	}
	for i := range f.Calls {
		if c := &f.Calls[i]; sharedMap(c) && (c.Name == "Load" || c.Name == "Get") {
			name, owner := p.keptIn(Ref{f, c.Recv})
			out = addKept(out, owner, []string{name}, c.Val)
			for k := range out {
				out[k].Sync = out[k].Sync || out[k].Owner == owner
			}
		}
	}
	return out
}

// sharedMap: the call is of a map that several may use at a time: package sync's, or a
// type that is called so.
func sharedMap(c *summary.Call) bool {
	if c.Recv == 0 || c.Iface != 0 || !strings.Contains(strings.ToLower(c.Type), "map") {
		return false
	}
	if c.Pkg == "sync" {
		return true
	}
	named := strings.ToLower(lastElem(c.Pkg) + "." + c.Type)
	return slices.ContainsFunc([]string{"sync", "concurrent", "safe", "shard", "cmap", "csmap", "haxmap"}, func(w string) bool { return strings.Contains(named, w) }) ||
		strings.Contains(c.Pkg, "concurrent-map")
}

// putsShared: the call puts an entry into such a map.
func putsShared(c *summary.Call) bool {
	return len(c.Args) > 1 && sharedMap(c) && slices.Contains([]string{"Store", "LoadOrStore", "Swap", "Set", "Put", "SetIfAbsent"}, c.Name)
}

func addKept(out []Kept, owner string, names []string, v int32) []Kept {
	if owner == "" || v == 0 {
		return out
	}
	i := slices.IndexFunc(out, func(k Kept) bool { return k.Owner == owner })
	if i < 0 {
		i = len(out)
		out = append(out, Kept{Owner: owner})
	}
	out[i].looked = append(out[i].looked, v)
	for _, n := range names {
		if !slices.Contains(out[i].Names, n) {
			out[i].Names = append(out[i].Names, n)
		}
	}
	return out
}

// keptIn is the field or variable that a map, or the map that it is an element of,
// stands in, and the field's type or again the variable.
func (p *Program) keptIn(v Ref) (name, owner string) {
	for range 8 {
		if v.V == 0 {
			break
		}
		switch x := v.Value(); x.Op {
		case summary.Load, summary.ElemOf, summary.Extract:
			v = v.With(x.A)
		case summary.FieldOf:
			return x.Str, x.Str[:max(strings.LastIndexByte(x.Str, '.'), 0)]
		case summary.GlobalAddr:
			return x.Str, x.Str
		case summary.CallVal: // a getter of the type's
			g := p.byName[v.F.Calls[x.N].Callee]
			if g == nil || g.Pkg != v.F.Pkg || len(g.Returns) != 1 || len(g.Calls) > 0 {
				return "", ""
			}
			_, owner = p.keptIn(Ref{g, g.Returns[0].Values[0]})
			return g.Name, owner
		case summary.FreeVal:
			around, ok := p.Captured(v)
			if !ok || around.Value().Op != summary.Alloc && around.Value().Op != summary.FreeVal && around.Value().Op != summary.Make {
				return "", ""
			}
			if around.Value().Op != summary.FreeVal {
				name = captured + around.F.Name + " " + strconv.Itoa(int(around.V))
				return name, name
			}
			v = around
		default:
			return "", ""
		}
	}
	return "", ""
}

// captured begins the names of variables that function literals share.
const captured = "captured by "

// Captured reports whether the maps stand in a variable that a literal has captured.
func (k *Kept) Captured() bool { return strings.HasPrefix(k.Owner, captured) }

func (p *Program) ownerOf(v Ref) string {
	_, owner := p.keptIn(v)
	return owner
}

// Asks lists the blocks of f that branch on what a look into the maps gave.
func (k *Kept) Asks(f *Func) []int32 {
	var out []int32
	for b := range f.Blocks {
		if blk := &f.Blocks[b]; blk.Cond != 0 && len(blk.Succs) == 2 && f.madeOf(blk.Cond, k.looked) {
			out = append(out, int32(b))
		}
	}
	return out
}

// Misses reports whether a call of f is left out where they have what is looked
// for, or have it still.
func (k *Kept) Misses(f *Func, call int32) bool {
	target := f.Calls[call].Block
	asks := k.Asks(f)
	return slices.ContainsFunc(asks, func(b int32) bool {
		if f.LoopAt[b] != f.LoopAt[target] {
			return false
		}
		sides := []int{0, 1}
		if entry, miss := f.absent(f.Blocks[b].Cond); entry != 0 {
			if sides = []int{miss}; f.onFound(entry, asks, target) {
				return false
			}
		}
		return slices.ContainsFunc(sides, func(side int) bool { return f.branchesTo(b, []int{side}, target) })
	})
}

// absent is the entry of a map of which a condition asks no more than whether it is there,
// and the successor where it is not; 0 of other conditions: what else is asked of an entry
// may say that it is good for nothing.
func (f *Func) absent(v int32) (entry int32, miss int) {
	of, part := v, int64(1)
	switch x := &f.Values[v]; x.Op {
	case summary.Not:
		of = x.A
	case summary.Binary:
		if b := &f.Values[x.B]; b.Op != summary.Const || b.Str != "nil" {
			return 0, 0
		}
		of, part = x.A, 0
	}
	if x := &f.Values[of]; x.Op == summary.Extract && x.N == part {
		of = x.A
	} else if part == 1 {
		return 0, 0
	}
	sides, given := missSides(f, v, 0), part == 0 && f.Values[of].Op == summary.CallVal // by a step that looks
	if f.Values[of].Op != summary.ElemOf && !given || len(sides) != 1 {
		return 0, 0
	}
	return of, sides[0]
}

// onFound: of several branches that ask whether an entry is there one leads to the target
// only where it is.
func (f *Func) onFound(entry int32, asks []int32, target int32) bool {
	return slices.ContainsFunc(asks, func(b int32) bool {
		of, miss := f.absent(f.Blocks[b].Cond)
		if of != entry {
			return false
		}
		found := f.Blocks[b].Succs[1-miss]
		return (found == target || f.Dominates(found, target)) && f.branchesTo(b, []int{1 - miss}, target)
	})
}

// Stores reports whether f, after a call, puts what the call gave into one of
// the owner's maps, or has a map that it gave take the place of one.
func (p *Program) Stores(f *Func, owner string, call int32) bool {
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		entry := a.Op == summary.ElemOf && p.ownerOf(Ref{f, a.A}) == owner
		whole := (a.Op == summary.FieldOf || a.Op == summary.GlobalAddr) && f.TypeAt(f.Values[s.Val].Type).Kind == summary.Map && p.ownerOf(Ref{f, s.Addr}) == owner
		if entry && p.Derives(f, s.Val, call) || whole && p.filledOf(f, s.Val, call) {
			return true
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if putsShared(c) && p.ownerOf(Ref{f, c.Recv}) == owner && slices.ContainsFunc(c.Args[1:], func(a int32) bool { return p.Derives(f, a, call) }) {
			return true
		}
	}
	return false
}

// filledOf: a map is made of what a call gave, or has an entry of it.
func (p *Program) filledOf(f *Func, m, call int32) bool {
	return p.Derives(f, m, call) || slices.ContainsFunc(f.Stores, func(s summary.Store) bool {
		a := &f.Values[s.Addr]
		return a.Op == summary.ElemOf && f.Unconverted(a.A) == f.Unconverted(m) && p.Derives(f, s.Val, call)
	})
}

// Fills reports whether f, after a call, hands what the call gave, or a map that it puts
// it into, to a function of its package that puts what it is given into the map.
func (p *Program) Fills(f *Func, owner string, call int32) bool {
	for i := range f.Calls {
		w := int32(i)
		after := f.Precedes(call, w) || f.Calls[i].Kind == summary.Defer
		if w == call || !after || !slices.ContainsFunc(f.Calls[i].Args, func(a int32) bool { return p.filledOf(f, a, call) }) {
			continue
		}
		for _, e := range f.Out[i] {
			if (e.Callee.Pkg == f.Pkg || f.helpedBy(e.Callee)) && e.Via == Static && !e.Entry && p.puts(e.Callee, owner, 1) {
				return true
			}
		}
	}
	return false
}

// InOwnMap reports whether a write that is no client's goes into a map of the type
// whose method is called.
func (p *Program) InOwnMap(t *Touch) bool {
	if t.Op != nil {
		return false
	}
	return slices.ContainsFunc(t.F.Out[t.Call], func(e *Edge) bool { return e.Callee.Recv != "" && p.keeps(e.Callee, e.Callee.Recv) })
}

// puts: the function keeps what it is given, or makes an entry of it for a step of its
// type that does.
func (p *Program) puts(f *Func, owner string, steps int) bool {
	if p.keeps(f, owner) {
		return true
	}
	if steps == 0 || f.Recv == "" {
		return false
	}
	var params []int32
	for i := range f.Values {
		if x := &f.Values[i]; x.Op == summary.ParamVal && x.N > 0 {
			params = append(params, int32(i))
		}
	}
	for i := range f.Calls {
		if !slices.ContainsFunc(f.Calls[i].Args, func(a int32) bool { return f.madeOf(a, params) }) {
			continue
		}
		for _, e := range f.Out[i] {
			if e.Callee.Recv == f.Recv && e.Via == Static && !e.Entry && p.puts(e.Callee, owner, steps-1) {
				return true
			}
		}
	}
	return false
}

// given: the value is a parameter other than the receiver, or put together of one.
func (f *Func) given(v int32) bool {
	for w := f.visitValues(v); w.next(); {
		switch x := &f.Values[w.at]; x.Op {
		case summary.CallVal:
			if c := &f.Calls[x.N]; putsInList(c) {
				w.push(c.Args...)
			}
		case summary.ParamVal:
			if x.N > 0 || f.Recv == "" {
				return true
			}
		default:
			w.push(f.parts[w.at]...)
			w.pushBehind(f)
		}
	}
	return false
}

// putsInList: the call gives the place in a list where it has put what it was given: what
// keeps its entries by the time of their use has a map of these.
func putsInList(c *summary.Call) bool {
	return c.Recv != 0 && c.Type == "List" && (strings.HasPrefix(c.Name, "Push") || strings.HasPrefix(c.Name, "Insert"))
}

// keeps: the function puts something that it is given into the map.
func (p *Program) keeps(f *Func, owner string) bool {
	for _, s := range f.Stores {
		if a := &f.Values[s.Addr]; a.Op == summary.ElemOf && p.ownerOf(Ref{f, a.A}) == owner && f.given(s.Val) {
			return true
		}
	}
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		return putsShared(&c) && p.ownerOf(Ref{f, c.Recv}) == owner && slices.ContainsFunc(c.Args, f.given)
	})
}

// madeOf reports whether a value is computed from one of others, within the
// function.
func (f *Func) madeOf(v int32, of []int32) bool {
	for w := f.visitValues(v); w.next(); {
		if slices.Contains(of, w.at) {
			return true
		}
		w.pushBehind(f)
	}
	return false
}
