package memoryclear

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// dropsListed reports whether an op deletes, in a loop, keys that the cache was
// asked to list: all of them, or those with a prefix. The walk is over all.
func dropsListed(p *link.Program, o *link.Op) bool {
	if !o.Does("delete") || o.Rule.Key == nil || len(o.F.LoopsAt(o.Site().Block)) == 0 {
		return false
	}
	k, ok := o.Arg(o.Rule.Key)
	return ok && k.V != 0 && p.FromListing(k, o.Client)
}

// housekeeping is what a cache does to keep in bounds, however often.
var housekeeping = []string{"clean", "cleanup", "prune", "trim", "evict", "expire", "gc", "sweep", "janitor", "compact", "shrink"}

func reportListed(p *analyzers.Pass, o *link.Op) {
	c := analyzers.OfOp(o)
	c.Command, c.Cost = "PURGE", "entries x delete"
	c.Detail = "The cache is walked whole, and what matches is deleted."
	c.Announce = slices.Concat(announce, []string{"prefix", "pattern", "match", "expired", "like", "janitor", "sweep"})
	upkeep := analyzers.Announces(bare(o.F), housekeeping)
	c.Level = func(a analyzers.At) finding.Level {
		if l := level(p.Hazard, a); upkeep {
			return l.AtMost(finding.Note)
		} else {
			return l
		}
	}
	p.Report(c)
}
