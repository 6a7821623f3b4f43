// Package deadline asks where the database or a loader is called without a
// deadline while others wait: under a lock that other processes want, or after
// the entry was deleted that the call is to refill. Under a mutex that callers of
// the same process want, and in a job that fills no cache, it is a note. Contexts are
// followed from the entry to the call. An outgoing request without a time limit, by HTTP or by whatever client gets a context that never ends, under
// a mutex counts in full where its answer is what others look up, such as keys, tokens
// and settings, or fills a cache, and a query where it goes into a map that the mutex
// guards; so does a walk of the keyspace that refills what was emptied. A goroutine that
// gives the lock back holds it until then.
//
// A context that comes from outside (of a request, or of whoever calls the
// library) is taken to end. Timeouts of connections and drivers are not known,
// which is why calls of the cache itself, whose clients have them, do not count.
package deadline

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/analyzers/deletefirst"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "deadline", Run: run}

// wait is one call that others wait for.
type wait struct {
	f     *link.Func
	call  int32
	touch link.Touch
	why   string
	// mild: they wait in this process alone, or for a job that fills no cache.
	mild bool
}

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		if len(f.Calls) < 2 {
			continue
		}
		for _, w := range waits(p, f) {
			p.Report(candidate(p, w))
		}
	}
}

// waits lists the slow calls of f that others wait for, the first of each kind.
func waits(p *analyzers.Pass, f *link.Func) []*wait {
	var out []*wait
	missing := deletefirst.Refetch(p, f)
	for _, s := range p.Prog.Sweeps(f) {
		if missing(s.Call) {
			t := link.Touch{Effect: link.Reads, Op: s.Op, F: f, Call: s.Call, Conf: s.Op.Conf, Kind: rules.Remote}
			out = append(out, &wait{f, s.Call, t, "What it refills has been emptied already.", false})
		}
	}
	for i := range f.Calls {
		if p.Touch.LockedUntilDone(f, int32(i)) {
			out = append(out, behind(p, f, int32(i))...)
		}
		if f.Calls[i].Kind == summary.Plain {
			out = append(out, awaited(p, f, int32(i), missing)...)
		}
	}
	return out
}

// awaited lists what call i touches that is slow, where others wait for it.
func awaited(p *analyzers.Pass, f *link.Func, i int32, missing func(int32) bool) []*wait {
	var out []*wait
	b := unknown
	for _, t := range p.Touch.At(f, i) {
		if t.Effect&slow == 0 && !away(&t) || t.Async {
			continue
		}
		if b == unknown {
			b = bound(p, f, i, missing)
		}
		if why, mild := b.why(p, f, i, &t); why != "" {
			out = append(out, &wait{f, i, t, why, mild})
		}
	}
	return out
}

// bond is what others wait for while a call runs, whatever it touches.
type bond int8

const (
	unknown bond = iota
	free
	deleted // the entry, which the call is to refill
	locked  // for other processes too
	guarded // by a mutex, which guards what the call gives
	single  // by a mutex, or whatever else lets one in alone
)

func bound(p *analyzers.Pass, f *link.Func, i int32, missing func(int32) bool) bond {
	if missing(i) {
		return deleted
	}
	if _, ok := p.Touch.Locked(f, i); ok {
		return locked
	}
	switch {
	case !p.Touch.Single(f, i):
		return free
	case requests(p, f, i) && keeps(p, f, i), p.Touch.Does(f, i, link.Queries) && entersMap(p, f, i):
		return guarded
	}
	return single
}

// why says why others wait for what the call touches, if they do.
func (b bond) why(p *analyzers.Pass, f *link.Func, i int32, t *link.Touch) (why string, mild bool) {
	switch {
	case b == deleted:
		return "The entry has been deleted already.", false
	case b == locked:
		return "It holds a lock meanwhile.", !stored(p, f, i, t)
	case b == guarded:
		return "Everybody waits for its lock meanwhile.", false
	case b == single && stored(p, f, i, t):
		return "Who wants the same entry waits for its lock meanwhile.", !requests(p, f, i)
	}
	return "", false
}

// slow is what others wait for.
const slow = link.Queries | link.Execs | link.Loads | link.Fetches

// away: somebody unknown is asked who gets a context, as the client of a service does.
func away(t *link.Touch) bool {
	c := t.Site()
	return t.Effect&link.Asks != 0 && c.Fun == 0 && slices.ContainsFunc(c.Args[:min(2, len(c.Args))], func(a int32) bool {
		return t.F.TypeAt(t.F.Values[a].Type).Text == "context.Context"
	})
}

// behind lists what a goroutine asks that gives back the lock which its starter took.
func behind(p *analyzers.Pass, f *link.Func, call int32) []*wait {
	var out []*wait
	touches := p.Touch.At(f, call)
	fills := slices.ContainsFunc(touches, func(t link.Touch) bool { return t.Effect&link.Writes != 0 && t.Kind != rules.Database })
	for _, t := range touches {
		if t.Effect&slow != 0 {
			out = append(out, &wait{f, call, t, "It holds a lock meanwhile.", !fills})
		}
	}
	return out
}

// stored: a cache is written after the call, or, where that runs what f is handed, after
// one on the way to what it touches.
func stored(p *analyzers.Pass, f *link.Func, call int32, t *link.Touch) bool {
	if stores(p, f, call) {
		return true
	}
	if !p.Prog.HandsIn(f, call) {
		return false
	}
	for c := t.Ctx; c != nil; c = c.Up {
		if e := c.Edge; e.Call >= 0 && e.Caller != f && stores(p, e.Caller, e.Call) {
			return true
		}
	}
	return t.F != f && stores(p, t.F, t.Call)
}

// stores: a cache is written after the call.
func stores(p *analyzers.Pass, f *link.Func, call int32) bool {
	for i := range f.Calls {
		if !f.Before(call, int32(i)) {
			continue
		}
		for _, t := range p.Touch.At(f, int32(i)) {
			if t.Effect&link.Writes != 0 && t.Kind != rules.Database {
				return true
			}
		}
	}
	return false
}

func candidate(p *analyzers.Pass, w *wait) analyzers.Candidate {
	c := &w.f.Calls[w.call]
	callee := c.Callee
	if callee == "" {
		callee = w.touch.Name()
	}
	out := analyzers.Candidate{
		F: w.f, Block: c.Block, Pos: c.Pos, Callee: callee, Command: w.touch.Name(), Conf: w.touch.Conf,
		Cost: "1 x " + w.touch.Name(), Below: w.touch.Ctx, Detail: w.why,
	}
	if w.touch.Op != nil {
		out.Client = w.touch.Op.Client.Name
	}
	out.Level = func(a analyzers.At) finding.Level {
		if p.Prog.Patience(&w.touch, link.CtxOf(a.Path)) == link.Ends {
			return finding.None
		}
		l := analyzers.Table(p.Hazard, a)
		if w.mild {
			return l.AtMost(finding.Note)
		}
		return l
	}
	return out
}
