package load

import (
	"cmp"
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"runtime"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"
)

// DESIGN
//
// A build has two phases. The first reads: it starts from the names that the
// wanted packages mention of their imports and goes from declaration to
// declaration, across packages, until nothing new is asked for. What is asked
// for is a set, so the order of reading cannot be seen in it, and a package is
// opened only when a name of it is needed. The second type-checks along the
// imports that are left and hands each wanted package on as soon as it can.
//
// Going by name rather than by package is what makes it fast: of a package such
// as k8s.io/api/core/v1 or net/http, a handful of types is needed. The price is
// that the scope of a header depends on who asks, so headers cannot be kept on
// disk for others. go/types checks them faster than a cache could be read.
//
// Most of what declarations name is in the types of methods and fields that no
// code at hand selects. Such a type is there by its name only, for it is enough
// to compare types: without methods, without what it is made of, and without the
// packages which that would open. Which members are selected is told by their
// bare names, before there are types; where that was too little after all, bare.go
// finds out and the package is built from whole headers.
//
// Each wanted package gets an ssa.Program of its own. One program for all would
// spare some members of imported packages being created again, but go/ssa locks
// and waits within a program: one panic or hang would spoil the rest, and
// nothing could be freed before the end.

// Options bound a build. Zero values stand for the defaults named here.
type Options struct {
	Workers  int           // packages worked on at once; all cores
	MaxBytes int64         // of one file that is parsed; 20 MiB
	MaxFiles int           // of one package; 5,000
	Timeout  time.Duration // for the types of one package, and for its SSA; a minute
	// Keep names what a header must hold even if nobody mentions it, by
	// package path, such as an interface to test types against. It has no
	// effect on packages that are not read.
	Keep map[string][]string
}

func (o Options) withDefaults() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	o.MaxBytes = cmp.Or(o.MaxBytes, 20<<20)
	o.MaxFiles = cmp.Or(o.MaxFiles, 5000)
	o.Timeout = cmp.Or(o.Timeout, time.Minute)
	return o
}

// Typed is a wanted package with everything about it. It is valid only during
// the visit: what is kept of it keeps all of it in memory.
type Typed struct {
	*Package
	Fset   *token.FileSet
	Types  *types.Package
	Info   *types.Info
	Syntax []*ast.File
	// SSA is built, package initialiser included. It belongs to a program of
	// its own, in which the imports have declarations only: functions of two
	// visits compare by name, their types and objects by identity.
	SSA *ssa.Package
	// Unknown holds package-level variables that no source declares: what is
	// loaded from one stands for a value that could not be read.
	Unknown map[types.Object]bool
	// Lookup returns a package of the import closure by its path, or nil. What
	// it returns for a package that is not wanted is a header.
	Lookup func(path string) *types.Package
}

// Skip says what could not be analysed.
type Skip struct {
	Package *Package
	// Why is one line and comes from scanned text: escape it before printing.
	Why string
	// Partial means that the package was visited all the same, without the
	// bodies of Functions and with what was sound in those of InPart.
	Partial bool
	// Functions and InPart hold full names, as types.Func.FullName gives them,
	// and those of package-level variables whose values were lost.
	Functions, InPart []string
}

// Build reads and type-checks what the packages of want need and calls visit
// for each of them, once, with bodies and SSA. Calls run in parallel, in no
// particular order, and after the types of all imports are complete. It returns
// what could not be analysed, by package path; an error is the context's or the
// first that visit returned.
func (g *Graph) Build(ctx context.Context, want map[*Package]bool, opts Options, visit func(*Typed) error) ([]Skip, error) {
	return newBuild(g, want, opts, visit).run(ctx)
}

func newBuild(g *Graph, want map[*Package]bool, opts Options, visit func(*Typed) error) *build {
	opts = opts.withDefaults()
	fset := token.NewFileSet()
	b := &build{
		graph: g, opts: opts, visit: visit, fset: fset, units: make(map[*Package]*unit), bare: map[string]map[string]bool{},
		sizes:   types.SizesFor("gc", cmp.Or(g.Target.GOARCH, runtime.GOARCH)),
		reader:  &reader{fset: fset, overlay: g.overlay, maxBytes: opts.MaxBytes},
		mode:    ssaMode,
		created: func(*Package, *types.Info) {},
	}
	for _, p := range g.Packages {
		if want[p] && p.Path != "unsafe" {
			b.unit(p).full = true
		}
	}
	return b
}

func (b *build) run(ctx context.Context) ([]Skip, error) {
	if err := b.collect(ctx); err != nil {
		return nil, fmt.Errorf("read packages: %w", err)
	}
	if err := b.checkAll(ctx); err != nil {
		return nil, fmt.Errorf("check packages: %w", err)
	}
	for _, u := range b.units {
		if u.missed {
			return b.again(ctx, b.skips())
		}
	}
	return b.skips(), nil
}

// build is the state of one Build.
type build struct {
	graph  *Graph
	opts   Options
	visit  func(*Typed) error
	fset   *token.FileSet
	sizes  types.Sizes
	reader *reader
	units  map[*Package]*unit // written by the coordinating goroutine only

	eager bool                       // leave nothing out of headers
	bare  map[string]map[string]bool // types that were named only, by package path and name

	mode    ssa.BuilderMode             // tests add checks of what is built
	created func(*Package, *types.Info) // called before SSA is built; tests make it fail
}

// unit is a package on its way through a build. One goroutine at a time works
// on it, and hands it on through a channel.
type unit struct {
	pkg  *Package
	full bool // wanted: bodies and SSA

	known  bool // has been asked for something
	missed bool // meets a type of which too little was read
	spoilt bool // may show its users something wrong because of that
	files  []*ast.File
	header *header           // nil if full or not read
	deps   map[*Package]bool // what has to be typed before
	broken []error           // what reading and parsing said

	types   *types.Package
	info    *types.Info
	errs    []types.Error // hard ones only
	tainted bool          // errors here or in what it imports
	failed  error         // the checker crashed or hung
	skip    *Skip
}

func (b *build) unit(p *Package) *unit {
	u := b.units[p]
	if u == nil {
		u = &unit{pkg: p}
		b.units[p] = u
	}
	return u
}

// ordered returns the units, dependencies first.
func (b *build) ordered() []*unit {
	all := make([]*unit, 0, len(b.units))
	for _, u := range b.units {
		all = append(all, u)
	}
	slices.SortFunc(all, func(x, y *unit) int { return cmp.Compare(x.pkg.order, y.pkg.order) })
	return all
}

func (b *build) skips() []Skip {
	var skips []Skip
	for _, u := range b.ordered() {
		if u.skip != nil {
			skips = append(skips, *u.skip)
		}
	}
	return sorted(skips)
}

func sorted(skips []Skip) []Skip {
	slices.SortFunc(skips, func(x, y Skip) int { return cmp.Compare(x.Package.ID, y.Package.ID) })
	return skips
}
