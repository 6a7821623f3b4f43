package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// walker summarises one function.
type walker struct {
	*builder
	fn    *ssa.Function
	out   Func
	vals  map[ssa.Value]int32
	calls map[ssa.CallInstruction]int32
}

func (w *walker) header() {
	fn := w.fn
	w.out = Func{
		Name: w.name(fn), Decl: declared(fn), Short: fn.Name(), Pos: w.pos(fn.Pos()),
		Exported: ast.IsExported(fn.Name()), Variadic: fn.Signature.Variadic(),
		Values: []Value{{}},
	}
	if r := fn.Signature.Recv(); r != nil {
		w.out.Recv = owner(deref(r.Type()))
	}
	for p := range fn.TypeParams().TypeParams() {
		w.out.TypeParams = append(w.out.TypeParams, p.Obj().Name())
	}
	for _, p := range fn.Params {
		w.out.Params = append(w.out.Params, Param{Name: p.Name(), Type: w.typ(p.Type())})
	}
	res := fn.Signature.Results()
	for i := range res.Len() {
		w.out.Results = append(w.out.Results, w.typ(res.At(i).Type()))
	}
	for _, v := range fn.FreeVars {
		w.out.Free = append(w.out.Free, w.typ(v.Type()))
	}
	w.syntax()
}

// syntax takes what only the source says: doc comment, directive, last line.
func (w *walker) syntax() {
	n := w.fn.Syntax()
	if n == nil {
		return
	}
	w.out.EndLine = int32(w.in.Fset.Position(n.End()).Line)
	d, ok := n.(*ast.FuncDecl)
	if !ok || d.Doc == nil {
		return
	}
	w.out.Doc = capDoc(d.Doc.Text())
	for _, c := range d.Doc.List {
		if word, ok := strings.CutPrefix(c.Text, "//cachevet:"); ok {
			w.out.Directive = strings.TrimSpace(word)
		}
	}
}

func (w *walker) body() {
	// Calls first, so that a value may name a call of a later block (phis).
	for _, b := range w.fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok && !isBuiltin(c.Common()) {
				w.calls[c] = int32(len(w.out.Calls))
				w.out.Calls = append(w.out.Calls, Call{})
			}
		}
	}
	w.out.Blocks = make([]Block, len(w.fn.Blocks))
	for i, b := range w.fn.Blocks {
		blk := &w.out.Blocks[i]
		for _, s := range b.Succs {
			blk.Succs = append(blk.Succs, int32(s.Index))
		}
		for _, in := range b.Instrs {
			w.instr(blk, int32(i), in)
		}
	}
}

func isBuiltin(c *ssa.CallCommon) bool {
	_, ok := c.Value.(*ssa.Builtin)
	return ok && !c.IsInvoke()
}

// instr records what an instruction does; pure values are taken on demand.
func (w *walker) instr(blk *Block, n int32, in ssa.Instruction) {
	switch in := in.(type) {
	case ssa.CallInstruction:
		if isBuiltin(in.Common()) {
			w.builtin(blk, n, in)
			return
		}
		w.call(n, in)
		blk.Items = append(blk.Items, Item{CallItem, w.calls[in]})
	case *ssa.Store:
		w.store(blk, n, w.val(in.Addr), in.Val, in.Pos())
	case *ssa.MapUpdate:
		w.store(blk, n, w.add(Value{Op: ElemOf, A: w.val(in.Map), B: w.val(in.Key), Type: w.typ(in.Value.Type())}), in.Value, in.Pos())
	case *ssa.Send:
		w.store(blk, n, w.add(Value{Op: ElemOf, A: w.val(in.Chan), Type: w.typ(in.X.Type())}), in.X, in.Pos())
	case *ssa.Select:
		for _, s := range in.States {
			if s.Dir == types.SendOnly {
				w.store(blk, n, w.add(Value{Op: ElemOf, A: w.val(s.Chan), Type: w.typ(s.Send.Type())}), s.Send, s.Pos)
			} else {
				blk.Items = append(blk.Items, Item{RecvItem, w.val(s.Chan)})
			}
		}
		blk.Items = append(blk.Items, Item{SelectItem, 0})
	case *ssa.UnOp:
		if in.Op == token.ARROW {
			blk.Items = append(blk.Items, Item{RecvItem, w.val(in.X)})
		}
	case *ssa.If:
		blk.Cond = w.val(in.Cond)
	case *ssa.Return:
		w.ret(blk, n, in)
	case *ssa.Panic:
		blk.Items = append(blk.Items, Item{PanicItem, 0})
	}
}

func (w *walker) store(blk *Block, n int32, addr int32, val ssa.Value, pos token.Pos) {
	blk.Items = append(blk.Items, Item{StoreItem, int32(len(w.out.Stores))})
	w.out.Stores = append(w.out.Stores, Store{Addr: addr, Val: w.val(val), Block: n, Pos: w.pos(pos)})
}

func (w *walker) ret(blk *Block, n int32, in *ssa.Return) {
	r := Return{Block: n, Pos: w.pos(in.Pos())}
	for _, v := range in.Results {
		r.Values = append(r.Values, w.val(v))
	}
	blk.Items = append(blk.Items, Item{ReturnItem, int32(len(w.out.Returns))})
	w.out.Returns = append(w.out.Returns, r)
}

// builtin keeps the built-in calls that have an effect worth knowing.
func (w *walker) builtin(blk *Block, n int32, in ssa.CallInstruction) {
	c := in.Common()
	switch name := c.Value.Name(); name {
	case "delete", "clear", "copy":
		var args []int32
		for _, a := range c.Args {
			args = append(args, w.val(a))
		}
		v := w.add(Value{Op: BuiltinCall, Str: name, Args: args})
		blk.Items = append(blk.Items, Item{StoreItem, int32(len(w.out.Stores))})
		w.out.Stores = append(w.out.Stores, Store{Addr: v, Block: n, Pos: w.pos(in.Pos())})
	case "panic":
		blk.Items = append(blk.Items, Item{PanicItem, 0})
	}
}

func (w *walker) call(n int32, in ssa.CallInstruction) {
	c := in.Common()
	k := Call{Pos: w.pos(in.Pos()), Block: n}
	switch in.(type) {
	case *ssa.Go:
		k.Kind = Go
	case *ssa.Defer:
		k.Kind = Defer
	}
	args := c.Args
	switch {
	case c.IsInvoke():
		w.invoke(&k, c)
	case c.StaticCallee() != nil:
		args = w.static(&k, c)
	default:
		k.Fun = w.val(c.Value)
	}
	w.args(&k, c, args)
	if v, ok := in.(*ssa.Call); ok {
		k.Result = w.typ(v.Type())
		k.Val = w.vals[v]
	}
	w.out.Calls[w.calls[in]] = k
}

func (w *walker) invoke(k *Call, c *ssa.CallCommon) {
	m := c.Method
	k.Callee, k.Name = m.Origin().FullName(), m.Name()
	k.Iface, k.Recv = w.typ(c.Value.Type()), w.val(c.Value)
	k.Pkg, k.Type = recvOf(m)
	if n, ok := types.Unalias(c.Value.Type()).(*types.Named); ok && k.Type == "" {
		k.Type = n.Obj().Name()
	}
}

// static fills in a call of a known function and returns its arguments without
// the receiver.
func (w *walker) static(k *Call, c *ssa.CallCommon) []ssa.Value {
	fn := c.StaticCallee()
	if m, ok := c.Value.(*ssa.MakeClosure); ok {
		k.Fun = w.val(m)
	}
	obj, _ := fn.Object().(*types.Func)
	wrapper := fn.Synthetic != "" && fn.Origin() == nil && obj != nil
	switch {
	case wrapper && strings.HasPrefix(fn.Synthetic, "bound "):
		k.Callee, k.Fun = "", w.val(c.Value)
		return c.Args
	case wrapper && isIfaceMethod(obj):
		// A method expression of an interface: dynamic after all.
		k.Fun = w.val(fn)
		return c.Args
	}
	k.Callee, k.TypeArgs = w.name(fn), w.typeList(slices.Values(fn.TypeArgs()))
	if obj == nil {
		k.Name = fn.Name()
		if fn.Pkg != nil {
			k.Pkg = fn.Pkg.Pkg.Path()
		}
		return c.Args
	}
	k.Callee, k.Name = obj.Origin().FullName(), obj.Name()
	k.Pkg, k.Type = recvOf(obj)
	if obj.Signature().Recv() != nil && len(c.Args) > 0 {
		k.Recv = w.val(c.Args[0])
		return c.Args[1:]
	}
	return c.Args
}

func isIfaceMethod(obj *types.Func) bool {
	r := obj.Signature().Recv()
	return r != nil && types.IsInterface(r.Type())
}

// recvOf returns the declaring package and the receiver's type name.
func recvOf(m *types.Func) (pkg, typ string) {
	if m.Pkg() != nil {
		pkg = m.Pkg().Path()
	}
	if r := m.Signature().Recv(); r != nil {
		if n, ok := deref(r.Type()).(*types.Named); ok {
			typ = n.Obj().Name()
		}
	}
	return pkg, typ
}

// args records the arguments, a variadic list element by element.
func (w *walker) args(k *Call, c *ssa.CallCommon, args []ssa.Value) {
	sig := c.Signature()
	for i := range sig.Params().Len() {
		k.Sig = append(k.Sig, w.typ(sig.Params().At(i).Type()))
	}
	for i, a := range args {
		if sig.Variadic() && i == len(args)-1 {
			w.variadic(k, a)
			return
		}
		k.Args = append(k.Args, w.val(a))
	}
}

// variadic unfolds the slice that SSA makes of an argument list.
func (w *walker) variadic(k *Call, a ssa.Value) {
	if c, ok := a.(*ssa.Const); ok && c.Value == nil {
		return // no arguments
	}
	if elems, ok := w.elements(a); ok {
		k.Args = append(k.Args, elems...)
		return
	}
	k.Ellipsis = true
	k.Args = append(k.Args, w.val(a))
}

// elements returns what is stored in the array behind a full slice of a fresh
// array: an argument list or a slice literal.
func (w *walker) elements(a ssa.Value) ([]int32, bool) {
	s, ok := a.(*ssa.Slice)
	if !ok || s.Low != nil || s.High != nil {
		return nil, false
	}
	arr, ok := s.X.(*ssa.Alloc)
	if !ok || arr.Referrers() == nil {
		return nil, false
	}
	at, ok := deref(arr.Type()).Underlying().(*types.Array)
	if !ok || at.Len() > 64 {
		return nil, false
	}
	out := make([]int32, at.Len())
	for _, r := range *arr.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == arr {
			return nil, false // an array that is given as a whole: h := sha1.Sum(b); h[:]
		}
		ia, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		i, ok := ia.Index.(*ssa.Const)
		if !ok || ia.Referrers() == nil {
			return nil, false
		}
		for _, u := range *ia.Referrers() {
			if st, ok := u.(*ssa.Store); ok && st.Addr == ia && i.Int64() < at.Len() {
				out[i.Int64()] = w.val(st.Val)
			}
		}
	}
	return out, true
}
