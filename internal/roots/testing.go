package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
)

// harness tells what only tests call, though no file's name says so: functions
// that take a testing.T, and the methods of what such functions make.
type harness struct {
	made map[string]bool // types by name
}

func newHarness(p *link.Program) *harness {
	h := &harness{made: map[string]bool{}}
	for _, f := range p.Funcs {
		if f.Name != f.Decl || !takesTest(f) {
			continue
		}
		for _, r := range f.Results {
			if t := f.TypeAt(r); t.Pkg == f.Pkg.Path {
				h.made[t.Named] = true
			}
		}
	}
	return h
}

// has reports whether tests alone call f. A type that tests make in one way may be
// made in another, so that its name must say what it is for.
func (h *harness) has(f *link.Func) bool {
	return takesTest(f) || helpsTests(f) || h.made[f.Recv] && strings.HasPrefix(f.Recv[strings.LastIndexByte(f.Recv, '.')+1:], "Test")
}

// helpsTests: the package or the file is called so (redistest, test_utils.go), and the
// function's own words say that it is for tests.
func helpsTests(f *link.Func) bool {
	file := f.File(f.Pos)
	if !strings.HasSuffix(f.Pkg.Name, "test") && !strings.HasPrefix(file[strings.LastIndexByte(file, '/')+1:], "test") {
		return false
	}
	said := strings.FieldsFunc(strings.ToLower(f.Doc), func(r rune) bool { return r < 'a' || r > 'z' })
	return slices.ContainsFunc(append(said, link.Words(f.Short)...), func(w string) bool {
		return w == "test" || w == "tests" || w == "testing"
	})
}

// takesTest: a parameter is the testing package's, or a copy of it.
func takesTest(f *link.Func) bool {
	for _, p := range f.Params {
		named := f.TypeAt(p.Type).Named
		i := max(strings.LastIndexByte(named, '.'), 0)
		switch pkg := named[:i]; named[i:] {
		case ".T", ".B", ".F", ".M", ".TB":
			if pkg == "testing" || strings.HasSuffix(pkg, "/testing") || strings.HasSuffix(pkg, "/go-testing-interface") {
				return true
			}
		}
	}
	return false
}
