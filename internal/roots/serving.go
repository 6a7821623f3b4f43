package roots

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// serving makes starts of the commands that serve: what "app serve" does before it listens
// happens at each start of the server, whereas other commands are run by hand.
func (fd *finder) serving() {
	for k, r := range fd.out {
		if r.Kind == "cli" && r.Heat == finding.Cold && fd.opts.Application && !fd.opts.Samples[r.F.Pkg.Path] && fd.beginsToServe(r.F) {
			r.Heat = finding.Startup
			fd.out[k] = r
		}
	}
}

// beginsToServe reports whether a function takes connections, itself or below: by calls of
// which it is plain whom they call.
func (fd *finder) beginsToServe(f *link.Func) bool {
	seen := map[*link.Func]bool{f: true}
	for work := []*link.Func{f}; len(work) > 0; {
		g := work[len(work)-1]
		work = work[:len(work)-1]
		if slices.ContainsFunc(g.Calls, takesConnections) {
			return true
		}
		for _, edges := range g.Out {
			for _, e := range edges {
				plain := e.Via != link.Callback && (e.Via != link.Interface || len(edges) == 1)
				if plain && !e.Entry && e.Conf != finding.Possible && !seen[e.Callee] {
					seen[e.Callee] = true
					work = append(work, e.Callee)
				}
			}
		}
	}
	return false
}

// takesConnections: the names by which servers do, whatever the framework.
func takesConnections(c summary.Call) bool {
	switch c.Name {
	case "ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS", "RunTLS", "StartTLS":
		return true
	case "Listen":
		return c.Pkg == "net" || c.Recv != 0
	}
	return false
}
