// Package nottl asks where a cache entry is written that never expires, under a
// key that grows with the data.
//
// An expiry counts wherever it is given: in the call, by a keyword, a field or a
// builder step, by EXPIRE of that key in the same function, script or pipeline or right
// after in the caller. A time that the caller or the configuration chooses is theirs to
// answer for; where a helper is told, what counts is what its caller on the way says. What
// is written where a read had missed and a source was asked is a copy, and its type a
// cache by whatever name. A set that lists entries which do expire counts as one of them: they
// go, and it keeps their names. So does a second entry that is written along with
// one, one without an expiry where another function of the package gives the same
// entries one, what a limiter keeps of each of its callers, and what is kept
// under a key that is made of the date, where nothing takes away what was before. A
// store that gives its expiry to plain values, and to maps, sets and lists under the
// same keys none, is noted. An option counts where its default is in view and is no
// expiry: it is a setting that may be missing, a function that fills a field, a
// parameter that may be left out, one of several constants, what a table holds or has
// not, a field that nobody fills, or one that a constructor fills with an option that its
// callers leave out. A count that is given an expiry once it is high has none before. What is written only where a key is absent, and is no copy, is package lockttl.
// An in-process cache that bounds nothing is a cache, unless its type keeps data or its
// package takes entries out again. A map that lives as long as the process is one where
// copies of what a source gave, or a limiter for each who asks, are put into it, and
// nothing that runs takes any out, or looks how many there are.
//
// Limits: an expiry that another process or the server's configuration sets is
// unknown, and so is the true number of keys.
package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "nottl", Run: run}

func run(p *analyzers.Pass) {
	dropped, left, timed, keeping := invalidated(p.Prog), &leavers{}, &timed{}, &keeping{}
	own := &maps{p: p, seen: map[string]bool{}}
	for _, f := range p.Prog.Funcs {
		own.in(f)
		for _, o := range f.Ops {
			if w, ok := dated(p, o, left); ok {
				p.Report(candidate(p, o, w))
				continue
			}
			if w, ok := grown(p.Prog, o); ok {
				p.Report(candidate(p, o, w))
				continue
			}
			w, ok := endless(p, o)
			if !ok {
				w, ok = index(p, o)
			}
			if c, also := collection(p, o); also && (!ok || w.hash && !w.cache) {
				w, ok = c, true
			}
			if !ok {
				w, ok = refill(p, o)
			}
			if !ok || p.Prog.ExpiresBelow(f, w.key, w.hash || w.index) {
				continue
			}
			w.keeps = w.keeps && keeping.keeps(p.Prog, w.form)
			w.dropped = dropped.has(w) || w.index && p.Prog.DropsKey(f, w.key)
			w.leaves = (w.copied || w.collection && slices.Contains(adding, w.command)) && left.of(p.Prog, f, lead(w.form), false)
			w.beside = !w.dropped && !w.hash && expiresBeside(p.Prog, o)
			w.lost = o.Client.Kind == rules.Remote && timed.has(p.Prog, o, w.form)
			p.Report(candidate(p, o, w))
		}
	}
}

// write is a write that never expires.
type write struct {
	command, prefix string
	key             link.Val
	form            string // of the key: its fixed parts and holes
	hash            bool   // fields of a hash
	fields          bool   // of one hash, which are the entries
	index           bool   // members that name entries
	beside          bool   // what it is written with expires
	collection      bool   // of a store whose plain values expire
	dated           bool   // its key is another one each day
	defaulted       bool   // an option gives the expiry, and by default none
	lost            bool   // elsewhere the same entries are given one
	absent          bool   // it is written only where there is none
	varied          bool   // by a script of which another text gives an expiry
	memory          bool   // in a cache of the process, which nothing takes it out of
	callers         bool   // a limiter has one for each who asks
	given           bool   // callers give the expiry, and some of them none
	keeps           bool   // it keeps the expiry that is there
	copied          bool   // a set or list, which counts where it is a copy
	leaves          bool   // something may take it away
	grown           bool   // only a count that has grown is given an expiry
	evicts, dropped bool
	cache           bool // what is written calls itself a cache
}

// endless judges one op. A function that asks for the time to live that is left
// keeps it, or has seen that there is none.
func endless(p *analyzers.Pass, o *link.Op) (write, bool) {
	w := write{command: o.Command, evicts: o.Rule.Evicts}
	switch {
	case o.Does("none"), o.Dispatches(), slices.ContainsFunc(o.F.Ops, asksTTL):
		return w, false
	case o.Script != nil:
		return inScript(p, o, w)
	case o.Client.Kind == rules.Facade && o.Command == "":
		v, ok := o.Arg(o.Rule.TTL)
		n, known := p.Prog.Int(v)
		w.command = "SET"
		if !o.Does("write") || !ok {
			return w, false
		}
		if w.given = !known && noneGiven(p.Prog, o); !w.given && (!known || n != 0) {
			return w, false
		}
	case o.Client.Kind == rules.Memory:
		w.command = "SET"
		if !o.Does("write") || o.Rule.Evicts {
			return w, false
		}
		if !forever(p.Prog, o, &w) {
			if w.given = foreverGiven(p.Prog, o, &w); !w.given {
				return w, false
			}
		}
	case o.Client.Kind != rules.Remote || !slices.Contains(p.Hazard.Commands, o.Command):
		return w, false
	case keepsTTL(p.Prog, o):
		w.keeps = true
	case expires(p.Prog, o):
		w.defaulted = never(p.Prog, o)
		if w.given = !w.defaulted && noneGiven(p.Prog, o); !w.defaulted && !w.given {
			return w, false
		}
	}
	k, ok := keyOf(p.Prog, o)
	w.hash, w.absent, w.key = strings.HasPrefix(w.command, "H"), w.command == "SETNX", k
	if !ok || !grows(p.Prog, k, &w) || oneEach(p.Prog, o, k) {
		return w, ok && fills(p, o, k, &w)
	}
	w.memory = (o.Client.Kind == rules.Memory || o.Client.Kind == rules.Facade) && !takenOut(p.Prog, o)
	w.cache = speaksOfCache(o.F) || strings.Contains(strings.ToLower(w.prefix), "cache") || calledCache(p.Prog, o)
	return w, true
}

// oneEach: there is one such key for each holder of the client.
func oneEach(p *link.Program, o *link.Op, key link.Val) bool {
	return p.Standing(key) && (o.Client.Kind == rules.Facade || keepsMany(p, o.F))
}

// keepsMany: methods of the type write under keys that they are given, so that a key which
// is its own is one of all that it keeps, and not one of as many as there are such objects.
func keepsMany(p *link.Program, f *link.Func) bool {
	typ := analyzers.Receiver(f)
	return typ != "" && slices.ContainsFunc(p.Funcs, func(g *link.Func) bool {
		return g.Recv == typ && g.Pkg == f.Pkg && slices.ContainsFunc(g.Ops, func(o *link.Op) bool {
			k, ok := keyOf(p, o)
			var w write
			return ok && o.Client.Kind == rules.Remote && !p.Standing(k) && grows(p, k, &w)
		})
	})
}

func asksTTL(o *link.Op) bool { return o.Command == "TTL" || o.Command == "PTTL" }

// expires reports whether the op itself gives an expiry, or may do so.
func expires(p *link.Program, o *link.Op) bool {
	switch {
	case o.Rule.NoTTL, o.Rule.Raw != nil && o.Command != "SET":
		return false
	case o.Rule.Raw != nil:
		params, spelled := p.Params(o, nil)
		_, found := p.Keyword(params, "EX", "PX", "EXAT", "PXAT", "KEEPTTL", "NX")
		return !spelled || found || len(params) < 2
	case o.Does("build"):
		return builderExpires(p, o)
	case o.Rule.TTL == nil:
		return o.Command == "SET" // the client decides, a default perhaps
	}
	v, ok := o.Arg(o.Rule.TTL)
	return ok && !p.NoTime(v)
}

// keepsTTL: the op says that the entry shall keep the expiry that it has, which a new one
// has not.
func keepsTTL(p *link.Program, o *link.Op) bool {
	if o.Command != "SET" || o.Rule.Raw != nil {
		return false
	}
	v, ok := o.Arg(o.Rule.TTL)
	n, known := p.Int(v)
	return ok && known && n == -1
}

// never reports whether the expiry is an option that is none by default; among words it
// is one that is added to them where it is there.
func never(p *link.Program, o *link.Op) bool {
	if o.Command != "SET" {
		return false
	}
	if o.Rule.Raw != nil {
		params, spelled := p.Params(o, nil)
		v, found := p.Keyword(params, "EX", "PX")
		return !spelled && found && v.V != 0 && p.DefaultsToZero(v)
	}
	v, ok := o.Arg(o.Rule.TTL)
	return ok && p.DefaultsToZero(v) && !(v.F == o.F && p.NotZero(o.F, o.Site().Block, v.V))
}

// forever: in-process caches write -1 for it, have an option that is left out, or
// were made so and are asked for what they were made with.
func forever(p *link.Program, o *link.Op, w *write) bool {
	v, ok := o.Arg(o.Rule.TTL)
	if o.Rule.NoTTL {
		return !ok && !o.Inner().Calls[o.At].Ellipsis
	}
	if !ok {
		return o.Rule.TTL == nil && madeForever(p, o, w)
	}
	return isForever(p, o, v, w)
}

// isForever reports whether a time to live in a cache of the process is none.
func isForever(p *link.Program, o *link.Op, ttl link.Val, w *write) bool {
	n, known := p.Int(ttl)
	return known && (n == -1 || n == 0 && madeForever(p, o, w))
}

// builderExpires looks for a step of the builder that gives an expiry. A chain
// that leaves the function may get one later.
func builderExpires(p *link.Program, o *link.Op) bool {
	if o.Inner() != o.F {
		return true
	}
	steps, ends := p.Chain(o.F, o.Call)
	if !ends {
		return true
	}
	for _, s := range steps {
		for _, w := range []string{"Ex", "Px", "Keepttl", "Nx", "KeepTtl"} {
			if strings.HasPrefix(s.Name, w) {
				return true
			}
		}
	}
	return false
}

// keyOf: what writes several keys takes them in a map, or one by one.
func keyOf(p *link.Program, o *link.Op) (link.Val, bool) {
	if k, ok := p.KeyOf(o); ok {
		return k, true
	}
	return o.Arg(o.Rule.Value)
}

// grows reports whether there may be as many keys as there is data, and notes the
// form of the first and the fixed part that it begins with.
func grows(p *link.Program, k link.Val, w *write) bool {
	for _, t := range p.Strings(k, true).Vals {
		fixed, _, hole := strings.Cut(t, link.Hole)
		if hole {
			w.prefix, w.form = fixed, t
			return true
		}
	}
	return false
}

// drops are the forms of what a program takes away: keys, and the hashes of which it takes
// fields.
type drops struct{ keys, hashes map[string]bool }

// has reports whether what a write leaves is taken away somewhere.
func (d drops) has(w write) bool { return d.keys[w.form] || w.hash && d.hashes[w.form] }

// invalidated collects the forms of the keys that the program deletes, or deletes fields
// of, where they have a fixed part.
func invalidated(p *link.Program) drops {
	out := drops{map[string]bool{}, map[string]bool{}}
	for _, f := range p.Funcs {
		for _, o := range f.Ops {
			if k, ok := keyOf(p, o); ok {
				out.add(p, o.Command, o.Drops(), k)
			}
			if o.Script == nil {
				continue
			}
			for i := range o.Script.Calls {
				c := &o.Script.Calls[i]
				if k, ok := scriptKey(p, o, c); ok {
					out.add(p, c.Command, c.Command == "DEL" || c.Command == "UNLINK", k)
				}
			}
		}
	}
	return out
}

// add notes a command that deletes the key, or fields of it.
func (d drops) add(p *link.Program, command string, whole bool, key link.Val) {
	var w write
	if !whole && command != "HDEL" || !grows(p, key, &w) || strings.Trim(w.form, link.Hole+":-_/.") == "" {
		return
	}
	if whole {
		d.keys[w.form] = true
	} else {
		d.hashes[w.form] = true
	}
}
