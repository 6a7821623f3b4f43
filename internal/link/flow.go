package link

import (
	"slices"
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
	nodes  []int32 // the state of each node; 0 stands for an empty one
	states []*[statesAtOnce]state
	made   int32 // states so far
	named  [4]map[string]int32
	objs   []object
	objIDs map[objKey]int32
	work   []uint64
	edges  map[edgeKey]bool
	waits  map[waitKey]bool
	lists  map[*Func]map[int32]bool // lists that only their function reads, as asked for

	sent     map[*Func][]int    // parameters that are sent to be run, as asked for
	structs  map[structUse]bool // whether a struct type without a name is the function's own, as asked for
	families map[string][]*Func // by declaration, nil before the first question
}

// state is what there is at a node: the objects, where they go on to, and the
// calls that wait for them. Few values of a program carry any, so states are made
// as they are needed, some at a time, which then stay in place.
type state struct {
	set   []int32
	succ  []dest
	watch []site
	many  bitset // the set, where it is large
}

const statesAtOnce = 256

// fewThere is up to how many a list is searched rather than a map.
const fewThere = 16

// group is a sort of nodes that have names.
type group int

const (
	fields group = iota
	globals
	elements
	parameters // of types
)

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
	reflectMethod // a reflect.Value is asked for a method: meth, or any
	reflectCall
	submit  // a function is handed to one that sends it to others, to be run
	runMade // an object that outside code has made of functions is given work
)

type waitKey struct {
	node int32
	site site
}

type edgeKey struct {
	caller, call, callee int32
	via                  byte
}

// keyOf tells edges apart. The first letters of the kinds do, but for the two
// that start with c.
func keyOf(f *Func, call int32, callee *Func, via Via) edgeKey {
	letter := via[0]
	if via == Callback {
		letter = 'b'
	}
	return edgeKey{int32(f.ID), call, int32(callee.ID), letter}
}

func (p *Program) resolve() {
	fl := &flow{p: p, objIDs: map[objKey]int32{}, edges: map[edgeKey]bool{}, waits: map[waitKey]bool{}, lists: map[*Func]map[int32]bool{}, structs: map[structUse]bool{}, sent: map[*Func][]int{}, made: 1}
	for i := range fl.named {
		fl.named[i] = map[string]int32{}
	}
	p.flow = fl
	nodes := 0
	for _, f := range p.Funcs {
		f.base = int32(nodes)
		nodes += len(f.Values) + len(f.Params) + len(f.Results) + len(f.Free)
	}
	fl.nodes = make([]int32, nodes, nodes+nodes/8)
	for _, f := range p.Funcs {
		fl.function(f)
	}
	fl.containers()
	fl.typeParams()
	fl.madeOf()
	fl.anyKept()
	fl.openWorld()
	fl.solve()
	fl.fallback()
	fl.solve()
	for _, f := range p.Funcs {
		sortEdges(f)
	}
	p.countUnresolved()
}

// at returns the state of a node, to be changed.
func (fl *flow) at(n int32) *state {
	i := fl.nodes[n]
	if i == 0 {
		i = fl.made
		fl.made++
		fl.nodes[n] = i
		if int(i/statesAtOnce) >= len(fl.states) {
			fl.states = append(fl.states, new([statesAtOnce]state))
		}
	}
	return &fl.states[i/statesAtOnce][i%statesAtOnce]
}

// set lists the objects at a node.
func (fl *flow) set(n int32) []int32 {
	i := fl.nodes[n]
	if i == 0 {
		return nil
	}
	return fl.states[i/statesAtOnce][i%statesAtOnce].set
}

// The nodes of a function.
func (f *Func) valueNode(v int32) int32 { return f.base + v }
func (f *Func) paramNode(i int) int32   { return f.base + int32(len(f.Values)+i) }
func (f *Func) resultNode(i int) int32  { return f.base + int32(len(f.Values)+len(f.Params)+i) }
func (f *Func) freeNode(i int) int32 {
	return f.base + int32(len(f.Values)+len(f.Params)+len(f.Results)+i)
}

func (fl *flow) node(g group, name string) int32 {
	n, ok := fl.named[g][name]
	if !ok {
		n = int32(len(fl.nodes))
		fl.nodes = append(fl.nodes, 0)
		fl.named[g][name] = n
	}
	return n
}

func carries(t *summary.Type) bool {
	return t.Kind == summary.Interface || t.Kind == summary.Signature || t.Kind == summary.TypeParam || t.Named == reflectValue
}

func (fl *flow) edge(from, to int32, need string) {
	if from == to {
		return
	}
	d := dest{to, need}
	st := fl.at(from)
	for _, s := range st.succ {
		if s == d {
			return
		}
	}
	st.succ = append(st.succ, d)
	for _, o := range st.set {
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
	st := fl.at(n)
	if st.has(o) {
		return
	}
	st.set = append(st.set, o)
	fl.work = append(fl.work, uint64(n)<<32|uint64(o))
}

// has reports whether an object is there, and otherwise expects it to be added.
func (st *state) has(o int32) bool {
	if len(st.set) < fewThere {
		return slices.Contains(st.set, o)
	}
	if st.many == nil {
		for _, have := range st.set {
			st.many.add(have)
		}
	}
	return !st.many.add(o)
}

// bitset is a set of small numbers. Objects are numbered densely, and large sets hold a
// good part of them: a bit each takes less room than a map, which memory's speed rules.
type bitset []uint64

// add reports whether the number was not there.
func (b *bitset) add(o int32) bool {
	word, bit := int(o/64), uint64(1)<<(o%64)
	if word >= len(*b) {
		*b = append(*b, make(bitset, word+1-len(*b))...)
	}
	is := &(*b)[word]
	fresh := *is&bit == 0
	*is |= bit
	return fresh
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
		st := fl.at(n) // grows on the way
		for i := 0; i < len(st.succ); i++ {
			fl.pass(o, st.succ[i])
		}
		for i := 0; i < len(st.watch); i++ {
			fl.arrive(st.watch[i], o, finding.Certain)
		}
	}
}

// wait adds a call site to a node and serves the objects that are there.
func (fl *flow) wait(n int32, s site) {
	// A type may wrap its own interface, so a node can lead back to itself.
	st := fl.at(n)
	if fl.waiting(st, n, s) {
		return
	}
	st.watch = append(st.watch, s)
	for _, o := range st.set {
		fl.arrive(s, o, finding.Certain)
	}
}

// waiting reports whether a call waits at a node, and otherwise expects it to be
// added.
func (fl *flow) waiting(st *state, n int32, s site) bool {
	if len(st.watch) < fewThere {
		return slices.Contains(st.watch, s)
	}
	if len(st.watch) == fewThere {
		for _, have := range st.watch {
			fl.waits[waitKey{n, have}] = true
		}
	}
	k := waitKey{n, s}
	known := fl.waits[k]
	fl.waits[k] = true
	return known
}

// function adds the constraints of one function.
func (fl *flow) function(f *Func) {
	for i := range f.Values {
		fl.value(f, int32(i))
	}
	for i := range f.Stores {
		if !fl.p.dead(f, f.Stores[i].Block) {
			fl.store(f, &f.Stores[i])
		}
	}
	for _, r := range f.Returns {
		if fl.p.dead(f, r.Block) {
			continue
		}
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
		fl.elements(f, v, i)
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
	if fl.p.deadValue(f, v.A) {
		return
	}
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

// elements sends the members of a list or an append to the node of its elements.
func (fl *flow) elements(f *Func, v *summary.Value, i int32) {
	t := f.TypeAt(v.Type)
	if t.Elem == 0 || !carries(f.TypeAt(t.Elem)) {
		return
	}
	to, own := fl.listNode(f, i)
	if !own {
		if isAny(f.TypeAt(t.Elem)) {
			return
		}
		to = fl.node(elements, t.Under)
	}
	for _, a := range v.Args {
		fl.edge(f.valueNode(a), to, "")
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
		return fl.node(globals, v.Str)
	case summary.FieldOf:
		return fl.node(fields, fl.fieldName(f, v.Str))
	case summary.ElemOf:
		return fl.elem(f, v.A)
	case summary.Recv:
		return fl.elem(f, v.A)
	case summary.Alloc:
		return f.valueNode(a)
	}
	return fl.node(elements, f.TypeAt(v.Type).Under)
}

// elem returns the node of the elements of container c.
func (fl *flow) elem(f *Func, c int32) int32 {
	if n, own := fl.listNode(f, c); own {
		return n
	}
	t := f.TypeAt(f.Values[c].Type)
	if t.Kind == summary.Pointer && t.Elem != 0 && f.TypeAt(t.Elem).Kind == summary.Slice {
		t = f.TypeAt(t.Elem)
	}
	return fl.node(elements, t.Under)
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
	fl.sends(f, s)
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
	if strings.HasPrefix(field, "struct{") {
		return false
	}
	for i := len(field) - 1; i >= 0; i-- {
		if field[i] == '.' {
			d := fl.p.declPkg[field[:i]]
			return d == nil || fl.p.decls[field[:i]].Pkg != d.Path
		}
	}
	return true
}
