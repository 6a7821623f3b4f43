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
	read := &v.F.Values[from]
	if read.Op == summary.Extract {
		read = &v.F.Values[read.A]
	}
	return read.Op == summary.CallVal && slices.ContainsFunc(p.Touch.At(v.F, int32(read.N)), func(t link.Touch) bool {
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

// ofRequest: the function is given what a framework knows of a request, and nothing else.
func ofRequest(f *link.Func, c *summary.Call) bool {
	t := f.TypeAt(f.Values[c.Args[0]].Type)
	if t.Kind == summary.Pointer {
		t = f.TypeAt(t.Elem)
	}
	return len(c.Args) == 1 && t.Named != "context.Context" && (strings.HasSuffix(t.Named, ".Ctx") || strings.HasSuffix(t.Named, ".Context"))
}
