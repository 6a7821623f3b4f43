package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// implements reports whether values of the named type (by pointer if ptr) have
// every method of the interface. Signatures are compared as text; where either
// side has type parameters, names must do.
func (p *Program) implements(typ string, ptr bool, iface string) bool {
	key := implKey{typ, iface, ptr}
	if v, ok := p.impl[key]; ok {
		return v
	}
	v := p.hasMethods(p.decls[typ], ptr, p.decls[iface])
	p.impl[key] = v
	return v
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
		if !sameSig(m.Sig, want.Sig) && !d.Generic && !iface.Generic {
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
