package load

import (
	"go/ast"
	"go/token"
	"go/types"
)

// unknowns are stand-ins for values that could not be read: package-level
// variables that nothing is ever stored to, one of each type. A zero would be
// taken for what the code says, and go/ssa makes one of a local variable that
// nobody sets.
type unknowns struct {
	pkg  *types.Package
	info *types.Info
	vars map[types.Type]*types.Var
	decl []ast.Decl
}

// standIn is the name of stand-ins where they are used. No source can write it.
const standIn = "?"

// value returns an expression of type t, which must be valid.
func (u *unknowns) value(t types.Type, at token.Pos) ast.Expr {
	v := u.vars[t]
	if v == nil {
		v = types.NewVar(token.NoPos, u.pkg, "_", t)
		u.vars[t] = v
		id := &ast.Ident{Name: "_"}
		u.info.Defs[id] = v
		u.decl = append(u.decl, &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{&ast.ValueSpec{Names: []*ast.Ident{id}}}})
	}
	return u.use(v, t, at)
}

func (u *unknowns) use(obj types.Object, t types.Type, at token.Pos) *ast.Ident {
	id := &ast.Ident{NamePos: at, Name: standIn}
	u.info.Uses[id] = obj
	u.info.Types[id] = types.TypeAndValue{Type: t}
	return id
}

// call returns a call of a function of which nothing is known, with arguments
// that are: what is handed to it may be called by it.
func (u *unknowns) call(args []ast.Expr, lparen, rparen token.Pos) ast.Expr {
	params := make([]*types.Var, len(args))
	for i, a := range args {
		params[i] = types.NewParam(token.NoPos, u.pkg, "", types.Default(u.info.TypeOf(a)))
	}
	sig := types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), nil, false)
	fn := types.NewFunc(token.NoPos, u.pkg, "_", sig)
	id := &ast.Ident{Name: "_"}
	u.info.Defs[id] = fn
	u.decl = append(u.decl, &ast.FuncDecl{Name: id, Type: &ast.FuncType{Params: &ast.FieldList{}}})
	c := &ast.CallExpr{Fun: u.use(fn, sig, lparen), Lparen: lparen, Args: args, Rparen: rparen}
	u.info.Types[c] = types.TypeAndValue{Type: types.NewTuple()}
	return c
}

// assign gives a variable or another place an unknown value.
func (u *unknowns) assign(tok token.Token, at token.Pos, lhs ...ast.Expr) ast.Stmt {
	s := &ast.AssignStmt{Lhs: lhs, Tok: tok, TokPos: at}
	for _, l := range lhs {
		s.Rhs = append(s.Rhs, u.value(u.info.TypeOf(l), l.Pos()))
	}
	return s
}

// declare declares a variable whose declaration could not be kept.
func (u *unknowns) declare(v *types.Var) ast.Stmt {
	id := &ast.Ident{NamePos: v.Pos(), Name: v.Name()}
	u.info.Defs[id] = v
	return u.assign(token.DEFINE, v.Pos(), id)
}

// objects are the stand-ins' variables; nil for none.
func (u *unknowns) objects() map[types.Object]bool {
	if u == nil || len(u.vars) == 0 {
		return nil
	}
	all := make(map[types.Object]bool, len(u.vars))
	for _, v := range u.vars {
		all[v] = true
	}
	return all
}
