package stampede

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// counts: a number that the code spells out begins a count, and is nothing that a
// source gave; nor is one that goes on from what the cache said, or the time. Another
// constant tells that there is something, where it goes to what was read; away from the
// source the keys have to show that.
func counts(p *analyzers.Pass, rd, src, wr *link.Touch) bool {
	v, ok := written(p, wr)
	if !ok {
		return false
	}
	if tells(v) || goesOn(p, v, rd) {
		return true
	}
	if !constant(p, v) {
		return false
	}
	a, ok1 := p.Touch.Key(rd)
	b, ok2 := p.Touch.Key(wr)
	return v.Type().Kind == summary.Integer || wr.Depth() > 0 && wr.F != src.F && !(ok1 && ok2 && p.Prog.Alike(a, b))
}

// written is what a write stores, by whatever text it is written.
func written(p *analyzers.Pass, wr *link.Touch) (v link.Val, ok bool) {
	if v, ok = p.Touch.Value(wr); !ok {
		return v, false
	}
	for range 12 {
		v.Ref = v.Bare()
		switch x := v.Value(); {
		case x.Op == summary.ParamVal && v.Ctx != nil && v.Ctx.Edge.Callee == v.F:
			if v, ok = p.Prog.Arg(v.Ctx, int(x.N)); !ok {
				return v, false
			}
		case x.Op == summary.CallVal && v.F.Calls[x.N].Pkg == "strconv":
			v = v.With(v.F.Calls[x.N].Args[0])
		default:
			return v, true
		}
	}
	return v, true
}

// constant: the code spells it out, or chooses among what it spells out.
func constant(p *analyzers.Pass, v link.Val) bool {
	x := v.Value()
	if _, ok := p.Prog.Int(v); ok || x.Op == summary.Const {
		return true
	}
	return x.Op == summary.Phi && !slices.ContainsFunc(x.Args, func(a int32) bool { return v.F.Values[a].Op != summary.Const })
}

// tells: the value is the time.
func tells(v link.Val) bool {
	x := v.Value()
	return x.Op == summary.CallVal && v.F.Calls[x.N].Pkg == "time"
}

// goesOn: a number is one more or less than what a step has read from the cache.
func goesOn(p *analyzers.Pass, v link.Val, rd *link.Touch) bool {
	x := v.Value()
	if x.Op != summary.Binary || v.Type().Kind != summary.Integer {
		return false
	}
	from := x.A
	if v.F.Values[x.A].Op == summary.Const {
		from = x.B
	} else if v.F.Values[x.B].Op != summary.Const {
		return false
	}
	read, called := v.F.CallOf(from)
	return called && slices.ContainsFunc(p.Touch.At(v.F, read), func(t link.Touch) bool {
		return t.Effect&link.Reads != 0 && p.Prog.OneStore(&t, rd)
	})
}

// marks: what runs on a miss is a task that somebody hands in or a handler, of which no
// more is known than whether it failed, and the cache is told that it was done.
func marks(p *analyzers.Pass, f *link.Func, call int32, wr *link.Touch) bool {
	c := &f.Calls[call]
	if c.Fun == 0 || len(c.Args) > 0 && !ofRequest(f, c) || c.Result != 0 && f.TypeAt(c.Result).Text != "error" && f.TypeAt(c.Result).Text != "()" {
		return false
	}
	v, ok := written(p, wr)
	return ok && constant(p, v)
}

// notes: call s says only whether it went well, and call w, of another object, is told
// nothing but constants and plain parameters of f: that it was done, and for whom.
func notes(f *link.Func, s, w int32) bool {
	if s == w || !saysNo(f, s) || f.Calls[w].Kind != summary.Plain || f.Calls[w].Fun != 0 || f.Calls[w].Recv == 0 {
		return false
	}
	from := func(call int32) string {
		r := f.Unconverted(f.Calls[call].Recv)
		return f.TypeAt(f.Values[r].Type).Text
	}
	if from(s) == from(w) {
		return false
	}
	told := false
	for _, v := range f.Calls[w].Args {
		t := f.TypeAt(f.Values[v].Type)
		switch f.Values[f.Unconverted(v)].Op {
		case summary.Const:
			told = true
		case summary.ParamVal:
			if t.Named != "context.Context" && t.Kind != summary.Basic && t.Kind != summary.String && t.Kind != summary.Integer {
				return false
			}
		default:
			return false
		}
	}
	return told
}

// ofRequest: the function is given what a framework knows of a request, and nothing else.
func ofRequest(f *link.Func, c *summary.Call) bool {
	t := f.TypeAt(f.Values[c.Args[0]].Type)
	if t.Kind == summary.Pointer {
		t = f.TypeAt(t.Elem)
	}
	return len(c.Args) == 1 && t.Named != "context.Context" && (strings.HasSuffix(t.Named, ".Ctx") || strings.HasSuffix(t.Named, ".Context"))
}

// joins: one item is put to those that a key holds already, be it to the end of a list, and
// the read was not whether it is among them.
func joins(rd, wr *link.Touch) bool {
	if wr.Op == nil || !wr.Op.Collects() || strings.HasPrefix(wr.Op.Command, "H") {
		return false
	}
	if rd.Op != nil && slices.Contains([]string{"SISMEMBER", "SMISMEMBER", "ZSCORE", "ZMSCORE", "ZRANK"}, rd.Op.Command) {
		return false
	}
	c := wr.Site()
	return !c.Ellipsis && wr.Op.Ctx == nil && len(wr.F.LoopsAt(c.Block)) == 0 && !slices.ContainsFunc(c.Args, func(a int32) bool {
		return wr.F.TypeAt(wr.F.Values[wr.F.Unconverted(a)].Type).Kind == summary.Slice
	})
}

// looks: a read says whether there is something, and f does not read what it is, but
// for what comes after the source was asked.
func looks(p *analyzers.Pass, f *link.Func, rd *link.Touch, source int32) bool {
	if !saysWhether(rd) {
		return false
	}
	key, known := p.Touch.Key(rd)
	for i := range f.Calls {
		if f.Always(source, int32(i)) {
			continue
		}
		if slices.ContainsFunc(p.Touch.At(f, int32(i)), func(t link.Touch) bool {
			k, ok := p.Touch.Key(&t)
			return t.Effect&link.Reads != 0 && !saysWhether(&t) && p.Prog.OneStore(rd, &t) && !(known && ok && p.Prog.Differ(key, k))
		}) {
			return false
		}
	}
	return true
}

// saysWhether: a command or a method tells that there is something, by what it is called.
func saysWhether(t *link.Touch) bool {
	if t.Op != nil && t.Op.Command != "" {
		return slices.Contains([]string{"EXISTS", "TTL", "PTTL", "TYPE"}, t.Op.Command)
	}
	words := link.Words(t.Site().Name)
	return len(words) > 0 && slices.Contains([]string{"has", "exists", "exist", "contains", "is"}, words[0])
}

// madeUp: what is stored is something that nobody has had before, such as a code to be
// sent, and nothing of what the source gave. A key that is made of what is asked for is not.
func madeUp(p *analyzers.Pass, f *link.Func, source int32, wr *link.Touch) bool {
	v, ok := written(p, wr)
	if !ok || v.F != f || wr.Ctx == nil && wr.Call == source || p.Prog.Derives(f, v.V, source) {
		return false
	}
	filled := func(k int32) bool { // by the source, as what records an answer is
		return slices.ContainsFunc(f.Calls[source].Args, func(a int32) bool { return f.CanFill(a) && p.Prog.Derives(f, a, k) })
	}
	for k := range f.Calls {
		if analyzers.MakesUp(&f.Calls[k]) && p.Prog.Derives(f, v.V, int32(k)) && !filled(int32(k)) {
			return true
		}
	}
	return false
}
