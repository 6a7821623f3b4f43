package roots

import (
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// route is the constant route of a registration, after its verb.
func (fd *finder) route(f *link.Func, c *summary.Call, r *framed) string {
	verb := r.Verb
	if verb == "*" {
		verb = strings.ToUpper(c.Name)
	}
	router := link.Ref{F: f, V: c.Recv}
	path := ""
	if r.Route != nil {
		i := *r.Route + contextArgs(c, f)
		if i < 0 || i >= len(c.Args) {
			return verb
		}
		if lit := f.Values[c.Args[i]]; lit.Op == summary.Load && f.TypeAt(lit.Type).Kind == summary.Struct {
			return fd.described(f, lit.A, r)
		}
		if path = fd.constant(link.Ref{F: f, V: c.Args[i]}); path == "" {
			return verb
		}
	} else if r.Kind != "http" {
		return verb
	}
	path = strings.ReplaceAll(fd.prefix(router, 0)+path, "//", "/")
	return strings.TrimSpace(verb + " " + path)
}

// described is the route that a struct's own fields give beside the handler.
func (fd *finder) described(f *link.Func, base int32, r *framed) string {
	verb, path := "", ""
	for _, s := range f.Stores {
		a := &f.Values[s.Addr]
		if r.Kind != "http" || a.Op != summary.FieldOf || a.A != base {
			continue
		}
		switch bare(a.Str) {
		case "Method":
			verb = fd.constant(link.Ref{F: f, V: s.Val})
		case "Path":
			path = fd.constant(link.Ref{F: f, V: s.Val})
		}
	}
	if path == "" {
		return ""
	}
	return strings.TrimSpace(verb + " " + path)
}

// constant is the one text that a value can be, empty where there is none.
func (fd *finder) constant(v link.Ref) string {
	if known := fd.p.Strings(link.Val{Ref: v}, true).Known(); len(known) == 1 {
		return known[0]
	}
	return ""
}

// groups are the methods that make a router for the routes below a path, or
// give a function one. An argument that is no path adds nothing.
var groups = map[string]bool{
	"Group": true, "PathPrefix": true, "Party": true, "Subrouter": true, "Namespace": true, "GroupPath": true,
	"Path": true, "Route": true, "PartyFunc": true, "With": true,
}

// chained are the methods that return the router or route which they refine.
var chained = map[string]bool{"Methods": true, "Host": true, "Headers": true, "Queries": true, "Schemes": true, "Name": true}

// prefix is the path of the group that a router stands for, where it is constant.
func (fd *finder) prefix(v link.Ref, d int) string {
	if v.V == 0 || d > 12 {
		return ""
	}
	x := v.Value()
	switch x.Op {
	case summary.CallVal:
		return fd.group(v.F, &v.F.Calls[x.N], d)
	case summary.Load, summary.FieldOf, summary.Convert, summary.Extract, summary.MakeIface:
		return fd.prefix(v.With(x.A), d+1)
	case summary.Phi:
		return fd.prefix(v.With(x.Args[0]), d+1)
	case summary.ParamVal:
		return fd.given(v.F, int(x.N), d)
	}
	return ""
}

func (fd *finder) group(f *link.Func, c *summary.Call, d int) string {
	switch {
	case chained[c.Name]:
		return fd.prefix(link.Ref{F: f, V: c.Recv}, d+1)
	case !groups[c.Name]:
		return ""
	}
	text := ""
	if len(c.Args) > 0 {
		text = fd.constant(link.Ref{F: f, V: c.Args[0]})
	}
	return fd.prefix(link.Ref{F: f, V: c.Recv}, d+1) + text
}

// given is the prefix of a router that a function is handed: by a router whose
// group it fills, or by its callers, where all agree.
func (fd *finder) given(f *link.Func, param, d int) string {
	if g, c := fd.filled(f); c != nil {
		return fd.group(g, c, d+3)
	}
	if len(f.In) > 8 {
		return ""
	}
	found, seen := "", false
	for _, e := range f.In {
		text := ""
		if e.Via == link.Callback && e.Call >= 0 {
			text = fd.group(e.Caller, &e.Caller.Calls[e.Call], d+3)
		} else if arg, ok := fd.p.Arg(&link.Ctx{Edge: e}, param); ok {
			text = fd.prefix(arg.Ref, d+3)
		}
		if seen && text != found {
			return ""
		}
		found, seen = text, true
	}
	return found
}

// filled finds the call that hands a closure the router of a group, in the
// function around it: a router that is itself in view calls it in its own way.
func (fd *finder) filled(f *link.Func) (*link.Func, *summary.Call) {
	around := fd.p.Lookup(f.Name[:max(0, strings.LastIndexByte(f.Name, '$'))])
	if f.Name == f.Decl || around == nil {
		return nil, nil
	}
	for i := range around.Calls {
		c := &around.Calls[i]
		for _, a := range c.Args {
			if groups[c.Name] && around.Values[a].Str == f.Name {
				return around, c
			}
		}
	}
	return nil, nil
}
