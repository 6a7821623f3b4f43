package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// noneGiven reports whether the expiry is what the function is given, by itself or in a
// struct, and a caller in view gives none.
func noneGiven(p *link.Program, o *link.Op) bool {
	if o.Command != "SET" && o.Client.Kind != rules.Facade || o.Rule.Raw != nil {
		return false
	}
	v, ok := o.Arg(o.Rule.TTL)
	return ok && v.Ctx == nil && handedNone(p, v, map[*link.Func]bool{})
}

// handedNone: a value is a parameter, or a field of one, for which a caller has no time to
// live.
func handedNone(p *link.Program, v link.Val, seen map[*link.Func]bool) bool {
	if v.V == 0 || seen[v.F] || len(seen) > 8 {
		return false
	}
	seen[v.F] = true
	return slices.ContainsFunc(v.F.In, func(e *link.Edge) bool {
		none, given := p.HandedNone(v, e)
		return none || handedNone(p, link.Val{Ref: given.Ref}, seen)
	})
}

// foreverGiven is noneGiven for a cache of the process, in which none has other values.
func foreverGiven(p *link.Program, o *link.Op, w *write) bool {
	v, ok := o.Arg(o.Rule.TTL)
	if !ok || o.Rule.NoTTL || v.Ctx != nil {
		return false
	}
	i, param := v.F.ParamOf(v.V)
	return param && slices.ContainsFunc(v.F.In, func(e *link.Edge) bool {
		arg, ok := p.Arg(&link.Ctx{Edge: e}, i)
		return ok && isForever(p, o, arg, w)
	})
}

// noneOn reports whether the way from an entry hands in no time to live, and a key that
// is more than one.
func noneOn(p *link.Program, o *link.Op, path []*link.Edge) bool {
	ctx := link.CtxOf(path)
	args := p.ArgsIn(o, ctx)
	if *o.Rule.TTL >= len(args) {
		return false
	}
	var w write
	none := p.NoTime
	if o.Client.Kind == rules.Memory {
		none = func(ttl link.Val) bool { return isForever(p, o, ttl, &w) }
	}
	if !none(args[*o.Rule.TTL]) {
		return false
	}
	k, ok := keyOf(p, o)
	if !ok {
		return false
	}
	return grows(p, link.Val{Ref: k.Ref, Ctx: ctx}, &w)
}

// givesNone: the call gives its callee no time to live where that asks for one.
func givesNone(p *link.Program, ctx *link.Ctx) bool {
	callee := ctx.Edge.Callee
	for i, prm := range callee.Params {
		if !isTime(callee, prm) {
			continue
		}
		arg, ok := p.Arg(ctx, i)
		if ok && (p.NoTime(arg) || arg.Value().Str == "nil" && arg.Value().Op == summary.Const) || p.LeavesOut(ctx.Edge, i) {
			return true
		}
	}
	return false
}

// uses: the function does something with its parameter.
func uses(f *link.Func, i int) bool {
	return slices.ContainsFunc(f.Values, func(v summary.Value) bool { return v.Op == summary.ParamVal && int(v.N) == i })
}

// options: a set of options, or where one is.
func options(f *link.Func, t *summary.Type) bool {
	if t.Kind == summary.Pointer {
		t = f.TypeAt(t.Elem)
	}
	name := t.Named
	if i := strings.IndexByte(name, '['); i > 0 {
		name = name[:i]
	}
	return slices.ContainsFunc([]string{"Options", "Opts", "Option", "Opt"}, func(s string) bool { return strings.HasSuffix(name, s) })
}

func isTime(f *link.Func, prm summary.Param) bool {
	t := f.TypeAt(prm.Type)
	return t.Text == "time.Duration" || options(f, t) || timeName(prm.Name)
}
