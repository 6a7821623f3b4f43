package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// implementations finds methods of types that implement an interface which a
// framework calls, first of interfaces in view.
func (fd *finder) implementations() {
	for _, inView := range []bool{true, false} {
		for i := range fd.m.rules {
			fd.implementers(&fd.m.rules[i], inView)
		}
	}
}

func (fd *finder) implementers(r *framed, inView bool) {
	names := expand(r.Implements)
	if strings.Contains(r.Implements, "*") {
		if !fd.uses(r) {
			return // the name alone says nothing: resolvers are of many kinds
		}
		names = slices.DeleteFunc(fd.p.Interfaces(), func(name string) bool {
			return !glob(r.Implements, name) || r.Kind == "grpc" && !fd.service(name)
		})
	}
	for _, name := range names {
		if (fd.p.Decl(name) != nil) == inView {
			fd.implementation(r, name)
		}
	}
}

// service: every method of an interface has the form that protoc gives them: a
// message for a message, or a stream.
func (fd *finder) service(name string) bool {
	d := fd.p.Decl(name)
	unary := false
	for i := range d.Methods {
		m := &d.Methods[i]
		switch {
		case strings.HasPrefix(m.Sig, "func(context.Context, *") && strings.HasSuffix(m.Sig, ", error)") && strings.Contains(m.Sig, ") (*"):
			unary = true
		case strings.HasPrefix(m.Name, "mustEmbed"), strings.HasSuffix(m.Sig, "Server) error"), strings.Contains(m.Sig, "grpc."):
		default:
			return false
		}
	}
	return unary
}

func (fd *finder) implementation(r *framed, name string) {
	methods := r.Methods
	iface := fd.p.Decl(name)
	if iface == nil && (len(methods) < 3 || !telling(methods)) {
		return // not enough to know an interface by that is not in view
	}
	if iface != nil && len(methods) == 0 {
		for _, m := range iface.Methods {
			methods = append(methods, m.Name)
		}
	}
	for _, pkg := range fd.p.Pkgs {
		for i := range pkg.Decls {
			d := &pkg.Decls[i]
			if d.Pkg != pkg.Path || d.Kind == summary.Interface {
				continue
			}
			if iface != nil && !fd.p.Implements(d.Name, name) || iface == nil && !hasAll(fd.p, d.Name, methods) || !fd.mayBe(d.Name) || bare(d.Name) == "Unimplemented"+bare(name) {
				continue
			}
			for _, m := range methods {
				if strings.HasPrefix(m, "mustEmbed") {
					continue // says what a type is, and is not called
				}
				if f := fd.p.Lookup(fd.p.Method(d.Name, m)); f != nil {
					fd.entry(f, r, nil)
					fd.ofService(f, r, bare(name))
				}
			}
		}
	}
}

// ofService notes for which gRPC service a method stands, by the name of what protoc has
// written: what serves it may be in a package that is not read.
func (fd *finder) ofService(f *link.Func, r *framed, name string) {
	if service := strings.TrimSuffix(name, "Server"); r.Kind == "grpc" && service != name && service != "" {
		fd.services[f] = union(fd.services[f], []string{service})
	}
}

// telling: some name is other than what every store of keys and values has.
func telling(methods []string) bool {
	return slices.ContainsFunc(methods, func(m string) bool { return !slices.Contains([]string{"Get", "Set", "Delete"}, m) })
}

func hasAll(p *link.Program, typ string, methods []string) bool {
	for _, m := range methods {
		if p.Method(typ, m) == "" {
			return false
		}
	}
	return true
}
