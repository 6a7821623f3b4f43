package link

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Toucher answers what calls do to caches, databases and locks, wrappers and
// interfaces seen through. Possible edges are not followed. The nearest few
// effects of each sort are kept, which is what judges look at.
type Toucher struct {
	p    *Program
	done map[*Func][]Touch
	// busy are the functions being worked out, by their place in the row of calls;
	// low is the first of them that was asked again, and part has the functions of a
	// cycle that are known in part because of that.
	busy map[*Func]int
	low  int
	part map[*Func]partial
	// site and held remember what At and Held found out.
	site map[siteKey][]Touch
	held map[siteKey]bool
	hold map[*Func]int8
	keys map[keyAt]Val
	// branches are the blocks that branch on a call's result.
	branches map[siteKey][]int32
	locks    map[*Func][]int32
	maps     map[*Func][]int32
	likes    map[string]bool
	expires  map[string]bool
	// beside is the touch that items are looked for beside, in one run.
	beside *Touch
}

// partial is what is known of a function while another of its cycle, the low one,
// is being worked out.
type partial struct {
	touches []Touch
	low     int
}

type siteKey struct {
	f    *Func
	call int32
}

// NewToucher returns a Toucher with nothing computed yet. It is not safe for
// concurrent use.
func NewToucher(p *Program) *Toucher {
	return &Toucher{
		p: p, done: map[*Func][]Touch{}, busy: map[*Func]int{}, low: noCycle, part: map[*Func]partial{}, site: map[siteKey][]Touch{}, held: map[siteKey]bool{}, hold: map[*Func]int8{},
		keys: map[keyAt]Val{}, branches: map[siteKey][]int32{}, locks: map[*Func][]int32{}, maps: map[*Func][]int32{}, likes: map[string]bool{}, expires: map[string]bool{},
	}
}

const (
	maxPerEffect = 6
	maxDown      = 7
	maxCycle     = 24
	noCycle      = 1 << 30
)

// Of lists what f does, nearest first.
func (t *Toucher) Of(f *Func) []Touch {
	if out, ok := t.done[f]; ok {
		return out
	}
	if x, ok := t.part[f]; ok {
		t.low = min(t.low, x.low)
		return x.touches
	}
	if at, ok := t.busy[f]; ok {
		t.low = min(t.low, at)
		return nil
	}
	at := len(t.busy)
	if at > 40 {
		return nil
	}
	t.busy[f] = at
	above := t.low
	t.low = noCycle
	var out []Touch
	for i := range f.Calls {
		for _, x := range t.At(f, int32(i)) {
			x.Once = x.Once || t.Single(f, int32(i))
			out = append(out, x)
		}
	}
	delete(t.busy, f)
	out = nearest(out)
	if t.low < at {
		t.part[f] = partial{out, t.low}
		t.low = min(t.low, above)
		return out
	}
	t.done[f] = out
	t.closeCycle(at)
	t.low = above
	return out
}

// closeCycle forgets what is known in part of a cycle's other functions, so that
// each is worked out from itself when it is asked for. For a large cycle it has to
// do.
func (t *Toucher) closeCycle(at int) {
	var members []*Func
	for g, x := range t.part {
		if x.low >= at {
			members = append(members, g)
		}
	}
	for _, g := range members {
		if len(members) > maxCycle {
			t.done[g] = t.part[g].touches
		}
		delete(t.part, g)
	}
}

func nearest(all []Touch) []Touch {
	slices.SortStableFunc(all, func(a, b Touch) int { return cmp.Compare(a.depth, b.depth) })
	count := map[Effect]int{}
	var out []Touch
	for _, x := range all {
		k := x.Effect
		if x.Once {
			k |= 1 << 15 // what several callers do and what one does, apart
		}
		if count[k]++; count[k] <= maxPerEffect && x.depth <= maxDown {
			out = append(out, x)
		}
	}
	return out
}

// At lists what one call of f does. Contexts lead from f.
func (t *Toucher) At(f *Func, i int32) []Touch {
	k := siteKey{f, i}
	if out, ok := t.site[k]; ok {
		return out
	}
	out := t.direct(f, i)
	partial := len(t.busy) > 0
	if own := len(out) > 0 && out[0].Op == nil && out[0].Effect&(Loads|Fetches|Asks) == 0; !own {
		once := t.coalesces(f, i)
		for _, e := range f.Out[i] {
			later := e.Entry && putOff(f, i, e)
			if e.Entry && !later || e.Conf == finding.Possible || t.boundary(f, i, e) || backTo(f, e) || ranBehind(f, i, e) {
				continue
			}
			for _, x := range t.Of(e.Callee) {
				if returns(f, &x) || later && x.Effect&Writes == 0 {
					continue
				}
				x.Async = x.Async || later
				out = append(out, x.above(e, once))
			}
		}
		own := Touch{F: f, Call: i, Conf: finding.Certain, Async: f.Calls[i].Kind == summary.Go, Effect: t.ownMethod(f, i, out), Kind: rules.Facade}
		if own.Effect == 0 && !slices.ContainsFunc(out, func(x Touch) bool { return ofCache(x) }) {
			own.Effect, own.Kind = said(f, &f.Calls[i]), rules.Memory
		}
		if own.Effect != 0 {
			method := t.p.byName[f.Calls[i].Callee]
			out = slices.DeleteFunc(out, func(x Touch) bool { return method != nil && x.Effect == own.Effect && t.handsOn(method, x) })
			out = append(out, own)
		}
		out = nearest(out)
	}
	if !partial || t.settled(f, i) {
		t.site[k] = out
	}
	return out
}

// ranBehind: an interface call is handed a function which the type behind it runs, as it
// does: under a lock, say. Nobody else need be thought of.
func ranBehind(f *Func, i int32, e *Edge) bool {
	return e.Via == Callback && f.Calls[i].Iface != 0 && slices.ContainsFunc(f.Out[i], func(to *Edge) bool {
		return to.Via == Interface && to.Conf != finding.Possible && slices.ContainsFunc(e.Callee.In, func(in *Edge) bool { return in.Caller == to.Callee && in.Via == ByClosure })
	})
}

// backTo: an interface call leads back to f, or to the method of its type that f
// is or is a step of. A layer around an interface is not the next layer of its own.
func backTo(f *Func, e *Edge) bool {
	g := e.Callee
	if e.Via != Interface || f.Recv == "" || g.Recv != f.Recv {
		return false
	}
	return g.Short == f.Short || slices.ContainsFunc(f.In, func(in *Edge) bool { return in.Caller == g })
}

// Does reports whether a call has one of several effects, itself or by what it calls.
func (t *Toucher) Does(f *Func, call int32, e Effect) bool {
	return slices.ContainsFunc(t.At(f, call), func(x Touch) bool { return x.Effect&e != 0 })
}

// returns: the way to a touch leads back to f.
func returns(f *Func, x *Touch) bool {
	for c := x.Ctx; c != nil; c = c.Up {
		if backTo(f, c.Edge) {
			return true
		}
	}
	return false
}

// settled: nothing that the call leads to is still being worked out.
func (t *Toucher) settled(f *Func, i int32) bool {
	for _, e := range f.Out[i] {
		if _, ok := t.done[e.Callee]; !ok {
			return false
		}
	}
	return true
}

// Above is a touch as the caller sees it that makes the call of an edge.
func (x Touch) Above(e *Edge) Touch { return x.above(e, false) }

// above is a touch seen from the caller of the function that has it.
func (x Touch) above(e *Edge, once bool) Touch {
	x.Ctx = chainTop(x.Ctx, e)
	x.depth++
	x.Async = x.Async || e.Async
	x.Once = x.Once || once && e.Via == Callback
	if e.Conf.Rank() < x.Conf.Rank() {
		x.Conf = e.Conf
	}
	if e.Via == Interface && e.Call >= 0 {
		c := &e.Caller.Calls[e.Call]
		x.picks = append(slices.Clip(x.picks), pick{ifaceName(e.Caller.TypeAt(c.Iface)), e.Callee.Recv})
	}
	return x
}

// chainTop adds the outermost call to a context.
func chainTop(inner *Ctx, e *Edge) *Ctx { return chain(inner, &Ctx{Edge: e}) }

// direct lists what a call does itself: by the catalogue, by the interface it
// is a method of, or because it hands control to unknown code.
func (t *Toucher) direct(f *Func, i int32) []Touch {
	c := &f.Calls[i]
	base := Touch{F: f, Call: i, Conf: finding.Certain, Async: c.Kind == summary.Go}
	var out []Touch
	for _, o := range f.Ops {
		if o.Call != i {
			continue
		}
		if e := t.p.effects(o); e != 0 {
			x := base
			x.Effect, x.Op, x.Kind, x.Conf = e, o, o.Client.Kind, o.Conf
			out = append(out, x)
		}
	}
	if len(out) > 0 {
		return out
	}
	if e := t.cacheMethod(f, c); e != 0 {
		base.Effect, base.Kind = e, rules.Facade
		return []Touch{base}
	}
	if e := t.unknown(f, i, c); e != 0 {
		base.Effect = e
		return []Touch{base}
	}
	return nil
}

// unknown says what a call of unknown or outside code stands for.
func (t *Toucher) unknown(f *Func, i int32, c *summary.Call) Effect {
	switch {
	case exchanges(f, c):
		return Fetches
	case c.Fun != 0:
		given := t.handedIn(Val{Ref{f, c.Fun}, nil}, 0)
		switch {
		case t.p.outgoingValue(f, c):
			return Fetches
		case given && worthCaching(f, c, len(f.Out[i]) > 0):
			return Loads
		case given && givesValue(f, c):
			return Asks
		case handles(f, c):
			return Fetches
		case given && fillsOrFails(f, c):
			return Asks
		}
	case c.Callee == valueCall && t.handedIn(Val{Ref{f, f.Unconverted(reflectedOf(f, c.Recv))}, nil}, 0):
		return Loads // by way of package reflect
	case t.p.Outgoing(c) || stub(f, c):
		return Fetches
	case c.Name == "ServeHTTP" && (c.Pkg == "net/http" || c.Pkg == "net/http/httputil"), c.Name == "Next" && (c.Type == "Context" || c.Type == "Ctx") && len(c.Args) == 0, serves(f, c):
		return Fetches
	case queryMethod(c) && t.p.Cat.Client(c.Pkg) != nil && t.p.Cat.Client(c.Pkg).Kind == rules.Database:
		return Queries
	case t.p.Cat.Client(c.Pkg) != nil || t.p.Cat.Service(c.Pkg) != nil: // its rules say what is worth saying
	case asks(f, c), readsFile(c), t.nextLayer(f, c), len(f.Out[i]) == 0 && t.p.byName[c.Callee] == nil && t.asksUnread(f, c):
		return Asks
	}
	return 0
}

// handles: the function is of a type that frameworks call a handler, and gets what
// they give one.
func handles(f *Func, c *summary.Call) bool {
	name := f.TypeAt(f.Values[c.Fun].Type).Named
	if from := &f.Values[c.Fun]; name == "" && from.Op == summary.CallVal {
		name = f.Calls[from.N].Name // NextHandler()
	}
	if len(c.Args) == 0 || !strings.HasSuffix(name, "Handler") && !strings.HasSuffix(name, "HandlerFunc") {
		return false
	}
	given := f.TypeAt(f.Values[c.Args[0]].Type).Named
	return given != "context.Context" && (strings.HasSuffix(given, "Context") || strings.HasSuffix(given, "Ctx") || strings.HasSuffix(given, "ResponseWriter"))
}

// handedIn: a function value that comes from a parameter or field of the API,
// for outside code to fill.
func (t *Toucher) handedIn(v Val, d int) bool {
	if d > 8 || v.V == 0 {
		return false
	}
	x := v.Value()
	switch x.Op {
	case summary.ParamVal:
		return t.p.Outside(v.F) || t.p.givenOut(v.F) || t.passedOn(v.F, int(x.N), d)
	case summary.FreeVal:
		for around := range t.p.captures(v.Ref) {
			if t.handedIn(Val{around, nil}, d+1) {
				return true
			}
		}
	case summary.FieldOf:
		owner := x.Str[:max(strings.LastIndexByte(x.Str, '.'), 0)]
		decl := t.p.decls[owner]
		if t.p.private(x.Str) && t.p.spelledOut(x.Str) {
			return false
		}
		return decl != nil && t.p.opts.visible(decl.Pkg) && (decl.Exported || len(t.p.stores[x.Str]) > 0)
	case summary.Load, summary.Convert, summary.Extract, summary.Assert, summary.BoundIface, summary.ElemOf:
		return t.handedIn(v.With(x.A), d+1)
	case summary.Phi: // one's own where none is given
		return slices.ContainsFunc(x.Args, func(a int32) bool { return t.handedIn(v.With(a), d+3) })
	case summary.Alloc:
		for _, s := range v.F.values[v.V] {
			if t.handedIn(v.With(s), d+1) {
				return true
			}
		}
	}
	return false
}

// spelledOut: all that a field is ever set to are functions of the module's own.
func (p *Program) spelledOut(field string) bool {
	set := p.stores[field]
	return len(set) > 0 && !slices.ContainsFunc(set, func(r Ref) bool {
		x := r.Bare().Value()
		return x.Op != summary.Closure && x.Op != summary.FuncVal && x.Op != summary.Bound
	})
}

// givenOut: a literal that a function of the API returns, such as middleware that is
// given the next handler.
func (p *Program) givenOut(f *Func) bool {
	d := p.Declared(f)
	return f.Literal() && d != nil && p.Outside(d) && slices.Contains(p.Returned(d), f)
}

// passedOn: a caller of f has been handed in what it passes as the parameter.
func (t *Toucher) passedOn(f *Func, param, d int) bool {
	if len(f.In) > maxTexts {
		return false
	}
	return slices.ContainsFunc(f.In, func(e *Edge) bool {
		arg, ok := t.p.Arg(&Ctx{Edge: e}, param)
		return ok && t.handedIn(Val{arg.Ref, nil}, d+1)
	})
}

// givesValue: the function gives one value that is no yes or no, or one that may fail
// to be had, or with a word on it. Whether it is loaded shows in where it goes.
func givesValue(f *Func, c *summary.Call) bool {
	if c.Result == 0 {
		return false
	}
	res := f.TypeAt(c.Result)
	if strings.Contains(res.Text, "time.Duration") {
		return false // how long, not what
	}
	return yesOrFails(res) || valueAndWord(res) || res.Kind != summary.Tuple && res.Kind != summary.Bool && res.Text != "error" && res.Text != "()"
}

// fillsOrFails: the function gets what it may fill, and says by an error that it did not.
func fillsOrFails(f *Func, c *summary.Call) bool {
	return f.TypeAt(c.Result).Text == "error" && !listens(f, c.Fun) && slices.ContainsFunc(c.Args, func(a int32) bool { return f.CanFill(a) })
}

// valueAndWord: the answer is a value, and whether there is one.
func valueAndWord(res *summary.Type) bool {
	text := strings.TrimSuffix(res.Text, ")")
	return res.Kind == summary.Tuple && strings.Count(text, ",") == 1 && strings.HasSuffix(text, " bool") && !strings.Contains(text[:strings.IndexByte(text, ',')], "bool")
}

// yesOrFails: the answer is a yes or no, which a filter gives too.
func yesOrFails(res *summary.Type) bool {
	return res.Kind == summary.Tuple && (res.Text == "(bool, error)" || strings.HasPrefix(res.Text, "(") && strings.HasSuffix(res.Text, " bool, err error)"))
}

// worthCaching: the function gives a value that may be missing (a value and an
// error), or gets what it should fill, so that it is a loader and no predicate.
func worthCaching(f *Func, c *summary.Call, known bool) bool {
	res := f.TypeAt(c.Result)
	if res.Kind == summary.Tuple && res.Text != "()" {
		return strings.HasSuffix(res.Text, "error)") && !yesOrFails(res)
	}
	return !known && (c.Result == 0 || res.Kind == summary.Tuple) && !listens(f, c.Fun) && slices.ContainsFunc(c.Args, func(a int32) bool { return fillable(f, a) })
}

// listeners begin the names of functions that are told something, and asked for
// nothing.
var listeners = []string{"on", "notify", "hook", "log", "trace", "observe", "report", "before", "after", "callback", "track", "emit", "record", "warn", "debug"}

// listens: the function is kept under a listener's name.
func listens(f *Func, fun int32) bool {
	return slices.Contains(listeners, strings.ToLower(firstWord(f.Holder(fun))))
}

// fillable: through the argument a function can give something back.
func fillable(f *Func, a int32) bool {
	switch t := f.TypeAt(f.Values[a].Type); t.Kind {
	case summary.Pointer, summary.Map, summary.Chan, summary.Slice, summary.Signature:
		return true
	case summary.Interface:
		return t.Text != "context.Context"
	}
	return false
}

// putOff: a literal is handed to a timer that runs it once. What it writes is written by the
// function, though a little later.
func putOff(f *Func, i int32, e *Edge) bool {
	return f.Calls[i].Callee == "time.AfterFunc" && e.Callee.Literal() && e.Callee.Decl == f.Decl
}

// handsFunction reports whether a callback is a function that the call is given.
// What outside code may do with a value's methods (print it) is not followed.
func (f *Func) handsFunction(i int32, e *Edge) bool {
	c := &f.Calls[i]
	if e.Arg < 0 || e.Arg >= len(c.Args) {
		return true
	}
	v := &f.Values[c.Args[e.Arg]]
	if v.Op == summary.MakeIface {
		v = &f.Values[v.A]
	}
	k := f.TypeAt(v.Type).Kind
	return k == summary.Signature || k == summary.Slice
}

// boundary: the inside of a client's call is described by its rule, except for
// what it calls back.
func (t *Toucher) boundary(f *Func, i int32, e *Edge) bool {
	if e.Via == Callback {
		return !f.handsFunction(i, e)
	}
	cl := t.p.Cat.Client(f.Calls[i].Pkg)
	return cl != nil && !cl.Transparent && cl != t.p.Cat.Client(f.Pkg.Path)
}
