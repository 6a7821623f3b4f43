package link

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// implementsMemo is what a Program remembers of the questions of this file.
type implementsMemo struct {
	impl map[implKey]bool
}

// implements reports whether values of the named type (by pointer if ptr) have
// every method of the interface. Signatures are compared as text; where either
// side has type parameters, what is made of them may be anything.
func (p *Program) implements(typ string, ptr bool, iface string) bool {
	key := implKey{typ, iface, ptr}
	if v, ok := p.impl[key]; ok {
		return v
	}
	v := p.hasMethods(p.decls[typ], ptr, p.decls[iface])
	return keep(&p.impl, key, v)
}

// implKey is one question to implements; the iface of other questions about a
// type has no dot.
type implKey struct {
	typ, iface string
	ptr        bool
}

func (p *Program) hasMethods(d *summary.Decl, ptr bool, iface *summary.Decl) bool {
	if d == nil || iface == nil || d.Kind == summary.Interface || len(d.Methods) < len(iface.Methods) {
		return false
	}
	for _, want := range iface.Methods {
		m := methodOf(d, want.Name)
		if m == nil || m.Ptr && !ptr {
			return false
		}
		if !sameSig(m.Sig, want.Sig) && !((d.Generic || iface.Generic) && fitsSig(m.Sig, want.Sig)) {
			return false
		}
	}
	return true
}

// narrows: an interface is a part of what another one, a client's, offers.
func (p *Program) narrows(wide, iface string) bool {
	d, part := p.decls[wide], p.decls[iface]
	return d != nil && part != nil && d.Kind == summary.Interface && d != part && !slices.ContainsFunc(part.Methods, func(m summary.Method) bool {
		of := methodOf(d, m.Name)
		return of == nil || !sameSig(of.Sig, m.Sig)
	})
}

// sameSig: any and interface{} are one type in two spellings.
func sameSig(a, b string) bool {
	return a == b || strings.ReplaceAll(a, "interface{}", "any") == strings.ReplaceAll(b, "interface{}", "any")
}

// fitsSig: the signatures are one but for what is made of type parameters.
func fitsSig(a, b string) bool {
	x, y := parts(a), parts(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if (x[i] == "") != (y[i] == "") || !sameSig(x[i], y[i]) && !openType(x[i]) && !openType(y[i]) {
			return false
		}
	}
	return true
}

// parts are the parameters and results of a signature, with an empty text after each of
// the two lists.
func parts(sig string) []string {
	var out []string
	depth, from := 0, len("func(")
	for i := from; i < len(sig); i++ {
		switch sig[i] {
		case '(', '[', '{':
			depth++
		case ']', '}':
			depth--
		case ')':
			if depth--; depth < 0 {
				rest := strings.TrimSpace(sig[i+1:])
				out = append(out, sig[from:i], "")
				if inner, ok := strings.CutPrefix(rest, "("); ok {
					return append(out, parts("func("+inner)...)
				}
				return append(out, rest, "")
			}
		case ',':
			if depth == 0 {
				out = append(out, sig[from:i])
				from = i + 2
			}
		}
	}
	return out
}

// openType: the text of a type names a type parameter: a word of no package that is no
// type of the language's own.
func openType(text string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" *[](){},<-", r) }), func(w string) bool {
		w = strings.TrimPrefix(w, "...")
		return w != "" && !strings.Contains(w, ".") && token.IsIdentifier(w) && types.Universe.Lookup(w) == nil
	})
}

func methodOf(d *summary.Decl, name string) *summary.Method {
	i, ok := slices.BinarySearchFunc(d.Methods, name, func(m summary.Method, n string) int { return strings.Compare(m.Name, n) })
	if !ok {
		return nil
	}
	return &d.Methods[i]
}

// Implements reports whether the named type or a pointer to it has the methods
// of the named interface.
func (p *Program) Implements(typ, iface string) bool { return p.implements(typ, true, iface) }

// Method returns the declared function that a call of the named method on the
// named type runs, empty if there is none or it is dynamic.
func (p *Program) Method(typ, name string) string {
	d := p.decls[typ]
	if d == nil {
		return ""
	}
	if m := methodOf(d, name); m != nil && !m.Iface {
		return m.Func
	}
	return ""
}

// splitName takes a FullName apart: "(*path.T).M" or "path.F".
func splitName(full string) (pkg, typ, name string) {
	if rest, ok := strings.CutPrefix(full, "("); ok {
		recv, method, ok := strings.Cut(rest, ").")
		if !ok {
			return "", "", full
		}
		recv = strings.TrimPrefix(recv, "*")
		if i := strings.IndexByte(recv, '['); i >= 0 {
			recv = recv[:i]
		}
		slash := strings.LastIndexByte(recv, '/')
		dot := strings.IndexByte(recv[slash+1:], '.')
		if dot < 0 {
			return "", recv, method
		}
		return recv[:slash+1+dot], recv[slash+dot+2:], method
	}
	slash := strings.LastIndexByte(full, '/')
	dot := strings.IndexByte(full[slash+1:], '.')
	if dot < 0 {
		return "", "", full
	}
	return full[:slash+1+dot], "", full[slash+dot+2:]
}
