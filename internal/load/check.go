package load

import (
	"cmp"
	"context"
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"regexp"
	"runtime"
	"strings"
)

// check type-checks a unit whose imports are typed. It always leaves types,
// however broken, for those that import the package.
func (b *build) check(ctx context.Context, u *unit) {
	c, err := guard(ctx, b.opts.Timeout, "type-checker", func() *checked { return b.runChecker(u) })
	if err != nil {
		u.broken = append(u.broken, err)
		c = &checked{types: types.NewPackage(u.pkg.Path, u.pkg.Name), info: newInfo()}
		if !u.full || len(u.files) > 0 {
			u.failed = err
		}
	}
	u.types, u.info, u.errs = c.types, c.info, c.errs
	u.tainted = len(u.errs) > 0 || len(u.broken) > 0 || importsC(u.files)
	u.spoilt = !b.eager && u.spoils()
	for dep := range u.deps {
		u.tainted = u.tainted || b.units[dep].tainted
		u.spoilt = u.spoilt || b.units[dep].spoilt
	}
	if !u.full {
		u.noteHeader()
	}
}

// checked is what the checker makes of a package.
type checked struct {
	types *types.Package
	info  *types.Info
	errs  []types.Error
}

func (b *build) runChecker(u *unit) *checked {
	c := &checked{types: types.NewPackage(u.pkg.Path, u.pkg.Name)}
	if u.full {
		c.info = newInfo()
	}
	conf := &types.Config{
		FakeImportC: true, IgnoreFuncBodies: !u.full, Sizes: b.sizes,
		GoVersion: goVersion(u.pkg), Importer: b.importer(u), Error: func(err error) { c.note(err, u.full) },
	}
	// The error repeats the first that c.note was told, so it is dropped here.
	_ = types.NewChecker(conf, b.fset, c.types, c.info).Files(u.files)
	return c
}

// note takes errors that make code meaningless. An unused variable or import
// stops a compiler but not an analysis; the other errors that go/types calls
// soft, such as a range over what has no elements, are too much for go/ssa. That
// a header has no bodies is no error.
func (c *checked) note(err error, full bool) {
	var e types.Error
	if errors.As(err, &e) && !(e.Soft && unused.MatchString(e.Msg)) && (full || e.Msg != noBody) {
		c.errs = append(c.errs, e)
	}
}

var unused = regexp.MustCompile(`^declared and not used|^"[^"]*" imported .*and not used`)

const noBody = "generic function is missing function body"

// importsC reports whether cgo is at work: with FakeImportC, all that comes
// from C has no type, without a word.
func importsC(files []*ast.File) bool {
	for _, f := range files {
		for _, d := range f.Decls {
			if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.IMPORT {
				for _, spec := range gd.Specs {
					if importPath(spec.(*ast.ImportSpec)) == "C" {
						return true
					}
				}
			}
		}
	}
	return false
}

func newInfo() *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
}

// goVersion is the language version of the package's module. One newer than
// the checker is left out: the checker would refuse the whole package, where
// most of it may well be understood.
func goVersion(p *Package) string {
	if p.Module == nil {
		return ""
	}
	v := "go" + p.Module.GoVersion
	if p.Module.GoVersion == "" {
		v = "go1.16" // what the go command takes where go.mod says nothing
	}
	if !version.IsValid(v) || version.Compare(version.Lang(v), version.Lang(checkerVersion())) > 0 {
		return ""
	}
	return v
}

func checkerVersion() string {
	v, _, _ := strings.Cut(runtime.Version(), " ")
	return v
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// importer resolves the paths that u's source writes. All it returns is typed.
func (b *build) importer(u *unit) types.Importer {
	return importerFunc(func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		p := u.pkg.Imports[path]
		if p == nil {
			return nil, errors.New("package not found, or part of an import cycle")
		}
		dep := b.units[p]
		if dep == nil || dep.types == nil || !dep.full && !readable(p) {
			return nil, errors.New(p.why())
		}
		return dep.types, nil
	})
}

// noteHeader records what a header could not hold because of a limit or a
// crash. Ordinary errors show where a wanted package meets them.
func (u *unit) noteHeader() {
	for _, err := range u.broken {
		var refused *refusal
		if errors.As(err, &refused) || u.failed != nil {
			u.skip = &Skip{Package: u.pkg, Why: oneLine(cmp.Or(u.failed, err).Error()), Partial: true}
			return
		}
	}
}

// oneLine keeps the first line of a message.
func oneLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s
}
