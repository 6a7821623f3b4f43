package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

func (w *walker) add(v Value) int32 {
	w.out.Values = append(w.out.Values, v)
	return int32(len(w.out.Values) - 1)
}

// val returns the index of the symbol for v, making it (and what it is made of)
// on first use. The slot is taken before the operands, which ends phi cycles.
func (w *walker) val(v ssa.Value) int32 {
	if v == nil {
		return 0
	}
	if i, ok := w.vals[v]; ok {
		return i
	}
	i := w.add(Value{Type: w.typ(v.Type())})
	w.vals[v] = i
	x := w.symbol(v)
	x.Type = w.out.Values[i].Type
	w.out.Values[i] = x
	return i
}

func (w *walker) symbol(v ssa.Value) Value {
	switch v := v.(type) {
	case *ssa.Const:
		return constValue(v)
	case *ssa.Parameter:
		return Value{Op: ParamVal, N: int64(indexOf(w.fn.Params, v))}
	case *ssa.FreeVar:
		return Value{Op: FreeVal, N: int64(indexOf(w.fn.FreeVars, v))}
	case *ssa.Global:
		return Value{Op: GlobalAddr, Str: globalName(v)}
	case *ssa.Function:
		return w.funcValue(v)
	case *ssa.MakeClosure:
		return w.closure(v)
	case *ssa.Call:
		return w.callValue(v)
	case *ssa.Phi:
		return Value{Op: Phi, Args: w.list(v.Edges)}
	case *ssa.UnOp:
		return w.unary(v)
	case *ssa.BinOp:
		return Value{Op: Binary, Str: v.Op.String(), A: w.val(v.X), B: w.val(v.Y)}
	}
	return w.derived(v)
}

// derived covers values that select from, convert or make another.
func (w *walker) derived(v ssa.Value) Value {
	switch v := v.(type) {
	case *ssa.Extract:
		if sel, ok := v.Tuple.(*ssa.Select); ok {
			return w.selected(sel, v.Index)
		}
		return Value{Op: Extract, A: w.val(v.Tuple), N: int64(v.Index)}
	case *ssa.FieldAddr:
		return w.field(v.X, v.Field)
	case *ssa.Field:
		return w.field(v.X, v.Field)
	case *ssa.IndexAddr:
		return Value{Op: ElemOf, A: w.val(v.X), B: w.val(v.Index)}
	case *ssa.Index:
		return Value{Op: ElemOf, A: w.val(v.X), B: w.val(v.Index)}
	case *ssa.Lookup:
		return Value{Op: ElemOf, A: w.val(v.X), B: w.val(v.Index)}
	case *ssa.MakeInterface:
		return Value{Op: MakeIface, A: w.val(v.X), N: int64(w.typ(v.X.Type()))}
	case *ssa.ChangeInterface:
		return Value{Op: Convert, A: w.val(v.X)}
	case *ssa.ChangeType:
		return Value{Op: Convert, A: w.val(v.X)}
	case *ssa.Convert:
		return Value{Op: Convert, A: w.val(v.X)}
	case *ssa.MultiConvert:
		return Value{Op: Convert, A: w.val(v.X)}
	case *ssa.SliceToArrayPointer:
		return Value{Op: Convert, A: w.val(v.X)}
	case *ssa.TypeAssert:
		return Value{Op: Assert, A: w.val(v.X), N: int64(w.typ(v.AssertedType))}
	case *ssa.Slice:
		return w.slice(v)
	case *ssa.Range:
		return Value{Op: RangeOf, A: w.val(v.X)}
	case *ssa.Next:
		return Value{Op: NextOf, A: w.val(v.Iter)}
	case *ssa.Alloc:
		return Value{Op: Alloc}
	case *ssa.MakeMap:
		return Value{Op: Make, A: w.val(v.Reserve)}
	case *ssa.MakeSlice:
		return Value{Op: Make, A: w.val(v.Len)}
	case *ssa.MakeChan:
		return Value{Op: Make, A: w.val(v.Size)}
	}
	return Value{}
}

// selected is what a select statement gives: the number of its case, whether a channel
// was open, then what each case has received.
func (w *walker) selected(sel *ssa.Select, index int) Value {
	at := 2
	for _, s := range sel.States {
		if s.Dir != types.RecvOnly {
			continue
		}
		if at == index {
			return Value{Op: Recv, A: w.val(s.Chan)}
		}
		at++
	}
	return Value{Op: Extract, A: w.val(sel), N: int64(index)}
}

func (w *walker) list(vs []ssa.Value) []int32 {
	out := make([]int32, len(vs))
	for i, v := range vs {
		out[i] = w.val(v)
	}
	return out
}

func (w *walker) unary(v *ssa.UnOp) Value {
	switch v.Op {
	case token.MUL:
		if g, ok := v.X.(*ssa.Global); ok && w.in.Unknown[g.Object()] {
			return Value{Op: Unknown}
		}
		return Value{Op: Load, A: w.val(v.X)}
	case token.NOT:
		return Value{Op: Not, A: w.val(v.X)}
	case token.ARROW:
		return Value{Op: Recv, A: w.val(v.X)}
	case token.SUB:
		if c, ok := v.X.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Int {
			return Value{Op: Const, Str: "-" + c.Value.ExactString(), N: -c.Int64()}
		}
	}
	return Value{Op: Unknown}
}

func (w *walker) field(x ssa.Value, i int) Value {
	t := deref(x.Type())
	st, ok := t.Underlying().(*types.Struct)
	if !ok { // a type parameter whose core type is a struct
		return Value{Op: FieldOf, A: w.val(x), N: int64(i)}
	}
	return Value{Op: FieldOf, A: w.val(x), Str: owner(t) + "." + st.Field(i).Name(), N: int64(i)}
}

func (w *walker) slice(v *ssa.Slice) Value {
	if elems, ok := w.elements(v); ok {
		return Value{Op: List, Args: elems}
	}
	return Value{Op: SliceOf, A: w.val(v.X), Args: []int32{w.val(v.Low), w.val(v.High)}}
}

func (w *walker) callValue(v *ssa.Call) Value {
	if i, ok := w.calls[v]; ok {
		w.out.Calls[i].Val = w.vals[v]
		return Value{Op: CallVal, N: int64(i)}
	}
	args := v.Call.Args
	switch name := v.Call.Value.Name(); name {
	case "len", "cap":
		return Value{Op: LenOf, A: w.val(args[0])}
	case "append":
		out := Value{Op: Append, A: w.val(args[0])}
		if len(args) > 1 {
			if elems, ok := w.elements(args[1]); ok {
				out.Args = elems
			} else {
				out.B = w.val(args[1])
			}
		}
		return out
	default:
		return Value{Op: BuiltinCall, Str: name, Args: w.list(args)}
	}
}

// funcValue names a function used as a value. A method expression's thunk
// stands for the method.
func (w *walker) funcValue(fn *ssa.Function) Value {
	if obj, ok := fn.Object().(*types.Func); ok && strings.HasPrefix(fn.Synthetic, "thunk ") {
		if isIfaceMethod(obj) {
			return Value{Op: BoundIface, Str: obj.Name(), N: 1}
		}
		return Value{Op: FuncVal, Str: obj.Origin().FullName(), N: 1}
	}
	if args := fn.TypeArgs(); len(args) > 0 {
		w.out.Instances = append(w.out.Instances, Instance{w.name(fn), w.typeList(slices.Values(args))})
	}
	return Value{Op: FuncVal, Str: w.name(fn)}
}

func (w *walker) closure(v *ssa.MakeClosure) Value {
	fn := v.Fn.(*ssa.Function)
	obj, ok := fn.Object().(*types.Func)
	if ok && strings.HasPrefix(fn.Synthetic, "bound ") {
		if isIfaceMethod(obj) {
			return Value{Op: BoundIface, Str: obj.Name(), A: w.val(v.Bindings[0])}
		}
		return Value{Op: Bound, Str: obj.Origin().FullName(), A: w.val(v.Bindings[0])}
	}
	return Value{Op: Closure, Str: w.name(fn), Args: w.list(v.Bindings)}
}

func constValue(c *ssa.Const) Value {
	if c.Value == nil {
		return Value{Op: Const, Str: "nil"}
	}
	v := Value{Op: Const}
	switch c.Value.Kind() {
	case constant.String:
		v.Str = constant.StringVal(c.Value)
	case constant.Bool:
		v.Str = c.Value.ExactString()
		if constant.BoolVal(c.Value) {
			v.N = 1
		}
	case constant.Int:
		v.Str = c.Value.ExactString()
		v.N, _ = constant.Int64Val(c.Value)
	default:
		v.Str = c.Value.String()
	}
	return v
}

func globalName(g *ssa.Global) string {
	if g.Pkg == nil {
		return g.Name()
	}
	return g.Pkg.Pkg.Path() + "." + g.Name()
}

func indexOf[T comparable](list []T, x T) int {
	for i, v := range list {
		if v == x {
			return i
		}
	}
	return 0
}
