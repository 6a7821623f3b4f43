package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// api is what the non-test sources of one module declare, by package path
// relative to the module.
type api map[string]*packageAPI

type packageAPI struct {
	// funcs holds functions as "Name" and methods as "Type.Name", interface
	// methods included.
	funcs map[string][]*ast.FuncType
	types map[string]ast.Expr
	// embeds holds what interfaces embed, "" for what is declared elsewhere.
	embeds map[string][]string
	// forms are the function types that stand anywhere, without names and packages.
	forms map[string]bool
}

// moduleAPI reads the module's source from the module cache, where the go
// command puts it. This needs the Go module proxy (or a cache that has it). It
// reads only the given folders, where there are any.
func moduleAPI(t *testing.T, modver string, folders []string) api {
	t.Helper()
	dir, err := moduleDir(t, modver)
	if err != nil {
		if strings.Contains(err.Error(), "dial tcp") || strings.Contains(err.Error(), "lookup disabled") {
			t.Skipf("needs the Go module proxy: %v", err)
		}
		t.Fatal(err)
	}
	out := api{}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if len(folders) > 0 && !onTheWay(filepath.ToSlash(rel), folders) {
				return fs.SkipDir
			}
			if base := d.Name(); rel != "." && (base == "testdata" || base == "vendor" || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(rel)), ".")
		if len(folders) > 0 && !slices.Contains(folders, folder) {
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		return out.read(name, filepath.ToSlash(filepath.Dir(rel)))
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// onTheWay tells whether a folder is one of the packages or leads to one.
func onTheWay(rel string, packages []string) bool {
	return rel == "." || slices.ContainsFunc(packages, func(p string) bool {
		return p == rel || strings.HasPrefix(p, rel+"/")
	})
}

// moduleDir returns where the source of module@version is; std is the
// toolchain's own.
func moduleDir(t *testing.T, modver string) (string, error) {
	if module, _, _ := strings.Cut(modver, "@"); module == "std" {
		out, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			return "", fmt.Errorf("find the standard library: %w", err)
		}
		return filepath.Join(strings.TrimSpace(string(out)), "src"), nil
	}
	cmd := exec.Command("go", "mod", "download", "-json", modver)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	var got struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &got); jsonErr != nil {
		return "", errors.Join(err, fmt.Errorf("download %s: %w", modver, jsonErr))
	}
	if got.Error != "" {
		return "", fmt.Errorf("download %s: %s", modver, got.Error)
	}
	return got.Dir, nil
}

func (a api) read(name, rel string) error {
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil // templates and broken examples are no part of the API
	}
	if rel == "." {
		rel = ""
	}
	if f.Name.Name == "main" && rel != "" {
		return nil
	}
	p := a[rel]
	if p == nil {
		p = &packageAPI{funcs: map[string][]*ast.FuncType{}, types: map[string]ast.Expr{}, embeds: map[string][]string{}, forms: map[string]bool{}}
		a[rel] = p
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if ft, ok := n.(*ast.FuncType); ok {
			p.forms[form(ft)] = true
		}
		return true
	})
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			key := d.Name.Name
			if d.Recv != nil && len(d.Recv.List) > 0 {
				key = typeName(d.Recv.List[0].Type) + "." + key
			}
			p.funcs[key] = append(p.funcs[key], d.Type)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if ts, ok := s.(*ast.TypeSpec); ok {
					p.addType(ts)
				}
			}
		}
	}
	return nil
}

func (p *packageAPI) addType(ts *ast.TypeSpec) {
	p.types[ts.Name.Name] = ts.Type
	it, ok := ts.Type.(*ast.InterfaceType)
	if !ok {
		return
	}
	for _, m := range it.Methods.List {
		ft, ok := m.Type.(*ast.FuncType)
		if !ok {
			name := typeName(m.Type)
			if _, foreign := m.Type.(*ast.SelectorExpr); foreign {
				name = "" // another module's, which is not read
			}
			p.embeds[ts.Name.Name] = append(p.embeds[ts.Name.Name], name)
			continue
		}
		for _, n := range m.Names {
			key := ts.Name.Name + "." + n.Name
			p.funcs[key] = append(p.funcs[key], ft)
		}
	}
}

// typeName is the bare name of a type expression: no pointer, no package, no
// type arguments.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.ParenExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// parameters counts those that a rule counts: without a leading context. many
// is set where the last one is variadic.
func parameters(ft *ast.FuncType) (n int, many bool) {
	for i, f := range ft.Params.List {
		names := max(len(f.Names), 1)
		if sel, ok := f.Type.(*ast.SelectorExpr); ok && i == 0 && sel.Sel.Name == "Context" {
			names--
		}
		if _, ok := f.Type.(*ast.Ellipsis); ok {
			many = true
		}
		n += names
	}
	return n, many
}

func skipWithoutProxy(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs the Go module proxy")
	}
	if runtime.GOOS == "js" {
		t.Skip("needs the go command")
	}
}

// form writes a function type as a signature row does, without packages.
func form(ft *ast.FuncType) string {
	list := func(fields *ast.FieldList) (out []string) {
		if fields == nil {
			return nil
		}
		for _, f := range fields.List {
			for range max(len(f.Names), 1) {
				out = append(out, unqualified(types.ExprString(f.Type)))
			}
		}
		return out
	}
	s := "func(" + strings.Join(list(ft.Params), ", ") + ")"
	switch results := list(ft.Results); len(results) {
	case 0:
	case 1:
		s += " " + results[0]
	default:
		s += " (" + strings.Join(results, ", ") + ")"
	}
	return s
}
