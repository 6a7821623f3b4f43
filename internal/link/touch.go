package link

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Effect is what a call does to a cache, a database or a lock.
type Effect uint16

// The effects. Source stands for work that a cache saves: a query, a function
// that the caller hands in, an outgoing request.
const (
	Reads Effect = 1 << iota
	Writes
	Deletes
	Clears // the whole of a cache
	Queries
	Execs
	Locks
	Unlocks
	Loads   // a function value that nobody in view supplies
	Fetches // an outgoing request, or the next handler
	Renames
	// Asks: a method of an interface that gives a value or an error. What stands
	// behind it may be slow or not, so that it is no Source by itself.
	Asks

	Source = Queries | Loads | Fetches
)

// Touch is one effect that a call has, directly or below.
type Touch struct {
	Effect Effect
	// Op is the client's operation; nil for methods of cache-like interfaces,
	// function values and requests.
	Op *Op
	// F and Call say where the effect happens, Ctx how one gets there from the
	// function that was asked; nil where it is that function.
	F    *Func
	Call int32
	Ctx  *Ctx
	Conf finding.Confidence
	// Once: one of several concurrent callers does it (singleflight, a lock, a
	// hand-rolled leader) on the way.
	Once bool
	// Async: it runs in a goroutine of its own.
	Async bool
	// Kind is the client's; Facade for cache-like interfaces.
	Kind  rules.Kind
	depth int
	picks []pick
}

// pick is the implementation that an interface call took on the way.
type pick struct{ iface, impl string }

// Site is the call that has the effect.
func (t *Touch) Site() *summary.Call { return &t.F.Calls[t.Call] }

// Pos is where the effect happens, in t.F.
func (t *Touch) Pos() summary.Pos { return t.Site().Pos }

// Name says what is called, for the report.
func (t *Touch) Name() string {
	if t.Op != nil && t.Op.Command != "" {
		return t.Op.Command
	}
	return shortCall(t.Site())
}

// Depth is the number of calls from the function that was asked to t.F.
func (t *Touch) Depth() int { return t.depth }

// Compatible reports whether both can happen in one run: no interface was
// filled by two different types on the way to them, and no call ran two different
// functions that its own function was handed.
func (t *Touch) Compatible(o *Touch) bool {
	for a := t.Ctx; a != nil; a = a.Up {
		for b := o.Ctx; b != nil; b = b.Up {
			if a.Edge.otherFunction(b.Edge) && sameWay(a.Up, b.Up) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(t.picks, func(k pick) bool {
		return !goesWith(t.picks, o.picks, k.iface) && !goesWith(o.picks, t.picks, k.iface)
	})
}

// goesWith: all that one way takes for an interface is among what the other takes, or
// that takes nothing for it. A decorator and what it decorates are taken together.
func goesWith(one, other []pick, iface string) bool {
	of := func(ks []pick) bool { return slices.ContainsFunc(ks, func(k pick) bool { return k.iface == iface }) }
	return !of(other) || !slices.ContainsFunc(one, func(k pick) bool { return k.iface == iface && !slices.Contains(other, k) })
}

// otherFunction: the two are one call of a parameter, that ran two functions.
func (e *Edge) otherFunction(o *Edge) bool {
	if e.Via != ByClosure || o.Via != ByClosure || e.Caller != o.Caller || e.Call != o.Call || e.Callee == o.Callee || e.Call < 0 {
		return false
	}
	fun := Ref{e.Caller, e.Caller.Calls[e.Call].Fun}
	return fun.V != 0 && fun.Bare().Value().Op == summary.ParamVal
}

func sameWay(a, b *Ctx) bool {
	for ; a != nil && b != nil; a, b = a.Up, b.Up {
		if a.Edge != b.Edge {
			return false
		}
	}
	return a == nil && b == nil
}

// Within is the way to a touch from where a path begins that leads to the function that
// was asked.
func (t *Touch) Within(path *Ctx) *Ctx { return chain(t.Ctx, path) }

// Another reports whether a touch takes an implementation of an interface that
// f's own type implements too, so that both are seldom in one program.
func (p *Program) Another(f *Func, t *Touch) bool {
	for _, k := range t.picks {
		if f.Recv != "" && k.impl != f.Recv && p.Implements(f.Recv, k.iface) {
			return true
		}
	}
	return false
}

// OneStore reports whether two touches can be of the same cache. In-process caches
// in different variables or fields are not; servers are shared by all clients.
func (p *Program) OneStore(a, b *Touch) bool {
	switch {
	case (a.Op == nil) != (b.Op == nil) && oneInterface(a, b):
		return true
	case a.Kind != b.Kind || a.Kind.Source():
		return false
	case a.Op != nil && b.Op != nil && a.Op.Client != b.Op.Client:
		return false
	case a.Op == nil && b.Op == nil && a.Kind == rules.Memory && (a.Site().Pkg != b.Site().Pkg || a.Site().Type != b.Site().Type):
		return false
	case a.Op == nil && b.Op == nil && !p.extends(a, b) && !p.extends(b, a):
		return false
	}
	if a.Kind == rules.Remote {
		return true
	}
	x, y := p.storeName(a), p.storeName(b)
	return x == "" || y == "" || x == y
}

// oneInterface: two touches are calls of the interface that one field or variable holds:
// some of its methods give what a client gives, and are commands, others hide that.
func oneInterface(a, b *Touch) bool {
	x, y := a.Site(), b.Site()
	if x.Iface == 0 || y.Iface == 0 || ifaceName(a.F.TypeAt(x.Iface)) != ifaceName(b.F.TypeAt(y.Iface)) {
		return false
	}
	in, of := a.F.HeldIn(x.Recv), b.F.HeldIn(y.Recv)
	return (in.Op == summary.FieldOf || in.Op == summary.GlobalAddr) && in.Op == of.Op && in.Str == of.Str
}

// OneHolder reports whether two touches are of the cache that one variable or field
// holds.
func (p *Program) OneHolder(a, b *Touch) bool {
	if a.Kind == rules.Remote || !p.OneStore(a, b) {
		return false
	}
	x, y := p.storeName(a), p.storeName(b)
	if x == "" && y == "" {
		x, y = p.shardedName(a), p.shardedName(b)
	}
	return x != "" && x == y
}

// shardedName is the variable or field that holds the cache of whose parts a touch is of
// one, picked by the key.
func (p *Program) shardedName(t *Touch) string {
	v := t.Site().Recv
	if t.Op != nil || v == 0 {
		return ""
	}
	at := p.bare(p.outer(Val{Ref{t.F, v}, t.Ctx}, 0))
	if at.Value().Op != summary.ElemOf {
		return ""
	}
	at = p.bare(p.outer(at.With(at.Value().A), 0))
	field := at.Value()
	if field.Op != summary.FieldOf {
		return ""
	}
	owner := p.decls[field.Str[:max(strings.LastIndexByte(field.Str, '.'), 0)]]
	if owner == nil || !namedCache(owner) || !readsAndWrites(owner) {
		return ""
	}
	if x := p.bare(p.outer(at.With(field.A), 0)).Value(); x.Op == summary.GlobalAddr || x.Op == summary.FieldOf {
		return x.Str
	}
	return ""
}

// bare is what a value was read from.
func (p *Program) bare(v Val) Val {
	if x := v.Value(); x.Op == summary.Load {
		return v.With(x.A)
	}
	return v
}

// extends reports whether the interface of one call has all methods of the
// other's: a cache with a time to live is a cache.
func (p *Program) extends(a, b *Touch) bool {
	name, other := p.calledOf(a), p.calledOf(b)
	x, y := p.decls[name], p.decls[other]
	if x == y || x == nil || y == nil {
		return x == y && lastName(name) == lastName(other)
	}
	return !slices.ContainsFunc(y.Methods, func(m summary.Method) bool { return methodOf(x, m.Name) == nil })
}

// calledOf is the type whose method a touch calls: the interface itself, where what it
// embeds for the method is there for that alone, to read or to write.
func (p *Program) calledOf(t *Touch) string {
	c := t.Site()
	declared := c.Pkg + "." + c.Type
	if d := p.decls[declared]; c.Iface != 0 && d != nil && len(d.Methods) <= ofRole && !readsAndWrites(d) {
		return ifaceName(t.F.TypeAt(c.Iface))
	}
	return declared
}

// ofRole is how many methods an interface has at most that is one side of another.
const ofRole = 3

// storeName is the variable or field that holds the cache of a touch.
func (p *Program) storeName(t *Touch) string {
	f, i, ctx := t.F, t.Call, t.Ctx
	if t.Op != nil {
		f, i, ctx = t.Op.inner, t.Op.At, chain(t.Op.Ctx, t.Ctx)
	}
	v := f.Calls[i].Recv
	if v == 0 {
		return ""
	}
	at := p.outer(Val{Ref{f, v}, ctx}, 0)
	x := at.Value()
	for range 4 {
		if x.Op == summary.Load {
			at = at.With(x.A)
			x = at.Value()
		}
		if x.Op != summary.FieldOf || p.Cat.Client(ownerPkg(x.Str)) == nil {
			break
		}
		// A field of the client's own: what its type embeds.
		at = p.outer(at.With(x.A), 0)
		x = at.Value()
	}
	if x.Op == summary.GlobalAddr || x.Op == summary.FieldOf {
		return x.Str
	}
	return ""
}

// ownerPkg is the package of the type that has a field: "path.Type.field".
func ownerPkg(field string) string {
	typ := field[:max(strings.LastIndexByte(field, '.'), 0)]
	return typ[:max(strings.LastIndexByte(typ, '.'), 0)]
}

// commands that change a key without being a write of its value.
var notWrites = []string{"EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "PERSIST", "TOUCH", "WATCH", "PUBLISH", "SPUBLISH", "EVAL", "EVALSHA", "MOVE", "INCR", "DECR", "INCRBY", "DECRBY", "XACK", "XGROUP", "ZREM", "SREM", "LREM", "LTRIM", "LPOP", "RPOP", "BLPOP", "BRPOP", "RPOPLPUSH", "BRPOPLPUSH", "LMOVE", "BLMOVE", "SMOVE", "SPOP", "ZPOPMIN", "ZPOPMAX", "ZREMRANGEBYSCORE", "ZREMRANGEBYRANK", "XDEL", "XTRIM"}

// Collects reports whether the command adds an item to what one key holds.
func (o *Op) Collects() bool {
	switch o.Command {
	case "HSET", "HMSET", "HSETNX", "SADD", "ZADD", "RPUSH", "LPUSH", "XADD":
		return true
	}
	return false
}

// effects says what a client's operation does.
func (p *Program) effects(o *Op) Effect {
	var e Effect
	if o.Does("none") || o.Does("build") && !o.Does("query") && o.Command == "" {
		return 0
	}
	db := o.Client.Kind.Source()
	for word, bit := range map[string]Effect{"read": Reads, "write": Writes, "delete": Deletes, "clear": Clears, "query": Queries, "exec": Execs, "lock": Locks, "unlock": Unlocks} {
		if o.Does(word) && !(db && bit&(Reads|Writes|Deletes) != 0) {
			e |= bit
		}
	}
	if o.Client.Kind == rules.Remote && o.Script == nil {
		e |= p.commandEffect(o)
	} else if o.Script != nil {
		e |= p.scriptEffect(o)
	}
	return e
}

// scriptEffect: a script that does no more than read values, or no more than write
// them, is a read or a write; one that writes what is absent takes a lock. What does both
// is a counter or a queue.
func (p *Program) scriptEffect(o *Op) Effect {
	switch {
	case o.Script.Partial:
		return 0
	case o.Script.SetsIfAbsent:
		return Writes | Locks
	}
	var e Effect
	for i := range o.Script.Calls {
		c := p.Cat.Commands[o.Script.Calls[i].Command]
		switch {
		case c.Name == "" || slices.Contains(notReads, c.Name):
			return 0
		case c.Name == "DEL" || c.Name == "UNLINK":
			e |= Deletes
		case c.FirstKey < 0 || slices.Contains(expiries, c.Name):
		case c.ReadOnly:
			e |= Reads
		case c.Write && !slices.Contains(notWrites, c.Name):
			e |= Writes
		default:
			return 0
		}
	}
	if e&(e-1) != 0 {
		return 0
	}
	return e
}

// notReads are commands that read, and tell no value.
var notReads = []string{"EXISTS", "TTL", "PTTL", "TYPE", "SCAN", "KEYS", "SISMEMBER", "ZSCORE", "LLEN", "SCARD", "ZCARD", "HLEN", "STRLEN"}

// expiries are commands that say how long a key lives.
var expiries = []string{"EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "PERSIST", "TOUCH"}

func (p *Program) commandEffect(o *Op) Effect {
	switch o.Command {
	case "":
		return 0
	case "DEL", "UNLINK", "DELETE", "HDEL":
		return Deletes
	case "LTRIM", "ZREMRANGEBYRANK", "ZREMRANGEBYSCORE":
		if p.empties(o) {
			return Deletes
		}
	case "FLUSHALL", "FLUSHDB", "FLUSH_ALL":
		return Clears
	case "RENAME", "COPY", "RENAMENX":
		return Renames
	case "SETNX", "ADD":
		return Writes | Locks
	case "SET":
		if absent, _ := p.Absent(o); absent {
			return Writes | Locks
		}
		return Writes
	}
	c := p.Cat.Commands[o.Command]
	switch {
	case c.Name == "" || c.FirstKey < 0:
		return 0
	case c.ReadOnly && !o.Rule.Bounded:
		return Reads
	case c.Write && !slices.Contains(notWrites, o.Command):
		return Writes
	}
	return 0
}

// emptying are the bounds by which a range of all is removed, or one of none is kept.
var emptying = map[string][2]string{"LTRIM": {"1", "0"}, "ZREMRANGEBYRANK": {"0", "-1"}, "ZREMRANGEBYSCORE": {"-inf", "+inf"}}

// empties: a command that removes a range of a collection removes all of it.
func (p *Program) empties(o *Op) bool {
	params, _ := p.Params(o, nil)
	if len(params) != 3 {
		return false
	}
	for i, want := range emptying[o.Command] {
		known := p.Strings(params[i+1], false).Known()
		n, isInt := p.Int(params[i+1])
		if !(len(known) == 1 && strings.EqualFold(known[0], want)) && !(isInt && strconv.FormatInt(n, 10) == want) {
			return false
		}
	}
	return true
}

// Key returns the cache key that a touch is about, seen from the function that
// was asked. ok is false where the rules do not say.
func (t *Toucher) Key(x *Touch) (key Val, ok bool) {
	at := keyAt{x.F, x.Call, x.Op, x.Ctx}
	if v, done := t.keys[at]; done {
		return v, v.V != 0
	}
	v := t.p.key(x)
	t.keys[at] = v
	return v, v.V != 0
}

// Value gives what a write stores.
func (t *Toucher) Value(x *Touch) (Val, bool) {
	if x.Op != nil {
		v, ok := x.Op.Arg(x.Op.Rule.Value)
		v.Ctx = chain(v.Ctx, x.Ctx)
		return v, ok
	}
	at, c := 1, x.Site()
	if len(c.Sig) > 0 && x.F.TypeAt(c.Sig[0]).Text == "context.Context" {
		at++
	}
	if at >= len(c.Args) {
		return Val{}, false
	}
	if at == len(c.Args)-1 && x.F.TypeAt(x.F.Values[c.Args[at]].Type).Named == "time.Duration" {
		at-- // of a cache that has one thing
	}
	return Val{Ref{x.F, c.Args[at]}, x.Ctx}, true
}

type keyAt struct {
	f    *Func
	call int32
	op   *Op
	ctx  *Ctx
}

func (p *Program) key(t *Touch) Val {
	if t.Op != nil {
		if t.Op.Does("build") && t.Op.Rule.Raw == nil {
			v, _ := p.KeyOf(t.Op)
			v.Ctx = chain(v.Ctx, t.Ctx)
			return v
		}
		v, ok := t.Op.Arg(t.Op.Rule.Key)
		if k, set, _ := p.Field(v, "Key"); set {
			v = k
		}
		if !ok && len(t.Op.Words) > 0 && t.Op.Command != "" {
			v, ok = t.Op.Words[0], true
		}
		if !ok {
			params, _ := p.Params(t.Op, t.Ctx) // of a list that only the way there shows
			if t.Op.Rule.Raw == nil || len(params) == 0 {
				return Val{}
			}
			return params[0]
		}
		v.Ctx = chain(v.Ctx, t.Ctx)
		return v
	}
	if t.Effect&(Reads|Writes|Deletes) == 0 {
		return Val{}
	}
	c := t.Site()
	for i, a := range c.Args {
		if i > 0 || !isContext(t.F, c, a) {
			return Val{Ref{t.F, a}, t.Ctx}
		}
	}
	return Val{}
}

// From puts the calls of a way before those of a context.
func (c *Ctx) From(outer *Ctx) *Ctx { return chain(c, outer) }

// chain puts the calls of outer before those of inner.
func chain(inner, outer *Ctx) *Ctx {
	if inner == nil {
		return outer
	}
	return &Ctx{Edge: inner.Edge, Up: chain(inner.Up, outer)}
}
