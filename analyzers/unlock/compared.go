package unlock

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

const inBetween = "GET, the comparison and DEL are separate commands: the lock may pass to another holder in between."

// comparesOwner reports whether the declared function around f reads the key and
// compares what it gets with a value of its own.
func comparesOwner(p *link.Program, f *link.Func, key link.Val) bool {
	for _, g := range p.Funcs {
		if g.Pkg != f.Pkg || g.Decl != f.Decl {
			continue
		}
		for _, o := range g.Ops {
			if k, ok := p.KeyOf(o); ok && o.Command == "GET" && p.SameKey(k, key) && branches(p, g, o.Call) {
				return true
			}
		}
	}
	return false
}

// branches: some branch of f hangs on a comparison with what a call returned.
func branches(p *link.Program, f *link.Func, call int32) bool {
	return slices.ContainsFunc(f.Blocks, func(b summary.Block) bool { return comparison(p, f, b.Cond, call) })
}

// comparison: the condition compares what a call returned with something that is
// neither written out nor an error.
func comparison(p *link.Program, f *link.Func, cond, call int32) bool {
	x := &f.Values[cond]
	if x.Op == summary.Not {
		return comparison(p, f, x.A, call)
	}
	if cond == 0 || x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" {
		return false
	}
	for _, v := range []int32{x.A, x.B} {
		if f.Values[v].Op == summary.Const || f.TypeAt(f.Values[v].Type).Text == "error" {
			return false
		}
	}
	return p.Derives(f, x.A, call) != p.Derives(f, x.B, call)
}

// comparesGiven: what the function deletes is whatever key it is given, where it reads there
// what it is given as well: a helper of whoever holds something by a token.
func comparesGiven(p *link.Program, f *link.Func, o *link.Op, key link.Val) bool {
	which, ok := key.F.ParamOf(key.F.Unconverted(key.V))
	if !ok || key.F != f {
		return false
	}
	return slices.ContainsFunc(f.Guards(o.Site().Block), func(g link.Guard) bool {
		return slices.ContainsFunc(f.Ops, func(r *link.Op) bool {
			k, ok := p.KeyOf(r)
			return ok && r.Command == "GET" && p.SameKey(k, key) && comparison(p, f, g.Cond, r.Call) && usesOther(f, g.Cond, which)
		})
	})
}

// comparesMark: before the deletion f has read the key, and compared what stands there with
// the mark that is written by whoever takes it.
func comparesMark(p *link.Program, f *link.Func, del *link.Op, key link.Val, taken *link.Op) bool {
	params, _ := p.Params(taken, nil)
	if len(params) < 2 {
		return false
	}
	written := p.Strings(params[1], false).Known()
	return slices.ContainsFunc(f.Ops, func(r *link.Op) bool {
		k, ok := p.KeyOf(r)
		return ok && r.Command == "GET" && f.After(r.Call, del.Call) && p.SameKey(k, key) && slices.ContainsFunc(f.Values, func(x summary.Value) bool {
			if x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" || !p.Derives(f, x.A, r.Call) {
				return false
			}
			c := &f.Values[x.B]
			return c.Op == summary.Const && f.TypeAt(c.Type).Kind == summary.String && slices.Contains(written, c.Str)
		})
	})
}

// usesOther: the condition hangs on a text that is passed as another parameter.
func usesOther(f *link.Func, cond int32, which int) bool {
	for i := range f.Params {
		if k := f.TypeAt(f.Params[i].Type).Kind; i != which && k != summary.Pointer && k != summary.Signature && !(i == 0 && f.Recv != "") && f.Uses(cond, i) {
			return true
		}
	}
	return false
}

// compared reports functions that are there to give a lock back, read an entry of
// a cache, compare it and delete it, each by a call that leads to a server.
func compared(p *analyzers.Pass, f *link.Func) {
	if !analyzers.Announces(shortOf(f), freeing) || breaks(f) {
		return
	}
	for i := range f.Calls {
		r, ok := drops(p.Prog, f, int32(i))
		if !ok || !slices.ContainsFunc(p.Touch.At(f, int32(i)), func(x link.Touch) bool { return afterOwner(p, f, int32(i), &x) }) {
			continue
		}
		call := &f.Calls[i]
		c := analyzers.OfOp(r.Op)
		c.F, c.Block, c.Pos, c.Callee, c.Below, c.Conf, c.Thin = f, call.Block, call.Pos, call.Callee, r.In, r.Conf, false
		c.Command, c.Cost, c.Detail = "DEL", "1 x DEL", inBetween
		p.Report(c)
		return
	}
}

// far is how many calls below a release the server's client may be.
const far = 4

// drops returns the deletion on a server that a call leads to.
func drops(p *link.Program, f *link.Func, call int32) (link.Reached, bool) {
	for _, r := range p.Under(f, call, far, 0) {
		if r.In != nil && r.Conf != finding.Possible && removes(r.Op) && !guarded(p, r.Op) {
			return r, true
		}
	}
	return link.Reached{}, false
}

// removes: a facade counts where it is one of a server, which then has a command.
func removes(o *link.Op) bool {
	switch o.Client.Kind {
	case rules.Remote, rules.Store:
		return o.Drops() || o.Command == "HDEL" || o.Script == nil && o.Does("delete")
	case rules.Facade:
		return o.Drops()
	}
	return false
}

// afterOwner: the touch deletes what was read and compared before.
func afterOwner(p *analyzers.Pass, f *link.Func, call int32, x *link.Touch) bool {
	key, ok := p.Touch.Key(x)
	if x.Effect&link.Deletes == 0 || !ok {
		return false
	}
	for i := range f.Calls {
		if int32(i) == call || !f.Always(int32(i), call) || !guardedBy(p.Prog, f, f.Calls[call].Block, int32(i)) {
			continue
		}
		for _, y := range p.Touch.At(f, int32(i)) {
			if k, ok := p.Touch.Key(&y); ok && y.Effect&link.Reads != 0 && p.Prog.SameKey(k, key) {
				return true
			}
		}
	}
	return false
}

func guardedBy(p *link.Program, f *link.Func, block, call int32) bool {
	return slices.ContainsFunc(f.Guards(block), func(g link.Guard) bool { return comparison(p, f, g.Cond, call) })
}
