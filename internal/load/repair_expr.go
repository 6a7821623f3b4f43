package load

import (
	"go/ast"
	"go/token"
	"go/types"
)

// known reports whether the checker has a type for e. It does not get to the
// end of everything that is wrong.
func (r *repair) known(e ast.Expr) bool {
	t := r.info.TypeOf(e)
	return t != nil && r.valid.ok(t)
}

// fits reports whether a value can stand where another type is asked for. What
// is untyped still has not been looked at by the checker to the end.
func (r *repair) fits(have, want types.Type) bool {
	if b, ok := have.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 && b.Kind() != types.UntypedNil {
		return false
	}
	return types.AssignableTo(have, want)
}

// slot returns what is to stand where type want is asked for: e, repaired inside
// perhaps, or something unknown.
func (r *repair) slot(e ast.Expr, want types.Type) ast.Expr {
	if !r.dirty[e] && r.known(e) {
		return e
	}
	if r.whole(e) && r.fits(r.info.TypeOf(e), want) {
		return e
	}
	r.keep(e)
	return r.unknown.value(want, e.Pos())
}

// cond returns what is left of a condition.
func (r *repair) cond(e ast.Expr) ast.Expr {
	if !r.dirty[e] {
		return e
	}
	switch x := e.(type) {
	case *ast.ParenExpr:
		x.X = r.cond(x.X)
		r.info.Types[x] = types.TypeAndValue{Type: boolean}
		return x
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			x.X = r.cond(x.X)
			r.info.Types[x] = types.TypeAndValue{Type: boolean}
			return x
		}
	case *ast.BinaryExpr:
		if x.Op == token.LAND || x.Op == token.LOR {
			x.X, x.Y = r.cond(x.X), r.cond(x.Y)
			r.info.Types[x] = types.TypeAndValue{Type: boolean}
			return x
		}
	}
	if r.whole(e) && types.AssignableTo(r.info.TypeOf(e).Underlying(), boolean) {
		return e
	}
	r.keep(e)
	return r.unknown.value(boolean, e.Pos())
}

// whole repairs the places inside of e that ask for a type and reports whether
// e is sound then.
func (r *repair) whole(e ast.Expr) bool {
	if !r.dirty[e] {
		return r.known(e)
	}
	if _, paren := e.(*ast.ParenExpr); !paren && (r.badNode(e) || !r.known(e)) {
		return false
	}
	if !r.inside(e) || r.open(e.Pos(), e.End()) {
		return false
	}
	delete(r.dirty, e)
	return true
}

func (r *repair) inside(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return r.whole(e.X)
	case *ast.SelectorExpr:
		return r.whole(e.X)
	case *ast.StarExpr:
		return r.whole(e.X)
	case *ast.UnaryExpr:
		return r.whole(e.X)
	case *ast.TypeAssertExpr:
		return r.whole(e.X) && !r.dirty[e.Type]
	case *ast.BinaryExpr:
		x, y := r.whole(e.X), r.whole(e.Y)
		return x && y
	case *ast.IndexExpr:
		return r.index(e)
	case *ast.SliceExpr:
		return r.whole(e.X) && r.maybe(e.Low) && r.maybe(e.High) && r.maybe(e.Max)
	case *ast.CompositeLit:
		return r.composite(e)
	case *ast.FuncLit:
		return r.literal(e)
	case *ast.CallExpr:
		return r.call(e)
	}
	return false
}

func (r *repair) maybe(e ast.Expr) bool { return e == nil || r.whole(e) }

func (r *repair) index(e *ast.IndexExpr) bool {
	if !r.whole(e.X) {
		return false
	}
	if m, ok := r.info.TypeOf(e.X).Underlying().(*types.Map); ok && r.valid.ok(m) {
		e.Index = r.slot(e.Index, m.Key())
		return true
	}
	return r.whole(e.Index)
}

func (r *repair) literal(e *ast.FuncLit) bool {
	sig, ok := r.info.TypeOf(e).(*types.Signature)
	if !ok || r.dirty[e.Type] {
		return false
	}
	if !r.done[e] {
		r.done[e] = true
		r.body(sig, e.Body)
	}
	return true
}

// call repairs the arguments. Where there are too few or too many, nobody knows
// which is which.
func (r *repair) call(e *ast.CallExpr) bool {
	if r.info.Types[e.Fun].IsType() || builtin(r.info, e.Fun) {
		ok := !r.dirty[e.Fun]
		for _, a := range e.Args {
			ok = r.whole(a) && ok
		}
		return ok
	}
	if !r.whole(e.Fun) {
		return false
	}
	sig, ok := r.info.TypeOf(e.Fun).Underlying().(*types.Signature)
	if !ok || sig.TypeParams().Len() > 0 || !r.valid.ok(sig) {
		return false
	}
	params := r.parameters(sig, e)
	if params == nil {
		r.allUnknown(sig, e)
		return true
	}
	for i, a := range e.Args {
		e.Args[i] = r.slot(a, params[i])
	}
	return true
}

// parameters returns the type that is asked for at each argument, nil where the
// numbers differ.
func (r *repair) parameters(sig *types.Signature, e *ast.CallExpr) []types.Type {
	n, spread := sig.Params().Len(), e.Ellipsis.IsValid()
	out := []types.Type{} // nil means something else
	for i := range e.Args {
		if t, ok := r.info.TypeOf(e.Args[i]).(*types.Tuple); ok && (t.Len() != 1 || len(e.Args) > 1) {
			return nil // f(g()): too rare to look at closely
		}
		switch {
		case i < n-1 || i < n && (!sig.Variadic() || spread):
			out = append(out, sig.Params().At(i).Type())
		case sig.Variadic() && !spread:
			list, ok := sig.Params().At(n - 1).Type().(*types.Slice)
			if !ok {
				return nil
			}
			out = append(out, list.Elem())
		default:
			return nil
		}
	}
	if len(out) < n && !(sig.Variadic() && !spread && len(out) == n-1) || spread && !sig.Variadic() {
		return nil
	}
	return out
}

func (r *repair) allUnknown(sig *types.Signature, e *ast.CallExpr) {
	for _, a := range e.Args {
		r.keep(a)
	}
	r.settle(e.Lparen, e.End())
	e.Args, e.Ellipsis = nil, token.NoPos
	for v := range sig.Params().Variables() {
		e.Args = append(e.Args, r.unknown.value(v.Type(), e.Lparen))
	}
	if sig.Variadic() {
		e.Ellipsis = e.Rparen
	}
}

// composite repairs the elements of a literal; fields that do not exist go.
func (r *repair) composite(e *ast.CompositeLit) bool {
	if e.Type != nil && r.dirty[e.Type] {
		return false
	}
	t := r.info.TypeOf(e).Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	if !r.valid.ok(t) {
		if _, ok := t.(*types.Struct); !ok {
			return false
		}
	}
	switch t := t.(type) {
	case *types.Struct:
		return r.fields(e, t)
	case *types.Array:
		return r.elements(e, nil, t.Elem())
	case *types.Slice:
		return r.elements(e, nil, t.Elem())
	case *types.Map:
		return r.elements(e, t.Key(), t.Elem())
	}
	return false
}

func (r *repair) fields(e *ast.CompositeLit, t *types.Struct) bool {
	var left []ast.Expr
	for i, elt := range e.Elts {
		kv, keyed := elt.(*ast.KeyValueExpr)
		switch {
		case !keyed && len(e.Elts) == t.NumFields() && r.valid.ok(t.Field(i).Type()):
			left = append(left, r.slot(elt, t.Field(i).Type()))
		case !keyed:
			return false
		case !r.dirty[kv]:
			left = append(left, kv)
		default:
			if r.field(kv) {
				left = append(left, kv)
			} else {
				r.keep(kv.Value)
				r.settleAll(kv)
			}
		}
	}
	e.Elts = left
	return true
}

func (r *repair) field(kv *ast.KeyValueExpr) bool {
	id, ok := kv.Key.(*ast.Ident)
	if !ok || r.open(id.Pos(), id.End()) {
		return false
	}
	f, ok := r.info.Uses[id].(*types.Var)
	if !ok || !r.valid.ok(f.Type()) {
		return false
	}
	kv.Value = r.slot(kv.Value, f.Type())
	return true
}

// elements repairs those of a list, or of a map where key is set.
func (r *repair) elements(e *ast.CompositeLit, key, elem types.Type) bool {
	for i, elt := range e.Elts {
		kv, keyed := elt.(*ast.KeyValueExpr)
		switch {
		case !keyed && key == nil:
			e.Elts[i] = r.slot(elt, elem)
		case !keyed:
			return false
		case key != nil:
			kv.Key, kv.Value = r.slot(kv.Key, key), r.slot(kv.Value, elem)
		case r.dirty[kv.Key]:
			return false
		default:
			kv.Value = r.slot(kv.Value, elem)
		}
	}
	return true
}

// keep makes the calls of e that are sound before the statement at hand, and
// settles what is wrong with e. An error at the start of a call may be one of
// what is around it.
func (r *repair) keep(e ast.Expr) {
	switch e := e.(type) {
	case *ast.CallExpr:
		r.keepCall(e)
	case *ast.ParenExpr:
		r.keep(e.X)
	case *ast.SelectorExpr:
		r.keep(e.X)
	case *ast.StarExpr:
		r.keep(e.X)
	case *ast.UnaryExpr:
		r.keep(e.X)
	case *ast.TypeAssertExpr:
		r.keep(e.X)
	case *ast.BinaryExpr:
		r.keep(e.X)
		r.keep(e.Y)
	case *ast.IndexExpr:
		r.keep(e.X)
		r.keep(e.Index)
	case *ast.SliceExpr:
		for _, x := range []ast.Expr{e.X, e.Low, e.High, e.Max} {
			if x != nil {
				r.keep(x)
			}
		}
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			r.keep(x)
		}
	case *ast.KeyValueExpr:
		r.keep(e.Key)
		r.keep(e.Value)
	}
	r.settleAll(e)
}

func (r *repair) keepCall(e *ast.CallExpr) {
	r.settle(e.Pos(), e.Pos()+1)
	plain := !r.info.Types[e.Fun].IsType() && !builtin(r.info, e.Fun)
	if plain && r.whole(e) {
		r.before = append(r.before, &ast.ExprStmt{X: e})
		return
	}
	r.keep(e.Fun)
	var args []ast.Expr
	for _, a := range e.Args {
		if plain && r.handed(a) {
			args = append(args, a)
		} else {
			r.keep(a)
		}
	}
	if len(args) > 0 {
		r.before = append(r.before, &ast.ExprStmt{X: r.unknown.call(args, e.Lparen, e.Rparen)})
	}
}

// handed reports whether an argument of an unknown function is worth handing on.
func (r *repair) handed(a ast.Expr) bool {
	r.settle(a.Pos(), a.Pos()+1)
	tv := r.info.Types[a]
	if !r.whole(a) || tv.Value != nil || tv.IsNil() || tv.IsType() {
		return false
	}
	t := r.info.TypeOf(a)
	if t == nil {
		return false
	}
	b, basic := types.Default(t).(*types.Basic)
	_, several := t.(*types.Tuple)
	return !several && !(basic && b.Info()&types.IsUntyped != 0) && r.valid.ok(t)
}
