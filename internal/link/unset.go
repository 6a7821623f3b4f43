package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// unsetMemo is what a Program remembers of the questions of this file.
type unsetMemo struct {
	switches map[string]bool // boolean fields that something may set, nil before the first question
}

// neverSet reports whether a switch stays off: a boolean field into which no code that
// runs stores anything but false. An unexported one its package alone can set, which is
// in view as a whole; an exported one whoever can name its type, which is in view as a
// whole where the program is an application, and code that fills what it is given.
func (p *Program) neverSet(field string) bool {
	owner, name, ok := cutLast(field)
	pkg := p.declPkg[owner]
	if !ok || pkg == nil || p.decls[owner].Pkg != pkg.Path || len(pkg.Partial)+len(pkg.InPart) > 0 {
		return false
	}
	if exported(name) && (p.opts.open() || p.filledElsewhere(owner)) {
		return false
	}
	if p.switches == nil {
		p.switches = map[string]bool{}
		p.findSwitches()
	}
	return !p.switches[field]
}

// findSwitches notes the boolean fields that something may set.
func (p *Program) findSwitches() {
	named := map[string]bool{}
	for _, f := range p.Funcs {
		for i := range f.Values {
			if v := &f.Values[i]; v.Op == summary.FuncVal {
				named[v.Str] = true
			}
		}
	}
	for _, f := range p.Funcs {
		fields := boolFields(f)
		if len(fields) == 0 || p.unused(f, named) {
			continue
		}
		set := func(v int32) {
			if name := fields[v]; name != "" {
				p.switches[name] = true
			}
		}
		for _, s := range f.Stores {
			if set(s.Val); fields[s.Addr] != "" && !isFalse(&f.Values[s.Val]) {
				set(s.Addr)
			}
		}
		addressTaken(f, set)
	}
}

// boolFields are the addresses of boolean fields among a function's values.
func boolFields(f *Func) map[int32]string {
	var out map[int32]string
	for i := range f.Values {
		v := &f.Values[i]
		if v.Op != summary.FieldOf {
			continue
		}
		if t := f.TypeAt(v.Type); t.Kind == summary.Pointer && f.TypeAt(t.Elem).Kind == summary.Bool {
			if out == nil {
				out = map[int32]string{}
			}
			out[int32(i)] = v.Str
		}
	}
	return out
}

// addressTaken reports the values that are used otherwise than to read from them.
func addressTaken(f *Func, set func(int32)) {
	for i := range f.Values {
		v := &f.Values[i]
		if v.Op != summary.Load {
			set(v.A)
		}
		set(v.B)
		for _, a := range v.Args {
			set(a)
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		set(c.Recv)
		for _, a := range c.Args {
			set(a)
		}
	}
	for _, r := range f.Returns {
		for _, v := range r.Values {
			set(v)
		}
	}
}

func isFalse(v *summary.Value) bool { return v.Op == summary.Const && v.N == 0 }

// unused: a function that nothing calls or hands on, such as an option that no
// configuration asks for. What runs by another's word (methods, main, init) counts
// as used.
func (p *Program) unused(f *Func, named map[string]bool) bool {
	d := p.byName[f.Decl]
	if d == nil || d.Recv != "" || d.Short == "main" || strings.HasPrefix(d.Short, "init") || p.Outside(d) {
		return false
	}
	return len(d.In) == 0 && !named[d.Name]
}
