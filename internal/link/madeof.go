package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// What outside code makes of functions and gives back as an object runs them later, when
// one of its methods is given something to work on:
//
//	s.list = kitgrpc.NewServer(listEndpoint(files), decode, encode)
//	...
//	_, out, err := s.list.ServeGRPC(ctx, in)

// maxObject bounds the steps from such a call back to where the object was made.
const maxObject = 12

// madeOf connects the calls of such methods with the functions.
func (fl *flow) madeOf() {
	for _, f := range fl.p.Funcs {
		for i := range f.Calls {
			if c := &f.Calls[i]; c.Recv != 0 && fl.works(f, c) {
				fl.makers(Ref{f, c.Recv}, 0, func(made Ref) { fl.runsMade(f, int32(i), made, c.Pkg) })
			}
		}
	}
}

// works reports whether a call is of a third party's method that is given something
// beside a context and gives something back, or serves it.
func (fl *flow) works(f *Func, c *summary.Call) bool {
	if !ThirdParty(c.Pkg) || fl.p.byName[c.Callee] != nil || fl.p.Cat.Client(c.Pkg) != nil || f.GivesNothing(c) && !strings.HasPrefix(c.Name, "Serve") {
		return false
	}
	for i, a := range c.Args {
		if (i > 0 || !isContext(f, c, a)) && f.TypeAt(f.Values[a].Type).Kind != summary.Signature {
			return true
		}
	}
	return false
}

// makers finds the calls of functions that an object may come from.
func (fl *flow) makers(v Ref, d int, found func(Ref)) {
	if v.V == 0 || d > maxObject {
		return
	}
	switch x := v.Value(); x.Op {
	case summary.Load, summary.Convert, summary.MakeIface, summary.Extract:
		fl.makers(v.With(x.A), d+1, found)
	case summary.FieldOf, summary.GlobalAddr, summary.Alloc:
		for _, in := range fl.p.keptAt(v) {
			fl.makers(in, d+2, found)
		}
	case summary.Phi:
		for _, a := range x.Args {
			fl.makers(v.With(a), d+2, found)
		}
	case summary.FreeVal:
		if around, ok := fl.p.Captured(v); ok {
			fl.makers(around, d+1, found)
		}
	case summary.CallVal:
		found(v)
	}
}

// runsMade connects a call with the functions that the object was made of, and with those
// that these were made around: what stands behind a middleware is called through it, but
// which of all that do is to be seen where it was laid around the one.
func (fl *flow) runsMade(f *Func, call int32, made Ref, pkg string) {
	c := &made.F.Calls[made.Value().N]
	if c.Recv != 0 || c.Fun != 0 || c.Iface != 0 || fl.p.byName[c.Callee] != nil || c.Pkg != pkg {
		return
	}
	for _, a := range c.Args {
		fl.layers(made.With(a), 0, func(v Ref) {
			fl.wait(v.F.valueNode(v.V), site{f: f, call: call, role: runMade, through: f.Calls[call].Callee, arg: -1})
		})
	}
}

// layers goes from a function value to those that it was made around: arguments of its
// own form, wherever it was kept on the way.
func (fl *flow) layers(v Ref, d int, each func(Ref)) {
	t := v.Type()
	if v.V == 0 || d > maxObject || t.Kind != summary.Signature {
		return
	}
	each(v)
	switch x := v.Value(); x.Op {
	case summary.Load:
		fl.stored(v.With(x.A), d, each)
	case summary.FieldOf:
		fl.stored(v, d, each)
	case summary.Convert:
		fl.layers(v.With(x.A), d+1, each)
	case summary.Phi:
		for _, a := range x.Args {
			fl.layers(v.With(a), d+2, each)
		}
	case summary.CallVal:
		for _, a := range v.F.Calls[x.N].Args {
			if in := v.With(a); in.Type().Text == t.Text || in.Type().Kind == summary.Signature && in.Type().Named == "" {
				fl.layers(in, d+1, each)
			}
		}
	}
}

// stored follows what is kept in a field or a variable.
func (fl *flow) stored(at Ref, d int, each func(Ref)) {
	for _, v := range fl.p.keptAt(at) {
		if v.Type().Kind == summary.Signature {
			fl.layers(v, d+2, each)
		}
	}
}

// keptAt lists what is put into a field, or into a variable of a package or a function.
func (p *Program) keptAt(at Ref) []Ref {
	switch x := at.Value(); x.Op {
	case summary.FieldOf, summary.GlobalAddr:
		return p.Stored(x.Str)
	case summary.Alloc:
		return p.Assigned(at)
	}
	return nil
}
