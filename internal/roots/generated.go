package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// generated gives the methods of a service the routes of what a generator wrote
// for them: a handler for each, which decodes the request and calls the method. Where that
// is not in view, the interface says what the service is called.
func (fd *finder) generated() {
	var list []Root
	for _, r := range fd.out {
		if !r.Own && r.Loop < 0 && r.Heat == finding.Request && (r.Kind == "http" || r.Kind == "grpc") {
			list = append(list, r)
		}
	}
	sortByName(list)
	inside := map[string][]*link.Func{}
	for _, f := range fd.p.Funcs {
		inside[f.Decl] = append(inside[f.Decl], f)
	}
	for len(list) > 0 {
		r := list[0]
		list = list[1:]
		if r.Kind == "grpc" && len(r.Routes) == 0 {
			if r.Routes = fd.fullMethod(r.F); len(r.Routes) > 0 {
				fd.add(r)
			}
		}
		if len(r.Routes) == 0 {
			continue
		}
		for _, f := range inside[r.F.Decl] {
			if f == r.F || strings.HasPrefix(f.Name, r.F.Name+"$") {
				list = append(list, fd.served(f, r)...)
			}
		}
	}
	for f, services := range fd.services {
		if r, ok := fd.out[rootKey{f, "grpc", -1}]; ok && len(r.Routes) == 0 {
			for _, name := range services {
				r.Routes = append(r.Routes, name+"/"+f.Short)
			}
			fd.out[rootKey{f, "grpc", -1}] = r
		}
	}
}

// served hands routes on to the entries without one of the same kind that a
// handler calls through an interface, and returns those that had none before: a strict
// server stands between the wrapper of a method and the method.
func (fd *finder) served(f *link.Func, r Root) (lent []Root) {
	for i := range f.Calls {
		if f.Calls[i].Iface == 0 {
			continue
		}
		for _, e := range f.Out[i] {
			if old, ok := fd.out[rootKey{e.Callee, r.Kind, -1}]; ok && (len(old.Routes) == 0 || fd.lent[e.Callee]) {
				first := !fd.lent[e.Callee]
				fd.lent[e.Callee] = true
				old.Routes = union(old.Routes, r.Routes)
				fd.out[rootKey{e.Callee, r.Kind, -1}] = old
				if first {
					lent = append(lent, old)
				}
			}
		}
	}
	return lent
}

// fullMethod is the name under which a generated handler tells interceptors of its
// method.
func (fd *finder) fullMethod(f *link.Func) []string {
	for _, s := range f.Stores {
		if a := &f.Values[s.Addr]; a.Op == summary.FieldOf && strings.HasSuffix(a.Str, "grpc.UnaryServerInfo.FullMethod") {
			return slices.Clone(texts(fd.constant(link.Ref{F: f, V: s.Val})))
		}
	}
	return nil
}
