package load

import (
	"context"
	"errors"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// ssaMode leaves generic functions as they are written: a summary is kept per
// origin.
const ssaMode = ssa.BuilderMode(0)

// analyse builds SSA for a unit and lets the caller see it.
func (b *build) analyse(ctx context.Context, u *unit) error {
	if len(u.files) == 0 {
		u.skip = &Skip{Package: u.pkg, Why: u.whyEmpty()}
		return nil
	}
	if u.failed != nil {
		u.skip = &Skip{Package: u.pkg, Why: oneLine(u.failed.Error())}
		return nil
	}
	if !b.eager && (u.spoilt || u.wrong() || b.meetsBare(u.info)) {
		u.missed = true
		return nil
	}
	lost, pkg, err := b.program(ctx, u)
	if ctx.Err() != nil {
		return nil // reported once, for the whole build
	}
	if err != nil {
		u.skip = &Skip{Package: u.pkg, Why: oneLine(err.Error()), Functions: lost.functions}
		return nil
	}
	b.noteLoss(u, lost)
	return b.visitOne(u, pkg, lost)
}

// whyEmpty says why there is nothing to look at.
func (u *unit) whyEmpty() string {
	for _, err := range u.broken {
		return oneLine(err.Error())
	}
	return u.pkg.why()
}

// program builds SSA, and once more with fewer bodies if that crashes on code
// with errors.
func (b *build) program(ctx context.Context, u *unit) (*loss, *ssa.Package, error) {
	if !u.tainted {
		pkg, err := b.buildSSA(ctx, u)
		return &loss{}, pkg, err
	}
	lost, err := b.rob(ctx, u, nil)
	if err != nil {
		return &loss{}, nil, err
	}
	pkg, err := b.buildSSA(ctx, u)
	var crashed *crash
	if !errors.As(err, &crashed) {
		return lost, pkg, err
	}
	more, err := b.rob(ctx, u, lost.repaired)
	if err != nil {
		return lost, nil, err
	}
	more.functions = slices.Concat(lost.functions, more.functions)
	more.why = crashed.Error()
	pkg, err = b.buildSSA(ctx, u)
	return more, pkg, err
}

// rob takes from a package what go/ssa cannot be given; strictly, and all that
// was repaired, where again is not nil.
func (b *build) rob(ctx context.Context, u *unit, again map[ast.Node]bool) (*loss, error) {
	l := b.salvage(u, again != nil)
	return guard(ctx, b.opts.Timeout, "repair of code with errors", func() *loss {
		l.take(again)
		return l
	})
}

// noteLoss reports what is missing from a package that could be visited.
func (b *build) noteLoss(u *unit, lost *loss) {
	why := lost.why
	for _, err := range u.broken {
		if why == "" {
			why = oneLine(err.Error())
		}
	}
	if why != "" {
		u.skip = &Skip{Package: u.pkg, Why: why, Partial: true, Functions: lost.functions, InPart: lost.inPart}
	}
}

// buildSSA makes a program of one package. Nothing is shared with other
// packages, so that one on which go/ssa panics or hangs harms no other, all can
// be built at once, and each is garbage after its visit.
func (b *build) buildSSA(ctx context.Context, u *unit) (*ssa.Package, error) {
	pkg, files, info := u.types, u.files, u.info
	return guard(ctx, b.opts.Timeout, "SSA builder", func() *ssa.Package {
		prog := ssa.NewProgram(b.fset, b.mode)
		for _, imp := range pkg.Imports() {
			prog.CreatePackage(imp, nil, nil, true)
		}
		built := prog.CreatePackage(pkg, files, info, true)
		b.created(u.pkg, info)
		built.Build()
		return built
	})
}

// visitOne shows a package to the caller. A panic there costs the package, not
// the run: it is foreign code that provokes it.
func (b *build) visitOne(u *unit, pkg *ssa.Package, lost *loss) (err error) {
	defer func() {
		if r := recover(); r != nil {
			u.skip = &Skip{Package: u.pkg, Why: oneLine((&crash{"analysis", r}).Error())}
			err = nil
		}
	}()
	return b.visit(&Typed{
		Package: u.pkg, Fset: b.fset, Types: u.types, Info: u.info, Syntax: u.files,
		SSA: pkg, Lookup: lookup(u.types), Unknown: lost.unknown.objects(),
	})
}

// lookup finds packages in the import closure. That is complete when the
// package is, whatever else has been typed by then.
func lookup(from *types.Package) func(string) *types.Package {
	var byPath map[string]*types.Package
	return func(path string) *types.Package {
		if byPath == nil {
			byPath = map[string]*types.Package{}
			addClosure(byPath, from)
		}
		return byPath[path]
	}
}

func addClosure(into map[string]*types.Package, p *types.Package) {
	if into[p.Path()] != nil {
		return
	}
	into[p.Path()] = p
	for _, imp := range p.Imports() {
		addClosure(into, imp)
	}
}
