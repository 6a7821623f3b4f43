package stampede

import (
	"slices"

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
	if f.Recv == "" || !shares(f, analyzers.Receiver(f)) && !f.HasField(analyzers.Receiver(f), "sync/atomic.Pointer", "sync/atomic.Value") {
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
		if x := renews(p, f, call, owner, false); x != nil {
			return x
		}
		for _, e := range f.Out[i] {
			g := e.Callee
			if e.Entry || e.Async || e.Via != link.Static || g.Recv != f.Recv {
				continue
			}
			for k := range g.Calls {
				if x := renews(p, g, int32(k), owner, true); x != nil {
					return x
				}
			}
		}
	}
	return nil
}

// inTurn: the call is made under the lock of a step that does not look again whether
// somebody has been there: those who waited make it too.
func inTurn(p *analyzers.Pass, f *link.Func, call int32) bool {
	return p.Prog.Outdated(f, call) == "" && slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		return c.Callee == "(*sync.Mutex).Lock" || c.Callee == "(*sync.RWMutex).Lock"
	})
}

// renews: the call fetches what goes into a field of the owner.
func renews(p *analyzers.Pass, f *link.Func, call int32, owner string, step bool) *fill {
	if p.Touch.Single(f, call) && !(step && inTurn(p, f, call)) || !p.Prog.Renews(f, owner, call) {
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
