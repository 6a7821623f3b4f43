package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// A transaction of a store is put together step by step, of operations that calls of
// their own make: Txn(ctx).If(Compare(Version(k), "=", 0)).Then(OpPut(k, v)).Commit().

// maxBuilt is how many steps a transaction is followed back.
const maxBuilt = 8

// building lists the calls on whose results the op's call is made, nearest first.
func (p *Program) building(o *Op) []*summary.Call {
	f := o.inner
	var out []*summary.Call
	for v := f.Calls[o.At].Recv; v != 0 && len(out) < maxBuilt; {
		x := &f.Values[v]
		switch x.Op {
		case summary.CallVal:
			out = append(out, &f.Calls[x.N])
			v = f.Calls[x.N].Recv
		case summary.Convert, summary.MakeIface:
			v = x.A
		default:
			return out
		}
	}
	return out
}

// callParts are the operations, conditions or options that a call is given; ok is false
// where they are not spelled out.
func (p *Program) callParts(v Val, c *summary.Call) (parts []Val, ok bool) {
	for i, a := range c.Args {
		if !c.Ellipsis || i < len(c.Args)-1 {
			parts = append(parts, v.With(a))
			continue
		}
		rest, spelled := p.expand(v.With(a), 0)
		if !spelled {
			return parts, false
		}
		parts = append(parts, rest...)
	}
	return parts, true
}

// row is what the catalogue says of the call that made a value, with that call.
func (p *Program) row(v Val) (*rules.Op, *summary.Call) {
	v = p.outer(v, 0)
	if v.V == 0 || v.Value().Op != summary.CallVal {
		return nil, nil
	}
	c := &v.F.Calls[v.Value().N]
	cl := p.Cat.Client(c.Pkg)
	if cl == nil {
		return nil, c
	}
	return cl.Op(c.Type, c.Name), c
}

// builtKey is the key of the one operation that a transaction is made of.
func (p *Program) builtKey(o *Op) (Val, bool) {
	var key Val
	n := 0
	for _, step := range p.building(o) {
		at := Val{Ref{o.inner, 0}, o.Ctx}
		if cl := p.Cat.Client(step.Pkg); cl == nil || cl.Op(step.Type, step.Name) == nil || cl.Op(step.Type, step.Name).Key == nil {
			continue
		}
		parts, ok := p.callParts(at, step)
		if !ok {
			return Val{}, false
		}
		for _, part := range parts {
			rule, c := p.row(part)
			if rule == nil || rule.Key == nil || *rule.Key < 0 || *rule.Key >= len(c.Args) {
				continue
			}
			part = p.outer(part, 0)
			key = part.With(c.Args[*rule.Key])
			n++
		}
	}
	return key, n > 0
}

// storeAbsent is Absent for a store: a transaction whose condition is that there is no
// key yet, and whether one of its operations gives it a lease; a write whose options say
// so; or a lock of its own, which ends with who holds it.
func (p *Program) storeAbsent(o *Op) (absent, expires bool) {
	switch {
	case o.Does("lock"):
		return true, true
	case o.Command == "PUT":
		return p.putAbsent(o)
	case o.Command != "TXN":
		return false, false
	}
	for _, step := range p.building(o) {
		parts, ok := p.callParts(Val{Ref{o.inner, 0}, o.Ctx}, step)
		for _, part := range parts {
			absent = absent || p.asksAbsent(part)
			expires = expires || p.partOf(part, func(r *rules.Op) bool { return r.TTL != nil }, 0)
		}
		expires = expires || !ok
	}
	return absent, expires
}

// putAbsent: the options of a write of etcd's second protocol say that there must not be
// such a key before, and how long it lives.
func (p *Program) putAbsent(o *Op) (absent, expires bool) {
	for _, v := range o.Args() {
		if prev, set, _ := p.Field(v, "PrevExist"); set && slices.Equal(p.Strings(prev, false).Vals, []string{"false"}) {
			ttl, given, known := p.Field(v, "TTL")
			return true, !known || given && !p.NoTime(ttl)
		}
	}
	return false, false
}

// ComparesStored reports whether the options of a deletion of etcd's second protocol say
// what must stand there.
func (p *Program) ComparesStored(o *Op) bool {
	return o.Client.Kind == rules.Store && slices.ContainsFunc(o.Args(), func(v Val) bool {
		_, value, _ := p.Field(v, "PrevValue")
		_, index, _ := p.Field(v, "PrevIndex")
		return value || index
	})
}

// asksAbsent: a condition compares what a key has from its creation with 0.
func (p *Program) asksAbsent(cond Val) bool {
	if !p.partOf(cond, func(r *rules.Op) bool { return slices.Contains(r.Does, "absent") }, 0) {
		return false
	}
	_, c := p.row(cond)
	parts, _ := p.callParts(p.outer(cond, 0), c)
	return !slices.ContainsFunc(parts, func(v Val) bool {
		if p.outer(v, 0).Type().Kind == summary.String {
			t := p.Strings(v, false).Vals
			return len(t) != 1 || t[0] != "="
		}
		n, known := p.Int(v)
		return p.outer(v, 0).Type().Kind == summary.Integer && (!known || n != 0)
	})
}

// withoutCondition is the command of a transaction that asks nothing and is made of
// deletions alone: they do what a deletion by itself does.
func (p *Program) withoutCondition(o *Op) string {
	deletes := false
	for _, step := range p.building(o) {
		if step.Name == "If" {
			return o.Command
		}
		if step.Name != "Then" {
			continue
		}
		parts, ok := p.callParts(Val{Ref{o.inner, 0}, o.Ctx}, step)
		if deletes = ok && len(parts) > 0; !deletes {
			return o.Command
		}
		for _, part := range parts {
			if _, c := p.row(part); c == nil || c.Name != "OpDelete" {
				return o.Command
			}
		}
	}
	if deletes {
		return "DELETE"
	}
	return o.Command
}

// partOf reports whether a value is made by a client's call of some kind, or one
// that is given such.
func (p *Program) partOf(v Val, is func(*rules.Op) bool, d int) bool {
	rule, c := p.row(v)
	if c == nil || d > 4 {
		return false
	}
	if rule != nil && is(rule) {
		return true
	}
	parts, _ := p.callParts(p.outer(v, 0), c)
	for _, part := range parts {
		if p.partOf(part, is, d+1) {
			return true
		}
	}
	return false
}

// OwnKey reports whether a store's key is named after the lease or session of who
// writes it, so that nobody else's it can be.
func (p *Program) OwnKey(key Val) bool {
	key = p.settle(key, 0)
	from := append([]Ref{key.Ref}, p.stores[key.Value().Str]...)
	for _, r := range from {
		for _, v := range p.related(r) {
			if strings.HasSuffix(v.Type().Text, "LeaseID") {
				return true
			}
			if x := v.Value(); x.Op == summary.CallVal && slices.Contains([]string{"Lease", "SessionID", "ID"}, v.F.Calls[x.N].Name) && p.Cat.Client(v.F.Calls[x.N].Pkg) != nil {
				return true
			}
		}
	}
	return false
}

// related lists what a value of a function is computed from there.
func (p *Program) related(r Ref) []Ref {
	seen := map[Ref]bool{}
	work := []Ref{r}
	var out []Ref
	for len(work) > 0 && len(out) < 100 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if v.V == 0 || seen[v] {
			continue
		}
		seen[v] = true
		out = append(out, v)
		for _, o := range p.operands(Val{v, nil}, v.Value()) {
			if o.F == r.F {
				work = append(work, o.Ref)
			}
		}
	}
	return out
}

// Ranges reports whether a store's read takes in all keys with a prefix, as a context
// gives it: by itself, or by an option, where no other one limits it.
func (p *Program) Ranges(o *Op, ctx *Ctx) bool {
	if o.Client.Kind != rules.Store || !o.Does("query") {
		return false
	}
	if o.Does("list") {
		return true
	}
	c := &o.inner.Calls[o.At]
	parts, _ := p.callParts(Val{Ref{o.inner, 0}, chain(o.Ctx, ctx)}, c)
	whole := false
	for _, part := range parts {
		if p.partOf(part, func(r *rules.Op) bool { return slices.Contains(r.Does, "limit") }, 3) {
			return false
		}
		whole = whole || p.partOf(part, func(r *rules.Op) bool { return slices.Contains(r.Does, "list") }, 3)
	}
	return whole
}
