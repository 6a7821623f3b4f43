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
	fd.behindLiterals()
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

// withinService drops what a framework has made an object of where a method of the same
// kind has that object do its work: the method of the registered service is the entry, and
// leads there.
func (fd *finder) withinService() {
	for k, r := range fd.out {
		if r.Framework != "" && k.loop < 0 && slices.ContainsFunc(k.f.In, func(e *link.Edge) bool {
			_, entry := fd.out[rootKey{e.Caller, k.kind, -1}]
			return e.Made && entry && e.Caller.Decl != k.f.Decl
		}) {
			defer delete(fd.out, k)
		}
	}
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

// requestNames end the names of types that carry what a client asks for.
var requestNames = []string{"req", "request", "params", "input", "args", "body"}

// behindLiterals gives the methods of a service the routes of the literals that stand for
// them where the service is registered: each decodes a request and hands it on, as what
// generators write does.
func (fd *finder) behindLiterals() {
	var list []Root
	for _, r := range fd.out {
		if r.Kind == "http" && r.Loop < 0 && !r.Own && len(r.Routes) > 0 && r.F.Literal() && !fd.makesIt(r.F) {
			list = append(list, r)
		}
	}
	sortByName(list)
	for _, r := range list {
		for i := range r.F.Calls {
			if !fd.ofRegistered(r.F, &r.F.Calls[i]) {
				continue
			}
			for _, e := range r.F.Out[i] {
				if e.Via == link.Interface && e.Conf != finding.Possible && !fd.known(e.Callee) && onlyFrom(e.Callee, r.F) {
					fd.add(Root{F: e.Callee, Kind: r.Kind, Heat: r.Heat, Routes: r.Routes, Loop: -1})
				}
			}
		}
	}
}

// makesIt: the function around a literal is there to make it, and says what it does.
func (fd *finder) makesIt(f *link.Func) bool {
	d := fd.p.Declared(f)
	return d != nil && slices.ContainsFunc(d.Results, func(t int32) bool { return makesHandler(d.TypeAt(t)) })
}

// ofRegistered reports whether a call hands a request to a method of the service that the
// function around was given.
func (fd *finder) ofRegistered(f *link.Func, c *summary.Call) bool {
	if c.Iface == 0 || fd.paramOf(link.Ref{F: f, V: c.Recv}) < 0 {
		return false
	}
	return slices.ContainsFunc(c.Args, func(a int32) bool {
		words := link.Words(bare(eventType(f, f.TypeAt(f.Values[a].Type)).Named))
		return len(words) > 0 && slices.Contains(requestNames, words[len(words)-1])
	})
}

// onlyFrom: nothing but one function calls another.
func onlyFrom(callee, caller *link.Func) bool {
	return !slices.ContainsFunc(callee.In, func(e *link.Edge) bool { return e.Caller != caller })
}
