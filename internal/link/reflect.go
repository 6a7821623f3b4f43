package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
)

const (
	reflectValue = "reflect.Value"
	methodByName = "(reflect.Value).MethodByName"
	methodFunc   = "reflect.Method.Func"
	valueCall    = "(reflect.Value).Call"
)

// reflects adds the flows of a call of package reflect: a value is what it was made of,
// its methods are those of the types that come there, and to call it is to call these.
//
//	m := reflect.ValueOf(service).Method(i)
//	mux.HandleFunc("/"+name, func(w http.ResponseWriter, r *http.Request) { m.Call(args(w, r)) })
func (fl *flow) reflects(f *Func, i int32) {
	c := &f.Calls[i]
	switch c.Callee {
	case "reflect.ValueOf", "reflect.Indirect":
		if c.Val != 0 {
			fl.edge(f.valueNode(c.Args[0]), f.valueNode(c.Val), "")
		}
	case "(reflect.Value).Elem", "(reflect.Value).Addr", "(reflect.Value).Convert":
		if c.Val != 0 {
			fl.edge(f.valueNode(c.Recv), f.valueNode(c.Val), "")
		}
	case "(reflect.Value).Method", methodByName:
		fl.wait(f.valueNode(c.Recv), site{f: f, call: i, role: reflectMethod, meth: nameOf(f, c), arg: -1})
	case "(reflect.Type).Method", "(reflect.Type).MethodByName":
		if of := typeOf(f, c.Recv); of != 0 {
			fl.wait(f.valueNode(of), site{f: f, call: i, role: reflectMethod, through: methodFunc, meth: nameOf(f, c), arg: -1})
		}
	case valueCall, "(reflect.Value).CallSlice":
		fl.wait(f.valueNode(c.Recv), site{f: f, call: i, role: reflectCall, through: c.Callee, arg: -1})
	}
}

// nameOf is the constant name of the method that reflect is asked for, empty for any.
func nameOf(f *Func, c *summary.Call) string {
	if a := &f.Values[c.Args[0]]; a.Op == summary.Const && f.TypeAt(a.Type).Kind == summary.String {
		return a.Str
	}
	return ""
}

// typeOf is the value of which a reflect.Type is the type, 0 if unknown.
func typeOf(f *Func, v int32) int32 {
	x := (Ref{f, v}).Bare().Value()
	if x.Op != summary.CallVal {
		return 0
	}
	switch c := &f.Calls[x.N]; c.Callee {
	case "reflect.TypeOf":
		return c.Args[0]
	case "(reflect.Value).Type":
		return c.Recv
	}
	return 0
}

// methodsOf sends the methods of a type to the reflect.Value that is asked for. Which
// one a name that is no constant means only the module's own code decides: a library
// that calls whatever it is given by some name is not taken to call everything.
func (fl *flow) methodsOf(s site, ob *object) {
	d := fl.p.decls[ob.name]
	if ob.kind != typeObj || d == nil {
		return
	}
	to := fl.node(fields, methodFunc)
	if c := &s.f.Calls[s.call]; s.through == "" && c.Val != 0 {
		to = s.f.valueNode(c.Val)
	}
	for i := range d.Methods {
		m := &d.Methods[i]
		callee := fl.p.byName[m.Func]
		if callee == nil || !exported(m.Name) || s.meth != "" && s.meth != m.Name || s.meth == "" && callee.Pkg.Module != s.f.Pkg.Module {
			continue
		}
		fl.put(to, fl.object(object{name: m.Func, kind: boundObj}))
	}
}

// matchReflect handles a client's method that is taken by a constant name from
// a value whose type is plain to see: reflect.ValueOf(rdb).MethodByName("Keys").
// Only methods that are one command whatever they are given count, since the
// arguments travel in a list of reflect's.
func (p *Program) matchReflect(f *Func, c *summary.Call) []match {
	if c.Callee != methodByName || len(c.Args) != 1 {
		return nil
	}
	typ := reflected(f, c.Recv)
	if typ == nil || typ.Named == "" {
		return nil
	}
	var out []match
	for _, name := range p.Strings(Val{Ref{f, c.Args[0]}, nil}, true).Known() {
		m := p.clientMethod(typ.Named, name)
		if m != nil && m.rule.Raw == nil && m.rule.Script == nil && m.rule.SHA == nil {
			out = append(out, match{m.client, m.rule, "(*" + typ.Named + ")." + name, finding.Likely})
		}
	}
	return out
}

// reflectedOf is what a reflect.Value was made of, as it was handed over; 0 where that does
// not show.
func reflectedOf(f *Func, v int32) int32 {
	if i, called := f.CallOf(v); called && f.Calls[i].Callee == "reflect.ValueOf" && len(f.Calls[i].Args) == 1 {
		return f.Calls[i].Args[0]
	}
	return 0
}

// reflected is the type of what a reflect.Value was made of, nil if unknown.
func reflected(f *Func, v int32) *summary.Type {
	if a := &f.Values[reflectedOf(f, v)]; a.Op == summary.MakeIface {
		return f.TypeAt(int32(a.N))
	}
	return nil
}

// onlyLookedAt reports whether reflect is given a value and asked no more than
// what it is: where a function stands, what it is called. Nothing calls it then.
func onlyLookedAt(f *Func, c *summary.Call) bool {
	switch c.Callee {
	case "reflect.TypeOf":
		return true
	case "reflect.ValueOf":
		return c.Val == 0 || !slices.ContainsFunc(f.Values, func(v summary.Value) bool { return v.A == c.Val || v.B == c.Val || slices.Contains(v.Args, c.Val) }) && questioned(f, c.Val)
	}
	return false
}

// questions are the methods of a reflect.Value that say something of it alone.
var questions = []string{"IsNil", "IsValid", "IsZero", "Kind", "NumMethod", "Pointer", "String", "Type", "UnsafePointer"}

// questioned reports whether a value is no more than the receiver of questions.
func questioned(f *Func, v int32) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Fun == v || slices.Contains(c.Args, v) || c.Recv == v && !slices.Contains(questions, c.Name) {
			return false
		}
	}
	return !slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return s.Val == v }) &&
		!slices.ContainsFunc(f.Returns, func(r summary.Return) bool { return slices.Contains(r.Values, v) })
}

// takes reports whether a function that reflection calls can be given what the context
// passes: a bus that finds the handler of a message by the message's type calls no other.
func (p *Program) takes(e *Edge, ctx *Ctx) bool {
	if e.Via != Callback || e.Through != valueCall {
		return true
	}
	args, ok := p.Expand(Val{Ref{e.Caller, e.Caller.Calls[e.Call].Args[0]}, ctx})
	params := e.Callee.Params
	if isMethod(e.Callee) && len(params) == len(args)+1 {
		params = params[1:]
	}
	if !ok || len(args) != len(params) {
		return !ok || e.Callee.Variadic
	}
	for i, a := range args {
		t := e.Callee.TypeAt(params[i].Type)
		x := a.Value()
		if x.Op != summary.CallVal || t.Named == "" || carries(t) {
			continue
		}
		if c := &a.F.Calls[x.N]; c.Callee == "reflect.ValueOf" {
			w := &typing{p: p, callee: e.Callee, named: t.Named, busy: map[Val]bool{}}
			if !w.may(a.With(c.Args[0]), 0) {
				return false
			}
		}
	}
	return true
}
