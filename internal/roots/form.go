package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// signatures finds functions by the form of their type, and model hooks by name
// and parameter.
func (fd *finder) signatures() {
	bySig := map[string]*framed{}
	byMethod := map[string][]*framed{}
	for i := range fd.m.rules {
		r := &fd.m.rules[i]
		if r.Signature != "" {
			bySig[r.Signature] = r
		}
		for _, name := range expand(r.Method) {
			byMethod[name] = append(byMethod[name], r)
		}
	}
	for _, f := range fd.p.Funcs {
		if r := bySig[signatureText(f)]; r != nil && fd.handedOn(f) && fd.mayRun(f) {
			fd.form(f, r)
		}
		for _, r := range byMethod[f.Short] {
			if f.Recv != "" && f.Name == f.Decl && hooks(f, r.Takes) && fd.uses(r) && fd.mayBe(f.Recv) {
				fd.add(fd.framed(f, r, nil))
			}
		}
	}
}

// uses reports whether a row that names no type of its framework may speak:
// something in view imports the framework.
func (fd *finder) uses(r *framed) bool {
	if strings.Contains(r.Takes, "/") {
		return true
	}
	have, ok := fd.imports[r.framework]
	if !ok {
		have = slices.ContainsFunc(fd.p.Pkgs, func(p *summary.Package) bool {
			return slices.ContainsFunc(p.Imports, func(path string) bool {
				return slices.ContainsFunc(r.modules, func(m string) bool { return path == m || strings.HasPrefix(path, m+"/") })
			})
		})
		fd.imports[r.framework] = have
	}
	return have
}

// form adds a function that only its type tells of, unless the catalogue knows
// more of it: how it is registered.
func (fd *finder) form(f *link.Func, r *framed) {
	for _, g := range fd.runs(f, r) {
		if fd.known(g) || g.Literal() && fd.hot[fd.p.Declared(g)] {
			continue // what an entry makes is part of it
		}
		root := fd.framed(g, r, nil)
		if root.Kind == "http" && fd.goesOn(g) {
			root.Kind = "middleware"
		}
		fd.add(root)
	}
}

// goesOn reports whether a function has the next one run, as middleware does: by a method
// of what it was given, or by calling a function of its own form that it was made around.
func (fd *finder) goesOn(f *link.Func) bool {
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		if c.Name == "Next" && len(c.Args) == 0 {
			return (link.Ref{F: f, V: c.Recv}).Bare().Value().Op == summary.ParamVal
		}
		v := (link.Ref{F: f, V: c.Fun}).Bare()
		if c.Fun == 0 || v.Value().Op != summary.FreeVal || len(f.Params) == 0 {
			return false
		}
		t := v.Type()
		if t.Kind == summary.Pointer { // the variable that holds it
			t = f.TypeAt(t.Elem)
		}
		return takesAs(fd.p.Underlying(t), f)
	})
}

// takesAs reports whether a function type, as text, has the parameters of a function; they
// may have names.
func takesAs(text string, f *link.Func) bool {
	text, ok := strings.CutPrefix(text, "func(")
	var params []string
	for depth, from, i := 1, 0, 0; ok && depth > 0 && i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
		if depth == 0 || depth == 1 && text[i] == ',' {
			params = append(params, strings.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	if len(params) != len(f.Params) {
		return false
	}
	for i, p := range params {
		if typ := f.TypeAt(f.Params[i].Type).Text; p != typ && !strings.HasSuffix(p, " "+typ) {
			return false
		}
	}
	return true
}

// known reports whether a function is an entry that runs per request already.
func (fd *finder) known(f *link.Func) bool { return fd.hot[f] }

// handedOn: a function of handler form counts where outside code can get at it.
// What nothing in view calls, and yet stands as a value in code that is used, is on
// its way there.
func (fd *finder) handedOn(f *link.Func) bool {
	return fd.p.Outside(f) || fd.p.UsedAsValue(f) || len(f.In) == 0 && slices.ContainsFunc(fd.mentioned()[f.Name], fd.used)
}

// used: the function around is a method, or somebody calls it or hands it on.
func (fd *finder) used(f *link.Func) bool {
	d := fd.p.Lookup(f.Decl)
	return d == nil || d.Recv != "" || len(d.In) > 0 || d.Short == "main" || initialiser(d) || fd.p.Outside(d) || len(fd.mentioned()[d.Name]) > 0
}

func signatureText(f *link.Func) string {
	var ps, rs []string
	for i, p := range f.Params {
		if i == 0 && f.Recv != "" && f.Name == f.Decl {
			continue
		}
		ps = append(ps, f.TypeAt(p.Type).Text)
	}
	for _, r := range f.Results {
		rs = append(rs, f.TypeAt(r).Text)
	}
	s := "func(" + strings.Join(ps, ", ") + ")"
	switch len(rs) {
	case 0:
	case 1:
		s += " " + rs[0]
	default:
		s += " (" + strings.Join(rs, ", ") + ")"
	}
	return strings.ReplaceAll(s, "interface{}", "any") // two spellings of one type
}

// hooks reports whether a method has a parameter or result of the type; "()" is
// a method without parameters.
func hooks(f *link.Func, typ string) bool {
	if typ == "()" {
		return len(f.Params) == 1
	}
	for _, p := range f.Params[1:] {
		if f.TypeAt(p.Type).Text == typ {
			return true
		}
	}
	for _, r := range f.Results {
		if typ != "" && f.TypeAt(r).Text == typ {
			return true
		}
	}
	return typ == ""
}
