package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
)

// DESIGN
//
// A flow graph over the values that can carry behaviour: interfaces, functions
// and type parameters. Nodes are the values, parameters, results and captured
// variables of each function, plus one node for each field, global and element
// type. Objects are concrete types and functions. An object that reaches the
// receiver or function of a dynamic call adds the call's edge, and with it the
// flows of arguments and results; so the call graph and the flows grow together
// until nothing changes. Precision is that of x/tools' VTA; the difference is
// that call edges are found on the way instead of being guessed first.

// object is a concrete type or a function that flows.
type object struct {
	name string // type: "path.T"; function: its Name
	kind objKind
	ptr  bool
	// recv is the receiver of a bound method; V is 0 for a method expression.
	recv Ref
}

type objKind uint8

const (
	typeObj objKind = iota
	funcObj
	boundObj
	ifaceMethodObj // a method value of an interface: name is the method's
)

type objKey struct {
	name string
	kind objKind
	ptr  bool
	// recv tells method values of interfaces apart: who is called hangs on it.
	recv Ref
}

// flow is the state of the solver.
type flow struct {
	p      *Program
	nodes  int32
	named  map[string]int32 // fields, globals, elements
	objs   []object
	objIDs map[objKey]int32
	has    map[uint64]struct{}
	sets   [][]int32
	succ   [][]dest
	watch  [][]site
	work   []uint64
	edges  map[edgeKey]bool
	waits  map[waitKey]bool
}

// dest is where a node's objects go on to, limited to types that have the
// interface's methods where need is set.
type dest struct {
	to   int32
	need string
}

// site is a call that waits for objects at a node.
type site struct {
	f    *Func
	call int32
	role role
	// through is the outside function or field, meth the interface's methods,
	// for escapes.
	through, iface string
	arg            int
	// meth is the method that outside code calls, for escapeMethod, or that a
	// method value of an interface stands for.
	meth string
}

type role uint8

const (
	invoke role = iota
	callValue
	escape
	escapeMethod
)

type waitKey struct {
	node int32
	site site
}

type edgeKey struct {
	f      *Func
	call   int32
	callee *Func
	via    Via
}

func (p *Program) resolve() {
	fl := &flow{p: p, named: map[string]int32{}, objIDs: map[objKey]int32{}, has: map[uint64]struct{}{}, edges: map[edgeKey]bool{}, waits: map[waitKey]bool{}}
	p.flow = fl
	for _, f := range p.Funcs {
		f.base = fl.nodes
		fl.nodes += int32(len(f.Values) + len(f.Params) + len(f.Results) + len(f.Free))
	}
	fl.grow()
	for _, f := range p.Funcs {
		fl.function(f)
	}
	fl.openWorld()
	fl.solve()
	fl.fallback()
	fl.solve()
	for _, f := range p.Funcs {
		sortEdges(f)
	}
	p.countUnresolved()
}

func (fl *flow) grow() {
	for int32(len(fl.sets)) < fl.nodes {
		n := int(fl.nodes) - len(fl.sets)
		fl.sets = append(fl.sets, make([][]int32, n)...)
		fl.succ = append(fl.succ, make([][]dest, n)...)
		fl.watch = append(fl.watch, make([][]site, n)...)
	}
}

// The nodes of a function.
func (f *Func) valueNode(v int32) int32 { return f.base + v }
func (f *Func) paramNode(i int) int32   { return f.base + int32(len(f.Values)+i) }
func (f *Func) resultNode(i int) int32  { return f.base + int32(len(f.Values)+len(f.Params)+i) }
func (f *Func) freeNode(i int) int32 {
	return f.base + int32(len(f.Values)+len(f.Params)+len(f.Results)+i)
}

func (fl *flow) node(key string) int32 {
	n, ok := fl.named[key]
	if !ok {
		n = fl.nodes
		fl.nodes++
		fl.grow()
		fl.named[key] = n
	}
	return n
}

func carries(t *summary.Type) bool {
	return t.Kind == summary.Interface || t.Kind == summary.Signature || t.Kind == summary.TypeParam
}

func (fl *flow) edge(from, to int32, need string) {
	if from == to {
		return
	}
	d := dest{to, need}
	for _, s := range fl.succ[from] {
		if s == d {
			return
		}
	}
	fl.succ[from] = append(fl.succ[from], d)
	for _, o := range fl.sets[from] {
		fl.pass(o, d)
	}
}

func (fl *flow) pass(o int32, d dest) {
	if d.need != "" {
		ob := &fl.objs[o]
		if ob.kind == typeObj && !fl.p.implements(ob.name, ob.ptr, d.need) {
			return
		}
	}
	fl.put(d.to, o)
}

func (fl *flow) put(n, o int32) {
	k := uint64(n)<<32 | uint64(o)
	if _, ok := fl.has[k]; ok {
		return
	}
	fl.has[k] = struct{}{}
	fl.sets[n] = append(fl.sets[n], o)
	fl.work = append(fl.work, k)
}

func (fl *flow) object(o object) int32 {
	k := objKey{name: o.name, kind: o.kind, ptr: o.ptr}
	if o.kind == ifaceMethodObj {
		k.recv = o.recv
	}
	id, ok := fl.objIDs[k]
	if !ok {
		id = int32(len(fl.objs))
		fl.objs = append(fl.objs, o)
		fl.objIDs[k] = id
	}
	return id
}

func (fl *flow) solve() {
	for len(fl.work) > 0 {
		k := fl.work[len(fl.work)-1]
		fl.work = fl.work[:len(fl.work)-1]
		n, o := int32(k>>32), int32(uint32(k))
		for i := 0; i < len(fl.succ[n]); i++ {
			fl.pass(o, fl.succ[n][i])
		}
		for i := 0; i < len(fl.watch[n]); i++ {
			fl.arrive(fl.watch[n][i], o, finding.Certain)
		}
	}
}

// wait adds a call site to a node and serves the objects that are there.
func (fl *flow) wait(n int32, s site) {
	// A type may wrap its own interface, so a node can lead back to itself.
	k := waitKey{n, s}
	if fl.waits[k] {
		return
	}
	fl.waits[k] = true
	fl.watch[n] = append(fl.watch[n], s)
	for _, o := range fl.sets[n] {
		fl.arrive(s, o, finding.Certain)
	}
}

// function adds the constraints of one function.
func (fl *flow) function(f *Func) {
	for i := range f.Values {
		fl.value(f, int32(i))
	}
	for i := range f.Stores {
		fl.store(f, &f.Stores[i])
	}
	for _, r := range f.Returns {
		for i, v := range r.Values {
			if i < len(f.Results) && carries(f.TypeAt(f.Results[i])) {
				fl.edge(f.valueNode(v), f.resultNode(i), "")
			}
		}
	}
	for i := range f.Calls {
		fl.call(f, int32(i))
	}
}

// value adds the flows into one value.
func (fl *flow) value(f *Func, i int32) {
	v, n := &f.Values[i], f.valueNode(i)
	switch v.Op {
	case summary.FuncVal:
		fl.put(n, fl.object(object{name: v.Str, kind: funcObj}))
	case summary.Closure:
		fl.put(n, fl.object(object{name: v.Str, kind: funcObj}))
		fl.capture(f, v)
	case summary.Bound:
		fl.put(n, fl.object(object{name: v.Str, kind: boundObj, recv: Ref{f, v.A}}))
	case summary.BoundIface:
		fl.put(n, fl.object(object{name: v.Str, kind: ifaceMethodObj, recv: Ref{f, v.A}}))
	case summary.MakeIface:
		fl.makeIface(f, v, n)
	case summary.List, summary.Append:
		fl.elements(f, v)
	}
	if !carries(f.TypeAt(v.Type)) {
		return
	}
	fl.carry(f, v, i, n)
}

func (fl *flow) carry(f *Func, v *summary.Value, i, n int32) {
	switch v.Op {
	case summary.ParamVal:
		fl.edge(f.paramNode(int(v.N)), n, "")
	case summary.FreeVal:
		fl.edge(f.freeNode(int(v.N)), n, "")
	case summary.Phi:
		for _, a := range v.Args {
			fl.edge(f.valueNode(a), n, "")
		}
	case summary.Convert:
		fl.edge(f.valueNode(v.A), n, "")
	case summary.Assert:
		fl.edge(f.valueNode(v.A), n, fl.asserted(f, v))
	case summary.Load:
		fl.edge(fl.content(f, v.A), n, "")
	case summary.FieldOf, summary.ElemOf, summary.Recv:
		fl.edge(fl.content(f, i), n, "")
	case summary.Extract:
		fl.extract(f, v, n)
	}
}

func (fl *flow) asserted(f *Func, v *summary.Value) string {
	t := f.TypeAt(int32(v.N))
	if t.Kind != summary.Interface {
		return ""
	}
	return ifaceName(t)
}

func ifaceName(t *summary.Type) string {
	if t.Named != "" {
		return t.Named
	}
	return t.Text
}

func (fl *flow) extract(f *Func, v *summary.Value, n int32) {
	a := &f.Values[v.A]
	switch a.Op {
	case summary.Assert:
		if v.N == 0 {
			fl.edge(f.valueNode(a.A), n, fl.asserted(f, a))
		}
	case summary.ElemOf, summary.Recv:
		if v.N == 0 {
			fl.edge(fl.content(f, v.A), n, "")
		}
	case summary.NextOf:
		if v.N == 2 {
			fl.edge(fl.elem(f, f.Values[a.A].A), n, "")
		}
	}
}

func (fl *flow) makeIface(f *Func, v *summary.Value, n int32) {
	t := f.TypeAt(int32(v.N))
	switch {
	case t.Kind == summary.TypeParam:
		fl.edge(f.valueNode(v.A), n, "")
	case t.Named != "":
		fl.put(n, fl.object(object{name: t.Named, kind: typeObj, ptr: t.Ptr}))
	}
	if t.Kind == summary.Signature {
		fl.edge(f.valueNode(v.A), n, "")
	}
}

// capture connects a closure's captured variables with the creator's.
func (fl *flow) capture(f *Func, v *summary.Value) {
	callee := fl.p.byName[v.Str]
	if callee == nil {
		return
	}
	for i, a := range v.Args {
		if i >= len(callee.Free) {
			break
		}
		from := f.valueNode(a)
		if src := &f.Values[a]; src.Op == summary.FreeVal {
			from = f.freeNode(int(src.N))
		}
		fl.edge(from, callee.freeNode(i), "")
		fl.edge(callee.freeNode(i), from, "")
	}
}

// elements sends the members of a list or an append to the element node.
func (fl *flow) elements(f *Func, v *summary.Value) {
	t := f.TypeAt(v.Type)
	if t.Elem == 0 || !carries(f.TypeAt(t.Elem)) || isAny(f.TypeAt(t.Elem)) {
		return
	}
	for _, a := range v.Args {
		fl.edge(f.valueNode(a), fl.node("e:"+t.Under), "")
	}
}

// isAny: lists of anything are what loggers and formatters get; as carriers of
// behaviour they connect everything with everything and serve no call.
func isAny(t *summary.Type) bool { return t.Text == "any" || t.Text == "interface{}" }

// content returns the node of what an address (or a selection) holds.
func (fl *flow) content(f *Func, a int32) int32 {
	v := &f.Values[a]
	switch v.Op {
	case summary.FreeVal:
		return f.freeNode(int(v.N))
	case summary.GlobalAddr:
		return fl.node("g:" + v.Str)
	case summary.FieldOf:
		return fl.node("f:" + v.Str)
	case summary.ElemOf:
		return fl.elem(f, v.A)
	case summary.Recv:
		return fl.elem(f, v.A)
	case summary.Alloc:
		return f.valueNode(a)
	}
	return fl.node("e:" + f.TypeAt(v.Type).Under)
}

// elem returns the node of the elements of container c.
func (fl *flow) elem(f *Func, c int32) int32 {
	t := f.TypeAt(f.Values[c].Type)
	if t.Kind == summary.Pointer && t.Elem != 0 && f.TypeAt(t.Elem).Kind == summary.Slice {
		t = f.TypeAt(t.Elem)
	}
	return fl.node("e:" + t.Under)
}

func (fl *flow) store(f *Func, s *summary.Store) {
	addr := &f.Values[s.Addr]
	if addr.Op == summary.BuiltinCall {
		return
	}
	if !carries(f.TypeAt(f.Values[s.Val].Type)) {
		if addr.Op == summary.FieldOf && fl.generic(addr.Str) {
			fl.instance(f, s.Val, fl.content(f, s.Addr))
		}
		return
	}
	n := f.valueNode(s.Val)
	fl.edge(n, fl.content(f, s.Addr), "")
	if addr.Op == summary.FieldOf && fl.foreign(addr.Str) {
		t := f.TypeAt(f.Values[s.Val].Type)
		fl.wait(n, site{f: f, call: -1, role: escape, through: addr.Str, iface: ifaceName(t), arg: -1})
	}
}

// instance sends the type of a concrete value to where generic code keeps it as
// one of a type parameter: no conversion to an interface marks the place.
func (fl *flow) instance(f *Func, v, to int32) {
	if t := f.TypeAt(f.Values[v].Type); !carries(t) && t.Named != "" {
		fl.put(to, fl.object(object{name: t.Named, kind: typeObj, ptr: t.Ptr}))
	}
}

// generic reports whether a field's struct has type parameters.
func (fl *flow) generic(field string) bool {
	i := strings.LastIndexByte(field, '.')
	d := fl.p.decls[field[:max(i, 0)]]
	return d != nil && d.Generic
}

// foreign reports whether a field's struct is declared outside the summaries.
func (fl *flow) foreign(field string) bool {
	for i := len(field) - 1; i >= 0; i-- {
		if field[i] == '.' {
			d := fl.p.declPkg[field[:i]]
			return d == nil || fl.p.decls[field[:i]].Pkg != d.Path
		}
	}
	return true
}
