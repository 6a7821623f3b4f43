package link

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
)

// call adds the constraints of one call site.
func (fl *flow) call(f *Func, i int32) {
	c := &f.Calls[i]
	if callee := fl.p.byName[c.Callee]; callee != nil && c.Iface == 0 && c.Fun == 0 {
		fl.connect(f, i, callee, Static, finding.Certain, true)
		return
	}
	switch {
	case c.Iface != 0:
		fl.wait(f.valueNode(c.Recv), site{f: f, call: i, role: invoke, arg: -1})
	case c.Callee != "" && fl.p.byName[c.Callee] != nil:
		fl.connect(f, i, fl.p.byName[c.Callee], ByClosure, finding.Certain, true)
	case c.Fun != 0:
		fl.wait(f.valueNode(c.Fun), site{f: f, call: i, role: callValue, arg: -1})
	}
	if c.Fun == 0 || fl.madeOutside(f, c.Fun) || f.Yields(i) {
		fl.escapes(f, i, c, c.Callee)
	}
	fl.ranges(f, i)
	fl.reflects(f, i)
	if c.Iface == 0 && c.Recv != 0 && fl.p.byName[c.Callee] == nil && f.TypeAt(f.Values[c.Recv].Type).Kind == summary.Signature {
		// http.HandlerFunc.ServeHTTP and its like: the method calls the function.
		fl.wait(f.valueNode(c.Recv), site{f: f, call: i, role: callValue, arg: -1})
	}
}

// madeOutside reports whether a function value comes from a call of outside code:
// what gzip.New() returns and is given a handler.
func (fl *flow) madeOutside(f *Func, fun int32) bool {
	for range 4 {
		x := &f.Values[fun]
		switch x.Op {
		case summary.CallVal:
			c := &f.Calls[x.N]
			return c.Callee != "" && c.Iface == 0 && fl.p.byName[c.Callee] == nil
		case summary.Convert, summary.Extract:
			fun = x.A
		default:
			return false
		}
	}
	return false
}

// Yields reports whether a call is of an iterator, as range over a function makes
// it: a function value gets a closure that says whether to go on.
func (f *Func) Yields(i int32) bool {
	c := &f.Calls[i]
	return c.Fun != 0 && len(c.Args) == 1 && f.Values[c.Args[0]].Op == summary.Closure && strings.HasSuffix(f.TypeAt(f.Values[c.Args[0]].Type).Text, " bool")
}

// rangers are functions of the standard library that make an iterator of a container.
var rangers = []string{"slices.Values", "slices.All", "slices.Backward", "maps.Values", "maps.All"}

// ranges sends the elements of a container to the body of the loop that goes through
// them by an iterator of the standard library.
func (fl *flow) ranges(f *Func, i int32) {
	c := &f.Calls[i]
	if !f.Yields(i) || f.Values[c.Fun].Op != summary.CallVal {
		return
	}
	made := &f.Calls[f.Values[c.Fun].N]
	body := fl.p.byName[f.Values[c.Args[0]].Str]
	if body == nil || len(body.Params) == 0 || len(made.Args) == 0 || !slices.Contains(rangers, made.Callee) {
		return
	}
	if last := len(body.Params) - 1; carries(body.TypeAt(body.Params[last].Type)) {
		fl.edge(fl.elem(f, made.Args[0]), body.paramNode(last), "")
	}
}

// escapes watches the arguments that a call hands to code outside, by the name of
// through: what it may call back counts as called there.
func (fl *flow) escapes(f *Func, i int32, c *summary.Call, through string) {
	if onlyLookedAt(f, c) {
		return
	}
	for a, v := range c.Args {
		t := f.TypeAt(f.Values[v].Type)
		if f.Values[v].Op == summary.List {
			for _, e := range f.Values[v].Args {
				fl.escapeArg(f, i, through, a, e, f.TypeAt(f.Values[e].Type))
			}
			continue
		}
		fl.escapeArg(f, i, through, a, v, t)
	}
}

func (fl *flow) escapeArg(f *Func, i int32, through string, a int, v int32, t *summary.Type) {
	if !carries(t) || isAny(t) && !givesFunc(f, v) {
		return
	}
	fl.wait(f.valueNode(v), site{f: f, call: i, role: escape, through: through, iface: ifaceName(t), arg: a})
}

// handsOnFunc watches a parameter of any type, of which a caller makes a function right
// there, where it goes on to code outside: an application's own layer over a bus.
func (fl *flow) handsOnFunc(f *Func, param int) {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Callee == "" || fl.p.byName[c.Callee] != nil || onlyLookedAt(f, c) || !ThirdParty(c.Pkg) {
			continue
		}
		for n, a := range c.Args {
			if x := (Ref{f, a}).Bare().Value(); x.Op == summary.ParamVal && int(x.N) == param && isAny(f.TypeAt(f.Values[a].Type)) {
				fl.wait(f.valueNode(a), site{f: f, call: int32(i), role: escape, through: c.Callee, arg: n})
			}
		}
	}
}

// givesFunc reports whether a value of any type is made from a function right
// here, as registrations by reflection take it; what else travels as anything is
// printed, encoded or kept.
func givesFunc(f *Func, v int32) bool {
	for range 4 {
		switch x := &f.Values[v]; x.Op {
		case summary.FuncVal, summary.Closure, summary.Bound, summary.BoundIface:
			return true
		case summary.MakeIface, summary.Convert:
			if f.TypeAt(f.Values[x.A].Type).Kind == summary.Signature {
				return true
			}
			v = x.A
		default:
			return false
		}
	}
	return false
}

// arrive handles object o at a waiting call site.
func (fl *flow) arrive(s site, o int32, conf finding.Confidence) {
	ob := &fl.objs[o]
	switch s.role {
	case invoke:
		fl.invoke(s, ob, conf)
	case callValue:
		fl.callObject(s, ob, ByClosure, conf)
	case escape:
		fl.escaped(s, ob, conf)
	case escapeMethod:
		if ob.kind == typeObj {
			fl.method(s.f, s.call, ob, s.meth, Callback, conf, s)
		}
	case reflectMethod:
		fl.methodsOf(s, ob)
	case submit:
		fl.ranLater(s, ob, conf)
	case runMade:
		fl.ranLater(s, ob, finding.Likely)
	case reflectCall:
		if callee := fl.p.byName[ob.name]; callee != nil && ob.kind != typeObj {
			fl.callback(s, callee, finding.Likely)
		}
	}
}

func (fl *flow) invoke(s site, ob *object, conf finding.Confidence) {
	c := &s.f.Calls[s.call]
	if ob.kind != typeObj {
		// A function behind a named function type: its method calls it, and has
		// its form (http.HandlerFunc).
		if callee := fl.p.byName[ob.name]; callee != nil && ob.kind != ifaceMethodObj && takesSame(s.f, c, callee) {
			fl.callObject(s, ob, ByClosure, conf)
		}
		return
	}
	fl.method(s.f, s.call, ob, cmp.Or(s.meth, c.Name), Interface, conf, s)
}

// takesSame reports whether a function's parameters are those of the method that
// a call names.
func takesSame(f *Func, c *summary.Call, callee *Func) bool {
	params := callee.Params
	if isMethod(callee) {
		params = params[1:]
	}
	if len(params) != len(c.Sig) || len(params) == 0 || f.GivesNothing(c) != (len(callee.Results) == 0) {
		return false
	}
	for i, p := range params {
		if callee.TypeAt(p.Type).Text != f.TypeAt(c.Sig[i]).Text {
			return false
		}
	}
	return true
}

// GivesNothing reports whether what a call is of has no results.
func (f *Func) GivesNothing(c *summary.Call) bool {
	t := f.TypeAt(c.Result)
	return c.Result == 0 || t.Kind == summary.Tuple && t.Text == "()"
}

// method connects a call with the named method of a concrete type, through
// embedded fields where the method is promoted from an interface.
func (fl *flow) method(f *Func, call int32, ob *object, name string, via Via, conf finding.Confidence, s site) {
	d := fl.p.decls[ob.name]
	if d == nil {
		return
	}
	m := methodOf(d, name)
	if m == nil {
		return
	}
	if m.Iface && len(m.Via) > 0 {
		next := site{f: f, call: call, role: invoke, through: s.through, arg: s.arg, meth: name}
		if via == Callback {
			next.role = escapeMethod
		}
		fl.wait(fl.node(fields, m.Via[len(m.Via)-1]), next)
		return
	}
	if callee := fl.p.byName[m.Func]; callee != nil {
		if via == Callback {
			fl.callback(s, callee, conf)
			return
		}
		fl.connect(f, call, callee, via, conf, true)
	}
}

// callObject connects the call of a function value.
func (fl *flow) callObject(s site, ob *object, via Via, conf finding.Confidence) {
	switch ob.kind {
	case funcObj:
		callee := fl.p.byName[ob.name]
		if callee != nil && callable(s.f, s.call, callee.Params, callee) {
			fl.connect(s.f, s.call, callee, via, conf, !isMethod(callee))
		}
		fl.keptOutside(s, callee, ob)
	case boundObj:
		callee := fl.p.byName[ob.name]
		fl.keptOutside(s, callee, ob)
		if callee != nil && callable(s.f, s.call, callee.Params[min(1, len(callee.Params)):], callee) {
			fl.connect(s.f, s.call, callee, via, conf, false)
		}
	case ifaceMethodObj:
		on, ok := receiver(s.f, s.call, ob)
		if !ok {
			return
		}
		fl.wait(on.F.valueNode(on.V), site{f: s.f, call: s.call, role: invoke, meth: ob.name, arg: -1})
	}
}

// keptOutside: a function of code outside was kept as a value before it was called, and is
// handed what it would be handed by its name: register := db.Callback().Create().Register.
func (fl *flow) keptOutside(s site, callee *Func, ob *object) {
	if callee == nil && s.role == callValue && s.call >= 0 {
		fl.escapes(s.f, s.call, &s.f.Calls[s.call], ob.name)
	}
}

// callable reports whether a function of these parameters can be what a call of a
// function value calls. Values that were anything at all bring along what a type
// assertion on the way leaves out.
func callable(f *Func, call int32, params []summary.Param, callee *Func) bool {
	if call < 0 || f.Calls[call].Fun == 0 || f.Generic() || callee.Generic() {
		return true
	}
	sig := f.Calls[call].Sig
	if len(sig) != len(params) {
		return false
	}
	for i, p := range params {
		a, b := f.TypeAt(sig[i]), callee.TypeAt(p.Type)
		if a.Kind == summary.TypeParam || b.Kind == summary.TypeParam {
			continue
		}
		if a.Named != "" && b.Named != "" && a.Named != b.Named {
			return false
		}
	}
	return true
}

// receiver is what the method of a method value is called on: what it is bound
// to or, for a method expression, the first argument.
func receiver(f *Func, call int32, ob *object) (Ref, bool) {
	if ob.recv.V != 0 {
		return ob.recv, true
	}
	if call < 0 || len(f.Calls[call].Args) == 0 {
		return Ref{}, false
	}
	return Ref{f, f.Calls[call].Args[0]}, true
}

func isMethod(f *Func) bool { return f.Recv != "" }

// escaped handles what code outside gets: functions and the methods of the
// interface it asks for count as called.
func (fl *flow) escaped(s site, ob *object, conf finding.Confidence) {
	switch ob.kind {
	case funcObj, boundObj:
		if callee := fl.p.byName[ob.name]; callee != nil {
			fl.callback(s, callee, conf)
		}
	case ifaceMethodObj:
		if ob.recv.V != 0 {
			s.role, s.meth = escapeMethod, ob.name
			fl.wait(ob.recv.F.valueNode(ob.recv.V), s)
		}
	case typeObj:
		d := fl.p.decls[fl.paramIface(s)]
		if d == nil || len(d.Methods) > smallIface {
			keep(&fl.p.given, s.f, append(fl.p.given[s.f], ob.name))
			return
		}
		for _, m := range d.Methods {
			if !quiet[m.Name] {
				fl.method(s.f, s.call, ob, m.Name, Callback, conf, s)
			}
		}
	}
}

// smallIface is the number of methods up to which handing a value over counts as
// having its methods called: sort.Interface is used on the spot, a backend that
// is registered is not.
const smallIface = 3

// quiet names methods of ubiquitous interfaces that no call graph needs.
var quiet = map[string]bool{"Error": true, "String": true, "GoString": true, "Format": true, "Deadline": true, "Done": true, "Err": true}

// paramIface is the interface that outside code asks for: the parameter's type
// where it is known, else the value's.
func (fl *flow) paramIface(s site) string {
	if s.call >= 0 && s.arg >= 0 {
		c := &s.f.Calls[s.call]
		if n := len(c.Sig); n > 0 {
			t := s.f.TypeAt(c.Sig[min(s.arg, n-1)])
			if t.Kind == summary.Slice && s.arg >= n-1 {
				t = s.f.TypeAt(t.Elem)
			}
			if t.Kind == summary.Interface {
				return ifaceName(t)
			}
		}
	}
	return s.iface
}

func (fl *flow) callback(s site, callee *Func, conf finding.Confidence) {
	k := keyOf(s.f, s.call, callee, Callback)
	if fl.edges[k] {
		return
	}
	fl.edges[k] = true
	e := &Edge{Caller: s.f, Callee: callee, Call: s.call, Via: Callback, Conf: conf, Through: s.through, Arg: s.arg, Entry: fl.p.opts.Entry(s.through), Made: s.role == runMade, Sent: s.role == submit}
	if s.call >= 0 {
		e.Pos, e.Async = s.f.Calls[s.call].Pos, s.f.Calls[s.call].Kind == summary.Go || s.role == submit
		s.f.Out[s.call] = append(s.f.Out[s.call], e)
	} else {
		e.Pos, e.Async = s.f.Pos, s.role == submit
		s.f.Extra = append(s.f.Extra, e)
	}
	callee.In = append(callee.In, e)
}

// connect adds a call edge and the flows of arguments and results. plain is
// false where the callee is a method whose receiver is not among the arguments.
func (fl *flow) connect(f *Func, i int32, callee *Func, via Via, conf finding.Confidence, plain bool) {
	k := keyOf(f, i, callee, via)
	if fl.edges[k] {
		return
	}
	fl.edges[k] = true
	c := &f.Calls[i]
	e := &Edge{Caller: f, Callee: callee, Call: i, Pos: c.Pos, Via: via, Conf: conf, Async: c.Kind == summary.Go, Arg: -1}
	if via == Static && strings.Contains(callee.Name, "$") {
		e.Via = ByClosure
	}
	f.Out[i] = append(f.Out[i], e)
	callee.In = append(callee.In, e)
	fl.passArgs(f, c, callee)
	fl.passResults(f, c, callee)
	fl.submits(f, i, callee)
}

// argOf returns the argument value for parameter i of the callee, 0 if none.
func argOf(c *summary.Call, callee *Func, i int) int32 {
	if isMethod(callee) {
		switch {
		case c.Recv != 0 && i == 0:
			return c.Recv
		case c.Recv != 0 || c.Fun != 0 && len(c.Args) < len(callee.Params):
			i-- // the receiver is given, or bound to the function value
		}
	}
	if i >= 0 && i < len(c.Args) {
		return c.Args[i]
	}
	return 0
}

func (fl *flow) passArgs(f *Func, c *summary.Call, callee *Func) {
	for i, prm := range callee.Params {
		t := callee.TypeAt(prm.Type)
		if callee.Variadic && i == len(callee.Params)-1 {
			fl.passRest(f, c, callee, i, t)
			return
		}
		if a := argOf(c, callee, i); a != 0 && carries(t) {
			fl.edge(f.valueNode(a), callee.paramNode(i), "")
			if isAny(t) && givesFunc(f, a) {
				fl.handsOnFunc(callee, i)
			}
			if t.Kind == summary.TypeParam {
				fl.instance(f, a, callee.paramNode(i))
			}
		}
	}
}

// passRest sends the variadic arguments to the element node of the parameter.
func (fl *flow) passRest(f *Func, c *summary.Call, callee *Func, i int, t *summary.Type) {
	if c.Ellipsis || t.Elem == 0 || !carries(callee.TypeAt(t.Elem)) || isAny(callee.TypeAt(t.Elem)) {
		return
	}
	if isMethod(callee) && c.Recv != 0 {
		i--
	}
	for j := max(i, 0); j < len(c.Args); j++ {
		fl.edge(f.valueNode(c.Args[j]), fl.node(elements, t.Under), "")
	}
}

func (fl *flow) passResults(f *Func, c *summary.Call, callee *Func) {
	if c.Val == 0 {
		return
	}
	if len(callee.Results) == 1 {
		if carries(callee.TypeAt(callee.Results[0])) {
			fl.edge(callee.resultNode(0), f.valueNode(c.Val), "")
		}
		return
	}
	for i := range f.Values {
		v := &f.Values[i]
		if v.Op == summary.Extract && v.A == c.Val && int(v.N) < len(callee.Results) && carries(f.TypeAt(v.Type)) {
			fl.edge(callee.resultNode(int(v.N)), f.valueNode(int32(i)), "")
		}
	}
}

// fallback serves interface calls that no object reached with every concrete
// type in sight that fits: possible, or likely where it can hardly be another one.
func (fl *flow) fallback() {
	candidates := fl.candidates()
	for _, f := range fl.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Iface == 0 || len(f.Out[i]) > 0 || len(fl.set(f.valueNode(c.Recv))) > 0 {
				continue
			}
			fl.guess(f, int32(i), c, candidates)
		}
	}
}

// candidates tells what may stand behind an interface: all types that are made
// somewhere and have its methods. Each interface is looked through once.
func (fl *flow) candidates() func(iface string) []object {
	var concrete []object
	var decls []*summary.Decl
	for _, ob := range fl.objs {
		if ob.kind == typeObj {
			concrete, decls = append(concrete, ob), append(decls, fl.p.decls[ob.name])
		}
	}
	known := map[string][]object{}
	return func(iface string) []object {
		fit, ok := known[iface]
		if !ok {
			d := fl.p.decls[iface]
			for i, ob := range concrete {
				if fl.p.hasMethods(decls[i], ob.ptr, d) {
					fit = append(fit, ob)
				}
			}
			known[iface] = fit
		}
		return fit
	}
}

func (fl *flow) guess(f *Func, i int32, c *summary.Call, candidates func(string) []object) {
	name := ifaceName(f.TypeAt(c.Iface))
	d := fl.p.decls[name]
	if d == nil || quiet[c.Name] || fl.p.Cat.Client(c.Pkg) != nil {
		return
	}
	fit := candidates(name)
	conf := finding.Possible
	if fl.narrows(d, c.Name, fit) {
		conf = finding.Likely
	}
	for k := range fit {
		fl.method(f, i, &fit[k], c.Name, Interface, conf, site{f: f, call: i, role: invoke, arg: -1})
	}
}

// maxBackends is how many methods may stand behind a call that is guessed at, to be
// taken for those of its backends. Types that embed one another share them.
const maxBackends = 3

// narrows: in a program that nobody else calls, one of the few types that have all
// the methods of an interface of its own stands behind it, though a container by
// which services are found hides which. Small interfaces fit by accident, but for
// those whose methods have long names.
func (fl *flow) narrows(d *summary.Decl, method string, fit []object) bool {
	if slices.ContainsFunc(d.Methods, func(m summary.Method) bool { return !exported(m.Name) }) {
		return true // nobody outside of its package can implement it
	}
	if fl.p.opts.open() || len(d.Methods) <= smallIface && !slices.ContainsFunc(d.Methods, longNamed) || fl.p.declPkg[d.Name] == nil || fl.p.declPkg[d.Name].Path != d.Pkg {
		return false
	}
	impls := map[string]bool{}
	for i := range fit {
		if m := methodOf(fl.p.decls[fit[i].name], method); m != nil {
			impls[cmp.Or(m.Func, fit[i].name)] = true
		}
	}
	return len(impls) <= maxBackends
}

// longNamed: a method's name has four words or more (ReadingsByDeviceName).
func longNamed(m summary.Method) bool {
	n := 0
	for i, r := range m.Name {
		if i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(rune(m.Name[i-1])) {
			n++
		}
	}
	return n >= 3
}

// sortEdges orders a function's edges by callee and lowers the confidence of
// calls with several.
func sortEdges(f *Func) {
	for i, out := range f.Out {
		slices.SortFunc(out, func(a, b *Edge) int { return strings.Compare(a.Callee.Name, b.Callee.Name) })
		calls := 0
		for _, e := range out {
			if e.Via != Callback {
				calls++
			}
		}
		for _, e := range out {
			if calls > 1 && e.Via != Callback && e.Conf == finding.Certain && f.Calls[i].Callee != e.Callee.Name {
				e.Conf = finding.Likely
			}
		}
	}
	slices.SortFunc(f.Extra, func(a, b *Edge) int { return strings.Compare(a.Callee.Name, b.Callee.Name) })
	slices.SortFunc(f.In, func(a, b *Edge) int {
		if c := strings.Compare(a.Caller.Name, b.Caller.Name); c != 0 {
			return c
		}
		return int(a.Call - b.Call)
	})
}

// countUnresolved counts the dynamic calls of functions inside the summaries
// that lead nowhere: neither to a summary nor to a client.
func (p *Program) countUnresolved() {
	for _, f := range p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if len(f.Out[i]) > 0 || c.Callee != "" && c.Iface == 0 {
				continue
			}
			if c.Fun != 0 && len(p.flow.set(f.valueNode(c.Fun))) == 0 {
				p.Unresolved++
			}
			if c.Iface != 0 && p.declPkg[ifaceName(f.TypeAt(c.Iface))] != nil && p.ownIface(c, f) && len(p.flow.set(f.valueNode(c.Recv))) == 0 {
				p.Unresolved++
			}
		}
	}
}

// ownIface reports whether the interface of a call is declared in a summarised
// package: calls of foreign interfaces (io.Reader) are not our blind spot.
func (p *Program) ownIface(c *summary.Call, f *Func) bool {
	name := ifaceName(f.TypeAt(c.Iface))
	d := p.decls[name]
	return d != nil && p.declPkg[name].Path == d.Pkg
}
