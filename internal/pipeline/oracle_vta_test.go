package pipeline

import (
	"go/types"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/callgraph/cha"
	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/cachevet/cachevet/internal/modules"
	"github.com/cachevet/cachevet/rules"
)

// vtaGraph builds the same graph from whole-program SSA.
func vtaGraph(t *testing.T, cat *rules.Catalogue, res *modules.Resolved, ours *graph) *graph {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: res.Dir, Env: res.Env, BuildFlags: res.BuildFlags}, res.Patterns...)
	if err != nil {
		t.Fatal(err)
	}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			t.Logf("%s: %v", p.PkgPath, e)
		}
	})
	prog, initial := ssautil.AllPackages(pkgs, ssa.InstantiateGenerics)
	prog.Build()
	d := newDriver(prog, pkgs, cat, ours)
	main := d.build(t)
	seeds := map[*ssa.Function]bool{}
	for _, p := range append(initial, main) {
		if p == nil {
			continue // not sound
		}
		seeds[p.Func("init")] = true
		if m := p.Func("main"); m != nil && p.Pkg.Name() == "main" {
			seeds[m] = true
		}
	}
	first := cha.CallGraph(prog)
	cg := vta.CallGraph(forward(first, seeds), first)
	cg = vta.CallGraph(forward(cg, seeds), cg)
	o := &oracle{graph: newGraph(), cat: cat, inside: ours.inside, cg: cg, program: prog}
	o.index()
	for path := range ours.inside {
		if p := prog.ImportedPackage(path); p != nil {
			o.graph.inside[path] = true
		}
	}
	for fn, n := range cg.Nodes {
		if fn != nil && o.isInside(fn) {
			o.function(fn, n)
		}
	}
	return o.graph
}

// forward is the set of functions that are reached from the seeds.
func forward(cg *callgraph.Graph, seeds map[*ssa.Function]bool) map[*ssa.Function]bool {
	out := map[*ssa.Function]bool{}
	var work []*ssa.Function
	for f := range seeds {
		if f != nil {
			out[f] = true
			work = append(work, f)
		}
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		if n := cg.Nodes[f]; n != nil {
			for _, e := range n.Out {
				if !out[e.Callee.Func] {
					out[e.Callee.Func] = true
					work = append(work, e.Callee.Func)
				}
			}
		}
	}
	return out
}

type oracle struct {
	*graph
	cat     *rules.Catalogue
	inside  map[string]bool
	program *ssa.Program
	cg      *callgraph.Graph
	// What stores and closures of the inside say, for tracing values.
	fields   map[string][]ssa.Value
	globals  map[*ssa.Global][]ssa.Value
	closures map[*ssa.Function][]*ssa.MakeClosure
}

// pkgOf is the path of the package that declares fn, wrappers and instances
// included.
func pkgOf(fn *ssa.Function) string {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if obj := fn.Object(); obj != nil && obj.Pkg() != nil {
		return obj.Pkg().Path()
	}
	if fn.Pkg != nil {
		return fn.Pkg.Pkg.Path()
	}
	return ""
}

func (o *oracle) isInside(fn *ssa.Function) bool { return o.inside[pkgOf(fn)] && !isWrapper(fn) }

// isWrapper tells functions that only the SSA builder makes.
func isWrapper(fn *ssa.Function) bool {
	for _, kind := range []string{"wrapper ", "bound ", "thunk ", "instantiation wrapper"} {
		if strings.HasPrefix(fn.Synthetic, kind) {
			return true
		}
	}
	return false
}

// funcName is the name of a function as summaries write it.
func funcName(fn *ssa.Function) string {
	if p := fn.Parent(); p != nil {
		po := p
		if o := p.Origin(); o != nil {
			po = o
		}
		return funcName(po) + "$" + strconv.Itoa(slices.Index(p.AnonFuncs, fn)+1)
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if strings.HasPrefix(fn.Name(), "init#") {
		return fn.Pkg.Pkg.Path() + "." + fn.Name()
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		return obj.Origin().FullName()
	}
	if fn.Pkg != nil {
		return fn.Pkg.Pkg.Path() + "." + fn.Name()
	}
	return fn.String()
}

// function records the calls of one function.
func (o *oracle) function(fn *ssa.Function, n *callgraph.Node) {
	name := funcName(fn)
	out := map[ssa.CallInstruction][]*ssa.Function{}
	for _, e := range n.Out {
		out[e.Site] = append(out[e.Site], e.Callee.Func)
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case ssa.CallInstruction:
				o.call(fn, name, in, out[in])
			case *ssa.Store:
				o.stored(fn, name, in)
			}
		}
	}
}

func (o *oracle) call(fn *ssa.Function, name string, in ssa.CallInstruction, callees []*ssa.Function) {
	c := in.Common()
	line := fn.Prog.Fset.Position(in.Pos()).Line
	if c.IsInvoke() && c.Method.Pkg() != nil && isBoundary(o.cat, c.Method.Pkg().Path()) && !o.inside[c.Method.Pkg().Path()] {
		put(o.sinks, name, site(line, c.Method.Name()), "interface of the client")
		o.handedTo(name, c)
	}
	for _, callee := range o.real(callees, 0) {
		switch pkg := pkgOf(callee); {
		case o.isInside(callee):
			put(o.edges, name, funcName(callee), "VTA")
			continue
		case isBoundary(o.cat, pkg):
			o.sink(name, line, c, callee)
		}
		o.handedTo(name, c)
	}
}

// sink records a call that ends in a client. One that is not written as such
// counts where the catalogue has a row for it: the rest (Close, Error) is no
// operation.
func (o *oracle) sink(name string, line int, c *ssa.CallCommon, callee *ssa.Function) {
	bare := callee.Name()
	if c.IsInvoke() {
		bare = c.Method.Name()
	}
	kind := "VTA " + funcName(callee)
	if c.StaticCallee() == nil || isWrapper(c.StaticCallee()) {
		if o.cat.Client(pkgOf(callee)).Op(receiverName(callee), callee.Name()) == nil {
			return
		}
	}
	put(o.sinks, name, site(line, bare), kind)
}

func receiverName(fn *ssa.Function) string {
	r := fn.Signature.Recv()
	if r == nil {
		return ""
	}
	t := r.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// real looks through wrappers.
func (o *oracle) real(fns []*ssa.Function, depth int) []*ssa.Function {
	var out []*ssa.Function
	for _, fn := range fns {
		if !isWrapper(fn) || depth > 5 {
			out = append(out, fn)
			continue
		}
		if n := o.cg.Nodes[fn]; n != nil {
			var next []*ssa.Function
			for _, e := range n.Out {
				next = append(next, e.Callee.Func)
			}
			out = append(out, o.real(next, depth+1)...)
		}
	}
	return out
}

// stored applies the rule of callbacks to fields of structs from outside.
func (o *oracle) stored(fn *ssa.Function, name string, in *ssa.Store) {
	fa, ok := in.Addr.(*ssa.FieldAddr)
	if !ok {
		return
	}
	pt, ok := fa.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return
	}
	named, ok := types.Unalias(pt.Elem()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || o.inside[named.Obj().Pkg().Path()] {
		return
	}
	field := named.Underlying().(*types.Struct).Field(fa.Field)
	o.hand(name, in.Val, field.Type(), "stored")
}

// handedTo applies the rule of callbacks to a call of outside code.
func (o *oracle) handedTo(name string, c *ssa.CallCommon) {
	sig := c.Signature()
	args := c.Args
	if !c.IsInvoke() && sig.Recv() != nil && len(args) > 0 {
		args = args[1:]
	}
	for i, a := range args {
		if i >= sig.Params().Len() {
			break
		}
		o.hand(name, a, sig.Params().At(i).Type(), "handed")
	}
}

// hand adds edges to what code outside may call of a value of type t.
func (o *oracle) hand(name string, v ssa.Value, t types.Type, kind string) {
	if !holdsCode(t, 0) {
		return
	}
	h := &hand{o: o, seen: map[ssa.Value]bool{}}
	h.trace(v)
	fns := h.fns
	for _, typ := range h.types {
		fns = append(fns, o.methods(typ, t)...)
	}
	for _, fn := range o.real(fns, 0) {
		if o.isInside(fn) {
			put(o.edges, name, funcName(fn), kind)
		}
	}
}

// holdsCode tells types that carry functions or methods.
func holdsCode(t types.Type, depth int) bool {
	if depth > 3 {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Signature:
		return true
	case *types.Interface:
		return u.NumMethods() > 0
	case *types.Slice:
		return holdsCode(u.Elem(), depth+1)
	case *types.Map:
		return holdsCode(u.Elem(), depth+1)
	}
	return false
}

func elemOf(t types.Type) types.Type {
	for {
		switch u := t.Underlying().(type) {
		case *types.Slice:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		default:
			return t
		}
	}
}

// unheeded are methods that the linked program does not follow into code
// outside: printing, errors and contexts.
var unheeded = []string{"Error", "String", "GoString", "Format", "Deadline", "Done", "Err"}

// methods are those of typ that an outside callee which asks for t may call.
func (o *oracle) methods(typ, t types.Type) []*ssa.Function {
	iface, ok := elemOf(t).Underlying().(*types.Interface)
	if !ok || types.IsInterface(typ) {
		return nil
	}
	var out []*ssa.Function
	ms := o.program.MethodSets.MethodSet(typ)
	for i := range iface.NumMethods() {
		m := iface.Method(i)
		if slices.Contains(unheeded, m.Name()) {
			continue
		}
		if sel := ms.Lookup(m.Pkg(), m.Name()); sel != nil {
			if fn := o.program.MethodValue(sel); fn != nil {
				out = append(out, fn)
			}
		}
	}
	return out
}
