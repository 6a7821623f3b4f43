// Package deletefirst asks where a cached value is deleted before its new value
// is at hand: what fetches or writes it again comes in a second step, and a
// failure between the two leaves the cache empty. The delete and the refresh may
// be calls away; where they meet is judged.
//
// A map of the process's own that is emptied and filled again counts as a cache
// too, and so do keys that a listing gave, where those that are written begin alike. Taken for harmless: deleting what was found corrupt, deleting and writing in
// one transaction or pipeline, deleting after a copy was kept under another key.
// Deleting before a write of the database is invalidation, a note, and so is one
// entry whose new members are at hand and go in at once. It does not know what else may refill the
// entry.
package deletefirst

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "deletefirst", Run: run}

// shape says what follows a delete.
type shape int

const (
	harmless    shape = iota
	beforeWrite       // the database is written
	inHand            // a set of values is written again, and all are there
	reload            // the data behind the cache is loaded again
	refetch           // the value is fetched, then written
)

// hole is one delete with what follows it.
type hole struct {
	f    *link.Func
	call int32
	// gone is the call by which the delete has been sent.
	gone   int32
	touch  link.Touch
	shape  shape
	second string
	// found: the entry was read, and what was read decided that it goes.
	found bool
	// whole: a dataset or a key that all share.
	whole bool
	// matched are what the keys of a dataset begin with that a listing gave.
	matched []string
	// members: what is written again are members of a collection; onebyone: each by
	// a command of its own.
	members, onebyone bool
	// varies: what is written again is not spelled out in the program.
	varies bool
}

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		h := worst(p, f)
		if h == nil || h.shape < reload {
			if r := record(p, f); r != nil {
				p.Report(ofRecord(p, r))
				continue
			}
		}
		if h != nil {
			p.Report(candidate(p, h))
		} else if e := ownMap(p, f); e != nil {
			p.Report(ofMap(p, e))
		}
	}
}

// Refetch reports whether call i of f comes after a cached value was deleted whose
// new value has then to be fetched.
func Refetch(p *analyzers.Pass, f *link.Func) (after func(i int32) bool) {
	if h := worst(p, f); h != nil && h.shape == refetch {
		return func(i int32) bool { return i != h.call && f.Before(h.call, i) }
	}
	if e := ownMap(p, f); e != nil {
		return func(i int32) bool { return follows(f, e.block, e.pos, f.Calls[i].Block, f.Calls[i].Pos) }
	}
	return func(int32) bool { return false }
}

// worst returns the gravest hole that f itself makes.
func worst(p *analyzers.Pass, f *link.Func) *hole {
	var best *hole
	for i := range f.Calls {
		for _, t := range p.Touch.At(f, int32(i)) {
			if t.Effect&(link.Deletes|link.Clears) == 0 || t.Kind == rules.Database || !begun(f, int32(i), &t) || moves(p, &t) || t.Depth() > far || !p.Prog.Occurs(&t) {
				continue
			}
			if h := follow(p, f, int32(i), t); h != nil && (best == nil || h.shape > best.shape) {
				best = h
			}
		}
	}
	return best
}

// begun: the delete is made by the call, or by a goroutine that the call starts for it and
// that does not wait before: it is gone while the new value is fetched. A delayed one is
// there to take out what was written in between.
func begun(f *link.Func, i int32, t *link.Touch) bool {
	switch f.Calls[i].Kind {
	case summary.Plain:
		return !t.Async
	case summary.Go:
		for c := t.Ctx; c != nil; c = c.Up {
			if e := c.Edge; e.Caller != f && e.Async || slices.ContainsFunc(e.Callee.Calls, waits) {
				return false
			}
		}
		return true
	}
	return false
}

// moves: what is deleted comes back from the call, and goes on to somewhere else.
func moves(p *analyzers.Pass, d *link.Touch) bool {
	c := d.Site()
	if d.Op != nil || c.Result == 0 || c.Val == 0 {
		return false
	}
	switch t := d.F.TypeAt(c.Result); {
	case t.Kind == summary.Bool, t.Kind == summary.Integer, t.Text == "error", strings.HasPrefix(t.Text, "(bool"), strings.HasPrefix(t.Text, "(int"), t.Text == "()":
		return false
	}
	return slices.ContainsFunc(d.F.Calls, func(o summary.Call) bool {
		return slices.ContainsFunc(o.Args, func(a int32) bool { return p.Prog.Derives(d.F, a, d.Call) })
	})
}

// waits: the call is one of package time that passes some.
func waits(c summary.Call) bool {
	return c.Pkg == "time" && slices.Contains([]string{"Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}, c.Name)
}

// follow looks at what comes after a delete.
func follow(p *analyzers.Pass, f *link.Func, i int32, t link.Touch) *hole {
	gone, ok := sentBy(f, i, &t)
	if !ok || failed(f, i, &t) || copied(p, f, i) || incidental(f, i, &t) {
		return nil
	}
	h := &hole{f: f, call: i, gone: gone, touch: t, matched: p.Prog.Matched(&t), found: judged(p, f, i, &t) || judgedBelow(p, f, &t)}
	h.whole = wide(p, &t) && !h.ofHash() || len(h.matched) > 0
	for j := range f.Calls {
		if int32(j) == i || !h.later(int32(j)) || f.Excludes(i, int32(j)) {
			continue
		}
		if s, name := h.step(p, int32(j)); s > h.shape {
			h.shape, h.second = s, name
		}
	}
	if h.shape == harmless || h.shape > beforeWrite && t.Depth() > 0 && written(p, f, i, &t) {
		return nil
	}
	h.whole = h.whole || h.members && standing(p, &t)
	return h
}

// later: a call is made after the delete, or after the loop of deletes, or when the function
// returns.
func (h *hole) later(j int32) bool {
	return h.f.Precedes(h.gone, j) || h.f.Calls[j].Kind == summary.Defer
}

// sentBy is the call of f by which a delete is sent: its own, or where it waits in a
// pipeline the one that sends that.
func sentBy(f *link.Func, i int32, d *link.Touch) (call int32, ok bool) {
	if !queued(d) {
		return i, true
	}
	if d.F != f {
		return i, slices.ContainsFunc(d.F.Ops, func(o *link.Op) bool { return sends(o) && d.F.After(d.Call, o.Call) })
	}
	for _, o := range f.Ops {
		if sends(o) && f.Before(i, o.Call) {
			return o.Call, true
		}
	}
	return 0, false
}

// incidental: something far below empties a cache of its own, and the call is not named
// for it. What comes next speaks of something else.
func incidental(f *link.Func, i int32, t *link.Touch) bool {
	return t.Effect&link.Clears != 0 && t.Depth() > nearby && !analyzers.Announces(f.Calls[i].Name, slices.Concat(analyzers.Wiping, analyzers.Rebuilding))
}

// written reports whether the call that deletes writes the database as well: what it
// takes out of the cache is out of date, and who asks next loads it.
func written(p *analyzers.Pass, f *link.Func, i int32, d *link.Touch) bool {
	return slices.ContainsFunc(p.Touch.At(f, i), func(t link.Touch) bool {
		return t.Effect&link.Execs != 0 && t.Kind == rules.Database && t.Compatible(d)
	})
}

// failed reports whether the delete runs only where something has failed, in f
// or on the way down.
func failed(f *link.Func, i int32, d *link.Touch) bool {
	for c := d.Ctx; c != nil; c = c.Up {
		if c.Edge.Call >= 0 && c.Edge.Caller.Failed(c.Edge.Call) {
			return true
		}
	}
	return f.Failed(i) || d.F.Failed(d.Call)
}

// step says what a later call means for the entry that was deleted.
func (h *hole) step(p *analyzers.Pass, j int32) (shape, string) {
	out, name := harmless, ""
	for _, t := range p.Touch.At(h.f, j) {
		if s := h.after(p, j, &t); s > out {
			out, name = s, t.Name()
		}
	}
	if out < reload && h.touch.Effect&link.Clears != 0 && reloads(h.f, &h.f.Calls[j]) && !apart(h.f, &h.f.Calls[h.call], &h.f.Calls[j]) {
		return reload, h.f.Calls[j].Name
	}
	return out, name
}

func (h *hole) after(p *analyzers.Pass, j int32, t *link.Touch) shape {
	switch {
	case t.Depth() > far || !h.touch.Compatible(t) || t.Ctx.Passes(h.f) || !p.Prog.Occurs(t): // what calls itself tries again
		return harmless
	case h.f.Calls[j].Kind != summary.Plain || t.Async: // in a moment: of the very entry
		if t.Effect&link.Writes != 0 && h.touch.Effect&link.Clears == 0 && len(h.matched) == 0 && h.refills(p, t) && !queued(t) && h.fetched(p, j, t) {
			return refetch
		}
	case t.Effect&link.Writes != 0 && h.refills(p, t):
		if queued(t) && !h.fetched(p, j, t) || h.outOfDate(p, j, t) {
			return harmless
		}
		if t.Op != nil && t.Op.Collects() {
			h.members, h.onebyone = true, h.onebyone || looped(h.f, j, t)
		}
		if h.fetched(p, j, t) {
			return refetch
		}
		if h.touch.Effect&link.Clears != 0 || t.Op != nil && t.Op.Collects() {
			h.varies = h.varies || !spelled(p.Prog, t)
			return inHand
		}
	case t.Effect&link.Execs != 0 && h.touch.Depth()+t.Depth() <= nearby:
		return beforeWrite
	}
	return harmless
}

// far is how many calls away a delete or a write may be to be taken for a step
// of the function.
const far = 4

// nearby is how many calls away a delete and a write of the database may be
// together to be taken for one step of the program.
const nearby = 2

// judged reports whether a read of the same cache came first, or one of several, and the
// delete hangs on what it gave: the entry was no good.
func judged(p *analyzers.Pass, f *link.Func, i int32, d *link.Touch) bool {
	for j := range f.Calls {
		k := int32(j)
		if !(f.Always(k, i) && p.Touch.Judged(f, k, i)) && !(f.Before(k, i) && p.Touch.Answered(f, k, i)) {
			continue
		}
		if slices.ContainsFunc(p.Touch.At(f, k), func(t link.Touch) bool {
			return t.Effect&link.Reads != 0 && (p.Prog.OneStore(&t, d) || ofOne(p, f, k, i))
		}) {
			return true
		}
	}
	return false
}

// ofOne: two calls are methods of one object that is behind an interface, whichever of its
// implementations are seen to read and to delete.
func ofOne(p *analyzers.Pass, f *link.Func, a, b int32) bool {
	x, y := &f.Calls[a], &f.Calls[b]
	return x.Iface != 0 && y.Iface != 0 && p.Prog.SameObject(link.Ref{F: f, V: x.Recv}, link.Ref{F: f, V: y.Recv})
}

// judgedBelow: the same in a function on the way to the delete.
func judgedBelow(p *analyzers.Pass, f *link.Func, d *link.Touch) bool {
	for c := d.Ctx; c != nil; c = c.Up {
		if e := c.Edge; e.Caller != f && e.Call >= 0 && judged(p, e.Caller, e.Call, d) {
			return true
		}
	}
	return d.F != f && judged(p, d.F, d.Call, d)
}

// fetched reports whether the source is asked between the delete and the write:
// by a call between the two, or by the writing call itself.
func (h *hole) fetched(p *analyzers.Pass, w int32, wr *link.Touch) bool {
	for j := range h.f.Calls {
		k := int32(j)
		if k == h.call || !h.later(k) || k != w && !h.f.Before(k, w) && h.f.Calls[w].Kind != summary.Defer {
			continue
		}
		for _, t := range p.Touch.At(h.f, k) {
			if k == w && afterwards(&t, wr) {
				continue
			}
			if (t.Effect&link.Source != 0 || t.Effect&link.Asks != 0 && h.gives(p, k, w, wr)) && h.touch.Compatible(&t) {
				return true
			}
		}
	}
	return false
}

// afterwards: where the entry is written, what is asked comes later: somebody is told of
// it, say, and nothing of what he answers goes in.
func afterwards(asked, written *link.Touch) bool {
	at := int32(-1)
	if asked.F == written.F {
		at = asked.Call
	}
	for c := asked.Ctx; c != nil; c = c.Up {
		if c.Edge.Caller == written.F {
			at = c.Edge.Call
		}
	}
	return at >= 0 && at != written.Call && written.F.Precedes(written.Call, at) && !written.F.Before(at, written.Call)
}

// spelled: all that a command writes are constants.
func spelled(p *link.Program, t *link.Touch) bool {
	if t.Op == nil {
		return false
	}
	params, all := p.Params(t.Op, t.Ctx)
	return all && !slices.ContainsFunc(params, func(v link.Val) bool {
		texts := p.Strings(v, true)
		return len(texts.Vals) == 0 || len(texts.Known()) < len(texts.Vals)
	})
}

// looped: the write runs in a loop, of the function or of one on the way to it.
func looped(f *link.Func, j int32, t *link.Touch) bool {
	in := len(f.LoopsAt(f.Calls[j].Block)) > 0 || len(t.F.LoopsAt(t.Site().Block)) > 0
	for c := t.Ctx; c != nil; c = c.Up {
		in = in || c.Edge.Call >= 0 && len(c.Edge.Caller.LoopsAt(c.Edge.Caller.Calls[c.Edge.Call].Block)) > 0
	}
	return in
}

// gives: what call k has asked somebody unknown for goes into the write: by way of
// the write's arguments, or within a call that loads what it misses.
func (h *hole) gives(p *analyzers.Pass, k, w int32, wr *link.Touch) bool {
	if k == w {
		return wr.Effect&link.Reads != 0
	}
	return slices.ContainsFunc(h.f.Calls[w].Args, func(a int32) bool { return p.Prog.Derives(h.f, a, k) })
}

// refills reports whether a write is of what was deleted.
func (h *hole) refills(p *analyzers.Pass, w *link.Touch) bool {
	d := &h.touch
	if w.Effect&(link.Deletes|link.Clears) != 0 || !p.Prog.OneStore(d, w) {
		return false
	}
	if d.Effect&link.Clears != 0 {
		return true
	}
	a, ok1 := p.Touch.Key(d)
	b, ok2 := p.Touch.Key(w)
	if ok2 && p.Prog.BeginsWith(b, h.matched) {
		return true
	}
	if ok1 && ok2 && (p.Prog.Same(a, b) || p.Prog.MayBe(b, a) || h.loadedFor(p, a, b)) {
		return !h.ofHash() || h.sameField(p, w)
	}
	return ok2 && d.Op != nil && slices.Contains([]string{"DEL", "UNLINK"}, d.Op.Command) && h.names(p, b)
}

// loadedFor: the write is a step away, its key is of the same form, and made of what was
// loaded for what the deleted key is made of: "user:" and the id of the user.
func (h *hole) loadedFor(p *analyzers.Pass, deleted, written link.Val) bool {
	if written.Ctx == nil || !p.Prog.Alike(deleted, written) {
		return false
	}
	from := p.Prog.Ingredients(deleted)
	return slices.ContainsFunc(p.Prog.Ingredients(written), func(v link.Ref) bool {
		if k := v.Type().Kind; v.F != h.f || k != summary.String && k != summary.Integer {
			return false
		}
		return slices.ContainsFunc(from, func(of link.Ref) bool { return of.F == h.f && p.Prog.Share(h.f, of.V, v.V) })
	})
}

// ofHash: what is deleted is a field of a hash.
func (h *hole) ofHash() bool { return h.touch.Op != nil && h.touch.Op.Command == "HDEL" }

// sameField: the write is of the field, or of one that is deleted.
func (h *hole) sameField(p *analyzers.Pass, w *link.Touch) bool {
	if w.Op == nil {
		return false
	}
	gone, _ := p.Prog.Params(h.touch.Op, h.touch.Ctx)
	back, _ := p.Prog.Params(w.Op, w.Ctx)
	return len(gone) > 1 && len(back) > 1 && slices.ContainsFunc(gone[1:], func(v link.Val) bool { return p.Prog.Same(v, back[1]) })
}

// names: the key is one of several that the delete names.
func (h *hole) names(p *analyzers.Pass, key link.Val) bool {
	params, _ := p.Prog.Params(h.touch.Op, h.touch.Ctx)
	return len(params) > 1 && slices.ContainsFunc(params[1:], func(v link.Val) bool { return p.Prog.Same(v, key) })
}

// queued: the command waits in a pipeline and goes out with the others.
func queued(t *link.Touch) bool { return t.Op != nil && t.Op.Queued() }

// copied reports whether a copy was kept before the delete: RENAME or COPY.
func copied(p *analyzers.Pass, f *link.Func, i int32) bool {
	for j := range f.Calls {
		if !f.Before(int32(j), i) {
			continue
		}
		for _, t := range p.Touch.At(f, int32(j)) {
			if t.Effect&link.Renames != 0 {
				return true
			}
		}
	}
	return false
}

// wide: everything goes, or one key that does not hang on who asks.
func wide(p *analyzers.Pass, t *link.Touch) bool {
	if t.Effect&link.Clears != 0 {
		return true
	}
	key, ok := p.Touch.Key(t)
	if !ok {
		return false
	}
	texts := p.Prog.Strings(key, true)
	return len(texts.Vals) > 0 && len(texts.Known()) == len(texts.Vals) && !slices.Contains(texts.Vals, "")
}

// standing: a collection under a key of the object's own, the same in every call.
func standing(p *analyzers.Pass, t *link.Touch) bool {
	key, ok := p.Touch.Key(t)
	return ok && p.Prog.Standing(key)
}

// reloads: a call that by its name loads data again, and is none of a cache or a
// configuration. It is of the package, or of somebody unknown: others fill what is
// theirs.
func reloads(f *link.Func, c *summary.Call) bool {
	if c.Pkg != f.Pkg.Path && c.Iface == 0 || c.Name == "Sync" && len(c.Args) == 0 { // of a file
		return false
	}
	words := link.Words(c.Name)
	if len(words) == 0 || !slices.Contains([]string{"load", "reload", "refresh", "rebuild", "fetch", "populate", "warm", "sync", "preload"}, words[0]) {
		return false
	}
	return c.Pkg != "" && strings.Contains(c.Pkg, ".") && !slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"location", "config", "int32", "int64", "pointer", "or"}, w)
	})
}

// apart: the names of what clears and of what loads speak of different things.
func apart(f *link.Func, cleared, loaded *summary.Call) bool {
	of := slices.Concat(things(cleared.Name), things(f.Holder(cleared.Recv)))
	if f.Holder(cleared.Recv) != f.Holder(loaded.Recv) {
		of = append(of, things(cleared.Type)...)
	}
	what := things(loaded.Name)
	return len(of) > 0 && len(what) > 0 && !slices.ContainsFunc(what, func(w string) bool {
		return slices.ContainsFunc(of, func(o string) bool { return strings.HasPrefix(o, stem(w)) || strings.HasPrefix(w, stem(o)) })
	})
}

// general are words of names that say nothing of what is in a cache.
var general = []string{"cache", "caches", "cached", "all", "local", "map", "entries", "entry", "items", "item", "data", "from", "db", "database", "redis", "store", "memory", "mem", "everything", "in", "to", "rdb", "client", "conn", "c", "s", "kv"}

// things are the words of a name after its verb, or of a field, that say what it is
// about.
func things(name string) []string {
	return slices.DeleteFunc(link.Words(name), func(w string) bool {
		return slices.Contains(general, w) || analyzers.Announces(w, analyzers.Wiping) || analyzers.Announces(w, analyzers.Emptying) || analyzers.Announces(w, analyzers.Rebuilding) || w == "load" || w == "fetch"
	})
}

// stem leaves a plural's end off.
func stem(w string) string {
	if len(w) > 4 && strings.HasSuffix(w, "ies") {
		return w[:len(w)-3]
	}
	return strings.TrimSuffix(w, "s")
}

func candidate(p *analyzers.Pass, h *hole) analyzers.Candidate {
	c := &h.f.Calls[h.call]
	out := analyzers.Candidate{
		F: h.f, Block: c.Block, Pos: c.Pos, Callee: c.Callee, Command: h.touch.Name(), Conf: h.touch.Conf,
		Cost: "1 x " + h.touch.Name() + ", then " + h.second, Announce: slices.Concat(analyzers.Rebuilding, analyzers.Wiping), Below: h.touch.Ctx,
	}
	if h.touch.Op != nil {
		out.Client = h.touch.Op.Client.Name
	}
	switch h.shape {
	case beforeWrite:
		out.Detail = "The database is written after it: who reads in between caches the old value again."
	case inHand:
		out.Detail = "It is filled again in further steps."
	}
	out.Level = func(a analyzers.At) finding.Level { return h.level(p.Hazard, a) }
	return out
}

func (h *hole) level(z *rules.Hazard, a analyzers.At) finding.Level {
	l := analyzers.Table(z, a)
	switch {
	case h.found && h.touch.Kind == rules.Memory:
		return finding.None
	case h.found:
		return l.AtMost(finding.Note)
	case h.shape == beforeWrite:
		return l.AtMost(analyzers.Param(z, "before_write", finding.Note))
	case h.shape == inHand && h.onebyone && !h.whole && h.touch.Kind == rules.Remote:
		return l.AtMost(finding.Warn)
	case h.shape == inHand && (!h.whole || h.touch.Kind != rules.Remote):
		return l.AtMost(finding.Warn).Lower()
	case h.shape == inHand && !h.varies && !h.onebyone: // a failure can come from the cache alone
		return l.AtMost(finding.Warn)
	case a.Heat == finding.Request && h.whole && h.shared():
		return analyzers.Param(z, "shared", finding.Fail)
	case a.Heat == finding.Periodic && !h.shared():
		return l.AtMost(finding.Warn)
	}
	return l
}

// shared: the cache is one that other processes use too, so that the hole is
// everyone's.
func (h *hole) shared() bool { return h.touch.Kind == rules.Remote }
