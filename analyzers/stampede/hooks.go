package stampede

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// hooks looks for read-throughs whose source a framework asks: one function that it calls
// before reads the cache, and another that it calls after fills it, on one chain. Who
// misses goes on to the query, unless the first lets him wait for another.
func hooks(p *analyzers.Pass, found map[*link.Func]*fill) {
	var fs []*link.Func
	for i := range p.Roots {
		if r := &p.Roots[i]; r.Kind == "orm-hook" && r.Loop < 0 && !slices.Contains(fs, r.F) {
			fs = append(fs, r.F)
		}
	}
	for _, before := range fs {
		reads := sites(p, before, link.Reads)
		if found[before] != nil || len(reads) == 0 || queues(p, before, queueing) {
			continue
		}
		for _, after := range fs {
			if after == before || after.Pkg != before.Pkg || !oneChain(p, before, after) {
				continue
			}
			if r, rd := filledAfter(p, reads, after); rd != nil {
				reportHook(p, before, r, rd)
				break
			}
		}
	}
}

// filledAfter gives the read of the one hook that misses what the other writes. The key may
// come there in what the framework hands on.
func filledAfter(p *analyzers.Pass, reads []site, after *link.Func) (call int32, read *link.Touch) {
	writes := sites(p, after, link.Writes)
	for _, r := range reads {
		for i := range r.touches {
			rd := &r.touches[i]
			for _, w := range writes {
				if slices.ContainsFunc(w.touches, func(wr link.Touch) bool {
					return rd.Compatible(&wr) && !p.Touch.FillsBelow(after, &wr) && p.Prog.OneStore(rd, &wr)
				}) {
					return r.call, rd
				}
			}
		}
	}
	return 0, nil
}

// oneChain: two functions are registered together at one chain of a framework, such as that
// of queries, or are methods of one type for what is before and after one thing.
func oneChain(p *analyzers.Pass, a, b *link.Func) bool {
	if x := chainOf(p, a); x != "" {
		return x == chainOf(p, b)
	}
	before, ok1 := strings.CutPrefix(a.Short, "Before")
	after, ok2 := strings.CutPrefix(b.Short, "After")
	return ok1 && ok2 && before == after && a.Recv == b.Recv && a.Recv != ""
}

// placing are calls on the way to a registration that say where in its chain it goes.
var placing = []string{"before", "after", "match", "register", "replace", "callback"}

// chainOf names who registers a function, and at which chain: the calls that lead there.
func chainOf(p *analyzers.Pass, hook *link.Func) string {
	for _, f := range p.Prog.Funcs {
		if f.Pkg != hook.Pkg {
			continue
		}
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Recv == 0 || c.Name != "Register" && c.Name != "Replace" || len(c.Args) < 2 || !slices.Contains(p.Prog.HandedAt(f, int32(i), len(c.Args)-1), hook) {
				continue
			}
			return f.Decl + " " + strings.Join(leading(f, c), " ")
		}
	}
	return ""
}

func leading(f *link.Func, c *summary.Call) (names []string) {
	for c.Recv != 0 && f.Values[c.Recv].Op == summary.CallVal {
		c = &f.Calls[f.Values[c.Recv].N]
		if !slices.Contains(placing, strings.ToLower(c.Name)) {
			names = append(names, c.Name)
		}
	}
	return names
}

// queueing is how many calls away a hook may wait for another caller.
const queueing = 2

// queues: the function takes a lock, waits for somebody or is one of several that do the
// work, or a step of its package.
func queues(p *analyzers.Pass, f *link.Func, depth int) bool {
	if slices.ContainsFunc(p.Touch.Of(f), func(t link.Touch) bool { return t.Effect&link.Locks != 0 || t.Once }) {
		return true
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Pkg == "sync" && c.Name == "Wait" || slices.ContainsFunc(f.Ops, func(o *link.Op) bool { return o.Call == int32(i) && (o.Does("coalesce") || o.Does("lock")) }) {
			return true
		}
		if depth > 0 && slices.ContainsFunc(f.Out[i], func(e *link.Edge) bool {
			return e.Callee.Pkg == f.Pkg && e.Conf != finding.Possible && !e.Async && queues(p, e.Callee, depth-1)
		}) {
			return true
		}
	}
	return slices.ContainsFunc(f.Blocks, func(b summary.Block) bool {
		return slices.ContainsFunc(b.Items, func(it summary.Item) bool { return it.Kind == summary.RecvItem })
	})
}

func reportHook(p *analyzers.Pass, f *link.Func, call int32, rd *link.Touch) {
	c := &f.Calls[call]
	out := analyzers.Candidate{
		F: f, Block: c.Block, Pos: c.Pos, Callee: c.Callee, Command: rd.Name(), Conf: rd.Conf, Below: rd.Ctx,
		Cost: "callers in flight x the query", Detail: "Who misses goes on to the query, and another hook fills the cache after it.",
	}
	if rd.Op != nil {
		out.Client = rd.Op.Client.Name
	}
	p.Report(out)
}
