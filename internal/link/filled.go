package link

import "github.com/cachevet/cachevet/internal/summary"

// filledMemo is what a Program remembers of the questions of this file.
type filledMemo struct {
	outsiders *outsiders
	decoders  *outsiders // those that code outside is handed, as asked for
}

// filledElsewhere reports whether code that is not in view may fill the fields of a
// struct type: it is given one as a value of any type or as a pointer (a decoder, a
// reader of settings), it returns one, or one is made of another type's.
func (p *Program) filledElsewhere(typ string) bool {
	if p.outsiders == nil {
		p.outsiders = p.findOutsiders(false)
	}
	return p.outsiders.partial || p.outsiders.types[typ]
}

// decoded is filledElsewhere for what is handed to code outside alone, whoever else may
// make one.
func (p *Program) decoded(typ string) bool {
	if p.decoders == nil {
		p.decoders = p.findOutsiders(true)
	}
	return p.decoders.types[typ]
}

func (p *Program) findOutsiders(handed bool) *outsiders {
	w := &outsiders{p: p, handed: handed, types: map[string]bool{}, seen: map[typeAt]bool{}}
	for _, pkg := range p.Pkgs {
		w.partial = w.partial || len(pkg.Partial)+len(pkg.InPart) > 0
	}
	for _, f := range p.Funcs {
		w.function(f)
	}
	return w
}

type outsiders struct {
	p     *Program
	types map[string]bool
	// partial: of some package not all is known.
	partial bool
	// handed: only what is handed to code outside is asked for.
	handed bool
	seen   map[typeAt]bool
}

type typeAt struct {
	pkg *summary.Package
	typ int32
}

func (w *outsiders) function(f *Func) {
	for i := range f.Values {
		x := &f.Values[i]
		if x.Op != summary.MakeIface && w.handed {
			continue
		}
		switch x.Op {
		case summary.MakeIface:
			if isAny(f.TypeAt(x.Type)) {
				w.pointed(f, f.Values[x.A].Type)
			}
		case summary.Convert:
			if to := f.TypeAt(x.Type); to.Kind == summary.Struct && to.Named != f.TypeAt(f.Values[x.A].Type).Named {
				w.add(f.Pkg, x.Type)
			}
		case summary.CallVal, summary.Extract, summary.Recv, summary.ParamVal:
			if w.comesFromOutside(f, x) {
				w.add(f.Pkg, x.Type)
			}
		}
	}
	for i := range f.Calls {
		if len(f.Out[i]) == 0 {
			for _, a := range f.Calls[i].Args {
				w.pointed(f, f.Values[a].Type)
			}
		}
	}
}

// comesFromOutside: a call gives the value that runs no function in view, or one that
// does not say what it gives, as generic ones do; or code outside calls the function.
func (w *outsiders) comesFromOutside(f *Func, x *summary.Value) bool {
	n := 0
	switch {
	case x.Op == summary.ParamVal:
		return w.p.Outside(f)
	case x.Op == summary.Extract:
		n = int(x.N)
		x = &f.Values[x.A]
	}
	if x.Op != summary.CallVal {
		return false
	}
	for _, e := range f.Out[x.N] {
		if e.Via == Callback {
			continue
		}
		if n >= len(e.Callee.Results) || e.Callee.TypeAt(e.Callee.Results[n]).Kind == summary.TypeParam {
			return true
		}
	}
	return len(f.Out[x.N]) == 0
}

// pointed adds what a pointer leads to.
func (w *outsiders) pointed(f *Func, typ int32) {
	if t := f.TypeAt(typ); t.Kind == summary.Pointer {
		w.add(f.Pkg, t.Elem)
	}
}

// add notes a type and all that lies in its fields.
func (w *outsiders) add(pkg *summary.Package, typ int32) {
	t := &pkg.Types[typ]
	at := typeAt{pkg, typ}
	if w.seen[at] {
		return
	}
	w.seen[at] = true
	if t.Elem != 0 {
		w.add(pkg, t.Elem)
	}
	if t.Named == "" || w.types[t.Named] {
		return
	}
	w.types[t.Named] = true
	if d, in := w.p.decls[t.Named], w.p.declPkg[t.Named]; d != nil && in != nil {
		for _, fl := range d.Fields {
			w.add(in, fl.Type)
		}
	}
}
