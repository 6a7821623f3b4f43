package load

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// DESIGN
//
// One wrong expression must not hide what else its function does: a module that
// calls a method which its dependency has lost is common, and so is a flush next
// to it. A repair takes the syntax tree as the checker left it and makes a
// smaller one that is well-typed, without checking again: what it leaves has the
// types that the checker found, and what it puts in has the type that its place
// asks for. Places that ask for a type are arguments, elements, results, the
// right side of assignments, conditions; what is wrong there becomes an unknown
// value. Calls inside of something wrong that are sound themselves are made
// before it. Statements of which nothing is left are dropped; control flow stays.
//
// An error belongs to the innermost place that it stands in, and is settled once
// that place is replaced. A function with an error that nobody settled loses its
// body after all.

// repair works on one function declaration or one value of a package-level
// variable.
type repair struct {
	*loss
	dirty   map[ast.Node]bool // holds something wrong, somewhere inside
	done    map[ast.Node]bool // bodies of literals
	settled []bool            // of errors
	sig     *types.Signature  // of the function around
	before  []ast.Stmt        // what is done before the statement at hand
}

func (l *loss) newRepair(n ast.Node) *repair {
	r := &repair{loss: l, dirty: map[ast.Node]bool{}, done: map[ast.Node]bool{}, settled: make([]bool, len(l.errors))}
	var around []ast.Node
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			around = around[:len(around)-1]
			return true
		}
		around = append(around, n)
		if r.badNode(n) || r.unseenLiteral(n, around) || r.open(n.Pos(), n.End()) {
			for i := len(around) - 1; i >= 0 && !r.dirty[around[i]]; i-- {
				r.dirty[around[i]] = true
			}
		}
		return true
	})
	return r
}

// unseenLiteral reports a literal that the checker never got to. It does not look
// at the tags of fields.
func (r *repair) unseenLiteral(n ast.Node, around []ast.Node) bool {
	lit, ok := n.(*ast.BasicLit)
	if !ok {
		return false
	}
	if len(around) > 1 {
		if _, tag := around[len(around)-2].(*ast.Field); tag {
			return false
		}
	}
	_, seen := r.info.Types[lit]
	return !seen
}

// repairFunc reports whether what is left of a function can be built.
func (l *loss) repairFunc(fn *ast.FuncDecl) bool {
	obj, ok := l.info.Defs[fn.Name].(*types.Func)
	if !ok || !l.valid.ok(obj.Type()) || l.garbled(fn.Pos(), fn.End()) {
		return false
	}
	r := l.newRepair(fn)
	r.body(obj.Signature(), fn.Body)
	return r.sound(fn)
}

// repairValue does the same for the value of a package-level variable. There is
// no place for what is done before it.
func (l *loss) repairValue(e ast.Expr) bool {
	if l.garbled(e.Pos(), e.End()) {
		return false
	}
	r := l.newRepair(e)
	return r.whole(e) && r.sound(e)
}

// sound looks at the outcome once more.
func (r *repair) sound(n ast.Node) bool {
	_, bad := r.invalid(n)
	return !bad && !r.open(n.Pos(), n.End()) && r.jumps(n)
}

// jumps reports whether all labels that are jumped to are there.
func (r *repair) jumps(n ast.Node) bool {
	labels, all := map[types.Object]bool{}, true
	ast.Inspect(n, func(n ast.Node) bool {
		if s, ok := n.(*ast.LabeledStmt); ok {
			labels[r.info.Defs[s.Label]] = true
		}
		return true
	})
	ast.Inspect(n, func(n ast.Node) bool {
		if s, ok := n.(*ast.BranchStmt); ok && s.Label != nil {
			to := r.info.Uses[s.Label]
			all = all && to != nil && labels[to]
		}
		return true
	})
	return all
}

// garbled reports a syntax error: the tree may not be what was meant.
func (l *loss) garbled(from, to token.Pos) bool {
	for i := l.firstFrom(from); i < len(l.errors) && l.errors[i].pos <= to; i++ {
		if l.errors[i].syntax {
			return true
		}
	}
	return false
}

// open reports an error in [from, to) that is not settled.
func (r *repair) open(from, to token.Pos) bool {
	for i := r.firstFrom(from); i < len(r.errors) && r.errors[i].pos < to; i++ {
		if !r.settled[i] {
			return true
		}
	}
	return false
}

func (r *repair) settle(from, to token.Pos) {
	for i := r.firstFrom(from); i < len(r.errors) && r.errors[i].pos < to; i++ {
		r.settled[i] = true
	}
}

func (r *repair) settleAll(n ast.Node) { r.settle(n.Pos(), n.End()) }

// body repairs the body of a function. Its end may have become reachable, and
// one without results would not return what the signature says.
func (r *repair) body(sig *types.Signature, b *ast.BlockStmt) {
	around, before := r.sig, r.before
	r.sig, r.before = sig, nil
	r.block(b)
	if sig.Results().Len() > 0 {
		b.List = append(b.List, r.returns(b.Rbrace))
	}
	r.sig, r.before = around, before
}

func (r *repair) block(b *ast.BlockStmt) {
	b.List = r.list(b.List)
	r.settle(b.Rbrace, b.Rbrace+1) // a missing return
}

func (r *repair) list(in []ast.Stmt) []ast.Stmt {
	out := make([]ast.Stmt, 0, len(in))
	around := r.before
	for _, s := range in {
		if !r.dirty[s] {
			out = append(out, s)
			continue
		}
		r.before = nil
		s := r.stmt(s)
		out = append(append(out, r.before...), s...)
	}
	r.before = around
	return out
}

// stmt returns what is left of a statement with something wrong in it.
func (r *repair) stmt(s ast.Stmt) []ast.Stmt {
	switch s := s.(type) {
	case *ast.AssignStmt:
		return r.assign(s)
	case *ast.DeclStmt:
		return r.declaration(s)
	case *ast.ReturnStmt:
		return r.ret(s)
	case *ast.LabeledStmt:
		return r.labelled(s)
	case *ast.BlockStmt:
		r.block(s)
	case *ast.IfStmt:
		r.ifStmt(s)
	case *ast.ForStmt:
		r.forStmt(s)
	case *ast.RangeStmt:
		r.rangeStmt(s)
	case *ast.SwitchStmt:
		r.switchStmt(s)
	case *ast.TypeSwitchStmt:
		return r.typeSwitch(s)
	case *ast.SelectStmt:
		r.selectStmt(s)
	default:
		return r.simple(s)
	}
	return []ast.Stmt{s}
}

// simple treats statements that are kept as a whole or not at all.
func (r *repair) simple(s ast.Stmt) []ast.Stmt {
	var parts []ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		if r.panics(s.X) {
			return []ast.Stmt{s}
		}
		parts = []ast.Expr{s.X}
	case *ast.GoStmt:
		parts = []ast.Expr{s.Call}
	case *ast.DeferStmt:
		parts = []ast.Expr{s.Call}
	case *ast.IncDecStmt:
		parts = []ast.Expr{s.X}
	case *ast.SendStmt:
		if r.send(s) {
			return []ast.Stmt{s}
		}
		parts = []ast.Expr{s.Chan, s.Value}
	}
	whole := len(parts) > 0 && !r.badNode(s)
	for _, e := range parts {
		whole = r.whole(e) && whole
	}
	if whole && !r.open(s.Pos(), s.End()) {
		return []ast.Stmt{s}
	}
	for _, e := range parts {
		r.keep(e)
	}
	r.settleAll(s)
	return nil
}

// panics keeps a panic, whatever with: it ends the way through the function.
func (r *repair) panics(e ast.Expr) bool {
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(c.Args) == 0 {
		return false
	}
	id, ok := ast.Unparen(c.Fun).(*ast.Ident)
	if !ok || r.info.Uses[id] != types.Universe.Lookup("panic") {
		return false
	}
	anything := types.Universe.Lookup("any").Type()
	c.Args = []ast.Expr{r.slot(c.Args[0], anything)}
	r.info.Types[c] = types.TypeAndValue{Type: types.NewTuple()}
	r.settleAll(e)
	return true
}

func (r *repair) send(s *ast.SendStmt) bool {
	if !r.whole(s.Chan) {
		return false
	}
	ch, ok := r.info.TypeOf(s.Chan).Underlying().(*types.Chan)
	if !ok || ch.Dir() == types.RecvOnly || !r.valid.ok(ch.Elem()) {
		return false
	}
	s.Value = r.slot(s.Value, ch.Elem())
	return !r.open(s.Pos(), s.End())
}

func (r *repair) ret(s *ast.ReturnStmt) []ast.Stmt {
	want := r.sig.Results()
	if len(s.Results) == want.Len() {
		for i, e := range s.Results {
			s.Results[i] = r.slot(e, want.At(i).Type())
		}
		if !r.open(s.Pos(), s.End()) {
			return []ast.Stmt{s}
		}
	}
	for _, e := range s.Results {
		r.keep(e)
	}
	r.settleAll(s)
	return []ast.Stmt{r.returns(s.Return)}
}

// returns makes a return of unknown results.
func (r *repair) returns(at token.Pos) *ast.ReturnStmt {
	s := &ast.ReturnStmt{Return: at}
	for v := range r.sig.Results().Variables() {
		s.Results = append(s.Results, r.unknown.value(v.Type(), at))
	}
	return s
}

// labelled keeps the label, since something may jump to it, unless it is what is
// wrong.
func (r *repair) labelled(s *ast.LabeledStmt) []ast.Stmt {
	wrong := r.open(s.Label.Pos(), s.Label.End())
	r.settleAll(s.Label)
	if !r.dirty[s.Stmt] {
		if wrong {
			return []ast.Stmt{s.Stmt}
		}
		return []ast.Stmt{s}
	}
	left := r.stmt(s.Stmt)
	if wrong {
		return left
	}
	if len(left) == 0 {
		left = []ast.Stmt{&ast.EmptyStmt{Semicolon: s.Stmt.Pos()}}
	}
	r.before = append(r.before, left[:len(left)-1]...)
	s.Stmt = left[len(left)-1]
	return []ast.Stmt{s}
}

// declaration keeps the variables. Constants and types leave no code.
func (r *repair) declaration(s *ast.DeclStmt) []ast.Stmt {
	d, ok := s.Decl.(*ast.GenDecl)
	if !ok || d.Tok != token.VAR {
		r.settleAll(s)
		return nil
	}
	var out []ast.Stmt
	for _, spec := range d.Specs {
		vs, ok := spec.(*ast.ValueSpec)
		switch {
		case !ok:
		case !r.dirty[vs]:
			out = append(out, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: d.TokPos, Tok: token.VAR, Specs: []ast.Spec{vs}}})
		default:
			out = append(out, r.valueSpec(vs)...)
		}
	}
	r.settleAll(s)
	return out
}

func (r *repair) valueSpec(s *ast.ValueSpec) []ast.Stmt {
	a := &ast.AssignStmt{Tok: token.DEFINE, TokPos: s.Pos(), Rhs: s.Values}
	for _, id := range s.Names {
		a.Lhs = append(a.Lhs, id)
	}
	if s.Type != nil {
		r.settleAll(s.Type)
	}
	return r.assign(a)
}

// assign keeps what can be assigned to; what is assigned may be unknown then.
func (r *repair) assign(s *ast.AssignStmt) []ast.Stmt {
	switch {
	case s.Tok != token.ASSIGN && s.Tok != token.DEFINE:
		return r.operate(s)
	case len(s.Lhs) == len(s.Rhs):
		return r.pairs(s)
	case len(s.Rhs) == 1 && r.unpacks(s):
		return []ast.Stmt{s}
	}
	var left []ast.Expr
	for _, l := range s.Lhs {
		if r.assignable(s, l) {
			left = append(left, l)
		}
	}
	for _, e := range s.Rhs {
		r.keep(e)
	}
	r.settle(s.TokPos, s.TokPos+2)
	if len(left) == 0 {
		return nil
	}
	return []ast.Stmt{r.unknown.assign(s.Tok, s.TokPos, left...)}
}

// operate treats x += y.
func (r *repair) operate(s *ast.AssignStmt) []ast.Stmt {
	rhs := r.whole(s.Rhs[0])
	lhs := r.assignable(s, s.Lhs[0])
	if lhs && rhs && !r.open(s.Pos(), s.End()) {
		return []ast.Stmt{s}
	}
	r.keep(s.Rhs[0])
	r.settleAll(s)
	if !lhs {
		return nil
	}
	return []ast.Stmt{r.unknown.assign(token.ASSIGN, s.TokPos, s.Lhs[0])}
}

func (r *repair) pairs(s *ast.AssignStmt) []ast.Stmt {
	var lhs, rhs []ast.Expr
	for i, l := range s.Lhs {
		if !r.assignable(s, l) {
			r.keep(s.Rhs[i])
			continue
		}
		lhs, rhs = append(lhs, l), append(rhs, r.slot(s.Rhs[i], r.info.TypeOf(l)))
	}
	r.settle(s.TokPos, s.TokPos+2)
	if len(lhs) == 0 {
		return nil
	}
	s.Lhs, s.Rhs = lhs, rhs
	return []ast.Stmt{s}
}

// assignable reports whether l, on the left of s, can be given something; if
// not, the calls in it are made.
func (r *repair) assignable(s *ast.AssignStmt, l ast.Expr) bool {
	if id, ok := ast.Unparen(l).(*ast.Ident); ok {
		r.settleAll(l)
		return id.Name != "_" && r.variable(id)
	}
	if s.Tok != token.DEFINE && r.whole(l) && r.info.Types[l].Assignable() {
		return true
	}
	r.keep(l)
	return false
}

// variable reports whether id is one that can be given something. What is on the
// left of something wrong the checker may not have looked up.
func (r *repair) variable(id *ast.Ident) bool {
	obj := r.info.ObjectOf(id)
	if scope := r.pkg.Scope().Innermost(id.Pos()); obj == nil && scope != nil && r.unseen(id) {
		if _, obj = scope.LookupParent(id.Name, id.Pos()); obj != nil {
			r.info.Uses[id] = obj
		}
	}
	v, ok := obj.(*types.Var)
	return ok && r.valid.ok(v.Type())
}

// unpacks treats the assignment of several results to several places; those that
// cannot be assigned to become blank.
func (r *repair) unpacks(s *ast.AssignStmt) bool {
	results, ok := r.info.TypeOf(s.Rhs[0]).(*types.Tuple)
	if !ok || results.Len() != len(s.Lhs) || !r.whole(s.Rhs[0]) {
		return false
	}
	lhs := slices.Clone(s.Lhs)
	for i, l := range s.Lhs {
		switch {
		case isBlank(l):
		case !r.assignable(s, l):
			lhs[i] = &ast.Ident{NamePos: l.Pos(), Name: "_"}
		case !types.AssignableTo(results.At(i).Type(), r.info.TypeOf(l)):
			return false
		}
	}
	s.Lhs = lhs
	r.settle(s.TokPos, s.TokPos+2)
	return true
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// undefined returns the variables that a header would have declared.
func (r *repair) undefined(ids ...ast.Expr) []ast.Stmt {
	var out []ast.Stmt
	for _, e := range ids {
		if id, ok := e.(*ast.Ident); ok && id.Name != "_" {
			if v, ok := r.info.Defs[id].(*types.Var); ok && r.valid.ok(v.Type()) {
				out = append(out, r.unknown.declare(v))
			}
		}
	}
	return slices.Clip(out)
}
