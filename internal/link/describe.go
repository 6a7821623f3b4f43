package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// elementsOf names the turns of a loop over a collection.
func elementsOf(words string) string {
	if words == "keys that match" {
		return words
	}
	return "elements of " + words
}

// Something is what is named by nothing in view.
const Something = "a collection"

// Describe names a value in a few words: a parameter, a field, a call's result.
func (p *Program) Describe(v Val) string { return p.describe(v, 0) }

func (p *Program) describe(v Val, d int) string {
	if d > 8 || v.V == 0 {
		return Something
	}
	x := v.Value()
	switch x.Op {
	case summary.ParamVal:
		if int(x.N) < len(v.F.Params) && v.F.Params[x.N].Name != "" {
			return v.F.Params[x.N].Name
		}
	case summary.FieldOf, summary.GlobalAddr:
		return x.Str[strings.LastIndexByte(x.Str, '.')+1:]
	case summary.Load, summary.Convert, summary.SliceOf, summary.Extract, summary.MakeIface, summary.Assert, summary.LenOf:
		return p.describe(v.With(x.A), d+1)
	case summary.ElemOf:
		return "an element of " + p.describe(v.With(x.A), d+1)
	case summary.FreeVal:
		if around, ok := p.Captured(v.Ref); ok {
			return p.describe(Val{around, ctxOf(v.Ctx, around.F)}, d+1)
		}
	case summary.CallVal:
		return p.describeCall(v, int32(x.N), d)
	case summary.Alloc:
		for _, s := range few(p.givenBack(v.F, v.V)) {
			if w := p.describe(v.With(s), d+1); w != Something {
				return w
			}
		}
		for _, s := range v.F.values[v.V] {
			return p.describe(v.With(s), d+1)
		}
	case summary.Append:
		if w := p.describe(v.With(x.A), d+2); w != Something {
			return w
		}
		return p.describeAdded(v, d)
	case summary.Phi:
		for _, a := range few(x.Args) {
			if w := p.describeWay(v, a, d); w != Something {
				return w
			}
		}
	}
	return Something
}

// describeWay names one of the values that another may be: of a list to which each turn of a
// loop adds, what is added.
func (p *Program) describeWay(v Val, way int32, d int) string {
	switch x := &v.F.Values[way]; {
	case way == v.V:
		return Something
	case x.Op == summary.Append && x.A == v.V:
		return p.describeAdded(v.With(way), d+1)
	}
	return p.describe(v.With(way), d+2)
}

// few: the first of several values will do for a name.
func few(vs []int32) []int32 { return vs[:min(len(vs), 4)] }

// describeCall names what a call returns: the command of a client's call, what a
// reply parser or a conversion is given, else the function.
func (p *Program) describeCall(v Val, i int32, d int) string {
	c := &v.F.Calls[i]
	for _, o := range v.F.Ops {
		switch {
		case o.Call != i || o.Command == "":
		case o.Command == "KEYS" || o.Command == "SCAN":
			return "keys that match"
		case o.Script != nil:
			return "a script's reply"
		default:
			return "the reply of " + o.Command
		}
	}
	client := p.Cat.Client(c.Pkg) != nil
	switch {
	case client && c.Recv != 0 && len(c.Args) == 0:
		return p.describe(v.With(c.Recv), d+1) // Result() and its like
	case len(v.F.Out[i]) == 0 && c.Iface == 0 && c.Fun == 0 && (client && len(c.Args) > 0 || len(c.Args) == 1):
		if words := p.describe(v.With(c.Args[0]), d+1); words != Something {
			return words
		}
	}
	return "the result of " + shortCall(c)
}

func shortCall(c *summary.Call) string {
	if c.Type != "" {
		return c.Type + "." + c.Name
	}
	if c.Name != "" {
		return c.Name
	}
	return "a call"
}
