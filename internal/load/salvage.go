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
// itself or in what it imports. Functions that contain an error, or an
// expression without a proper type, lose as little as repair can manage, or
// else their bodies; package-level variables their values. strict takes all of
// them, and also drops what touches a type that has something invalid anywhere
// inside.
//
// It returns the names of what was lost and the first reason.
//
// go/ssa assumes error-free input: it panics on the rest, or deadlocks. Bodies
// are checked after all declarations and do not bear on one another, so nothing
// needs to be checked again.
func (b *build) salvage(u *unit, strict bool) *loss {
	l := &loss{
		fset: b.fset, pkg: u.types, info: u.info, files: u.files, strict: strict, vague: true,
		valid:    &validity{deep: strict, seen: map[types.Type]bool{}},
		unknown:  &unknowns{pkg: u.types, info: u.info, vars: map[types.Type]*types.Var{}},
		repaired: map[ast.Node]bool{},
	}
	l.collectErrors(u)
	return l
}

// take robs the package. again holds what was repaired in vain.
func (l *loss) take(again map[ast.Node]bool) {
	for _, f := range l.files {
		f.Decls = slices.DeleteFunc(f.Decls, l.undeclared)
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				l.function(fn, again[fn])
			}
		}
	}
	l.initialisers(again)
	if n := len(l.files); n > 0 {
		l.files[n-1].Decls = append(l.files[n-1].Decls, l.unknown.decl...)
	}
	if l.vague && len(l.errors) > 0 { // such as an import that is not there
		l.why = l.describe(l.errors[0])
	}
}

// noType is all there is to say of an expression that the checker gave up
// without a message.
const noType = "uses what has no known type"

// loss is what a package had to be robbed of.
type loss struct {
	fset      *token.FileSet
	pkg       *types.Package
	info      *types.Info
	files     []*ast.File
	strict    bool
	valid     *validity
	unknown   *unknowns
	errors    []spot            // by position
	functions []string          // without bodies, and variables without values
	inPart    []string          // those of which something is left
	repaired  map[ast.Node]bool // function declarations and values
	why       string
	vague     bool // why does not name a cause
}

type spot struct {
	pos    token.Pos
	msg    string
	syntax bool
}

// collectErrors gathers the places of type and syntax errors.
func (l *loss) collectErrors(u *unit) {
	for _, e := range u.errs {
		l.errors = append(l.errors, spot{pos: e.Pos, msg: e.Msg})
	}
	for _, err := range u.broken {
		var list scanner.ErrorList
		if errors.As(err, &list) {
			for _, e := range list {
				l.errors = append(l.errors, spot{l.locate(e.Pos), e.Msg, true})
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
		return l.nameless(d.Name)
	case *ast.GenDecl:
		d.Specs = slices.DeleteFunc(d.Specs, l.undeclaredSpec)
	}
	return false
}

func (l *loss) undeclaredSpec(s ast.Spec) bool {
	switch s := s.(type) {
	case *ast.TypeSpec:
		return l.nameless(s.Name)
	case *ast.ValueSpec:
		s.Names = slices.DeleteFunc(s.Names, l.nameless)
		return len(s.Names) == 0
	}
	return false
}

func (l *loss) nameless(id *ast.Ident) bool {
	if l.info.Defs[id] != nil {
		return false
	}
	found, _ := l.within(id.Pos(), id.End())
	l.functions = l.note(l.functions, l.pkg.Path()+"."+id.Name, found)
	return true
}

// locate turns the place of a syntax error into a position of its file.
func (l *loss) locate(p token.Position) token.Pos {
	for _, f := range l.files {
		tf := l.fset.File(f.FileStart)
		if tf != nil && tf.Name() == p.Filename && p.Offset <= tf.Size() {
			return tf.Pos(p.Offset)
		}
	}
	return token.NoPos
}

// within returns the first error between from and to.
func (l *loss) within(from, to token.Pos) (spot, bool) {
	if i := l.firstFrom(from); i < len(l.errors) && l.errors[i].pos <= to {
		return l.errors[i], true
	}
	return spot{}, false
}

func (l *loss) firstFrom(p token.Pos) int {
	i, _ := slices.BinarySearchFunc(l.errors, p, func(s spot, p token.Pos) int { return cmp.Compare(s.pos, p) })
	return i
}

func (l *loss) function(fn *ast.FuncDecl, again bool) {
	if fn.Body == nil {
		return
	}
	found, bad := l.within(fn.Pos(), fn.End())
	if !bad {
		found, bad = l.invalid(fn)
	}
	if !bad && !again {
		return
	}
	name := fn.Name.Name
	if obj, ok := l.info.Defs[fn.Name].(*types.Func); ok {
		name = obj.FullName()
	}
	if !l.strict && l.repairFunc(fn) {
		l.repaired[fn] = true
		l.inPart = l.note(l.inPart, name, found)
		return
	}
	fn.Body = nil
	l.functions = l.note(l.functions, name, found)
}

// note adds a name to a list, and the reason if it is the first.
func (l *loss) note(list []string, name string, because spot) []string {
	if l.vague {
		l.why, l.vague = l.describe(because), because.msg == noType
	}
	if slices.Contains(list, name) {
		return list
	}
	return append(list, name)
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
			found, bad = spot{pos: n.Pos(), msg: noType}, true
		}
		return !bad
	})
	return found, bad
}

func (l *loss) badNode(n ast.Node) bool {
	return l.hollow(n) || l.untyped(n)
}

// hollow reports a use of the inside of a value of a named type that has a hole
// just there: an element, a call, a message. go/ssa converts to what it finds.
func (l *loss) hollow(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IndexExpr:
		return l.hole(n.X)
	case *ast.SendStmt:
		return l.hole(n.Chan)
	case *ast.RangeStmt:
		return l.hole(n.X)
	case *ast.CallExpr: // of delete or append, for one
		return l.hole(n.Fun) || builtin(l.info, n.Fun) && slices.ContainsFunc(n.Args, l.hole)
	}
	return false
}

func (l *loss) hole(x ast.Expr) bool {
	named, ok := types.Unalias(l.info.TypeOf(x)).(*types.Named)
	if !ok {
		return false
	}
	switch t := named.Underlying().(type) {
	case *types.Struct, *types.Interface:
		return false
	default:
		return !l.valid.ok(t)
	}
}

func builtin(info *types.Info, fun ast.Expr) bool {
	var id *ast.Ident
	switch f := ast.Unparen(fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr: // of unsafe
		id = f.Sel
	}
	_, ok := info.Uses[id].(*types.Builtin)
	return ok
}

// untyped reports that the checker has no proper type for a node.
func (l *loss) untyped(n ast.Node) bool {
	info := l.info
	switch n := n.(type) {
	case *ast.BadExpr, *ast.BadStmt, *ast.BadDecl:
		return true
	case *ast.Ident:
		return l.badObject(info.Uses[n]) || l.badObject(info.Defs[n]) || l.generic(n) || l.unseen(n)
	case *ast.SelectorExpr: // of a package without a scope, nothing is recorded
		return info.Uses[n.Sel] == nil || !l.valid.ok(info.TypeOf(n))
	case *ast.CallExpr:
		tv, ok := info.Types[n]
		return !ok || !l.valid.ok(tv.Type)
	case *ast.CompositeLit:
		return l.shapeless(n)
	case ast.Expr:
		if tv, ok := info.Types[n]; ok && !tv.IsBuiltin() {
			return !l.valid.ok(tv.Type)
		}
	}
	return false
}

// shapeless reports a literal of whose type the elements are not known, whatever
// its name. Fields that are named are looked at where they are.
func (l *loss) shapeless(lit *ast.CompositeLit) bool {
	t := l.info.TypeOf(lit)
	if t == nil || !l.valid.ok(t) {
		return true
	}
	t = t.Underlying()
	if p, ok := t.(*types.Pointer); ok { // inside of another literal
		t = p.Elem().Underlying()
	}
	switch t := t.(type) {
	case *types.Basic:
		return true
	case *types.Struct:
		return l.misfit(lit, t)
	}
	return !l.valid.ok(t)
}

// misfit reports an element without a key, other than nil, of a field without a
// type.
func (l *loss) misfit(lit *ast.CompositeLit, t *types.Struct) bool {
	for i, e := range lit.Elts {
		if _, keyed := e.(*ast.KeyValueExpr); keyed || i >= t.NumFields() {
			return false
		}
		if !l.valid.ok(t.Field(i).Type()) && !l.info.Types[e].IsNil() {
			return true
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

// unseen reports a name that the checker never got to.
func (l *loss) unseen(id *ast.Ident) bool {
	_, defined := l.info.Defs[id] // as nothing, in a type switch
	return !defined && l.info.Uses[id] == nil && id.Name != "_"
}

// generic reports the use of a generic function for which the checker found no
// type arguments. Its signature looks like any.
func (l *loss) generic(id *ast.Ident) bool {
	fn, ok := l.info.Uses[id].(*types.Func)
	if !ok || fn.Signature().TypeParams().Len() == 0 {
		return false
	}
	_, ok = l.info.Instances[id]
	return !ok
}

// initialisers drops broken values of package-level variables from the order
// in which go/ssa builds them.
func (l *loss) initialisers(again map[ast.Node]bool) {
	declared := map[*types.Var]bool{} // the second of two with one name is not
	for _, obj := range l.info.Defs {
		if v, ok := obj.(*types.Var); ok {
			declared[v] = true
		}
	}
	l.info.InitOrder = slices.DeleteFunc(l.info.InitOrder, func(init *types.Initializer) bool {
		found, bad := l.within(init.Rhs.Pos(), init.Rhs.End())
		if !bad {
			found, bad = l.invalid(init.Rhs)
		}
		bad = bad || again[init.Rhs]
		repairable := bad && !l.strict
		for _, v := range init.Lhs {
			if !l.valid.ok(v.Type()) || !declared[v] {
				if here, ok := l.within(v.Pos(), v.Pos()); !bad && ok {
					found = here
				} else if !bad {
					found = spot{pos: v.Pos(), msg: v.Name() + " has no known type"}
				}
				bad, repairable = true, false
			}
		}
		if !bad {
			return false
		}
		l.repaired[init.Rhs] = repairable && l.repairValue(init.Rhs)
		for _, v := range init.Lhs {
			list := &l.functions
			if l.repaired[init.Rhs] {
				list = &l.inPart
			}
			*list = l.note(*list, l.pkg.Path()+"."+v.Name(), found)
		}
		return !l.repaired[init.Rhs]
	})
}
