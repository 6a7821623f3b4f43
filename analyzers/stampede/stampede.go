// Package stampede asks where a cache is read, found to miss and filled from a
// slow source, and nothing keeps concurrent callers from doing the same. The
// read, the source and the write may each be calls away; where they meet is
// judged. A method of an interface with nothing known behind it is a source where
// what it gives goes into the cache, or where it is the next layer of the
// function's own interface; so is a function of a package that is not read. A value
// may reach the cache through a channel, and the cache may be a map of the type's
// own, one value that it keeps until it expires (behind a lock at which nobody looks again, too), or whatever functions keep that are
// called after a cache. The next handler of a chain is a source too; what it answers
// may be stored by the writer that it was given. A client's own call that runs a function on a miss is one such
// place, unless the client lets one caller work for all.
//
// Taken for a cure: singleflight and other coalescing calls, locks held around
// the source (in-process or SET NX; none is a mutex that is taken after the miss and behind which nobody looks again), leaders chosen through a map of calls in
// flight, a flag that only one can set, a second copy under another key, a refresh in a goroutine of its own, a
// cache that the request has to itself. One that an option has to turn on is none.
// It does not know whether an entry is popular, nor how slow the source is.
package stampede

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "stampede", Run: run}

// fill is one read-through: read misses, source is asked, write stores.
type fill struct {
	f            *link.Func
	miss, source int32 // the calls in f that read and load
	read, origin link.Touch
	// handed are further sources, of other functions that callers hand in.
	handed []link.Touch
	// apart: f itself fills the cache, by another call than that which asks the source.
	apart bool
	// optional: an option decides whether callers are coalesced; declined: it need
	// not be one that is off where nobody asks for it.
	optional, declined bool
	// others are all, itself too, that use the same step of their type.
	others []*fill
	// group coalesces the callers that share it, zero where nothing does.
	group group
	// owner is the type whose own map the cache is, empty for any other cache.
	owner string
	// one: it is one value, which the receiver has or holds.
	one bool
	// unlocked: its type has no lock, so that those who share it do wrong anyway.
	unlocked bool
}

func run(p *analyzers.Pass) {
	found := map[*link.Func]*fill{}
	any := func(*fill) bool { return true }
	for _, f := range p.Prog.Funcs {
		if x := find(p, f, any); x != nil {
			found[f] = x
		}
	}
	for _, f := range p.Prog.Funcs {
		if found[f] == nil {
			if x := loader(p, f); x != nil {
				found[f] = x
			} else if x := split(p, f); x != nil {
				found[f] = x
			} else if x := tiered(p, f); x != nil {
				found[f] = x
			} else if x := ownMap(p, f, any); x != nil {
				found[x.f] = x
			} else if x := ownValue(p, f); x != nil {
				found[x.f] = x
			} else if x := lacking(p, f); x != nil {
				found[x.f] = x
			}
		}
	}
	hooks(p, found)
	var all []*fill
	own := func(x *fill) bool { return !below(p, found, x) }
	for _, f := range p.Prog.Funcs {
		x := found[f]
		if x != nil && !own(x) {
			x = another(p, f, own)
		}
		if x != nil {
			all = append(all, x)
		}
	}
	together(p, all)
	for _, x := range all {
		if len(x.others) == 0 || x.others[0] == x {
			report(p, x)
		}
	}
}

// another looks for a read-through of f's own beside those that its callees have.
func another(p *analyzers.Pass, f *link.Func, own func(*fill) bool) *fill {
	if x := find(p, f, own); x != nil {
		return x
	}
	return ownMap(p, f, own)
}

// report gives a candidate for each source of a read-through: not every entry that comes
// to it hands in the first.
func report(p *analyzers.Pass, x *fill) {
	p.Report(candidate(p, x))
	for _, t := range x.handed {
		y := *x
		y.origin = t
		p.Report(candidate(p, &y))
	}
}

// below reports whether a callee on the way to the source is a read-through of
// its own, which is then the place to mend. One of another cache is missed as
// often as this one was filled, by all who miss this one.
func below(p *analyzers.Pass, found map[*link.Func]*fill, x *fill) bool {
	for c := x.origin.Ctx; c != nil; c = c.Up {
		if y := found[c.Edge.Callee]; y != nil && (y.owner != "" || x.owner != "" || p.Prog.OneStore(&x.read, &y.read) || c.Edge.Via != link.Static) {
			return true
		}
	}
	return false
}

// site is one call with those of its effects that matter, and that it can have: what a
// helper runs for others is none of them.
type site struct {
	call    int32
	touches []link.Touch
}

func sites(p *analyzers.Pass, f *link.Func, effect link.Effect) []site {
	var out []site
	for i := range f.Calls {
		s := site{call: int32(i)}
		for _, t := range p.Touch.At(f, int32(i)) {
			if t.Effect&effect != 0 && (effect&link.Source != 0 || named(&t) <= far) && p.Prog.LeadsOn(t.Ctx, nil) {
				s.touches = append(s.touches, t)
			}
		}
		if len(s.touches) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// named is how many functions with a name of their own are called on the way to a
// touch: a literal that is deferred or handed to a pool is a part of its function.
func named(t *link.Touch) int {
	n := t.Depth()
	for c := t.Ctx; c != nil; c = c.Up {
		if c.Edge.Callee.Literal() {
			n--
		}
	}
	return n
}

// watched: a function that WATCH is given changes what it has read, and one of those who
// do so at the same time succeeds.
func watched(p *analyzers.Pass, f *link.Func) bool {
	return slices.ContainsFunc(f.Params, func(prm summary.Param) bool {
		t := f.TypeAt(prm.Type)
		cl := p.Prog.Cat.Client(t.Pkg)
		return cl != nil && cl.Kind == rules.Remote && strings.HasSuffix(t.Text, ".Tx")
	})
}

// find looks for a read-through of those that count, which is not cured within f.
func find(p *analyzers.Pass, f *link.Func, count func(*fill) bool) *fill {
	if len(f.Calls) < 2 || watched(p, f) {
		return nil
	}
	reads := sites(p, f, link.Reads)
	if len(reads) == 0 {
		return nil
	}
	sources := sites(p, f, link.Source|link.Asks)
	if len(sources) == 0 {
		return nil
	}
	writes := sites(p, f, link.Writes)
	plain := slices.DeleteFunc(plainReads(p, f, reads), func(r site) bool { // it has one at a time miss
		return leavesLock(f.Calls[r.call].Name) || readsThrough(p, f, r)
	})
	counts := func(x *fill, s, r site) bool {
		return x != nil && !kept(p, f, reads, r, s) && !served(p, x) && count(x)
	}
	var together *fill // of which callers are coalesced, but for those who share no group
	through := func(s, r site) *fill {
		x, grouped := meet(p, f, r, s, writes)
		if counts(x, s, r) {
			return x
		}
		if together == nil && counts(grouped, s, r) {
			together = grouped
		}
		return nil
	}
	for _, s := range sources {
		if anyway(p, f, reads, s.call) {
			continue
		}
		for _, r := range plain {
			if x := through(s, r); x != nil {
				for _, t := range sources {
					if !askedOf(f, s.call, t.call) {
						continue
					}
					if y := through(t, r); y != nil {
						x = y
						break
					}
				}
				otherwise(p, sources, x)
				return x
			}
			for _, way := range []func(*analyzers.Pass, *link.Func, site, site) *fill{recorded, sent, later} {
				if x := way(p, f, r, s); x != nil && count(x) {
					return x
				}
			}
		}
	}
	return together
}

// askedOf: a call is made on what another one has given, which had to ask for that itself, as
// a client has whose user must be known first.
func askedOf(f *link.Func, first, then int32) bool {
	given := f.Unconverted(f.Calls[then].Recv)
	if x := &f.Values[given]; x.Op == summary.Extract && x.N == 0 {
		given = x.A
	}
	x := &f.Values[given]
	return x.Op == summary.CallVal && int32(x.N) == first
}

// readsThrough: where the call misses it asks somebody and fills the cache itself.
func readsThrough(p *analyzers.Pass, f *link.Func, r site) bool {
	if !slices.ContainsFunc(p.Touch.At(f, r.call), func(t link.Touch) bool { return t.Effect&link.Asks != 0 && !t.Async }) {
		return false
	}
	return slices.ContainsFunc(p.Touch.At(f, r.call), func(w link.Touch) bool {
		return w.Effect&link.Writes != 0 && w.Ctx != nil && slices.ContainsFunc(r.touches, func(t link.Touch) bool { return p.Prog.OneStore(&t, &w) }) && p.Touch.FillsBelow(f, &w)
	})
}

// leavesLock: the name of what reads says that it leaves a lock where it misses:
// GetOrLockRefs, TryLockRefs, GetWithLease.
func leavesLock(name string) bool {
	words := link.Words(name)
	for i, w := range words {
		if w != "lock" && w != "lease" {
			continue
		}
		if i > 0 && slices.Contains([]string{"or", "and", "with", "try"}, words[i-1]) || i+1 < len(words) && slices.Contains([]string{"or", "and"}, words[i+1]) {
			return true
		}
	}
	return false
}

// plainReads leaves of reads those which ask no source themselves: what stands behind an interface
// may be a cache, or a database. A function that is told what was read and gives nothing back
// (it shuffles, it counts) is none.
func plainReads(p *analyzers.Pass, f *link.Func, reads []site) []site {
	var out []site
	for _, r := range reads {
		asked := func(rd link.Touch) bool {
			return slices.ContainsFunc(p.Touch.At(f, r.call), func(t link.Touch) bool {
				return t.Effect&link.Source != 0 && !t.Async && !silent(&t) && rd.Compatible(&t)
			})
		}
		if r.touches = slices.DeleteFunc(slices.Clone(r.touches), asked); len(r.touches) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// meet gives the read-through by which what r misses is asked of s and kept by a write, and
// one whose callers are coalesced.
func meet(p *analyzers.Pass, f *link.Func, r, s site, writes []site) (plain, grouped *fill) {
	if r.call == s.call || !p.Touch.OnMiss(f, r.call, s.call) && !gathered(p, f, r, s) && !p.Touch.GathersMisses(f, r.call, s.call) {
		return nil, nil
	}
	for _, w := range writes {
		if w.call == r.call || w.call != s.call && !f.Precedes(s.call, w.call) && f.Calls[w.call].Kind != summary.Defer {
			continue
		}
		x, g := match(p, f, r, s, w)
		if x != nil {
			return x, nil
		}
		if grouped == nil {
			grouped = g
		}
	}
	return nil, grouped
}

func match(p *analyzers.Pass, f *link.Func, r, s, w site) (plain, grouped *fill) {
	if notes(f, s.call, w.call) {
		return nil, nil
	}
	single := p.Touch.Single(f, s.call) && !serial(p, f, r.call, s.call)
	var coalesced []*link.Touch
	var best, hook *fill
	filled := func(src *link.Touch) *fill {
		rd := filledWith(p, f, r, s, w, src)
		if rd == nil {
			return nil
		}
		return &fill{f: f, miss: r.call, source: s.call, read: *rd, origin: *src, apart: w.call != s.call}
	}
	for i := range s.touches {
		src := &s.touches[i]
		if silent(src) || filters(src) || opens(src) || src.F == f && src.Ctx != nil || beforeStoring(f, s.call, src) {
			continue
		}
		if src.Once || src.Async || single {
			if src.Once && src.Effect != link.Asks {
				coalesced = append(coalesced, src)
			}
			if src.Once && !src.Async && !single && grouped == nil {
				grouped = filled(src).withGroup(p)
			}
			continue
		}
		if best == nil {
			if best = filled(src); best != nil && hooked(src) && hook == nil { // what is asked without it says more
				best, hook = nil, best
			}
		} else if best.another(src) && filledWith(p, f, r, s, w, src) != nil {
			best.handed = append(best.handed, *src)
		}
	}
	if best == nil {
		best = hook
	}
	if best == nil {
		return nil, grouped
	}
	for _, t := range coalesced {
		if sameWork(t, &best.origin) {
			best.optional = true
			best.declined = best.declined || !unasked(p, f, s.call, t, &best.origin)
		}
	}
	return best, nil
}

// A group coalesces callers; in is the way to it from the read-through's function.
type group struct {
	link.Ref
	in *link.Ctx
}

// withGroup is a read-through whose callers are coalesced, but for those of whom each has
// made the group for itself; nil where no group does it.
func (x *fill) withGroup(p *analyzers.Pass) *fill {
	if x == nil {
		return nil
	}
	of, in, ok := p.Touch.Group(&x.origin)
	if !ok {
		return nil
	}
	x.group = group{of, in}
	return x
}

// hooked: a function of somebody's is asked further down where there is one, which is
// looked at there: else the thing itself is done.
func hooked(src *link.Touch) bool {
	fun := src.Site().Fun
	if src.Effect != link.Loads || src.Depth() == 0 || fun == 0 {
		return false
	}
	asked := link.Ref{F: src.F, V: fun}.Bare()
	return slices.ContainsFunc(src.F.Guards(src.Site().Block), func(g link.Guard) bool {
		x := &src.F.Values[g.Cond]
		if x.Op != summary.Binary || x.Str != "!=" && x.Str != "==" || g.Taken != (x.Str == "!=") {
			return false
		}
		at := asked.With(x.A).Bare()
		return src.F.Values[x.B].Op == summary.Const && (at.V == asked.V || asked.Value().Op == summary.FieldOf && at.Value().Op == summary.FieldOf && at.Value().Str == asked.Value().Str)
	})
}

// filledWith gives the read of r that misses what w stores of what a source gives.
func filledWith(p *analyzers.Pass, f *link.Func, r, s, w site, src *link.Touch) *link.Touch {
	for j := range r.touches {
		rd := &r.touches[j]
		if ofOneTask(f, rd) {
			continue
		}
		for k := range w.touches {
			wr := &w.touches[k]
			if counts(p, rd, src, wr) || joins(rd, wr) || looks(p, f, rd, s.call) && !answers(p, f, s.call, src, w.call, wr) || marks(p, f, s.call, wr) || madeUp(p, f, s.call, wr) || setting(p, f, s.call, src, w.call) || src.Effect == link.Asks && !answers(p, f, s.call, src, w.call, wr) && !refilled(p, f, r.call, s.call, w.call) {
				continue
			}
			if !p.Touch.FillsBelow(f, wr) && rd.Compatible(src) && src.Compatible(wr) && rd.Compatible(wr) && (oneEntry(p, rd, wr, ofOne(f, r.call, w.call)) || itsOwn(p, f, s.call, rd, wr) || aboutOne(p, f, r.call, w.call) && p.Prog.OneStore(rd, wr)) {
				return rd
			}
		}
	}
	return nil
}

// maxHanded bounds the functions, of those that callers hand in to be asked, that are
// looked at.
const maxHanded = 60

// another: the source is asked by another function that callers hand in, on another way
// to the same read-through.
func (x *fill) another(src *link.Touch) bool {
	is := handedIn(src)
	if is == nil || len(x.handed) == maxHanded {
		return false
	}
	known := handedIn(&x.origin)
	return known != nil && known != is && !slices.ContainsFunc(x.handed, func(t link.Touch) bool { return handedIn(&t) == is })
}

// handedIn is the function that a caller has handed in by which a touch is made, nil
// where there is none.
func handedIn(t *link.Touch) *link.Func {
	c := t.Ctx
	if c == nil {
		return nil
	}
	for c.Up != nil {
		c = c.Up
	}
	if c.Edge.Via != link.ByClosure {
		return nil
	}
	return c.Edge.Callee
}

// ofOneTask: a bare map that is read with no lock in sight cannot have two callers
// at a time.
func ofOneTask(f *link.Func, t *link.Touch) bool {
	c := t.Site()
	if t.Op != nil || c.Recv == 0 || c.Iface != 0 {
		return false
	}
	return t.F.TypeAt(t.F.Values[c.Recv].Type).Kind == summary.Map && !locks(f) && !locks(t.F) && !shares(f, f.Recv) && !shares(t.F, t.F.Recv)
}

// sameWork reports whether one of several callers asks, on another way, what is
// asked: by the same functions, whatever coalesces them around.
func sameWork(once, each *link.Touch) bool {
	if once.Name() != each.Name() || each.Ctx == nil && once.F.Decl != each.F.Decl {
		return false // of one interface, but not by one function
	}
	var passed []*link.Func
	for c := once.Ctx; c != nil; c = c.Up {
		passed = append(passed, c.Edge.Callee)
	}
	for c := each.Ctx; c != nil; c = c.Up {
		if !c.Edge.Callee.Literal() && !slices.Contains(passed, c.Edge.Callee) {
			return false
		}
	}
	return true
}

// unasked: where the ways to the two part, each caller asks by itself because an option
// is off that nobody has turned on.
func unasked(p *analyzers.Pass, f *link.Func, s int32, once, each *link.Touch) bool {
	a, b := steps(once.Ctx, s, once.Call), steps(each.Ctx, s, each.Call)
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			return p.Prog.Unasked(f, f.Calls[b[i].call].Block)
		}
		f = a[i].edge.Callee
	}
	return false
}

// ofOne reports whether two calls are methods of one value, as a cache's own
// steps are.
func ofOne(f *link.Func, a, b int32) bool {
	x, y := f.Calls[a].Recv, f.Calls[b].Recv
	return x != 0 && x == y && f.Recv != "" && f.Calls[a].Iface == 0
}

// setting: a function of the user's is asked for nothing in particular, and what it
// gives is not what call w stores.
func setting(p *analyzers.Pass, f *link.Func, s int32, src *link.Touch, w int32) bool {
	c := src.Site()
	if c.Fun == 0 || s == w || len(c.Args) > 0 || c.Result == 0 || src.F.TypeAt(c.Result).Text == "()" || src.F.TypeAt(c.Result).Text == "error" {
		return false
	}
	return !leftIn(p, f, s, &f.Calls[w]) && !slices.ContainsFunc(f.Calls[w].Args, func(v int32) bool { return p.Prog.Derives(f, v, s) })
}

// silent: a function below that gives nothing back (a logger, a listener) is no
// source, unless the caller itself hands it what to fill.
func silent(src *link.Touch) bool {
	c := src.Site()
	return src.Effect == link.Loads && src.Depth() > 0 && (c.Result == 0 || src.F.TypeAt(c.Result).Text == "()")
}

// filters: a function below says of each thing whether it is wanted.
func filters(src *link.Touch) bool {
	c := src.Site()
	return src.Effect == link.Asks && src.Depth() > 0 && c.Fun != 0 && strings.HasPrefix(src.F.TypeAt(c.Result).Text, "(bool,")
}

// opens: a transaction that is begun brings nothing yet.
func opens(src *link.Touch) bool {
	words := link.Words(src.Site().Name)
	return len(words) > 0 && words[0] == "begin"
}

// Verbs that begin the names of functions which change something, and may have
// questions before they do: some bring what they store, others work on what is there.
var (
	bringing = []string{"put", "set", "save", "store", "write", "insert", "upsert"}
	working  = []string{"update", "delete", "remove", "rename", "move", "copy", "upload", "append", "patch"}
)

// beforeStoring: the function changes something, or the call does so after what it
// asks. Who brings something may read what it belongs to, or be handed the function
// that makes it.
func beforeStoring(f *link.Func, call int32, src *link.Touch) bool {
	begins := func(name string, verbs []string) bool {
		words := link.Words(name)
		return len(words) > 0 && slices.Contains(verbs, words[0])
	}
	name := f.Decl[strings.LastIndexByte(f.Decl, '.')+1:]
	switch src.Effect {
	case link.Loads:
		return begins(name, working)
	case link.Asks:
		return begins(name, working) || src.Depth() > 0 && (begins(f.Calls[call].Name, working) || begins(f.Calls[call].Name, bringing))
	}
	return false
}

// oneEntry reports whether a read and a write can be about the same entry of the
// same cache. From afar their keys must be shown to be alike, but for those of the
// steps of one type, of which some take many keys at once.
func oneEntry(p *analyzers.Pass, r, w *link.Touch, steps bool) bool {
	if !p.Prog.OneStore(r, w) {
		return false
	}
	a, ok1 := p.Touch.Key(r)
	b, ok2 := p.Touch.Key(w)
	if r.Depth()+w.Depth() > nearby && !(steps && (!ok1 || !ok2)) {
		return ok1 && ok2 && p.Prog.Alike(a, b)
	}
	return !ok1 || !ok2 || !p.Prog.Differ(a, b)
}

// aboutOne: two calls of one object get the same text, or the same thing of a type of
// the package, such as a request.
func aboutOne(p *analyzers.Pass, f *link.Func, a, b int32) bool {
	x, y := &f.Calls[a], &f.Calls[b]
	if x.Recv == 0 || y.Recv == 0 || !p.Prog.SameObject(link.Ref{F: f, V: x.Recv}, link.Ref{F: f, V: y.Recv}) {
		return false
	}
	return slices.ContainsFunc(x.Args, func(v int32) bool {
		t := f.TypeAt(f.Values[v].Type)
		return (t.Kind == summary.String || t.Pkg == f.Pkg.Path) && f.Values[v].Op != summary.Const && slices.Contains(y.Args, v)
	})
}

// itsOwn: what is written, from afar, to the very cache that was read is stored
// under a key of its own, of which nothing says that it is another sort of entry's.
func itsOwn(p *analyzers.Pass, f *link.Func, s int32, r, w *link.Touch) bool {
	if !p.Prog.OneHolder(r, w) {
		return false
	}
	asked, known := p.Touch.Key(r)
	key, ok := p.Touch.Key(w)
	return ok && !(known && p.Prog.Differ(asked, key)) && slices.ContainsFunc(p.Prog.Ingredients(key), func(v link.Ref) bool { return v.F == f && p.Prog.Derives(f, v.V, s) })
}

// far is how many calls away a read or a write may be to be taken for a step of
// the function.
const far = 3

// nearby is how many calls away a read and a write may be together before their
// keys must be shown to be the same.
const nearby = 2

// kept reports whether a second copy is looked for before the source is asked:
// the same cache read under another key. What is read only where another missed is the
// next tier, unless both are filled with the same.
func kept(p *analyzers.Pass, f *link.Func, reads []site, r, s site) bool {
	for _, other := range reads {
		if other.call == r.call || !p.Touch.OnMiss(f, other.call, s.call) {
			continue
		}
		a, ok1 := p.Touch.Key(&r.touches[0])
		b, ok2 := p.Touch.Key(&other.touches[0])
		if ok1 && ok2 && r.touches[0].Kind == other.touches[0].Kind && p.Prog.Differ(a, b) && (!p.Touch.OnMiss(f, other.call, r.call) || !filledApart(p, f, a, b)) {
			return true
		}
	}
	return false
}

// filledApart: the function writes something under each of two keys, and not the same.
func filledApart(p *analyzers.Pass, f *link.Func, a, b link.Val) bool {
	x, ok1 := putUnder(p, f, a)
	y, ok2 := putUnder(p, f, b)
	return ok1 && ok2 && !p.Prog.Same(x, y)
}

// putUnder is what the function writes under a key.
func putUnder(p *analyzers.Pass, f *link.Func, key link.Val) (link.Val, bool) {
	for i := range f.Calls {
		for _, w := range p.Touch.At(f, int32(i)) {
			if w.Effect&link.Writes == 0 {
				continue
			}
			if k, ok := p.Touch.Key(&w); ok && p.Prog.SameKey(k, key) {
				return written(p, &w)
			}
		}
	}
	return link.Val{}, false
}
