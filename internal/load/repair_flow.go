package load

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Statements that hold others keep them, under conditions that may be unknown.

var (
	boolean = types.Typ[types.Bool]
	// anyList is what is ranged over where that is unknown.
	anyList = types.NewSlice(types.NewStruct(nil, nil))
	anyChan = types.NewChan(types.RecvOnly, types.NewStruct(nil, nil))
)

// init moves an init statement, or what is left of it, before the statement:
// other things may have to be done between the two.
func (r *repair) init(s *ast.Stmt) {
	if *s == nil {
		return
	}
	left := []ast.Stmt{*s}
	if r.dirty[*s] {
		left = r.stmt(*s)
	}
	r.before = append(r.before, left...)
	*s = nil
}

func (r *repair) ifStmt(s *ast.IfStmt) {
	r.init(&s.Init)
	s.Cond = r.cond(s.Cond)
	r.block(s.Body)
	if s.Else == nil || !r.dirty[s.Else] {
		return
	}
	left := r.list([]ast.Stmt{s.Else})
	if len(left) == 1 {
		s.Else = left[0]
		return
	}
	s.Else = &ast.BlockStmt{Lbrace: s.Else.Pos(), List: left, Rbrace: s.Else.End()}
}

func (r *repair) forStmt(s *ast.ForStmt) {
	if r.dirty[s.Init] {
		r.init(&s.Init)
	}
	around := r.before
	r.before = nil
	if s.Cond != nil {
		s.Cond = r.cond(s.Cond)
	}
	each := r.before // in each turn
	if s.Post != nil && r.dirty[s.Post] {
		left := r.stmt(s.Post)
		r.settleAll(s.Post)
		if s.Post = nil; len(left) == 1 {
			s.Post = left[0]
		}
		each = r.before
	}
	r.before = around
	r.block(s.Body)
	s.Body.List = append(each[:len(each):len(each)], s.Body.List...)
}

// rangeStmt keeps a loop over something unknown.
func (r *repair) rangeStmt(s *ast.RangeStmt) {
	vars := s.Key != nil && r.dirty[s.Key] || s.Value != nil && r.dirty[s.Value]
	whole := r.whole(s.X) && !vars && !r.badNode(s) && !r.open(s.For, s.Body.Lbrace)
	r.block(s.Body)
	if whole {
		return
	}
	var first []ast.Stmt
	if s.Tok == token.DEFINE {
		first = r.undefined(s.Key, s.Value)
	} else {
		for _, e := range []ast.Expr{s.Key, s.Value} {
			if e != nil && r.assignable(&ast.AssignStmt{Tok: token.ASSIGN}, e) {
				first = append(first, r.unknown.assign(token.ASSIGN, e.Pos(), e))
			}
		}
	}
	r.keep(s.X)
	r.settle(s.For, s.Body.Lbrace)
	s.Key, s.Value, s.Tok = nil, nil, token.ILLEGAL
	s.X = r.unknown.value(anyList, s.X.Pos())
	s.Body.List = append(first, s.Body.List...)
}

func (r *repair) switchStmt(s *ast.SwitchStmt) {
	r.init(&s.Init)
	tag := types.Type(boolean)
	lost := s.Tag != nil && !r.whole(s.Tag)
	switch {
	case lost:
		r.keep(s.Tag)
		s.Tag = nil
	case s.Tag != nil:
		tag = types.Default(r.info.TypeOf(s.Tag))
	}
	for _, c := range s.Body.List {
		cc, ok := c.(*ast.CaseClause)
		if !ok || !lost && !r.dirty[cc] {
			continue
		}
		for i, e := range cc.List {
			switch {
			case lost:
				r.keep(e)
				cc.List[i] = r.unknown.value(boolean, e.Pos())
			case s.Tag == nil:
				cc.List[i] = r.cond(e)
			default:
				cc.List[i] = r.slot(e, tag)
			}
		}
		cc.Body = r.list(cc.Body)
	}
}

// typeSwitch becomes a switch on unknown conditions where its header is wrong.
func (r *repair) typeSwitch(s *ast.TypeSwitchStmt) []ast.Stmt {
	r.init(&s.Init)
	x := switched(s)
	whole := x != nil && r.whole(x) && !r.open(s.Assign.Pos(), s.Assign.End())
	for _, c := range s.Body.List {
		if cc, ok := c.(*ast.CaseClause); ok {
			for _, t := range cc.List {
				whole = whole && !r.dirty[t]
			}
			cc.Body = r.list(cc.Body)
		}
	}
	if whole {
		return []ast.Stmt{s}
	}
	if x != nil {
		r.keep(x)
	}
	r.settleAll(s.Assign)
	for _, c := range s.Body.List {
		if cc, ok := c.(*ast.CaseClause); ok {
			r.withoutTypes(cc)
		}
	}
	return []ast.Stmt{&ast.SwitchStmt{Switch: s.Switch, Init: s.Init, Body: s.Body}}
}

// switched is the x of switch y := x.(type).
func switched(s *ast.TypeSwitchStmt) ast.Expr {
	var e ast.Expr
	switch a := s.Assign.(type) {
	case *ast.ExprStmt:
		e = a.X
	case *ast.AssignStmt:
		if len(a.Rhs) == 1 {
			e = a.Rhs[0]
		}
	}
	if t, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok {
		return t.X
	}
	return nil
}

// withoutTypes turns a case of a type switch into one of a switch.
func (r *repair) withoutTypes(cc *ast.CaseClause) {
	if len(cc.List) > 0 {
		at := cc.List[0].Pos()
		r.settle(at, cc.List[len(cc.List)-1].End())
		cc.List = []ast.Expr{r.unknown.value(boolean, at)}
	}
	if v, ok := r.info.Implicits[cc].(*types.Var); ok && r.valid.ok(v.Type()) {
		cc.Body = append([]ast.Stmt{r.unknown.declare(v)}, cc.Body...)
	}
}

func (r *repair) selectStmt(s *ast.SelectStmt) {
	for _, c := range s.Body.List {
		cc, ok := c.(*ast.CommClause)
		if !ok || !r.dirty[cc] {
			continue
		}
		var first []ast.Stmt
		if cc.Comm != nil && r.dirty[cc.Comm] {
			first = r.comm(cc)
		}
		cc.Body = append(first, r.list(cc.Body)...)
	}
}

// comm makes a communication that is wrong one with an unknown channel.
func (r *repair) comm(cc *ast.CommClause) (first []ast.Stmt) {
	switch s := cc.Comm.(type) {
	case *ast.SendStmt:
		if r.send(s) {
			return nil
		}
		r.keep(s.Chan)
		r.keep(s.Value)
	case *ast.ExprStmt:
		if r.whole(s.X) {
			return nil
		}
		r.keep(s.X)
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			first = r.undefined(s.Lhs...)
		} else {
			for _, l := range s.Lhs {
				if r.assignable(s, l) {
					first = append(first, r.unknown.assign(s.Tok, l.Pos(), l))
				}
			}
		}
		for _, e := range s.Rhs {
			r.keep(e)
		}
	}
	r.settleAll(cc.Comm)
	at := cc.Comm.Pos()
	recv := &ast.UnaryExpr{OpPos: at, Op: token.ARROW, X: r.unknown.value(anyChan, at)}
	r.info.Types[recv] = types.TypeAndValue{Type: anyChan.Elem()}
	cc.Comm = &ast.ExprStmt{X: recv}
	return first
}
