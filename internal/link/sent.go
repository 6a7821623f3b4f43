package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/summary"
)

// Who hands a function to a pool of an application's own has it run beside itself: the pool
// sends it to goroutines, which call all that comes over the channel and do not know from
// whom it is.
//
//	func (p *pool) submit(task func()) { p.tasks <- task }

// submits lets a call have the functions run that its callee sends on.
func (fl *flow) submits(f *Func, i int32, callee *Func) {
	for _, n := range fl.sentParams(callee) {
		c := &f.Calls[i]
		a := argOf(c, callee, n)
		if a == 0 {
			continue
		}
		for _, v := range fl.functionsIn(Ref{f, a}) {
			fl.wait(f.valueNode(v), site{f: f, call: i, role: submit, through: callee.Name, arg: slices.Index(c.Args, v)})
		}
	}
}

// functionsIn is a function itself, of a struct those that its function puts into it.
func (fl *flow) functionsIn(v Ref) (out []int32) {
	if v.Type().Kind == summary.Signature {
		return []int32{v.V}
	}
	box := v.Bare()
	for _, in := range v.F.Stores {
		a := &v.F.Values[in.Addr]
		if a.Op == summary.FieldOf && v.With(in.Val).Type().Kind == summary.Signature && fl.p.SameObject(v.With(a.A).Bare(), box) {
			out = append(out, in.Val)
		}
	}
	return out
}

// sends lets a function have those run that it makes and sends to others itself.
func (fl *flow) sends(f *Func, s *summary.Store) {
	v := Ref{f, s.Val}
	if f.SentTo(s) != 0 && v.Type().Kind == summary.Signature && v.Bare().Value().Op != summary.ParamVal {
		fl.wait(f.valueNode(s.Val), site{f: f, call: -1, role: submit, arg: -1})
	}
}

// sentParams are the parameters of a function that it sends to a channel as functions, by
// themselves or in a struct, or hands to one that does.
func (fl *flow) sentParams(f *Func) []int {
	if out, ok := fl.sent[f]; ok {
		return out
	}
	fl.sent[f] = nil // where it calls itself
	if !slices.ContainsFunc(f.Params, func(p summary.Param) bool { return mayHold(f.TypeAt(p.Type)) }) {
		return nil
	}
	fl.sent[f] = fl.findSent(f)
	return fl.sent[f]
}

func (fl *flow) findSent(f *Func) (out []int) {
	add := func(v int32) {
		x := (Ref{f, v}).Bare().Value()
		if x.Op == summary.ParamVal && mayHold(f.TypeAt(f.Params[x.N].Type)) && (x.N > 0 || f.Recv == "" || f.Literal()) && !slices.Contains(out, int(x.N)) {
			out = append(out, int(x.N))
		}
	}
	for i := range f.Stores {
		s := &f.Stores[i]
		if f.SentTo(s) == 0 {
			continue
		}
		add(s.Val)
		for _, v := range fl.functionsIn(Ref{f, s.Val}) {
			add(v)
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		g := fl.p.byName[c.Callee]
		if g == nil || g == f || c.Iface != 0 {
			continue
		}
		for _, n := range fl.sentParams(g) {
			if a := argOf(c, g, n); a != 0 {
				add(a)
			}
		}
	}
	return out
}

// mayHold: a function, or a struct that may hold one.
func mayHold(t *summary.Type) bool {
	return t.Kind == summary.Signature || t.Kind == summary.Struct || t.Kind == summary.Pointer
}

// ranLater handles a function that is handed over to be run, by others or when there is work.
func (fl *flow) ranLater(s site, ob *object, conf finding.Confidence) {
	if callee := fl.p.byName[ob.name]; callee != nil && (ob.kind == funcObj || ob.kind == boundObj) {
		fl.callback(s, callee, conf)
	}
}

// Pooled marks the calls of what came over a channel where somebody who may run has sent it:
// a pool runs it for them, as often as they do.
func (p *Program) Pooled(runs map[*Func]bool) {
	sent := func(in *Edge) bool { return in.Sent && runs[in.Caller] }
	for _, f := range p.Funcs {
		for i := range f.Calls {
			if c := &f.Calls[i]; c.Fun == 0 || !p.overChannel(Ref{f, c.Fun}, 0) {
				continue
			}
			for _, e := range f.Out[i] {
				e.Entry = e.Entry || slices.ContainsFunc(e.Callee.In, sent)
			}
		}
	}
}

// overChannel: a value came over a channel, by itself or in a struct.
func (p *Program) overChannel(v Ref, d int) bool {
	if v.V == 0 || d > maxObject {
		return false
	}
	switch x := v.Value(); x.Op {
	case summary.Recv:
		return true
	case summary.Load, summary.FieldOf, summary.Extract, summary.Convert:
		return p.overChannel(v.With(x.A), d+1)
	case summary.Alloc:
		in := p.Assigned(v)
		return len(in) == 1 && p.overChannel(in[0], d+1)
	case summary.FreeVal:
		around, ok := p.Captured(v)
		return ok && p.overChannel(around, d+1)
	}
	return false
}
