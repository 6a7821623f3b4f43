// Package link makes one program of many summaries: dynamic calls are resolved
// by type flow, the catalogue is applied to call sites, constants are pushed
// through wrappers, and loops are found. What comes out is what analyzers ask
// questions of. It does not know what is dangerous or hot.
//
// Limits: flows are insensitive to order and context, fields are told apart by
// type and name, elements by their container's type. Values that travel through
// reflection or through containers of code outside the summaries are lost; a
// call that ends there falls back on every type that fits and is marked
// possible, or likely where a closed program has but a few of them. What encoders, printers
// and the texts of pages call by its name (MarshalJSON, String) is not followed, nor is a
// variable that the linker sets told from a constant.
package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Options says how the program is used.
type Options struct {
	// Open names packages whose exported API outside code may call with any
	// value that it can make: a library that is judged on its own.
	Open map[string]bool
	// Shipped names packages that come with the open ones and that outside code
	// can import too: it may make their types and fill their fields.
	Shipped map[string]bool
	// Entry tells whether a callback that goes to this call or field of outside
	// code is an entry of its own rather than a part of the caller (a handler
	// that is registered). It gets the callee's or the field's name.
	Entry func(name string) bool
	// Databases names packages that are not read and from which a database's client
	// can be reached by imports, such as what makes queries of a chain of calls.
	Databases map[string]bool
	// Services names packages that are not read, are part of no framework, and from which
	// a service's client, such as the one for HTTP, can be reached within their module.
	Services map[string]bool
}

// visible: outside code can name the package's types.
func (o *Options) visible(pkg string) bool { return o.Open[pkg] || o.Shipped[pkg] }

// open reports whether outside code calls anything.
func (o *Options) open() bool {
	for _, yes := range o.Open {
		if yes {
			return true
		}
	}
	return false
}

// Program is the linked program.
type Program struct {
	Cat   *rules.Catalogue
	Pkgs  []*summary.Package
	Funcs []*Func
	// Unresolved counts dynamic calls for which no callee was found, and calls of
	// clients of which it does not show what command or script they send.
	Unresolved int

	opts     Options
	byName   map[string]*Func
	decls    map[string]*summary.Decl
	declPkg  map[string]*summary.Package
	stores   map[string][]Ref // by field or global name
	closures map[string][]Ref // by closure name: where it is made
	flow     *flow
	held     map[string][]string        // what fields and globals hold
	decided  map[string][]string        // the same, where a branch hangs on it
	files    map[string][]summary.Embed // scripts in an embed.FS
	put      map[string][]put           // by field or global name: what is put into its map or slice
	keyed    map[Ref]bool               // elements of tables whose key is being evaluated

	// Answers kept from one question to the next, by the file that asks.
	deadMemo
	addressedMemo
	defaultsMemo
	leftOutMemo
	detourMemo
	digestMemo
	entriesMemo
	fedMemo
	filledMemo
	httplimitMemo
	implementsMemo
	keyofMemo
	literalsMemo
	liveMemo
	onceMemo
	opsMemo
	outsideMemo
	ownmapMemo
	perkeyMemo
	retryMemo
	samekeyMemo
	sweepMemo
	typedMemo
	unsetMemo
}

// Func is one function of the program.
type Func struct {
	*summary.Func
	Pkg *summary.Package
	ID  int
	// Out holds the resolved callees of each call, by index into Calls; Extra
	// the callbacks that a store into foreign structs implies.
	Out   [][]*Edge
	Extra []*Edge
	// In holds the calls that lead here.
	In []*Edge
	// Ops are the client operations that this function performs at its own call
	// sites, wrappers seen through.
	Ops []*Op
	// Loops are the natural loops; LoopAt gives the innermost one of a block, -1
	// outside any.
	Loops  []Loop
	LoopAt []int

	base      int32
	domin     []int32                   // as asked for
	from      [][]int32                 // the predecessors of each block, as asked for
	guards    map[int32][]Guard         // by block, as asked for
	bounds    []*Bound                  // by loop, as asked for
	merged    [][]Loop                  // by loop, those that share its header
	values    map[int32][]int32         // alloc value -> stores
	filled    map[int32][]*summary.Call // alloc value -> the calls that may fill it, as asked for
	setBy     map[int32][]*summary.Call // alloc value -> calls with callbacks that set it, as asked for
	fieldSets map[string][]int32        // field -> what is stored there, as asked for
	settled   map[int32]bool            // alloc value -> only stores in view set it, as asked for
	parts     map[int32][]int32         // alloc value -> what is stored in its fields
}

// Via says how an edge comes to its callee.
type Via string

// The kinds of edges, as in the report.
const (
	Static    Via = "static"
	Interface Via = "interface"
	ByClosure Via = "closure"
	Callback  Via = "callback"
)

// Edge is one call from one function to another.
type Edge struct {
	Caller, Callee *Func
	// Call indexes Caller.Calls; -1 for a callback through a stored value.
	Call int32
	Pos  summary.Pos
	Via  Via
	Conf finding.Confidence
	// Async is set for go statements.
	Async bool
	// Entry: the callee is registered here, not run by the caller.
	Entry bool
	// Through names the outside function or field that takes a callback.
	Through string
	// Arg is the argument index of a callback, -1 if none.
	Arg int
	// Sent: the callee is handed over to be sent to others, who run it.
	Sent bool
	// Made: the call is of a method of an object that outside code has made of the callee.
	Made bool
}

// Ref is a value of a function.
type Ref struct {
	F *Func
	V int32
}

// Value returns the symbol that r stands for.
func (r Ref) Value() *summary.Value { return &r.F.Values[r.V] }

// With returns another value of the same function.
func (r Ref) With(v int32) Ref { return Ref{r.F, v} }

// Type returns the type of r.
func (r Ref) Type() *summary.Type { return &r.F.Pkg.Types[r.Value().Type] }

// Link joins the summaries. The result depends on their contents alone, not on
// their order.
func Link(pkgs []*summary.Package, cat *rules.Catalogue, opts Options) *Program {
	if opts.Entry == nil {
		opts.Entry = func(string) bool { return false }
	}
	p := &Program{
		Cat: cat, opts: opts,
		byName: map[string]*Func{}, decls: map[string]*summary.Decl{}, declPkg: map[string]*summary.Package{},
		stores: map[string][]Ref{}, closures: map[string][]Ref{}, put: map[string][]put{}, keyed: map[Ref]bool{},
		held: map[string][]string{}, decided: map[string][]string{}, files: map[string][]summary.Embed{},
	}
	p.Pkgs = slices.SortedFunc(slices.Values(pkgs), func(a, b *summary.Package) int { return strings.Compare(a.Path, b.Path) })
	p.index()
	p.resolve()
	p.findOps()
	return p
}

// keep writes an answer into a memo, which it makes when it is the first.
func keep[K comparable, V any](memo *map[K]V, k K, v V) V {
	if *memo == nil {
		*memo = map[K]V{}
	}
	(*memo)[k] = v
	return v
}

// Lookup returns the function of that name, nil if it has no summary.
func (p *Program) Lookup(name string) *Func { return p.byName[name] }

// Decl returns the declaration of a named type, by "path.Name".
func (p *Program) Decl(name string) *summary.Decl { return p.decls[name] }

// DeclaredIn returns the package whose type table a declaration refers to.
func (p *Program) DeclaredIn(typ string) *summary.Package { return p.declPkg[typ] }

// File returns the path of a position's file from the module root.
func (f *Func) File(pos summary.Pos) string {
	if int(pos.File) < len(f.Pkg.Files) {
		return f.Pkg.Files[pos.File]
	}
	return ""
}

// Place returns a position of f in the words of the report.
func (f *Func) Place(pos summary.Pos) finding.Place {
	return finding.Place{Module: f.Pkg.Module, File: f.File(pos), Line: int(pos.Line)}
}

// TypeAt returns an entry of f's type table.
func (f *Func) TypeAt(i int32) *summary.Type { return &f.Pkg.Types[i] }

func (p *Program) index() {
	for _, pkg := range p.Pkgs {
		for i := range pkg.Decls {
			p.addDecl(pkg, &pkg.Decls[i])
		}
		for _, e := range pkg.Embeds {
			if e.Name == "" {
				p.held[e.Global], p.decided[e.Global] = []string{e.Text}, []string{e.Text}
			} else {
				p.files[e.Global] = append(p.files[e.Global], e)
			}
		}
		for i := range pkg.Funcs {
			f := &Func{Func: &pkg.Funcs[i], Pkg: pkg, ID: len(p.Funcs)}
			f.Out = make([][]*Edge, len(f.Calls))
			p.Funcs = append(p.Funcs, f)
			p.byName[f.Name] = f
		}
	}
	var nowhere []int
	for _, f := range p.Funcs {
		for len(nowhere) < len(f.Blocks) {
			nowhere = append(nowhere, -1)
		}
		p.indexValues(f)
		f.findLoops(nowhere)
	}
}

// addDecl prefers the declaring package's own view, which has the fields.
func (p *Program) addDecl(pkg *summary.Package, d *summary.Decl) {
	if old := p.declPkg[d.Name]; old != nil && pkg.Path != d.Pkg {
		return
	}
	p.decls[d.Name], p.declPkg[d.Name] = d, pkg
}

// structVar is the variable of a struct, or of a pointer to one, that a field's
// address is a part of; 0 for any other.
func (f *Func) structVar(addr *summary.Value) int32 {
	for v, n := addr.A, 0; addr.Op == summary.FieldOf && n < 4; n++ {
		switch x := &f.Values[v]; x.Op {
		case summary.Alloc:
			return v
		case summary.Load, summary.FieldOf:
			v = x.A
		default:
			return 0
		}
	}
	return 0
}

func (p *Program) indexValues(f *Func) {
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		switch a.Op {
		case summary.FieldOf, summary.GlobalAddr:
			p.stores[a.Str] = append(p.stores[a.Str], Ref{f, s.Val})
			if v := f.structVar(a); v != 0 {
				if f.parts == nil {
					f.parts = map[int32][]int32{}
				}
				f.parts[v] = append(f.parts[v], s.Val)
			}
		case summary.Alloc, summary.FreeVal, summary.ElemOf:
			if a.Op == summary.ElemOf {
				h := &f.Values[a.A] // an array is what holds it
				if h.Op == summary.Load {
					h = &f.Values[h.A]
				}
				if h.Op == summary.FieldOf || h.Op == summary.GlobalAddr {
					p.put[h.Str] = append(p.put[h.Str], put{f, s.Addr, s.Val})
				}
			}
			if f.values == nil {
				f.values = map[int32][]int32{}
			}
			f.values[s.Addr] = append(f.values[s.Addr], s.Val)
		}
	}
	for i := range f.Values {
		if v := &f.Values[i]; v.Op == summary.Closure {
			p.closures[v.Str] = append(p.closures[v.Str], Ref{f, int32(i)})
		}
	}
}
