package lua

import (
	"slices"
	"strconv"

	"github.com/yuin/gopher-lua/ast"
)

// eval walks an expression, recording the calls in it, and returns its value.
func (w *walker) eval(e ast.Expr) value {
	if !w.spend() {
		return unknown
	}
	w.depth++
	defer func() { w.depth-- }()
	switch e := e.(type) {
	case *ast.StringExpr:
		return constValue(e.Value)
	case *ast.NumberExpr:
		return constValue(number(e.Value))
	case *ast.IdentExpr:
		return w.name(e.Value)
	case *ast.AttrGetExpr:
		return element(w.eval(e.Object), w.eval(e.Key))
	case *ast.TableExpr:
		return w.table(e)
	case *ast.FuncCallExpr:
		return w.call(e)
	case *ast.FunctionExpr:
		f := &closure{def: e, scope: w.scope}
		w.funcs = append(w.funcs, f)
		return value{arg: Arg{Of: -1}, fn: f}
	}
	return w.operation(e)
}

func (w *walker) operation(e ast.Expr) value {
	switch e := e.(type) {
	case *ast.LogicalOpExpr:
		return w.logical(e)
	case *ast.RelationalOpExpr:
		return w.compare(e.Operator, w.eval(e.Lhs), w.eval(e.Rhs), e)
	case *ast.StringConcatOpExpr:
		return concat(w.eval(e.Lhs), w.eval(e.Rhs))
	case *ast.ArithmeticOpExpr:
		return arithmetic(e.Operator, w.eval(e.Lhs), w.eval(e.Rhs))
	case *ast.UnaryMinusOpExpr:
		return arithmetic("-", constValue("0"), w.eval(e.Expr))
	case *ast.UnaryNotOpExpr:
		v := w.eval(e.Expr)
		return derived(v).is(v.asked().negated())
	case *ast.UnaryLenOpExpr:
		return w.length(e)
	case *ast.Comma3Expr:
		return value{arg: Arg{Of: -1, Spread: true}}
	}
	return unknown // nil, true, false, ...
}

func (w *walker) length(e *ast.UnaryLenOpExpr) value {
	v := w.eval(e.Expr)
	if v.path != "" || v.list != nil {
		return v // over() reads the length of a known table from it
	}
	return derived(v)
}

// logical is `a or b`, `a and b`: b runs under the condition a.
func (w *walker) logical(e *ast.LogicalOpExpr) value {
	a := w.eval(e.Lhs)
	first := a.asked()
	if e.Operator == "or" {
		first = first.negated()
	}
	w.conds = append(w.conds, first)
	b := w.eval(e.Rhs)
	w.conds = w.conds[:len(w.conds)-1]
	if ca, cb := a.constants(), b.constants(); ca != nil && cb != nil {
		return value{arg: Arg{Of: -1}, alts: union(ca, cb)}
	}
	if b.constants() != nil && e.Operator == "and" {
		b.deps = union(b.deps, a.deps)
		return b // cond and "X": the or around it joins the alternatives
	}
	out := derived(a, b)
	a, b = a.asked(), b.asked()
	if e.Operator == "and" {
		out.equals = union(a.equals, b.equals)
	} else {
		out.differs = union(a.differs, b.differs)
	}
	// Nobody has a lock, or who has it comes again: the script has looked for it too.
	out.absent, out.present = union(a.absent, b.absent), union(a.present, b.present)
	return out
}

// compare notes results compared for equality with a value that the script
// itself does not fix: the holder's token of a lock; and with what the server
// answers where there is nothing.
func (w *walker) compare(op string, a, b value, e *ast.RelationalOpExpr) value {
	out := w.looks(op, a, b, e)
	if op != "==" && op != "~=" || fixed(a, e.Lhs) || fixed(b, e.Rhs) {
		return out
	}
	for _, v := range []value{a, b} {
		if v.arg.Kind == Result && !v.arg.Derived {
			out.equals = union(out.equals, []int{v.arg.Of})
		}
	}
	if op == "~=" {
		out.equals, out.differs = out.differs, out.equals
	}
	return out
}

// looks notes a result that is compared with nothing, or a count of keys with 0 or 1.
func (w *walker) looks(op string, a, b value, e *ast.RelationalOpExpr) value {
	out, rhs := derived(a, b), e.Rhs
	if b.arg.Kind == Result {
		a, b, rhs = b, a, e.Lhs
	}
	if a.arg.Kind != Result || a.arg.Derived {
		return out
	}
	found := []int{a.arg.Of}
	counts := slices.Contains([]string{"EXISTS", "HEXISTS"}, w.out.Calls[a.arg.Of].Command)
	switch rhs.(type) {
	case *ast.NilExpr, *ast.FalseExpr:
		out.absent = found
	default:
		switch {
		case counts && b.arg.isWord("0"):
			out.absent = found
		case counts && b.arg.isWord("1"):
			out.present = found
		default:
			return out
		}
	}
	switch op {
	case "==", "<=", ">=":
		return out
	case "~=", "<", ">":
		return out.negated()
	}
	return out
}

func fixed(v value, e ast.Expr) bool {
	switch e.(type) {
	case *ast.NilExpr, *ast.TrueExpr, *ast.FalseExpr:
		return true
	}
	return v.constants() != nil
}

func (w *walker) name(name string) value {
	if c := w.scope.find(name); c != nil {
		return c.v
	}
	if name == hole {
		return unknown
	}
	return global(name)
}

// element is object[key].
func element(object, key value) value {
	index := smallInt(key.arg.Text)
	switch {
	case object.path == "KEYS":
		return value{arg: Arg{Kind: Key, Index: index, Of: -1}}
	case object.path == "ARGV":
		return value{arg: Arg{Kind: Argv, Index: index, Of: -1}}
	case object.path == "_G":
		return global(key.arg.Text)
	case object.path != "" && key.arg.Kind == Const:
		return global(object.path + "." + key.arg.Text)
	case object.list != nil:
		return object.list.element(index)
	case object.arg.Kind == Result:
		object.arg.Index = index
		object.arg.Spread = false
		return object
	}
	return derived(object)
}

func (l *list) element(index int) value {
	if index > 0 && index <= len(l.elems) {
		return l.elems[index-1]
	}
	return l.any()
}

// any is one of the elements, not known which: what all but the constants
// among them have in common.
func (l *list) any() value {
	out, first := derived(l.elems...), true
	for _, v := range l.elems {
		switch {
		case v.arg.Kind == Const:
		case first:
			out.arg, first = v.arg, false
		default:
			out.arg = common(out.arg, v.arg)
		}
	}
	return out
}

func common(a, b Arg) Arg {
	switch {
	case a.same(b):
		return a
	case a.Kind != b.Kind || a.Of != b.Of || a.Kind == Concat:
		return Arg{Of: firstOf(a.Of, b.Of)}
	}
	return Arg{Kind: a.Kind, Of: a.Of, Derived: a.Derived || b.Derived}
}

func (w *walker) table(e *ast.TableExpr) value {
	l := &list{}
	for _, f := range e.Fields {
		v := w.eval(f.Value)
		if f.Key != nil {
			w.eval(f.Key)
			l.open = true
			continue
		}
		if v.arg.Spread {
			l.open = true
		}
		if l.elems = append(l.elems, v); len(l.elems) > 512 {
			w.out.Partial = true
			break
		}
	}
	return value{arg: Arg{Of: -1}, list: l}
}

// concat joins strings; constants fold.
func concat(a, b value) value {
	out := derived(a, b)
	if a.arg.Kind == Const && b.arg.Kind == Const && len(a.arg.Text)+len(b.arg.Text) < 1<<12 {
		out.arg = constant(a.arg.Text + b.arg.Text)
		return out
	}
	of := firstOf(a.arg.Of, b.arg.Of)
	parts := slices.DeleteFunc(slices.Concat(pieces(a.arg), pieces(b.arg)), func(p Arg) bool { return p.isWord("") })
	if len(parts) > 32 {
		parts = parts[:32]
	}
	out.arg = Arg{Kind: Concat, Of: of, Parts: parts}
	return out
}

func pieces(a Arg) []Arg {
	if a.Kind == Concat {
		return a.Parts
	}
	return []Arg{a}
}

func arithmetic(op string, a, b value) value {
	x, errA := strconv.ParseFloat(a.arg.Text, 64)
	y, errB := strconv.ParseFloat(b.arg.Text, 64)
	if a.arg.Kind != Const || b.arg.Kind != Const || errA != nil || errB != nil {
		return derived(a, b)
	}
	switch op {
	case "+":
		return constValue(formatNumber(x + y))
	case "-":
		return constValue(formatNumber(x - y))
	case "*":
		return constValue(formatNumber(x * y))
	case "/":
		if y != 0 {
			return constValue(formatNumber(x / y))
		}
	}
	return unknown
}

// evalList evaluates expressions to exactly n values; what a last call returns
// fills the rest.
func (w *walker) evalList(exprs []ast.Expr, n int) []value {
	out := make([]value, 0, n)
	for _, e := range exprs {
		out = append(out, w.eval(e))
	}
	for len(out) < n {
		if len(exprs) == 0 {
			out = append(out, unknown)
			continue
		}
		out = append(out, derived(out[len(exprs)-1]))
	}
	return out
}
