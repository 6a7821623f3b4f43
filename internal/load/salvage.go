package load

import (
	"cmp"
	"errors"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// salvage makes what go/ssa can be given out of a package with errors, in
// itself or in what it imports: functions that contain an error, or an
// expression without a proper type, lose their bodies, and package-level
// variables their values. deep also drops what touches a type that has
// something invalid anywhere inside.
//
// It returns the names of what was lost and the first reason.
//
// go/ssa assumes error-free input: it panics on the rest, or deadlocks. Bodies
// are checked after all declarations and do not bear on one another, so nothing
// needs to be checked again.
func (b *build) salvage(u *unit, deep bool) *loss {
	if !u.tainted {
		return &loss{}
	}
	l := &loss{unit: u, vague: true, fset: b.fset, valid: &validity{deep: deep, seen: map[types.Type]bool{}}}
	l.collectErrors()
	for _, f := range u.files {
		f.Decls = slices.DeleteFunc(f.Decls, l.undeclared)
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				l.function(fn)
			}
		}
	}
	l.initialisers()
	if l.vague && len(l.errors) > 0 { // such as an import that is not there
		l.why = l.describe(l.errors[0])
	}
	return l
}

// noType is all there is to say of an expression that the checker gave up
// without a message.
const noType = "uses what has no known type"

// loss is what a package had to be robbed of.
type loss struct {
	unit      *unit
	fset      *token.FileSet
	valid     *validity
	errors    []spot // by position
	functions []string
	why       string
	vague     bool // why does not name a cause
}

type spot struct {
	pos token.Pos
	msg string
}

// collectErrors gathers the places of type and syntax errors.
func (l *loss) collectErrors() {
	for _, e := range l.unit.errs {
		l.errors = append(l.errors, spot{e.Pos, e.Msg})
	}
	for _, err := range l.unit.broken {
		var list scanner.ErrorList
		if errors.As(err, &list) {
			for _, e := range list {
				l.errors = append(l.errors, spot{l.locate(e.Pos), e.Msg})
			}
		}
	}
	slices.SortStableFunc(l.errors, func(a, b spot) int { return cmp.Compare(a.pos, b.pos) })
	for _, s := range l.errors {
		if strings.HasPrefix(s.msg, "could not import ") { // explains most that follows
			l.why, l.vague = l.describe(s), false
			return
		}
	}
}

// undeclared drops what the checker did not even enter, such as the second of
// two functions with one name.
func (l *loss) undeclared(d ast.Decl) bool {
	switch d := d.(type) {
	case *ast.BadDecl:
		return true
	case *ast.FuncDecl:
		return l.unknown(d.Name)
	case *ast.GenDecl:
		d.Specs = slices.DeleteFunc(d.Specs, l.undeclaredSpec)
	}
	return false
}

func (l *loss) undeclaredSpec(s ast.Spec) bool {
	switch s := s.(type) {
	case *ast.TypeSpec:
		return l.unknown(s.Name)
	case *ast.ValueSpec:
		return slices.ContainsFunc(s.Names, l.unknown)
	}
	return false
}

func (l *loss) unknown(id *ast.Ident) bool {
	if l.unit.info.Defs[id] != nil {
		return false
	}
	found, _ := l.within(id.Pos(), id.End())
	l.lose(l.unit.pkg.Path+"."+id.Name, found)
	return true
}

// locate turns the place of a syntax error into a position of its file.
func (l *loss) locate(p token.Position) token.Pos {
	for _, f := range l.unit.files {
		tf := l.fset.File(f.FileStart)
		if tf != nil && tf.Name() == p.Filename && p.Offset <= tf.Size() {
			return tf.Pos(p.Offset)
		}
	}
	return token.NoPos
}

// within returns the first error between from and to.
func (l *loss) within(from, to token.Pos) (spot, bool) {
	i, _ := slices.BinarySearchFunc(l.errors, from, func(s spot, p token.Pos) int { return cmp.Compare(s.pos, p) })
	if i < len(l.errors) && l.errors[i].pos <= to {
		return l.errors[i], true
	}
	return spot{}, false
}

func (l *loss) function(fn *ast.FuncDecl) {
	if fn.Body == nil {
		return
	}
	found, bad := l.within(fn.Pos(), fn.End())
	if !bad {
		found, bad = l.invalid(fn)
	}
	if !bad {
		return
	}
	fn.Body = nil
	name := fn.Name.Name
	if obj, ok := l.unit.info.Defs[fn.Name].(*types.Func); ok {
		name = obj.FullName()
	}
	l.lose(name, found)
}

func (l *loss) lose(name string, because spot) {
	if !slices.Contains(l.functions, name) {
		l.functions = append(l.functions, name)
	}
	if l.vague {
		l.why, l.vague = l.describe(because), because.msg == noType
	}
}

func (l *loss) describe(s spot) string {
	if !s.pos.IsValid() {
		return oneLine(s.msg)
	}
	p := l.fset.Position(s.pos)
	return filepath.Base(p.Filename) + ":" + strconv.Itoa(p.Line) + ": " + oneLine(s.msg)
}

// invalid returns the first place in node where the checker found no type. A
// package that is missing, and C, make such places without an error message.
func (l *loss) invalid(node ast.Node) (found spot, bad bool) {
	ast.Inspect(node, func(n ast.Node) bool {
		if bad || n == nil {
			return false
		}
		if l.badNode(n) {
			found, bad = spot{n.Pos(), noType}, true
		}
		return !bad
	})
	return found, bad
}

func (l *loss) badNode(n ast.Node) bool {
	info := l.unit.info
	switch n := n.(type) {
	case *ast.BadExpr, *ast.BadStmt, *ast.BadDecl:
		return true
	case *ast.Ident:
		return l.badObject(info.Uses[n]) || l.badObject(info.Defs[n])
	case *ast.SelectorExpr: // of a package without a scope, nothing is recorded
		return info.Uses[n.Sel] == nil || !l.valid.ok(info.TypeOf(n))
	case *ast.CallExpr:
		tv, ok := info.Types[n]
		return !ok || !l.valid.ok(tv.Type)
	case ast.Expr:
		if tv, ok := info.Types[n]; ok && !tv.IsBuiltin() {
			return !l.valid.ok(tv.Type)
		}
	}
	return false
}

func (l *loss) badObject(obj types.Object) bool {
	switch obj.(type) {
	case *types.Var, *types.Const, *types.Func, *types.TypeName:
		return !l.valid.ok(obj.Type())
	}
	return false
}

// initialisers drops broken values of package-level variables from the order
// in which go/ssa builds them.
func (l *loss) initialisers() {
	info := l.unit.info
	info.InitOrder = slices.DeleteFunc(info.InitOrder, func(init *types.Initializer) bool {
		found, bad := l.within(init.Rhs.Pos(), init.Rhs.End())
		if !bad {
			found, bad = l.invalid(init.Rhs)
		}
		for _, v := range init.Lhs {
			if !bad && !l.valid.ok(v.Type()) {
				found, bad = spot{v.Pos(), v.Name() + " has no known type"}, true
			}
		}
		for _, v := range init.Lhs {
			if bad {
				l.lose(l.unit.pkg.Path+"."+v.Name(), found)
			}
		}
		return bad
	})
}
