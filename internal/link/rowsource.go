package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/sqltext"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Extent says how many items a collection holds.
type Extent uint8

// The extents, from small to large. Given is what a caller hands in; Filtered
// what a condition selects; Everything a whole table or keyspace.
const (
	UnknownExtent Extent = iota
	Fixed                // written out, or one row
	Given
	Limited // a LIMIT, a page, a batch
	Filtered
	Everything
)

// Origin is where the items of a loop come from.
type Origin struct {
	Extent Extent
	// Words name it: "rows of DB.Query".
	Words string
	// Cache: the items are keys or entries of a cache, not rows.
	Cache bool
	// Alike: the conditions are written out, so that the rows are the same whoever asks.
	Alike bool
	// Answer: the items are what another server answered, and no rows of a database.
	Answer bool
}

// ItemsOf finds out where the items of a loop's bound come from: the query that
// gave the rows, the command that listed the keys, the caller.
func (t *Toucher) ItemsOf(b Bound) Origin {
	switch b.Kind {
	case Constant:
		return Origin{Extent: Fixed, Words: b.Words}
	case Cursor:
		return Origin{Extent: Everything, Words: "keys", Cache: true}
	case Channel:
		var best Origin
		for f, s := range t.p.sends(t.p.channels(b.Over.Ref)) {
			if l := t.p.many(f, s.Block); l >= 0 {
				best = larger(best, larger(t.origin(Val{Ref{f, s.Val}, nil}, 0, map[Val]bool{}), t.ItemsOf(t.p.LoopBound(f, l, nil))))
			}
		}
		if best.Extent < Limited {
			return Origin{} // what comes by and by
		}
		return best
	case Rows, Elements:
		return t.origin(b.Over, 0, map[Val]bool{})
	}
	return Origin{}
}

// ItemsBeside is ItemsOf as far as the items can come in one run with a touch: from the
// implementation of an interface that was taken on the way to it.
func (t *Toucher) ItemsBeside(b Bound, w *Touch) Origin {
	of := *t
	of.beside = w
	return of.ItemsOf(b)
}

// together reports whether a call can be made in one run with the touch beside.
func (t *Toucher) together(e *Edge) bool {
	if t.beside == nil || e.Via != Interface || e.Call < 0 {
		return true
	}
	iface := ifaceName(e.Caller.TypeAt(e.Caller.Calls[e.Call].Iface))
	return goesWith([]pick{{iface, e.Callee.Recv}}, t.beside.picks, iface)
}

// maxOrigins bounds the values that one search for an origin looks at.
const maxOrigins = 300

func (t *Toucher) origin(v Val, d int, seen map[Val]bool) Origin {
	// Each call opens a context of its own, so that seen alone ends nothing.
	if v.V == 0 || d > maxDepth || seen[v] || len(seen) > maxOrigins {
		return Origin{}
	}
	seen[v] = true
	x := v.Value()
	switch x.Op {
	case summary.CallVal:
		return t.fromCall(v, int32(x.N), d, seen)
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			if arg, ok := t.p.Arg(v.Ctx, int(x.N)); ok {
				if arg.F == v.Ctx.Edge.Caller && arg.F.counted(arg.V, arg.F.Calls[v.Ctx.Edge.Call].Block) {
					return Origin{Extent: Fixed, Words: "elements of " + t.p.Describe(v)}
				}
				return t.origin(arg, d+1, seen)
			}
			if e := v.Ctx.Edge; e.Via == Callback && e.Call >= 0 {
				return t.fromCall(Val{Ref{e.Caller, 0}, v.Ctx.Up}, e.Call, d, seen)
			}
		}
		return Origin{Extent: Given, Words: "elements of " + t.p.Describe(v)}
	case summary.FreeVal:
		return t.captured(v, d, seen)
	case summary.Alloc:
		return t.filled(v, d, seen)
	case summary.List:
		return Origin{Extent: Fixed}
	case summary.Make:
		return t.put(v, d, seen)
	case summary.ElemOf, summary.FieldOf:
		return t.origin(v.With(x.A), d+1, seen)
	}
	var best Origin
	for _, a := range append([]int32{x.A, x.B}, x.Args...) {
		best = larger(best, t.origin(v.With(a), d+1, seen))
	}
	if x.Op == summary.Load {
		for _, s := range v.F.values[x.A] {
			best = larger(best, t.origin(v.With(s), d+1, seen))
		}
	}
	return best
}

func larger(a, b Origin) Origin {
	if b.Extent > a.Extent {
		return b
	}
	return a
}

// captured follows a variable to the function that made the closure; rows that
// a batch callback gets are there as well.
func (t *Toucher) captured(v Val, d int, seen map[Val]bool) Origin {
	var best Origin
	for around := range t.p.captures(v.Ref) {
		best = larger(best, t.origin(Val{around, ctxOf(v.Ctx, around.F)}, d+1, seen))
	}
	return best
}

// filled looks for the calls that get the address of a variable, and for what
// is stored in it.
func (t *Toucher) filled(v Val, d int, seen map[Val]bool) Origin {
	var best Origin
	for i := range v.F.Calls {
		c := &v.F.Calls[i]
		for _, a := range append(slices.Clone(c.Args), 0) {
			if a != 0 && v.F.addressOf(a) == v.V {
				best = larger(best, t.fromCall(v, int32(i), d, seen))
			}
		}
	}
	for _, s := range v.F.values[v.V] {
		best = larger(best, t.origin(v.With(s), d+1, seen))
	}
	return larger(best, t.collected(v, d, seen))
}

// put looks at what is put into a map or slice in a loop, keys included.
func (t *Toucher) put(v Val, d int, seen map[Val]bool) Origin {
	var best Origin
	for _, s := range v.F.Stores {
		if a := &v.F.Values[s.Addr]; a.Op == summary.ElemOf && v.F.LoopAt[s.Block] >= 0 && v.Ref.With(a.A).Bare() == v.Ref {
			best = larger(best, larger(t.origin(v.With(s.Val), d+1, seen), t.origin(v.With(a.B), d+1, seen)))
		}
	}
	return best
}

// collected looks at what closures put into a variable that a call runs for each of
// many: each(func(r Row) error { rows = append(rows, r); return nil }).
func (t *Toucher) collected(v Val, d int, seen map[Val]bool) Origin {
	var best Origin
	for i := range v.F.Calls {
		for _, a := range v.F.Calls[i].Args {
			fun := v.F.Values[v.F.Unconverted(a)]
			g := t.p.byName[fun.Str]
			if fun.Op != summary.Closure || g == nil || !slices.Contains(fun.Args, v.V) {
				continue
			}
			for _, ctx := range ran(v, int32(i), g) {
				for _, s := range g.Stores {
					if n := g.setsCaptured(s.Addr); n >= 0 && n < len(fun.Args) && fun.Args[n] == v.V {
						best = larger(best, t.origin(Val{Ref{g, s.Val}, ctx}, d+1, seen))
					}
				}
			}
		}
	}
	return best
}

// ran lists the ways from a call to a closure that it is given.
func ran(v Val, call int32, g *Func) []*Ctx {
	var out []*Ctx
	for _, e := range v.F.Out[call] {
		if e.Callee == g {
			out = append(out, &Ctx{Edge: e, Up: v.Ctx})
			continue
		}
		for _, in := range g.In {
			if in.Caller == e.Callee && in.Via == ByClosure {
				out = append(out, &Ctx{Edge: in, Up: &Ctx{Edge: e, Up: v.Ctx}})
			}
		}
	}
	return out
}

// addressOf strips an argument to the variable whose address, or whose part's, it
// is.
func (f *Func) addressOf(a int32) int32 {
	for n := 0; n < 4; n++ {
		switch x := &f.Values[a]; x.Op {
		case summary.MakeIface, summary.Convert, summary.FieldOf, summary.ElemOf:
			a = x.A
		case summary.List:
			if len(x.Args) != 1 {
				return a
			}
			a = x.Args[0]
		default:
			return a
		}
	}
	return a
}

// fromCall says how much a call gives.
func (t *Toucher) fromCall(v Val, i int32, d int, seen map[Val]bool) Origin {
	f := v.F
	c := &f.Calls[i]
	for _, o := range f.Ops {
		if o.Call == i {
			if out := t.fromOp(o, v.Ctx); out.Extent != UnknownExtent {
				return out
			}
		}
	}
	if q := t.p.filledBy(f, c); q != nil {
		return t.fromOp(q, v.Ctx)
	}
	if stub(f, c) || t.p.Outgoing(c) {
		return Origin{Extent: Filtered, Words: "items of " + shortCall(c), Answer: true}
	}
	if queryMethod(c) && len(f.Out[i]) == 0 {
		if cl := t.p.Cat.Client(c.Pkg); cl != nil && cl.Kind == rules.Database {
			// Its conditions are not described: a whole table is not proven.
			return Origin{Extent: Filtered, Words: "rows of " + shortCall(c)}
		}
	}
	var best Origin
	for _, e := range f.Out[i] {
		if e.Via == Callback || e.Entry || !t.together(e) {
			continue
		}
		ctx := &Ctx{Edge: e, Up: v.Ctx}
		for _, r := range e.Callee.Returns {
			for _, res := range r.Values {
				if carriesItems(e.Callee.TypeAt(e.Callee.Values[res].Type)) {
					best = larger(best, t.origin(Val{Ref{e.Callee, res}, ctx}, d+1, seen))
				}
			}
		}
	}
	if len(f.Out[i]) > 0 && best.Extent > Given {
		if since(f, c) {
			best.Extent = min(best.Extent, Filtered)
		}
		return best
	}
	// A codec or an accessor hands on what it is given.
	for _, a := range append(slices.Clone(c.Args), c.Recv) {
		best = larger(best, t.origin(v.With(a), d+1, seen))
	}
	return best
}

// filledBy is the query at the end of a chain, a builder call of which is told what the
// query fills: Model(&rows).Scan(ctx).
func (p *Program) filledBy(f *Func, told *summary.Call) *Op {
	if cl := p.Cat.Client(told.Pkg); cl == nil || cl.Kind != rules.Database || told.Val == 0 {
		return nil
	}
	for _, o := range f.Ops {
		if !o.Does("query") || o.inner != f {
			continue
		}
		for v, n := o.Site().Recv, 0; v != 0 && n < 20; n++ {
			x := &f.Values[v]
			if x.Op != summary.CallVal {
				break
			}
			if v == told.Val {
				return o
			}
			v = f.Calls[x.N].Recv
		}
	}
	return nil
}

// since: a call is told from when on: it gives what has changed, and once all.
func since(f *Func, c *summary.Call) bool {
	return slices.ContainsFunc(c.Args, func(a int32) bool { return f.TypeAt(f.Values[a].Type).Text == "time.Time" })
}

func carriesItems(t *summary.Type) bool {
	return t.Kind == summary.Slice || t.Kind == summary.Map || t.Kind == summary.Pointer || t.Kind == summary.Interface && t.Text != "error" || t.Kind == summary.Struct
}

// fromOp says how much a client's operation gives.
func (t *Toucher) fromOp(o *Op, ctx *Ctx) Origin {
	switch {
	case o.Does("query"):
		return Origin{Extent: t.queryExtent(o, ctx), Words: "rows of " + shortCall(o.Site()), Alike: t.alike(o, ctx)}
	case o.Client.Kind == rules.Remote:
		switch o.Command {
		case "KEYS", "SMEMBERS", "HGETALL", "HKEYS", "HVALS", "SCAN":
			return Origin{Extent: Everything, Words: "items of " + o.Command, Cache: true}
		case "LRANGE", "ZRANGE":
			return Origin{Extent: Filtered, Words: "items of " + o.Command, Cache: true}
		}
	}
	return Origin{}
}

// queryExtent reads a query: its text, or the chain of calls that built it.
func (t *Toucher) queryExtent(o *Op, ctx *Ctx) Extent {
	if o.Rule.Func_ != nil && o.Rule.Bounded {
		return Limited
	}
	best := Everything
	if o.Rule.Bounded {
		return Fixed
	}
	if q, ok := o.Arg(o.Rule.Query); ok {
		q.Ctx = chain(q.Ctx, ctx)
		best = t.textExtent(q)
	}
	if inlineCondition(o) || documentCondition(o) || preparedCondition(o) {
		best = min(best, Filtered)
	}
	if limitedByOptions(o) {
		best = min(best, Limited)
	}
	return min(best, t.chainExtent(o, ctx))
}

// alike: what a query selects by is written out in its text and in the calls that built it,
// and hangs on nothing that somebody gives.
func (t *Toucher) alike(o *Op, ctx *Ctx) bool {
	if inlineCondition(o) || documentCondition(o) || preparedCondition(o) {
		return false
	}
	if q, ok := o.Arg(o.Rule.Query); ok {
		q.Ctx = chain(q.Ctx, ctx)
		s := t.p.Strings(q, true)
		if len(s.Vals) == 0 || len(s.Known()) < len(s.Vals) || slices.ContainsFunc(s.Vals, func(s string) bool { return strings.ContainsAny(s, "?$@:"+Hole) }) {
			return false
		}
	}
	f := o.inner
	for v, n := f.Calls[o.At].Recv, 0; v != 0 && n < 20; n++ {
		x := &f.Values[v]
		if x.Op != summary.CallVal {
			return true
		}
		c := &f.Calls[x.N]
		if narrows(c) && slices.ContainsFunc(c.Args, func(a int32) bool { return !f.writtenOut(a) }) {
			return false
		}
		v = c.Recv
	}
	return true
}

// narrows: a builder call of a query chain selects.
func narrows(c *summary.Call) bool {
	return strings.HasPrefix(c.Name, "Where") || slices.Contains(narrowing, c.Name) || c.Name == "In"
}

// writtenOut: a value is a constant, or a list of such.
func (f *Func) writtenOut(v int32) bool {
	x := &f.Values[f.Unconverted(v)]
	return x.Op == summary.Const || x.Op == summary.List && !slices.ContainsFunc(x.Args, func(a int32) bool { return !f.writtenOut(a) })
}

// preparedCondition: a statement that was prepared elsewhere, and is given values to
// select by.
func preparedCondition(o *Op) bool {
	values := len(o.args)
	if o.Rule.Value != nil {
		values-- // what it fills
	}
	return o.Client.Kind == rules.Database && strings.HasSuffix(o.inner.Calls[o.At].Type, "Stmt") && values > 0
}

// limitedByOptions: what a query is given beside its filter sets a limit.
func limitedByOptions(o *Op) bool {
	f := o.inner
	for _, a := range f.Calls[o.At].Args {
		for w := f.visitValues(a); w.next(); {
			x := &f.Values[w.at]
			if x.Op == summary.CallVal {
				c := &f.Calls[x.N]
				if c.Name == "SetLimit" {
					return true
				}
				w.push(c.Recv)
			}
			if slices.ContainsFunc(f.Calls, func(c summary.Call) bool { return c.Name == "SetLimit" && c.Recv == w.at }) {
				return true
			}
			w.push(x.A)
			w.push(x.Args...)
		}
	}
	return false
}

// documentCondition: a filter of documents that is not written out as empty.
func documentCondition(o *Op) bool {
	filter, ok := o.Arg(o.Rule.Pattern)
	if !ok || o.Client.Kind != rules.Database {
		return false
	}
	r := filter.Ref.Bare()
	x := r.Value()
	switch x.Op {
	case summary.Const:
		return x.Str != "nil"
	case summary.List:
		return len(x.Args) > 0
	case summary.Make:
	default:
		return true
	}
	return slices.ContainsFunc(r.F.Stores, func(s summary.Store) bool { return rootOf(r.F, s.Addr) == r.V })
}

// rootOf is the variable or container that an address is a part of.
func rootOf(f *Func, addr int32) int32 {
	for range 8 {
		x := &f.Values[addr]
		if x.Op != summary.ElemOf && x.Op != summary.FieldOf {
			break
		}
		addr = x.A
	}
	return addr
}

// inlineCondition: what a finder is given after what it fills is a condition.
func inlineCondition(o *Op) bool {
	if v := o.Rule.Value; v == nil || *v != 0 || !strings.HasPrefix(o.Site().Name, "Find") || len(o.args) < 2 {
		return false
	}
	return !isNil(o.args[1])
}

func (t *Toucher) textExtent(q Val) Extent {
	texts := t.p.Strings(q, true).Vals
	out := UnknownExtent
	for _, s := range texts {
		out = max(out, statementExtent(s))
	}
	if out == UnknownExtent {
		return Everything
	}
	return out
}

func statementExtent(s string) Extent {
	if strings.Trim(s, Hole) == "" {
		return Filtered // nothing is known, which proves nothing
	}
	st := sqltext.Parse(strings.ReplaceAll(s, Hole, "%s"))
	switch {
	case st.Aggregate || st.ByKey:
		return Fixed
	case st.Limit != sqltext.NoLimit:
		return Limited
	case st.Where || st.Partial || st.Verb != sqltext.Select:
		return Filtered
	}
	return Everything
}

// chainExtent walks back over the calls that built a query: Where, Limit.
func (t *Toucher) chainExtent(o *Op, ctx *Ctx) Extent {
	f := o.inner
	best := Everything
	v := f.Calls[o.At].Recv
	for n := 0; v != 0 && n < 20; n++ {
		x := &f.Values[v]
		if x.Op != summary.CallVal {
			if x.Op == summary.Load || x.Op == summary.Phi {
				v = t.chainVar(f, x)
				continue
			}
			return best
		}
		c := &f.Calls[x.N]
		switch {
		case c.Name == "Limit" || c.Name == "Page":
			best = min(best, Limited)
		case c.Name == "In" && len(c.Args) > 1:
			best = min(best, t.listed(Val{Ref{f, c.Args[0]}, ctx}, Val{Ref{f, c.Args[len(c.Args)-1]}, ctx}))
		case narrows(c):
			best = min(best, Filtered)
		}
		for _, p := range f.Ops {
			if q, ok := p.Arg(p.Rule.Query); ok && p.Site() == c {
				best = min(best, t.textExtent(q))
			}
		}
		v = c.Recv
	}
	return best
}

// narrowing are builder calls of query chains that select, Where aside.
var narrowing = []string{"And", "Not", "NotIn", "Between", "ByID", "ID", "Having"}

// listed is the extent of a column that must be in a list: as many rows as the
// list has elements where the column is a key.
func (t *Toucher) listed(column, list Val) Extent {
	names := t.p.Strings(column, false).Vals
	if slices.ContainsFunc(names, func(n string) bool {
		return !sqltext.KeyLike(strings.Trim(n[strings.LastIndexByte(n, '.')+1:], "`\""), "")
	}) || len(names) == 0 {
		return Filtered
	}
	if x := list.Value(); x.Op == summary.List && len(x.Args) == 1 {
		list = list.With(x.Args[0])
	}
	return max(Given, t.origin(list, 0, map[Val]bool{}).Extent)
}

func (t *Toucher) chainVar(f *Func, x *summary.Value) int32 {
	if x.Op == summary.Phi {
		for _, a := range x.Args {
			if f.Values[a].Op == summary.CallVal {
				return a
			}
		}
		return 0
	}
	if s := f.values[x.A]; len(s) > 0 {
		return s[len(s)-1]
	}
	return 0
}
