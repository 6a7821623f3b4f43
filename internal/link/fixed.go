package link

import (
	"path"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Fixed reports whether a collection is written out in the source or given once
// by the configuration, so that its size is no matter of data: a literal, a
// variable that holds nothing else, a list in a field that constructors set, a copy of
// one, what a function gives that has nothing else to give.
func (p *Program) Fixed(v Val) bool { return p.fixed(v, 0) }

func (p *Program) fixed(v Val, d int) bool {
	if v.V == 0 || d > 8 {
		return false
	}
	x := v.Value()
	switch x.Op {
	case summary.List:
		return true
	case summary.Convert, summary.SliceOf, summary.MakeIface:
		return p.fixed(v.With(x.A), d+1)
	case summary.Make:
		return p.sizedByFew(v.With(x.A), d) || p.filledByFew(v, d)
	case summary.Append:
		return p.longer(v, d)
	case summary.Phi:
		return p.grownByCount(v, d)
	case summary.CallVal:
		if c := &v.F.Calls[x.N]; c.Callee == "slices.Clone" && len(c.Args) == 1 {
			return p.fixed(v.With(c.Args[0]), d+1)
		}
		given, ok := p.Only(v)
		return ok && p.fixed(given, d+1)
	case summary.Load:
		return p.fixedAt(v.With(x.A), d+1)
	case summary.FieldOf:
		return p.configured(x.Str, d) && !handedPerCall(v.With(x.A))
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			if v.F.Variadic && int(x.N) == len(v.F.Params)-1 && !v.Ctx.Edge.Caller.Calls[v.Ctx.Edge.Call].Ellipsis {
				return true
			}
			if arg, ok := p.Arg(v.Ctx, int(x.N)); ok {
				return p.fixed(arg, d+1)
			}
		}
	}
	return false
}

// fixedAt looks at everything that a variable is given.
func (p *Program) fixedAt(addr Val, d int) bool {
	x := addr.Value()
	var refs []Ref
	switch x.Op {
	case summary.FieldOf:
		return p.configured(x.Str, d) && !handedPerCall(addr.With(x.A))
	case summary.GlobalAddr:
		refs = p.stores[x.Str]
	case summary.Alloc:
		for _, s := range addr.F.values[addr.V] {
			refs = append(refs, Ref{addr.F, s})
		}
	}
	for _, r := range refs {
		if !p.fixed(Val{r, nil}, d) {
			return false
		}
	}
	return len(refs) > 0
}

// sizedByFew: a list is made with as many places as another has.
func (p *Program) sizedByFew(size Val, d int) bool {
	return size.V != 0 && size.Value().Op == summary.LenOf && p.fixed(size.With(size.Value().A), d+1)
}

// longer: what is written out is added to what is, or to none, which copies it. What is
// added to turn by turn is no one value.
func (p *Program) longer(v Val, d int) bool {
	x := v.Value()
	return (isNil(v.With(x.A)) || p.fixed(v.With(x.A), d+1)) && (x.B == 0 || p.fixed(v.With(x.B), d+1))
}

// grownByCount: a variable holds one of several fixed lists, or one, or none, to which the
// turns of a loop that are counted to a constant have added.
func (p *Program) grownByCount(v Val, d int) bool {
	some := false
	for _, a := range v.Value().Args {
		x := &v.F.Values[a]
		switch {
		case isNil(v.With(a)) || emptyList(v.Ref.With(a)):
			continue
		case x.Op == summary.Append && x.A == v.V && x.B == 0 && len(x.Args) > 0:
			some = p.madeByCount(v.F, x.Args)
		default:
			some = p.fixed(v.With(a), d+1)
		}
		if !some {
			return false
		}
	}
	return some
}

// emptyList: a list is made with nothing in it: make([]T, 0, 10).
func emptyList(v Ref) bool {
	x := v.Value()
	if x.Op != summary.SliceOf || len(x.Args) < 2 {
		return false
	}
	high := v.With(x.Args[1]).Value()
	return high.Op == summary.Const && high.N == 0 && x.Args[1] != 0
}

// madeByCount: values are made in the turns of a loop of which there is a constant number,
// and so of those around it.
func (p *Program) madeByCount(f *Func, values []int32) bool {
	for l := range f.Loops {
		if !slices.ContainsFunc(values, func(v int32) bool { return !f.madeIn(&f.Loops[l], v) }) && p.counts(f, l) {
			return true
		}
	}
	return false
}

// counts: a loop, and each around it, has a constant number of turns.
func (p *Program) counts(f *Func, l int) bool {
	for ; l >= 0; l = f.Loops[l].Parent {
		if p.LoopBound(f, l, nil).Kind != Constant {
			return false
		}
	}
	return true
}

// madeIn: a value is a variable that is set in a loop, the result of a call there, or made
// of what the loop counts.
func (f *Func) madeIn(loop *Loop, v int32) bool {
	for w := f.visitValues(v); w.next(); {
		x := &f.Values[w.at]
		switch {
		case x.Op == summary.CallVal && loop.Has(f.Calls[x.N].Block),
			x.Op == summary.Alloc && slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return rootOf(f, s.Addr) == w.at && loop.Has(s.Block) }),
			x.Op == summary.Phi && f.Values[f.Blocks[loop.Header].Cond].A == w.at:
			return true
		}
		w.push(x.A, x.B)
		w.push(x.Args...)
	}
	return false
}

// filledByFew: a map literal is a map that is filled key by key; so is one that takes the
// entries of others that are no larger.
func (p *Program) filledByFew(v Val, d int) bool {
	n := 0
	for _, s := range v.F.Stores {
		a := &v.F.Values[s.Addr]
		if a.Op != summary.ElemOf || a.A != v.V {
			continue
		}
		n++
		if v.F.Values[a.B].Op == summary.Const {
			continue // one entry, however often
		}
		l := v.F.LoopAt[s.Block]
		if l < 0 || v.F.Loops[l].Parent >= 0 {
			return false
		}
		if b := p.LoopBound(v.F, l, nil); b.Kind != Elements || !p.fixed(b.Over, d+1) {
			return false
		}
	}
	return n > 0
}

// configured: every store into the field stands where the struct is made, in a
// function that gives it to its caller, and nothing is added to it later but for what
// has been configured. A field of the configuration that nobody stores into, unless what
// is written out, is filled by what reads the file.
func (p *Program) configured(field string, d int) bool {
	if slices.ContainsFunc(p.put[field], func(in put) bool { return !in.replaces(field) }) {
		return false // somebody adds entries
	}
	refs := p.stores[field]
	owner := field[:max(strings.LastIndexByte(field, '.'), 0)]
	options := configuration(owner)
	if len(refs) == 0 {
		return options
	}
	for _, r := range refs {
		if options && p.fixed(Val{r, nil}, d+1) {
			continue
		}
		if op := r.Value().Op; op == summary.Append && !p.addedFew(r, d) || op == summary.Make || !returnsType(r.F, owner) {
			return false
		}
	}
	return true
}

// replaces: an entry of a map in a field is put in place of the one that its key has.
func (in put) replaces(field string) bool {
	f := in.F
	key := &f.Values[f.Values[in.addr].B]
	if key.Op != summary.Extract || key.N != 1 || f.Values[key.A].Op != summary.NextOf {
		return false
	}
	over := &f.Values[f.Values[f.Values[key.A].A].A]
	return over.Op == summary.Load && f.Values[over.A].Str == field || over.Str == field
}

// addedFew: a list in a field is added to for each of what has been configured.
func (p *Program) addedFew(list Ref, d int) bool {
	f := list.F
	i := slices.IndexFunc(f.Stores, func(s summary.Store) bool { return s.Val == list.V })
	if i < 0 || d > 6 {
		return false
	}
	around := f.LoopsAt(f.Stores[i].Block)
	return len(around) > 0 && !slices.ContainsFunc(around, func(l int) bool {
		b := p.LoopBound(f, l, nil)
		return b.Kind != Elements || !p.fixed(b.Over, d+2)
	})
}

// configuration: a type is the configuration of a program, or a part of it: it is called so
// and no more, or stands in a package of that name.
func configuration(typ string) bool {
	pkg, name, _ := strings.Cut(path.Base(typ), ".")
	return slices.ContainsFunc([]string{pkg, name}, func(s string) bool {
		return slices.Contains([]string{"config", "configs", "configuration", "conf", "cfg", "settings"}, strings.ToLower(s))
	})
}

// handedPerCall: who calls the method hands it the struct, which is no options: a
// constructor that the caller has filled it with says nothing of its size.
func handedPerCall(owner Val) bool {
	x := owner.Value()
	if x.Op != summary.ParamVal || x.N == 0 || owner.F.Recv == "" || owner.Ctx != nil {
		return false
	}
	name := strings.ToLower(owner.Type().Text)
	return !strings.Contains(name, "config") && !strings.Contains(name, "opt") && !strings.Contains(name, "setting")
}

func returnsType(f *Func, typ string) bool {
	for _, r := range f.Results {
		if f.TypeAt(r).Named == typ {
			return true
		}
	}
	return false
}
