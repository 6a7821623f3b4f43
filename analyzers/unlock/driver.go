package unlock

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// byDriver reports a lock's own code, by the type's or the method's name, that gives it
// back by a cache's interface, whose deletion by key compares nothing. The type must take it
// there too. Where a client is reached, through has looked at it.
func byDriver(p *analyzers.Pass, f *link.Func) {
	recv := analyzers.Receiver(f)
	if !analyzers.LockCalled(f) || !analyzers.Announces(shortOf(f), freeing) || breaks(f) || !takesByDriver(p, recv) {
		return
	}
	for i := range f.Calls {
		if _, ok := drops(p.Prog, f, int32(i)); ok {
			continue
		}
		for _, t := range p.Touch.At(f, int32(i)) {
			if t.Effect&link.Deletes == 0 || t.Op != nil || analyzers.Receiver(t.F) != recv {
				continue
			}
			call := t.Site()
			if _, ok := analyzers.Driver(p, t.F, t.Call); !ok || !byKeyAlone(t.F, call) {
				continue
			}
			p.Report(analyzers.Candidate{
				F: t.F, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: "DEL", Conf: finding.Certain,
				Cost: "1 x DEL", Detail: "The key is deleted, whoever holds the lock by now.",
			})
			return
		}
	}
}

// byKeyAlone: the call is given nothing that could be compared.
func byKeyAlone(f *link.Func, c *summary.Call) bool {
	n := 0
	for _, a := range c.Args {
		if f.TypeAt(f.Values[a].Type).Text != "context.Context" {
			n++
		}
	}
	return n == 1
}

func takesByDriver(p *analyzers.Pass, recv string) bool {
	return slices.ContainsFunc(p.Prog.Funcs, func(g *link.Func) bool {
		if analyzers.Receiver(g) != recv {
			return false
		}
		for i := range g.Calls {
			if takes, _ := analyzers.TakesByDriver(p, g, int32(i)); takes {
				return true
			}
		}
		return false
	})
}
