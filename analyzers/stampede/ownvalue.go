package stampede

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// ownValue looks for one value that a type keeps until it expires (keys, a token),
// and for which everybody asks who comes after that, by the function itself or a
// step of it. That several come at a time is said by the type's lock.
func ownValue(p *analyzers.Pass, f *link.Func) *fill {
	if f.Recv == "" || !shares(f, analyzers.Receiver(f)) {
		return nil
	}
	for i := range f.Calls {
		call := int32(i)
		if f.Calls[i].Kind != summary.Plain || p.Touch.Single(f, call) || !has(p, f, call, link.Fetches|link.Queries) {
			continue
		}
		owner := p.Prog.Outdated(f, call)
		if owner == "" {
			continue
		}
		if x := renews(p, f, call, owner); x != nil {
			return x
		}
		for _, e := range f.Out[i] {
			g := e.Callee
			if e.Entry || e.Async || e.Via != link.Static || g.Recv != f.Recv {
				continue
			}
			for k := range g.Calls {
				if x := renews(p, g, int32(k), owner); x != nil {
					return x
				}
			}
		}
	}
	return nil
}

// renews: the call fetches what goes into a field of the owner.
func renews(p *analyzers.Pass, f *link.Func, call int32, owner string) *fill {
	if p.Touch.Single(f, call) || !p.Prog.Renews(f, owner, call) {
		return nil
	}
	for _, t := range p.Touch.At(f, call) {
		if t.Effect&(link.Fetches|link.Queries) != 0 && !t.Once && !t.Async {
			read := link.Touch{F: f, Call: call, Effect: link.Reads, Conf: finding.Certain, Kind: rules.Memory}
			return &fill{f: f, miss: call, source: call, read: read, origin: t, owner: owner}
		}
	}
	return nil
}
