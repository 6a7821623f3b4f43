package load

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHeaderTypes compares, for a slice of the standard library, the types of
// all exported objects as a header gives them with those of a full check.
func TestHeaderTypes(t *testing.T) {
	paths := []string{"net/http", "encoding/json", "database/sql", "reflect", "time", "slices", "iter", "go/ast", "os/signal", "text/template", "math/bits", "sync/atomic"}
	var src strings.Builder
	src.WriteString("-- go.mod --\nmodule m\n\ngo 1.26\n-- m.go --\npackage m\n\nimport (\n")
	for i, path := range paths {
		fmt.Fprintf(&src, "p%d %q\n", i, path)
	}
	src.WriteString(")\n\nvar (\n")
	for i, name := range []string{"Get", "Marshal", "Open", "TypeOf", "Now", "Max[[]int]", "Pull[int]", "Print", "Stop", "New", "Len", "AddInt32"} {
		fmt.Fprintf(&src, "_ = p%d.%s\n", i, name)
	}
	src.WriteString(")\n")
	g := list(t, src.String())

	full, keep := describeFull(t, g)
	_, err := g.Build(t.Context(), map[*Package]bool{g.Initial[0]: true}, Options{Keep: keep}, func(ty *Typed) error {
		for _, path := range paths {
			if diff := cmp.Diff(full[path], describe(ty.Lookup(path), keep[path])); diff != "" {
				t.Errorf("%s (-full +header):\n%s", path, diff)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// describeFull checks what the initial package imports with bodies.
func describeFull(t *testing.T, g *Graph) (full, names map[string][]string) {
	full, names = map[string][]string{}, map[string][]string{}
	all := map[*Package]bool{}
	for _, p := range g.Initial[0].Imports {
		all[p] = true
	}
	var mu sync.Mutex
	_, err := g.Build(t.Context(), all, Options{}, func(ty *Typed) error {
		var exported []string
		for _, name := range ty.Types.Scope().Names() {
			if token.IsExported(name) {
				exported = append(exported, name)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		names[ty.Path], full[ty.Path] = exported, describe(ty.Types, exported)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return full, names
}

// describe spells out objects and their methods.
func describe(pkg *types.Package, names []string) []string {
	var lines []string
	for _, name := range names {
		obj := pkg.Scope().Lookup(name)
		if obj == nil {
			lines = append(lines, name+" is missing")
			continue
		}
		lines = append(lines, types.ObjectString(obj, nil))
		if _, ok := obj.(*types.TypeName); !ok {
			continue
		}
		set := types.NewMethodSet(types.NewPointer(obj.Type()))
		for i := range set.Len() {
			lines = append(lines, set.At(i).String())
		}
	}
	return lines
}

// TestHeaderReadsLittle shows that only what is mentioned is followed.
func TestHeaderReadsLittle(t *testing.T) {
	g := list(t, `
-- go.mod --
module m

go 1.26
-- m.go --
package m

import "m/lib"

func F() lib.Used { return lib.Make() }
-- lib/lib.go --
package lib

import (
	"m/body"
	"m/unused"
	"m/used"
)

type Used struct{ used.Embedded }

func (u Used) Method(p used.Param) { body.Do() }

func Make() Used { body.Do(); return Used{} }

var Hidden = unused.Value

var Typed error = unused.Error()
-- body/body.go --
package body

func Do() {}
-- unused/unused.go --
package unused

import "errors"

var Value = 1

func Error() error { return errors.New("x") }
-- used/used.go --
package used

type Embedded struct{ n int }

func (Embedded) Promoted() {}

type Param int

type Other int
`, "m")
	var got []string
	_, err := g.Build(t.Context(), map[*Package]bool{g.Initial[0]: true}, Options{}, func(ty *Typed) error {
		for _, path := range []string{"m/lib", "m/used", "m/body", "m/unused", "errors"} {
			if p := ty.Lookup(path); p != nil {
				got = append(got, fmt.Sprint(path, " ", p.Scope().Names()))
			}
		}
		lib := ty.Lookup("m/lib").Scope().Lookup("Used").Type()
		got = append(got, types.NewMethodSet(lib).String())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"m/lib [Make Used]",
		"m/used [Embedded Param]",
		"MethodSet {\n\tmethod (m/lib.Used) Method(p m/used.Param)\n\tmethod (m/lib.Used) Promoted()\n}\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

// bareness is a package whose users come by some of its types only.
const bareness = `
-- go.mod --
module m

go 1.26
-- lib/lib.go --
package lib

import "m/far"

type T struct {
	Used   far.Used
	Unused far.Unused
	Alias  far.Alias
	far.Embedded
}

func (T) Used2() *far.Used2     { return nil }
func (T) Unused2() *far.Unused2 { return nil }

type I interface {
	Asked() far.Asked
	Unasked() far.Unasked
}

type List []far.Listed

type Box[X interface{ Boxed() }] struct{ x X }

type Held struct{ box Box[far.Content] }

var Guessed = far.Make().Chain()
-- far/far.go --
package far

import "m/further"

type (
	Used     struct{ further.X }
	Used2    int
	Unused   struct{ further.X }
	Unused2  struct{ x further.X }
	Alias    = Behind
	Behind   struct{ x further.X }
	Embedded struct{ Inner Inner }
	Inner    int
	Asked    int
	Unasked  map[further.X]int
	Listed   int
	Content  int
	Started  int
	Chained  struct{}
)

func (Used) M()     {}
func (Used2) M()    {}
func (Unused) M()   {}
func (Unused2) M()  {}
func (Behind) M()   {}
func (Embedded) M() {}
func (Inner) M()    {}
func (Asked) M()    {}
func (Unasked) M()  {}
func (Listed) M()   {}
func (Content) Boxed() {}
func (Chained) M()  {}

func Make() Started { return 0 }

func (Started) Chain() Chained { return Chained{} }
-- further/further.go --
package further

type X struct{ n int64 }

func (X) M() {}
`

// TestBareTypes shows which types a header gives by name only, and that their
// methods and what they are made of is there where code can come by values.
func TestBareTypes(t *testing.T) {
	every := []string{"Alias", "Asked", "Behind", "Chained", "Content", "Embedded", "Inner", "Listed", "Started", "Unasked", "Unused", "Unused2", "Used", "Used2"}
	tests := map[string]struct {
		code string
		bare []string // types of far that are there by name only
		not  []string // types of far that are not there
	}{
		"nothing":   {"var V lib.T", []string{"Behind", "Inner", "Unused", "Unused2", "Used", "Used2"}, []string{"Asked", "Chained", "Content", "Listed", "Started", "Unasked"}},
		"members":   {"var V lib.T\nfunc f() { _, _ = V.Used, V.Used2 }", []string{"Behind", "Inner", "Unused", "Unused2"}, []string{"Asked", "Chained", "Content", "Listed", "Started", "Unasked"}},
		"elsewhere": {"var V lib.T\nfunc f(x interface{ Used() }) { _ = x.Used }", []string{"Behind", "Inner", "Unused", "Unused2", "Used2"}, []string{"Asked", "Chained", "Content", "Listed", "Started", "Unasked"}},
		"key":       {"var V = lib.T{Alias: struct{ x int }{}}", []string{"Inner", "Unused", "Unused2", "Used", "Used2"}, []string{"Asked", "Chained", "Content", "Listed", "Started", "Unasked"}},
		"promoted":  {"var V lib.T\nvar W = V.Inner", []string{"Behind", "Unused", "Unused2", "Used", "Used2"}, []string{"Asked", "Chained", "Content", "Listed", "Started", "Unasked"}},
		"position":  {"var V = []lib.T{{}, {1, 2, 3, 4}}", []string{"Unused2", "Used2"}, []string{"Asked", "Chained", "Content", "Listed", "Started", "Unasked"}},
		"own type":  {"type V lib.T", []string{"Unused2", "Used2"}, []string{"Asked", "Chained", "Content", "Listed", "Started", "Unasked"}},
		"interface": {"var V lib.I\nfunc f() { V.Asked() }", []string{"Unasked"}, []string{"Alias", "Behind", "Chained", "Content", "Embedded", "Inner", "Listed", "Started", "Unused", "Unused2", "Used", "Used2"}},
		"elements":  {"var V lib.List", nil, []string{"Alias", "Asked", "Behind", "Chained", "Content", "Embedded", "Inner", "Started", "Unasked", "Unused", "Unused2", "Used", "Used2"}},
		"arguments": {"var V lib.Held", nil, []string{"Alias", "Asked", "Behind", "Chained", "Embedded", "Inner", "Listed", "Started", "Unasked", "Unused", "Unused2", "Used", "Used2"}},
		"guessed":   {"var V = lib.Guessed", nil, []string{"Alias", "Asked", "Behind", "Content", "Embedded", "Inner", "Listed", "Unasked", "Unused", "Unused2", "Used", "Used2"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			g := list(t, bareness+"-- m.go --\npackage m\n\nimport \"m/lib\"\n\n"+tt.code+"\n", "m")
			b := newBuild(g, map[*Package]bool{g.Initial[0]: true}, Options{}, func(*Typed) error { return nil })
			if _, err := b.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			var bare, not []string
			scope := b.units[packageAt(g, "m/far")].types.Scope()
			for _, name := range every {
				switch obj := scope.Lookup(name); {
				case obj == nil:
					not = append(not, name)
				case b.bare["m/far"][name]:
					bare = append(bare, name)
				}
			}
			if diff := cmp.Diff([][]string{tt.bare, tt.not}, [][]string{bare, not}); diff != "" {
				t.Errorf("by name only, not there (-want +got):\n%s", diff)
			}
		})
	}
}

func packageAt(g *Graph, path string) *Package {
	for _, p := range g.Packages {
		if p.Path == path {
			return p
		}
	}
	return nil
}

// TestMetAfterAll: where names do not tell that code comes by a type, the package
// is built again, and visited once, with all there is of the type.
func TestMetAfterAll(t *testing.T) {
	const lib = `
-- go.mod --
module m

go 1.26
-- lib/lib.go --
package lib

type T struct {
	Pointer *Pointed
	Number  Number
}

type Pointed struct{}

type Number int64

func (*Pointed) M() {}

func (Number) M() {}
-- m.go --
package m

import (
	"m/lib"
	"unsafe"
)

type list []lib.T

var v lib.T

const one = unsafe.Sizeof(int8(0))

`
	bothMet := []string{"Pointed has methods: 1", "Number has methods: 1"}
	tests := map[string]struct {
		code  string
		again bool
		want  []string
	}{
		"a pointer by position": {"var V = list{{nil, 0}}", true, bothMet},
		"a number by position":  {"var V = list{{v.Pointer, 1}}", true, bothMet},
		"a size":                {"const V = unsafe.Sizeof(v)", true, append([]string{"V is 16"}, bothMet...)},
		"neither":               {"var V = list{{}, v}", false, []string{"Pointed has methods: 0", "Number has methods: 0"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			g := list(t, lib+tt.code+"\n", "m")
			var got []string
			b := newBuild(g, map[*Package]bool{g.Initial[0]: true}, Options{}, func(ty *Typed) error {
				if v, ok := ty.Types.Scope().Lookup("V").(*types.Const); ok {
					got = append(got, "V is "+v.Val().String())
				}
				for _, name := range []string{"Pointed", "Number"} {
					set := types.NewMethodSet(types.NewPointer(ty.Lookup("m/lib").Scope().Lookup(name).Type()))
					got = append(got, fmt.Sprint(name, " has methods: ", set.Len()))
				}
				return nil
			})
			skips, err := b.run(t.Context())
			if err != nil || len(skips) > 0 {
				t.Fatal(skips, err)
			}
			if again := b.units[g.Initial[0]].missed; again != tt.again {
				t.Errorf("built again: %t", again)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("visit (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBlankKeepsDeclarations parses real files with and without their bodies
// and compares all that is declared, and where.
func TestBlankKeepsDeclarations(t *testing.T) {
	goroot := list(t, "-- go.mod --\nmodule m\n-- m.go --\npackage m\n").Target.GOROOT
	for _, dir := range []string{"net/http", "reflect", "slices", "internal/types/testdata/fixedbugs"} {
		files, err := filepath.Glob(filepath.Join(goroot, "src", filepath.FromSlash(dir), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sameDeclarations(t, file, src)
		}
	}
}

func TestBlank(t *testing.T) {
	tests := map[string]string{
		"package p\nfunc f() {}\nvar x = 1":                                    "package p\nfunc f()   \nvar x = 1",
		"package p; func f() interface{ M() } { return nil }; var x int":       "package p; func f() interface{ M() }               ; var x int",
		"package p\nfunc f() struct{}\nvar x = []int{1}":                       "package p\nfunc f() struct{}\nvar x = []int{ }",
		"package p\nvar (x = [...]int{1}\ny, z = T{2}, map[K]struct{}{3: {}})": "package p\nvar (x = [...]int{1}\ny, z = T{ }, map[K]struct{}{     })",
		"package p\nfunc f() {\n\t_ = `}` + \"}\\\"\" // }\n}\n":               "package p\nfunc f()  \n\n \n",
		"package p // c\nvar f = func() { g() }":                               "package p     \nvar f = func() {     }",
		"//go:build x\npackage p\n":                                            "//go:build x\npackage p\n",
		"package p\nfunc f(g func() struct{ x int }) func() {\n'}'\n}\n":       "package p\nfunc f(g func() struct{ x int }) func()  \n\n \n",
		"package p\nfunc f[T interface{ ~int }](x T) (y map[T]struct{}) { }":   "package p\nfunc f[T interface{ ~int }](x T) (y map[T]struct{})    ",
		"package p\nvar f =\nfunc() int { return 1 }()\nfunc g() { /* } */ }":  "package p\nvar f =\nfunc() int {          }()\nfunc g()              ",
	}
	for src, want := range tests {
		got := []byte(src)
		if !blank(got) {
			t.Errorf("blank(%q) does not lex", src)
			continue
		}
		if trim(string(got)) != trim(want) || len(got) != len(src) {
			t.Errorf("blank(%q)\n got %q\nwant %q", src, got, want)
		}
	}
	for _, src := range []string{"package p\nfunc f() {", "package p\nvar x = \"", "package p\n/*", "package p\nvar x = ("} {
		if blank([]byte(src)) {
			t.Errorf("blank(%q) reports success", src)
		}
	}
}

// trim drops trailing spaces of lines, which the table cannot show well.
func trim(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Join(lines, "\n")
}

// FuzzBlank checks that a file that parses declares the same after blank.
func FuzzBlank(f *testing.F) {
	f.Add([]byte("package p\nfunc f() struct{} { return struct{}{} }\nvar g = func() {}\n"))
	f.Add([]byte("package p; type T interface{ func() }\nfunc (T) m() chan struct{}\nfunc h() {}"))
	f.Add([]byte("package p\nimport (\"a\"; . \"b\")\nconst (\na = iota // x\nb\n)\n"))
	f.Fuzz(func(t *testing.T, src []byte) { sameDeclarations(t, "f.go", src) })
}

// sameDeclarations fails if blank changes what src declares. Source that does
// not parse is left out: there the reader falls back to the plain parser, or
// the parser sees the same error.
func sameDeclarations(t *testing.T, name string, src []byte) {
	t.Helper()
	want, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	cut := append([]byte(nil), src...)
	if !blank(cut) {
		t.Errorf("%s parses, but blank gives up", name)
		return
	}
	got, err := parser.ParseFile(token.NewFileSet(), name, cut, parser.SkipObjectResolution)
	if err != nil {
		t.Errorf("%s does not parse after blank: %v", name, err)
		return
	}
	if diff := cmp.Diff(outline(want), outline(got)); diff != "" {
		t.Errorf("%s (-parsed +blank):\n%s", name, diff)
	}
}

// outline lists every node outside function bodies, with its position.
func outline(f *ast.File) []string {
	lines := []string{f.GoVersion}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			d.Body, d.Doc = nil, nil
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if vs, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
					stripValues(vs)
				}
			}
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if n != nil {
				lines = append(lines, fmt.Sprintf("%T@%d", n, n.Pos()))
			}
			return true
		})
	}
	return lines
}
