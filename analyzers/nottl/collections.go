package nottl

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// collecting are the commands that keep more than one value under a key.
var collecting = append([]string{"HSET", "HMSET"}, adding...)

// collection finds maps, sets and lists for good in a store that was built with an
// expiry, and gives it to the plain values under the same keys.
func collection(p *analyzers.Pass, o *link.Op) (write, bool) {
	w := write{command: o.Command, collection: true}
	if o.Client.Kind != rules.Remote || o.Script != nil || o.Does("none") || o.Dispatches() || !slices.Contains(collecting, o.Command) ||
		o.F.Recv == "" || analyzers.Named(o.F, working...) {
		return w, false
	}
	k, ok := keyOf(p.Prog, o)
	w.key = k
	return w, ok && grows(p.Prog, k, &w) && plainExpire(p.Prog, o, k) && !p.Prog.ExpiresNearby(o.F, k, true)
}

// plainExpire reports whether the type writes plain values under such a key, which its
// caller gives, with an expiry that the type has in a field, and takes nothing off its
// sets and lists.
func plainExpire(p *link.Program, adds *link.Op, key link.Val) bool {
	form := p.Strings(key, false)
	return len(form.Open) > 0 && keepsBeside(p, adds, key, func(o *link.Op) bool {
		return givesOwn(p, o) && slices.Equal(keyForms(p, o), form.Vals)
	})
}

func keyForms(p *link.Program, o *link.Op) []string {
	k, ok := keyOf(p, o)
	if !ok {
		return nil
	}
	return p.Strings(k, false).Vals
}

// setting are the commands that write a plain value and may give it a time.
var setting = []string{"SET", "SETEX", "PSETEX"}

// givesOwn: the op sets a plain value with the time that a field says.
func givesOwn(p *link.Program, o *link.Op) bool {
	if o.Client.Kind != rules.Remote || o.Script != nil || !slices.Contains(setting, o.Command) {
		return false
	}
	if o.Rule.Raw != nil {
		params, _ := p.Params(o, nil)
		return slices.ContainsFunc(params, func(v link.Val) bool { return v.F == o.F && timeIn(v.F, v.V) })
	}
	v, ok := o.Arg(o.Rule.TTL)
	return ok && v.F == o.F && timeIn(v.F, v.V)
}

// timeIn: a number is made of a field that is called like a time to live.
func timeIn(f *link.Func, v int32) bool {
	x := &f.Values[v]
	switch x.Op {
	case summary.Binary:
		return timeIn(f, x.A) || timeIn(f, x.B)
	case summary.Convert, summary.MakeIface:
		return timeIn(f, x.A)
	}
	return timeField(f, v)
}
