package link

import "github.com/cachevet/cachevet/internal/summary"

// Share reports whether two values of a function hang on one thing: a variable, what
// it is given or what a call has returned. Contexts, the receiver and connections of
// clients are what everything hangs on.
func (p *Program) Share(f *Func, a, b int32) bool {
	from := p.things(f, a)
	for v := range p.things(f, b) {
		if from[v] {
			return true
		}
	}
	return false
}

// HangsOn reports whether a value is another, or computed from it in their function.
func (f *Func) HangsOn(v, other int32) bool {
	other = f.Unconverted(other)
	for w := f.visitValues(v); w.next(); {
		if w.at == other {
			return true
		}
		w.pushBehind(f)
	}
	return false
}

// things lists the variables, parameters and results that a value is computed from.
func (p *Program) things(f *Func, v int32) map[int32]bool {
	out := map[int32]bool{}
	for w := f.visitValues(v); w.next(); {
		if p.everybodys(f, w.at) {
			continue
		}
		x := &f.Values[w.at]
		switch x.Op {
		case summary.Alloc, summary.CallVal, summary.FreeVal:
			out[w.at] = true
		case summary.ParamVal:
			out[w.at] = x.N > 0 || f.Recv == ""
		}
		for _, o := range p.operands(Val{Ref{f, w.at}, nil}, x) {
			if o.F == f {
				w.push(o.V)
			}
		}
	}
	return out
}

// everybodys: a context, an error, or something of a client's.
func (p *Program) everybodys(f *Func, v int32) bool {
	t := f.TypeAt(f.Values[v].Type)
	if t.Kind == summary.Pointer {
		t = f.TypeAt(t.Elem)
	}
	pkg, _, ok := cutLast(t.Named)
	return t.Text == "context.Context" || t.Text == "error" || ok && p.Cat.Client(pkg) != nil
}
