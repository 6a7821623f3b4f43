package stampede

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// tiered looks for two values of one interface, of which one is known for the cache:
// where it knows nothing the other is asked the same question, and the answer is
// put into the first. What the methods are called does not matter.
func tiered(p *analyzers.Pass, f *link.Func) *fill {
	for r := range f.Calls {
		if !onCache(p, f, int32(r)) {
			continue
		}
		for s := range f.Calls {
			if sameQuestion(p, f, int32(r), int32(s)) && (p.Touch.OnMiss(f, int32(r), int32(s)) || p.Touch.GathersMisses(f, int32(r), int32(s))) && !p.Touch.Single(f, int32(s)) && answered(p, f, int32(r), int32(s)) {
				at := link.Touch{F: f, Conf: finding.Certain, Kind: rules.Facade}
				read, origin := at, at
				read.Call, read.Effect, origin.Call, origin.Effect = int32(r), link.Reads, int32(s), link.Loads
				return &fill{f: f, miss: int32(r), source: int32(s), read: read, origin: origin}
			}
		}
	}
	return nil
}

// onCache: the call is of an interface value that is the cache.
func onCache(p *analyzers.Pass, f *link.Func, i int32) bool {
	c := &f.Calls[i]
	return c.Iface != 0 && c.Val != 0 && analyzers.InFront(p.Prog, f, c.Recv)
}

// sameQuestion: call s asks another value of the interface what call r asked.
func sameQuestion(p *analyzers.Pass, f *link.Func, r, s int32) bool {
	a, b := &f.Calls[r], &f.Calls[s]
	if r == s || b.Iface == 0 || a.Name != b.Name || len(a.Args) == 0 || len(a.Args) != len(b.Args) || f.TypeAt(a.Iface).Named != f.TypeAt(b.Iface).Named {
		return false
	}
	return f.Holder(b.Recv) != "" && !analyzers.InFront(p.Prog, f, b.Recv)
}

// answered: a later call of the same cache gets what call s gave.
func answered(p *analyzers.Pass, f *link.Func, r, s int32) bool {
	for i := range f.Calls {
		w := int32(i)
		if !onSame(f, r, w) || !f.Before(s, w) {
			continue
		}
		for _, a := range f.Calls[w].Args {
			if p.Prog.Derives(f, a, s) {
				return true
			}
		}
	}
	return false
}

func onSame(f *link.Func, r, w int32) bool {
	a, b := &f.Calls[r], &f.Calls[w]
	return b.Iface != 0 && a.Name != b.Name && f.Holder(b.Recv) == f.Holder(a.Recv)
}
