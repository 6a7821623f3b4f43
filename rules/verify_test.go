package rules

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestClientsResolve checks every row of every client against the source of
// the versions it claims to be verified in. It needs the Go module proxy.
func TestClientsResolve(t *testing.T) {
	skipWithoutProxy(t)
	c := mustBuiltin(t)
	for i := range c.Clients {
		cl := &c.Clients[i]
		t.Run(cl.Name, func(t *testing.T) {
			var versions []api
			for _, v := range cl.Verified {
				versions = append(versions, clientAPI(t, cl, v))
			}
			for _, op := range cl.Ops {
				if err := resolve(op, versions); err != nil {
					t.Errorf("%s:%d: %v", cl.File, op.Line, err)
				}
			}
		})
	}
}

// clientAPI reads the packages that the client claims of one version. The
// module may be one that the client's own path lies in (std, a copied package).
func clientAPI(t *testing.T, cl *Client, modver string) api {
	t.Helper()
	module, _, _ := strings.Cut(modver, "@")
	all := moduleAPI(t, modver, clientFolders(cl, modver))
	out := api{}
	for rel, p := range all {
		pkg := path.Join(module, rel)
		if module == "std" {
			pkg = rel
		}
		if claims(cl, pkg) {
			out[rel] = p
		}
	}
	if len(out) == 0 {
		t.Errorf("%s: no package of %s is one of the client's", cl.File, modver)
	}
	return out
}

// clientFolders lists the folders of the module to read; nil is all of it.
func clientFolders(cl *Client, modver string) []string {
	if strings.HasPrefix(modver, "std@") {
		return cl.Modules
	}
	module, _, _ := strings.Cut(modver, "@")
	if len(cl.Packages) == 0 || !slices.Contains(cl.Modules, module) {
		return nil
	}
	return cl.Packages
}

func claims(cl *Client, pkg string) bool {
	one := Catalogue{Clients: []Client{*cl}}
	return one.Client(pkg) != nil || one.Service(pkg) != nil
}

// resolve finds the row's function in at least one version, with a parameter at
// each place that the row names.
func resolve(op Op, versions []api) error {
	found := false
	var short error
	for _, v := range versions {
		for _, p := range v {
			for _, ft := range p.lookup(op.Func) {
				found = true
				if err := fits(op, ft); err != nil {
					short = err
				} else {
					return nil
				}
			}
		}
	}
	if !found {
		return fmt.Errorf("func %s is declared in none of the verified versions", op.Func)
	}
	return short
}

func (p *packageAPI) lookup(name string) []*ast.FuncType {
	if name, any := strings.CutPrefix(name, "*."); any || !strings.Contains(name, ".") {
		var out []*ast.FuncType
		for key, list := range p.funcs {
			_, method, isMethod := strings.Cut(key, ".")
			if key == name && !any || isMethod && method == name {
				out = append(out, list...)
			}
		}
		return out
	}
	return p.funcs[name]
}

func fits(op Op, ft *ast.FuncType) error {
	n, many := parameters(ft)
	for what, index := range op.indexes() {
		if index != nil && *index >= n && !many {
			return fmt.Errorf("func %s: %s is argument %d of %d", op.Func, what, *index, n)
		}
	}
	return nil
}

// TestCommandTypesResolve: a pattern that matches no type would silence every
// command of that type.
func TestCommandTypesResolve(t *testing.T) {
	skipWithoutProxy(t)
	c := mustBuiltin(t)
	for i := range c.Clients {
		cl := &c.Clients[i]
		patterns := slices.Concat(cl.CommandTypes, cl.QueuedTypes)
		if len(patterns) == 0 {
			continue
		}
		t.Run(cl.Name, func(t *testing.T) {
			matched := map[string]bool{}
			for _, v := range cl.Verified {
				for _, p := range clientAPI(t, cl, v) {
					for name := range p.types {
						for _, pattern := range patterns {
							if ok, err := path.Match(pattern, name); err == nil && ok {
								matched[pattern] = true
							}
						}
					}
				}
			}
			for _, pattern := range patterns {
				if !matched[pattern] {
					t.Errorf("%s: type %q is in none of the verified versions", cl.File, pattern)
				}
			}
		})
	}
}

// TestRootsResolve checks every root against the source of the versions it
// claims to be verified in. It needs the Go module proxy.
func TestRootsResolve(t *testing.T) {
	skipWithoutProxy(t)
	c := mustBuiltin(t)
	for i := range c.Frameworks {
		f := &c.Frameworks[i]
		t.Run(f.Name, func(t *testing.T) {
			var versions []rootSource
			for _, v := range f.Verified {
				module, _, _ := strings.Cut(v, "@")
				versions = append(versions, rootSource{module, moduleAPI(t, v, rootFolders(f, v)), f.Modules[0]})
			}
			for _, r := range f.Roots {
				if !resolvesRoot(r, versions) {
					t.Errorf("%s:%d: %s is in none of the verified versions", f.File, r.Line, r.what())
				}
			}
		})
	}
}

// rootFolders lists the folders that the framework's rows name.
func rootFolders(f *Framework, modver string) []string {
	if strings.HasPrefix(modver, "std@") {
		return f.Modules
	}
	var folders []string
	for _, r := range f.Roots {
		for _, name := range qualified(strings.Join([]string{r.Call, r.Implements, r.Field, r.Signature, r.Takes}, " ")) {
			pkg, _ := splitName(name)
			if rel, ok := strings.CutPrefix(pkg, "MODULE"); ok {
				folders = append(folders, strings.TrimPrefix(rel, "/"))
			}
		}
	}
	return folders
}

type rootSource struct {
	module string
	api    api
	// std is the package that MODULE stands for in the standard library.
	std string
}

func resolvesRoot(r Root, versions []rootSource) bool {
	for _, v := range versions {
		if v.has(r) {
			return true
		}
	}
	return false
}

func (v rootSource) has(r Root) bool {
	switch {
	case r.Call != "":
		return v.hasCall(r) && v.hasTypes(r.Takes)
	case strings.HasPrefix(r.Field, "*"):
		return true // a struct that a generator writes
	case r.Field != "":
		pkg, name := splitName(r.Field)
		typ, field, _ := strings.Cut(name, ".")
		p := v.packageOf(pkg)
		return p != nil && (hasField(p.types[typ], field) || field == "*" && isMap(p.types[typ]))
	case r.Implements != "":
		return v.hasInterface(r)
	}
	return v.hasTypes(r.Signature+r.Takes) && (r.Signature == "" || v.hasForm(r.Signature))
}

func isMap(t ast.Expr) bool {
	_, ok := t.(*ast.MapType)
	return ok
}

// hasTypes tells whether every type of the framework that the text names exists.
func (v rootSource) hasTypes(text string) bool {
	for _, name := range qualified(text) {
		pkg, typ := splitName(name)
		p := v.packageOf(pkg)
		if p == nil && strings.HasPrefix(pkg, "MODULE") || p != nil && p.types[typ] == nil {
			return false
		}
	}
	return true
}

func (v rootSource) hasCall(r Root) bool {
	name := strings.NewReplacer("(*", "", "(", "", ")", "").Replace(r.Call)
	if strings.Contains(name, "*") {
		return true // a form of generated names; nothing in the module has them
	}
	pkg, name := splitName(name)
	p := v.packageOf(pkg)
	if p == nil {
		return false
	}
	for _, ft := range p.funcs[name] {
		if holds(ft, r.Handler, false) && holds(ft, r.Route, true) {
			return true
		}
	}
	return false
}

// holds tells whether a function has that parameter and whether a handler, or a
// text, can be in it.
func holds(ft *ast.FuncType, index *int, text bool) bool {
	if index == nil {
		return true
	}
	n, many := parameters(ft)
	if *index >= n {
		return many
	}
	typ := parameter(ft, *index)
	if e, ok := typ.(*ast.Ellipsis); ok {
		typ = e.Elt
	}
	switch typ := typ.(type) {
	case *ast.FuncType:
		return !text
	case *ast.Ident:
		return text == (typ.Name == "string") || token.IsExported(typ.Name) || typ.Name == "any"
	}
	return true
}

// parameter is the type of one parameter, counted as rules do.
func parameter(ft *ast.FuncType, index int) ast.Expr {
	for i, f := range ft.Params.List {
		names := max(len(f.Names), 1)
		if sel, ok := f.Type.(*ast.SelectorExpr); ok && i == 0 && sel.Sel.Name == "Context" {
			names--
		}
		if index < names {
			return f.Type
		}
		index -= names
	}
	return nil
}

// hasForm tells whether the framework has a function type of the row's form, in
// a declaration or as a parameter: else no function has that form for its sake.
func (v rootSource) hasForm(signature string) bool {
	want := unqualified(signature)
	for _, p := range v.api {
		if p.forms[want] {
			return true
		}
	}
	return false
}

// unqualified drops package paths from a type's text.
func unqualified(text string) string {
	return regexp.MustCompile(`[\w./-]+\.(\w+)`).ReplaceAllString(strings.ReplaceAll(text, "interface{}", "any"), "$1")
}

func (v rootSource) hasInterface(r Root) bool {
	pkg, name := splitName(r.Implements)
	if strings.Contains(r.Implements, "*") {
		return true
	}
	p := v.packageOf(pkg)
	if p == nil || p.types[name] == nil {
		return false
	}
	for _, m := range r.Methods {
		if !p.hasMethod(name, m) {
			return false
		}
	}
	return true
}

func (p *packageAPI) hasMethod(iface, method string) bool {
	if p.funcs[iface+"."+method] != nil {
		return true
	}
	for _, e := range p.embeds[iface] {
		if e == "" || e != iface && p.hasMethod(e, method) {
			return true
		}
	}
	return false
}

func (v rootSource) packageOf(pkg string) *packageAPI {
	if v.module == "std" {
		return v.api[strings.Replace(pkg, "MODULE", v.std, 1)]
	}
	rel, ok := strings.CutPrefix(pkg, "MODULE")
	if !ok {
		return nil
	}
	return v.api[strings.TrimPrefix(rel, "/")]
}

// splitName splits a/b.C.D at the first dot after the last slash.
func splitName(name string) (pkg, rest string) {
	slash := strings.LastIndex(name, "/") + 1
	dot := strings.Index(name[slash:], ".")
	if dot < 0 {
		return name, ""
	}
	return name[:slash+dot], name[slash+dot+1:]
}

func hasField(e ast.Expr, field string) bool {
	st, ok := e.(*ast.StructType)
	if !ok {
		return false
	}
	for _, f := range st.Fields.List {
		for _, n := range f.Names {
			if n.Name == field {
				return true
			}
		}
	}
	return false
}

// qualified lists the package-qualified names of a type's text.
func qualified(text string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("(),*[] {}", r) }) {
		if strings.Contains(word, ".") && !strings.HasPrefix(word, "...") {
			out = append(out, word)
		}
	}
	return out
}
