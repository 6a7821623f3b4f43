// Package unlock asks where a lock is released without proof of holding it: by a
// bare DEL, or by GET, comparison and DEL in separate commands.
//
// A deletion is a release where the same function took the key with SETNX or its
// like, or where the code around speaks of a lock and the package takes one that
// way, be either done by helpers or in a closure that is handed out, and where a function that speaks of one compares who holds it: by
// commands of its own, or by way of a cache that is read and deleted from; and where
// a lock is one of a cache's interface, which may be shared, or taken by a library whose own release would compare, or an entry of a cache of the
// process that expires there. A
// script that compares and deletes is safe, and so are a deletion inside WATCH
// and MULTI and the release of a lock library. A pipeline is no MULTI. A function that is there to
// break locks (ForceUnlock, ClearLocks) is left alone.
package unlock

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/lua"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "unlock", Run: run}

func run(p *analyzers.Pass) {
	taken := acquisitions(p.Prog)
	takers := takersOf(taken)
	lookers := lookersOf(p)
	libs := libraryLocks(p.Prog)
	for _, f := range p.Prog.Funcs {
		for _, o := range f.Ops {
			if !o.Client.Kind.Keyed() || guarded(p.Prog, o) || !deletes(p.Prog, o) || breaks(f) {
				continue
			}
			if (releases(p.Prog, f, o, taken[f.Pkg]) || byHand(f, libs)) && !holders(p.Prog, o) {
				p.Report(candidate(p.Prog, f, o))
			}
		}
		handedOn(p, f, taken, takers)
		through(p, f)
		byDriver(p, f)
		compared(p, f)
		inProcess(p, f)
		looked(p, lookers, f)
	}
}

// holders: the key is named after who holds it.
func holders(p *link.Program, o *link.Op) bool {
	key, known := p.KeyOf(o)
	return o.Client.Kind == rules.Store && known && p.OwnKey(key)
}

// guarded: what waits for EXEC is for WATCH to guard, or leaves together with
// what depends on it. Where a holder is compared before with no WATCH it is neither.
func guarded(p *link.Program, o *link.Op) bool {
	if !o.Queued() || !p.Transacted(o) {
		return false
	}
	key, known := p.KeyOf(o)
	return !known || p.Watched(o.F) || !comparesOwner(p, o.F, key)
}

// freeing are the words of functions that give a lock back.
var freeing = []string{"unlock", "release", "un lock", "free lock", "del lock", "delete lock", "remove lock", "drop lock"}

// breaking are the words of functions that free a lock on purpose, whoever
// holds it.
var breaking = []string{"force", "break", "steal", "clear", "cleanup", "reset", "purge", "flush", "expire", "delete all", "remove all"}

// breaks: the function is there to break locks. What its type is called does not count where
// its own name says that it gives one back.
func breaks(f *link.Func) bool {
	name := shortOf(f)
	own := name[strings.LastIndexByte(name, '.')+1:]
	return analyzers.Announces(own, breaking) || !analyzers.Announces(own, freeing) && analyzers.Announces(name, breaking)
}

func shortOf(f *link.Func) string { return analyzers.BareName(f.Decl) }

// deletes: a script that deletes without comparing is no better than DEL, and one that
// looks whether there is a lock, or goes on to tell the others, is none either.
func deletes(prog *link.Program, o *link.Op) bool {
	if o.Script == nil {
		return !prog.ComparesStored(o) && (o.Drops() || o.Command == "GETDEL" || o.Command == "HDEL" || expiresAtOnce(prog, o))
	}
	return !o.Script.CompareDelete && !o.Script.Partial && o.Script.Has("DEL", "UNLINK") && !slices.ContainsFunc(o.Script.Calls, func(c lua.Call) bool {
		return !slices.Contains([]string{"EXISTS", "DEL", "UNLINK", "PUBLISH", "SPUBLISH", "LPUSH", "RPUSH"}, c.Command)
	})
}

// expiresAtOnce: EXPIRE with nothing deletes.
func expiresAtOnce(p *link.Program, o *link.Op) bool {
	if o.Command != "EXPIRE" && o.Command != "PEXPIRE" {
		return false
	}
	v, ok := o.Arg(o.Rule.TTL)
	n, known := p.Int(v)
	return ok && known && n == 0
}

// acquisitions lists the places of each package where a key is written if absent.
func acquisitions(p *link.Program) map[*summary.Package][]*link.Op {
	out := map[*summary.Package][]*link.Op{}
	for _, f := range p.Funcs {
		for _, o := range f.Ops {
			if absent, _ := p.Absent(o); (absent || analyzers.LooksFirst(p, f, o) || analyzers.Counts(p, f, link.Reached{Op: o})) && o.Client.Kind.Keyed() {
				out[f.Pkg] = append(out[f.Pkg], o)
			}
		}
	}
	return out
}

// releases reports whether the deletion frees a lock that the package takes.
func releases(p *link.Program, f *link.Func, o *link.Op, taken []*link.Op) bool {
	key, known := p.KeyOf(o)
	keyed := known && (analyzers.OwnLockKey(p, key) || !anyKey(f, key) && analyzers.LockKey(p, key))
	called := keyed || analyzers.LockCalled(f)
	helps := known && comparesGiven(p, f, o, key)
	for _, t := range taken {
		k, ok := p.KeyOf(t)
		same := ok && known && p.SameKey(key, k)
		switch {
		case (o.Command == "HDEL") != (t.Command == "HSETNX") || o.Command == "HDEL" && otherField(p, o, t):
			continue // a lock that is a field of a hash goes by its field
		case same && t.F == f && !f.After(t.Call, o.Call):
			continue // what is deleted first is not what was taken
		case same && t.F.Decl == f.Decl, ok && known && takesFirst(p, key, k, o.Call), ok && known && p.Alike(key, k) && comparesMark(p, f, o, key, t):
			return true
		case ok && known && p.Differ(key, k):
			continue // in a package of locks other things are deleted, too
		case (called || analyzers.LockNamed(f)) && (same || analyzers.Receiver(t.F) == analyzers.Receiver(f)) || called && analyzers.LockNamed(t.F), helps && analyzers.Receiver(t.F) == analyzers.Receiver(f):
			return true
		}
	}
	// A lease that its holder renews with SET need not be taken with NX.
	return known && analyzers.LockNamed(f) && comparesOwner(p, f, key)
}

// anyKey: a function that others may call for keys of any sort deletes what it is given,
// so that it is they who give back a lock.
func anyKey(f *link.Func, key link.Val) bool {
	return f.Exported && !analyzers.LockNamed(f) && key.Ctx == nil && key.Ref.Bare().Value().Op == summary.ParamVal
}

// takesFirst: a function has had a helper take the very key that it deletes.
func takesFirst(p *link.Program, key, taken link.Val, del int32) bool {
	f := key.F
	for i := range f.Calls {
		if int32(i) == del || !f.After(int32(i), del) {
			continue
		}
		for _, e := range f.Out[i] {
			if e.Callee == taken.F && !e.Async && p.Same(key, link.Val{Ref: taken.Ref, Ctx: &link.Ctx{Edge: e}}) {
				return true
			}
		}
	}
	return false
}

// otherField: the two name different fields of a hash.
func otherField(p *link.Program, a, b *link.Op) bool {
	x, _ := p.Params(a, nil)
	y, _ := p.Params(b, nil)
	return len(x) > 1 && len(y) > 1 && p.Differ(x[1], y[1])
}

func candidate(p *link.Program, f *link.Func, o *link.Op) analyzers.Candidate {
	c := analyzers.OfOp(o)
	c.Detail = "The key is deleted, whoever holds the lock by now."
	if o.Script != nil {
		c.Command, c.Cost = "DEL", "1 x DEL"
	}
	key, known := p.KeyOf(o)
	compares := slices.ContainsFunc(f.Ops, func(g *link.Op) bool {
		k, ok := p.KeyOf(g)
		return g.Command == "GET" && g.Call < o.Call && ok && known && p.SameKey(k, key)
	})
	if compares || known && comparesOwner(p, f, key) {
		c.Detail = inBetween
	}
	return c
}
