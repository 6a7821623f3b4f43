package load

import (
	"context"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
)

// noteBare remembers the types of a header that are there by name only.
func (b *build) noteBare(u *unit) {
	for name, decls := range u.header.decls {
		for _, d := range decls {
			if d.bare {
				if b.bare[u.pkg.Path] == nil {
					b.bare[u.pkg.Path] = map[string]bool{}
				}
				b.bare[u.pkg.Path][name] = true
			}
		}
	}
}

// again builds packages once more, from headers in which nothing is left out.
func (b *build) again(ctx context.Context, skips []Skip) ([]Skip, error) {
	want, noted := map[*Package]bool{}, map[*Package]bool{}
	for _, u := range b.units {
		want[u.pkg] = want[u.pkg] || u.missed
		noted[u.pkg] = noted[u.pkg] || u.full && !u.missed
	}
	for _, s := range skips {
		noted[s.Package] = true
	}
	next := newBuild(b.graph, want, b.opts, b.visit)
	next.mode, next.created, next.eager = b.mode, b.created, true
	more, err := next.run(ctx)
	more = slices.DeleteFunc(more, func(s Skip) bool { return noted[s.Package] })
	return sorted(append(skips, more...)), err
}

// certain are the frequent errors that no bare type is behind: something is not
// there at all, or there are too few of it.
var certain = regexp.MustCompile(`^could not import |^undefined: |^(not enough|too many) arguments in call|^missing return`)

// wrong reports whether a package has an error that a bare type may be behind.
func (u *unit) wrong() bool {
	return slices.ContainsFunc(u.errs, func(e types.Error) bool { return !certain.MatchString(e.Msg) })
}

// spoils reports whether such an error is outside the bodies of functions, so
// that users of the package may see it.
func (u *unit) spoils() bool {
	return slices.ContainsFunc(u.errs, func(e types.Error) bool {
		return !certain.MatchString(e.Msg) && !inBody(u.files, e.Pos)
	})
}

func inBody(files []*ast.File, pos token.Pos) bool {
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && fn.Body.Pos() <= pos && pos <= fn.Body.End() {
				return true
			}
		}
	}
	return false
}

// meetsBare reports whether an expression has a type that was taken for one that
// nobody comes by, or a size that hangs on one. What names are mentioned is known
// without types, and so only nearly: a struct's fields can be set by position.
func (b *build) meetsBare(info *types.Info) bool {
	if len(b.bare) == 0 || info == nil {
		return false
	}
	w := &meeting{bare: b.bare, seen: map[types.Type]bool{}, held: map[types.Type]bool{}}
	for e, tv := range info.Types {
		if w.any(tv.Type) || w.sizes(info, e) {
			return true
		}
	}
	for _, obj := range info.Defs {
		if t, ok := obj.(*types.TypeName); ok && w.declares(t) {
			return true
		}
	}
	return false
}

// sizing holds the functions of package unsafe that make numbers of types.
var sizing = map[string]bool{"Sizeof": true, "Alignof": true, "Offsetof": true}

// meeting looks for bare types in what code has at hand.
type meeting struct {
	bare map[string]map[string]bool
	seen map[types.Type]bool // at hand
	held map[types.Type]bool // part of a value
}

func (w *meeting) any(t types.Type) bool {
	if t == nil || w.seen[t] {
		return false
	}
	w.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		return w.isBare(t) || some(t.TypeArgs().Len(), func(i int) bool { return w.any(t.TypeArgs().At(i)) }) || w.any(t.Underlying())
	case *types.Alias:
		return w.any(types.Unalias(t))
	case *types.Map:
		return w.any(t.Key()) || w.any(t.Elem())
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		return w.any(t.Elem())
	case *types.Signature:
		return w.any(t.Params()) || w.any(t.Results())
	case *types.Tuple:
		return some(t.Len(), func(i int) bool { return w.any(t.At(i).Type()) })
	}
	return false
}

// declares reports whether a type of the package itself is made of a bare one:
// the fields may be those of a foreign struct.
func (w *meeting) declares(t *types.TypeName) bool {
	switch u := t.Type().Underlying().(type) {
	case *types.Struct:
		return some(u.NumFields(), func(i int) bool { return w.any(u.Field(i).Type()) })
	default:
		return w.any(u)
	}
}

// sizes reports whether an expression is a number that hangs on a bare type.
func (w *meeting) sizes(info *types.Info, e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok || !sizing[calledName(call)] {
		return false
	}
	found := false
	for _, arg := range call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if t := info.TypeOf(e); t != nil {
					found = found || w.holds(deref(t))
				}
			}
			return !found
		})
	}
	return found
}

// calledName is the last name of what is called.
func calledName(call *ast.CallExpr) string {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		return fun.Sel.Name
	case *ast.Ident:
		return fun.Name
	}
	return ""
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// holds reports whether a part of a value has a bare type.
func (w *meeting) holds(t types.Type) bool {
	if w.held[t] {
		return false
	}
	w.held[t] = true
	switch t := t.(type) {
	case *types.Named:
		return w.isBare(t) || w.holds(t.Underlying())
	case *types.Alias:
		return w.holds(types.Unalias(t))
	case *types.Array:
		return w.holds(t.Elem())
	case *types.Struct:
		return some(t.NumFields(), func(i int) bool { return w.holds(t.Field(i).Type()) })
	}
	return false
}

func (w *meeting) isBare(t *types.Named) bool {
	pkg := t.Obj().Pkg()
	return pkg != nil && w.bare[pkg.Path()][t.Obj().Name()]
}

func some(n int, f func(int) bool) bool {
	for i := range n {
		if f(i) {
			return true
		}
	}
	return false
}
