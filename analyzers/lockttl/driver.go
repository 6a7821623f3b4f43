package lockttl

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// byDriver reports a lock's own code, by the type's or the method's name, that takes it
// through a cache's interface, and says there that it shall not expire. Where a client is reached from there, through
// has looked at it.
func byDriver(p *analyzers.Pass, f *link.Func) {
	if !analyzers.LockCalled(f) {
		return
	}
	for i := range f.Calls {
		if takes, expires := analyzers.TakesByDriver(p, f, int32(i)); !takes || expires || remote(p, f, int32(i)) {
			continue
		}
		c := &f.Calls[i]
		p.Report(analyzers.Candidate{
			F: f, Block: c.Block, Pos: c.Pos, Callee: c.Callee, Command: "ADD", Conf: finding.Certain,
			Cost: "1 x ADD", Detail: "It is taken through an interface, with no time to live.",
		})
	}
}

func remote(p *analyzers.Pass, f *link.Func, call int32) bool {
	for _, r := range p.Prog.Under(f, call, far, 0) {
		if r.Conf != finding.Possible && r.Client.Kind == rules.Remote {
			return true
		}
	}
	return false
}
