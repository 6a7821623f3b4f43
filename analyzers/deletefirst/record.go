package deletefirst

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// pair is a record that is deleted and added again in a second step, where the
// server holds the only copy.
type pair struct {
	f         *link.Func
	drop, add int32
	dropped   link.Touch
	added     link.Touch
}

var (
	dropping = []string{"delete", "remove", "del", "drop", "unlink", "erase"}
	adding   = []string{"add", "create", "insert", "save", "store", "put", "write"}
	// joining words end what a step's name says of the thing: DeleteDeviceById.
	joining = []string{"by", "with", "from", "in", "to", "into", "for", "of", "if", "and"}
	// passing are things that come and go.
	passing = []string{"cache", "memo", "lock", "mutex", "session", "lease", "token"}
)

// record finds the first pair of f. What is deleted and what is added are taken for
// one thing by the names of the two steps and by what both are given: a record has
// an index or two beside it, so that its steps are functions of their own.
func record(p *analyzers.Pass, f *link.Func) *pair {
	if analyzers.Named(f, passing...) {
		return nil
	}
	for i := range f.Calls {
		what := thing(&f.Calls[i], dropping)
		if what == nil || f.Calls[i].Kind != summary.Plain || f.Failed(int32(i)) {
			continue
		}
		for j := range f.Calls {
			if f.Before(int32(i), int32(j)) && !f.Excludes(int32(i), int32(j)) && slices.Equal(thing(&f.Calls[j], adding), what) && f.Calls[j].Kind == summary.Plain {
				if x := paired(p, f, int32(i), int32(j)); x != nil {
					return x
				}
			}
		}
	}
	return nil
}

// thing is what a step does something to, going by its name; nil where it is no
// such step.
func thing(c *summary.Call, verbs []string) []string {
	words := link.Words(c.Name)
	if len(words) < 2 || !slices.Contains(verbs, words[0]) {
		return nil
	}
	words = words[1:]
	if i := slices.IndexFunc(words, func(w string) bool { return slices.Contains(joining, w) }); i >= 0 {
		words = words[:i]
	}
	if len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(passing, w) }) {
		return nil
	}
	return words
}

func paired(p *analyzers.Pass, f *link.Func, i, j int32) *pair {
	drops, adds := p.Touch.At(f, i), p.Touch.At(f, j)
	elsewhere := func(t link.Touch) bool { return t.Kind == rules.Database || t.Effect&(link.Locks|link.Unlocks) != 0 }
	if slices.ContainsFunc(drops, elsewhere) || slices.ContainsFunc(adds, elsewhere) || !given(p, f, i, j) {
		return nil
	}
	for _, d := range drops {
		if d.Effect&link.Deletes == 0 || d.Kind != rules.Remote || d.Async || d.F == f || failed(f, i, &d) || !goesOut(f, i, j, &d) {
			continue
		}
		for _, a := range adds {
			if a.Effect&link.Writes != 0 && a.Kind == rules.Remote && !a.Async && a.F != f && d.Compatible(&a) && stays(p.Prog, a.Op) {
				return &pair{f, i, j, d, a}
			}
		}
	}
	return nil
}

// given: both steps are given something of one thing.
func given(p *analyzers.Pass, f *link.Func, i, j int32) bool {
	for _, a := range f.Calls[i].Args {
		if slices.ContainsFunc(f.Calls[j].Args, func(b int32) bool { return p.Prog.Share(f, a, b) }) {
			return true
		}
	}
	return false
}

// goesOut reports whether a delete is sent before the second step begins: at once,
// or with the transaction that its function or f ends.
func goesOut(f *link.Func, i, j int32, d *link.Touch) bool {
	if !queued(d) {
		return true
	}
	for _, o := range d.F.Ops {
		if sends(o) && d.F.After(d.Call, o.Call) {
			return true
		}
	}
	for _, o := range f.Ops {
		if sends(o) && f.Before(i, o.Call) && f.Before(o.Call, j) {
			return true
		}
	}
	return false
}

func sends(o *link.Op) bool { return o.Command == "EXEC" || o.Command == "" && o.Does("send") }

// stays: what is written does not expire.
func stays(p *link.Program, o *link.Op) bool {
	if o == nil || o.Script != nil || o.Command == "SETEX" || o.Command == "PSETEX" {
		return false
	}
	if o.Rule.Raw != nil {
		if params, _ := p.Params(o, nil); o.Command == "SET" {
			if _, found := p.Keyword(params, "EX", "PX", "EXAT", "PXAT"); found {
				return false
			}
		}
	} else if v, ok := o.Arg(o.Rule.TTL); ok && !p.NoTime(v) {
		return false
	}
	k, _ := p.KeyOf(o)
	return !p.ExpiresNearby(o.F, k, false)
}

func ofRecord(p *analyzers.Pass, x *pair) analyzers.Candidate {
	c := &x.f.Calls[x.drop]
	out := analyzers.Candidate{
		F: x.f, Block: c.Block, Pos: c.Pos, Callee: c.Callee, Command: x.dropped.Name(), Conf: x.dropped.Conf, Client: x.dropped.Op.Client.Name,
		Cost:   "1 x " + x.dropped.Name() + ", then " + x.added.Name(),
		Detail: "It is added again in a step of its own, and kept nowhere else: a failure in between loses it.",
		Below:  x.dropped.Ctx, Announce: slices.Concat(analyzers.Rebuilding, analyzers.Wiping),
	}
	out.Level = func(a analyzers.At) finding.Level {
		if a.Heat == finding.Announced {
			return analyzers.Param(p.Hazard, "only_copy", finding.Warn)
		}
		return analyzers.Table(p.Hazard, a).AtMost(finding.Warn)
	}
	return out
}
