package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/tools/go/ssa"
)

// Input is one type-checked package with its SSA.
type Input struct {
	Path, Name      string
	Module, Version string
	// Root is the module's directory; file names are given relative to it.
	Root   string
	Fset   *token.FileSet
	Types  *types.Package
	Syntax []*ast.File
	SSA    *ssa.Package
	// Unknown holds the variables whose values stand for what could not be read.
	Unknown map[types.Object]bool
	// Known is shared by packages whose types come of one build; nil for none.
	Known *Known
}

// Known keeps the method sets of imported types, which many packages of a build
// have to record. Its zero value is ready to use, by several at once.
type Known struct{ methods sync.Map } // *types.Named to []Method

func (k *Known) methodSet(n *types.Named) []Method {
	if k == nil {
		return methodSet(n)
	}
	if set, ok := k.methods.Load(n); ok {
		return set.([]Method)
	}
	set := methodSet(n)
	k.methods.Store(n, set)
	return set
}

// Build summarises one package. It reads the SSA of in.SSA alone and leaves it
// unchanged.
func Build(in Input) *Package {
	b := &builder{
		in:    in,
		out:   &Package{Path: in.Path, Name: in.Name, Module: in.Module, Version: in.Version, Main: in.Name == "main"},
		tmap:  map[types.Type]int32{},
		ttext: map[string]int32{},
		files: map[string]int32{},
		decls: map[string]bool{},
		names: map[string]int{},
		fname: map[*ssa.Function]string{},
		docs:  typeDocs(in.Syntax),
	}
	b.out.Types = []Type{{}}
	b.declareAll()
	b.functions()
	b.embeds()
	slices.SortFunc(b.out.Decls, func(x, y Decl) int { return strings.Compare(x.Name, y.Name) })
	for _, p := range in.Types.Imports() {
		b.out.Imports = append(b.out.Imports, p.Path())
	}
	slices.Sort(b.out.Imports)
	return b.out
}

type builder struct {
	in    Input
	out   *Package
	tmap  map[types.Type]int32
	ttext map[string]int32
	files map[string]int32
	decls map[string]bool
	names map[string]int
	fname map[*ssa.Function]string
	docs  map[string]string
}

// declareAll records the package's own named types, whose methods may be reached
// without a conversion in this package.
func (b *builder) declareAll() {
	scope := b.in.Types.Scope()
	for _, name := range scope.Names() {
		if tn, ok := scope.Lookup(name).(*types.TypeName); ok && !tn.IsAlias() {
			b.typ(tn.Type())
		}
	}
}

// functions walks the package's members in a fixed order: by position.
func (b *builder) functions() {
	var fns []*ssa.Function
	for _, m := range b.in.SSA.Members {
		switch m := m.(type) {
		case *ssa.Function:
			fns = append(fns, m)
		case *ssa.Type:
			fns = append(fns, b.methods(m.Type())...)
		}
	}
	slices.SortFunc(fns, func(x, y *ssa.Function) int {
		if c := int(x.Pos()) - int(y.Pos()); c != 0 {
			return c
		}
		return strings.Compare(x.Name(), y.Name())
	})
	for _, fn := range fns {
		b.name(fn)
	}
	for _, fn := range fns {
		b.function(fn)
	}
}

// methods returns the methods declared on a named type.
func (b *builder) methods(t types.Type) []*ssa.Function {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() != b.in.Types {
		return nil
	}
	var out []*ssa.Function
	for i := range named.NumMethods() {
		if fn := b.in.SSA.Prog.FuncValue(named.Method(i)); fn != nil {
			out = append(out, fn)
		}
	}
	return out
}

// function summarises fn and the closures in it.
func (b *builder) function(fn *ssa.Function) {
	w := &walker{builder: b, fn: fn, vals: map[ssa.Value]int32{}, calls: map[ssa.CallInstruction]int32{}}
	w.header()
	if fn.Blocks == nil {
		w.out.NoBody = true
	} else {
		w.body()
	}
	b.out.Funcs = append(b.out.Funcs, w.out)
	for _, anon := range fn.AnonFuncs {
		b.function(anon)
	}
}

// name returns the unique name of a function: FullName of the generic origin,
// for a closure its parent's name with $N.
func (b *builder) name(fn *ssa.Function) string {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if n, ok := b.fname[fn]; ok {
		return n
	}
	n := b.makeName(fn)
	b.fname[fn] = n
	return n
}

func (b *builder) makeName(fn *ssa.Function) string {
	if p := fn.Parent(); p != nil {
		return b.name(p) + "$" + strconv.Itoa(slices.Index(p.AnonFuncs, fn)+1)
	}
	n := declared(fn)
	if fn.Pkg != b.in.SSA || fn.Name() == "init" {
		return n
	}
	// Several init functions and blank functions share one FullName.
	if base := fn.Name(); strings.HasPrefix(base, "init#") || base == "_" {
		b.names[n]++
		n += "#" + strconv.Itoa(b.names[n])
	}
	return n
}

// declared returns types.Func.FullName of the function or, for a closure, of
// the function declared around it.
func declared(fn *ssa.Function) string {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		return obj.Origin().FullName()
	}
	if fn.Pkg != nil {
		return fn.Pkg.Pkg.Path() + "." + fn.Name()
	}
	return fn.String()
}

// pos maps a position to a file of the package.
func (b *builder) pos(p token.Pos) Pos {
	if !p.IsValid() {
		return Pos{}
	}
	at := b.in.Fset.Position(p)
	i, ok := b.files[at.Filename]
	if !ok {
		rel, err := filepath.Rel(b.in.Root, at.Filename)
		if err != nil || strings.HasPrefix(rel, "..") {
			rel = filepath.Base(at.Filename)
		}
		i = int32(len(b.out.Files))
		b.files[at.Filename] = i
		b.out.Files = append(b.out.Files, filepath.ToSlash(rel))
	}
	return Pos{File: i, Line: int32(at.Line)}
}

// docCap bounds a kept doc comment, in bytes, but for an annotation that ends it.
const docCap = 600

func capDoc(s string) string {
	s = strings.TrimSpace(s)
	if len(s) <= docCap {
		return s
	}
	head := strings.ToValidUTF8(s[:docCap], "")
	if last := s[strings.LastIndexByte(s, '\n')+1:]; strings.HasPrefix(last, "@") && len(last) < docCap/2 {
		head += "\n" + last // annotations end with what matters: the route
	}
	return head
}

func typeDocs(files []*ast.File) map[string]string {
	docs := map[string]string{}
	for _, f := range files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				ts := s.(*ast.TypeSpec)
				doc := ts.Doc
				if doc == nil && len(g.Specs) == 1 {
					doc = g.Doc
				}
				if doc != nil {
					docs[ts.Name.Name] = capDoc(doc.Text())
				}
			}
		}
	}
	return docs
}
