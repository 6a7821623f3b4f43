// Package wholeread asks where a collection that grows with the data is read in
// one go: HGETALL, SMEMBERS, LRANGE 0 -1 and their kin, MGET of all keys that a
// listing gave, the same in Lua scripts, and an unfiltered SELECT whose rows go
// into a cache, or into a map or list that the process keeps; and all keys of a store (etcd, consul) with a prefix.
//
// A range with an end that is not -1 and a read with a limit are bounded, whoever
// sets the number, unless it is the collection's own length, or the present of a range of scores
// that has no start; where there is no end by default, callers may give one. A hash under a key that is made for one thing ("session:"+id)
// is one entity, whose size does not grow with the data, and so are a hash of which no more than fields
// with fixed names are taken, and a set that a function
// reads which gives one thing of which it is a part. Whether a collection is
// small by nature cannot be seen here.
package wholeread

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "wholeread", Run: run}

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		for _, o := range f.Ops {
			if o.Client.Kind == rules.Store && o.Does("query") {
				ranges(p, o)
			}
			if o.Client.Kind != rules.Remote || o.Does("none") || o.Dispatches() {
				continue
			}
			if o.Script != nil {
				scripted(p, o)
			} else if r, ok := judge(p, o); ok {
				p.Report(candidate(p, o, r))
			}
		}
		queries(p, f)
	}
}

// reading is a command that reads a collection whole.
type reading struct {
	command, detail string
	// entity: the collection is one thing's own.
	entity bool
	// listed: it is whole where the keys that are asked for are a whole listing.
	listed bool
	// given: it is whole where the range that callers give is.
	given bool
}

func judge(p *analyzers.Pass, o *link.Op) (reading, bool) {
	r := reading{command: o.Command}
	if !slices.Contains(p.Hazard.Commands, o.Command) {
		return r, false
	}
	params, spelled := p.Prog.Params(o, nil)
	params = afterKey(o, params)
	switch o.Command {
	case "HGETALL", "HKEYS", "HVALS":
		r.entity = entityKey(p.Prog, o) || writtenWhole(p.Prog, o) || oneOfKeys(p.Prog, o) || o.Command == "HGETALL" && namesFields(o)
		return r, true
	case "SMEMBERS", "SUNION", "SINTER", "SDIFF":
		k, ok := p.Prog.KeyOf(o)
		r.entity = ok && (registry(p.Prog, k) || o.Command == "SMEMBERS" && oneThing(p.Prog, o, k))
		return r, true
	case "MGET":
		r.detail, r.listed = "The keys are all that a listing gave.", true
		return r, true
	case "SORT", "SORT_RO":
		return r, spelled && !limited(p.Prog, o, params)
	}
	if !spelled || limited(p.Prog, o, params) {
		return r, false
	}
	r.given = !wholeRange(p.Prog, params) && given(params)
	return r, r.given || wholeRange(p.Prog, params)
}

// given: callers say where the range starts, or ends.
func given(params []link.Val) bool {
	return slices.ContainsFunc(params[:min(len(params), 2)], func(v link.Val) bool {
		for v.V != 0 {
			switch x := v.Value(); x.Op {
			case summary.ParamVal:
				return true
			case summary.Convert, summary.MakeIface:
				v = v.With(x.A)
			default:
				return false
			}
		}
		return false
	})
}

// wholeGiven reports whether the range is a whole one as an entry gives it.
func wholeGiven(p *link.Program, o *link.Op, ctx *link.Ctx) bool {
	params, _ := p.Params(o, ctx)
	return wholeRange(p, afterKey(o, params))
}

// afterKey drops the parameters up to the key.
func afterKey(o *link.Op, params []link.Val) []link.Val {
	n := 1
	if o.Rule.Raw == nil && o.Rule.Key != nil {
		n = *o.Rule.Key + 1
	}
	if len(params) == 1 && params[0].Type().Kind == summary.Struct {
		return params // the key is a field of it
	}
	return params[min(max(n, 0), len(params)):]
}

// ends are how a range says that it has no end, by what starts it.
var ends = map[string]string{"0": "-1", "-inf": "+inf", "+inf": "-inf", "-": "+", "+": "-"}

// wholeRange reports whether start and stop take in everything. They are the two
// parameters after the key, or fields of the one.
func wholeRange(p *link.Program, params []link.Val) bool {
	start, stop, ok := between(p, params)
	if !ok {
		return false
	}
	first := constant(p, start)
	end, ok := ends[first]
	return (first == "-inf" || first == "0") && (untilNow(p, stop) || constant(p, stop) == "+inf") || ok && (constant(p, stop) == end || end == "-1" && (p.Reply(stop, "LLEN", "ZCARD") || beyond(p, stop)))
}

// between gives the start and the stop of a range.
func between(p *link.Program, params []link.Val) (start, stop link.Val, ok bool) {
	switch len(params) {
	case 0:
		return link.Val{}, link.Val{}, false
	case 1:
		start, ok1, _ := p.Field(params[0], "Min", "Start")
		stop, ok2, _ := p.Field(params[0], "Max", "Stop")
		return start, stop, ok1 && ok2
	}
	return params[0], params[1], true
}

// partAsked reports whether an end of the range is a constant but for callers that ask for
// a part, and the entry has it asked for one: what is worked out rather than a constant.
func partAsked(p *link.Program, o *link.Op, ctx *link.Ctx) bool {
	params, _ := p.Params(o, nil)
	start, stop, ok := between(p, afterKey(o, params))
	if !ok || ctx == nil {
		return false
	}
	return slices.ContainsFunc([]link.Val{start, stop}, func(end link.Val) bool {
		return end.V != 0 && end.F == o.F && p.ByCaller(end, ctx)
	})
}

// beyond: no collection has so many members.
func beyond(p *link.Program, stop link.Val) bool {
	n, ok := p.Int(stop)
	return ok && n >= math.MaxInt32
}

// untilNow: a range of scores ends at the present, so that it takes in whatever
// has piled up.
func untilNow(p *link.Program, stop link.Val) bool {
	if stop.V == 0 {
		return false
	}
	for i := range stop.F.Calls {
		if stop.F.Calls[i].Callee == "time.Now" && p.Derives(stop.F, stop.V, int32(i)) {
			return true
		}
	}
	return false
}

// constant gives the text of a constant number or string, "" if it is none.
func constant(p *link.Program, v link.Val) string {
	if v.V == 0 {
		return ""
	}
	if t := p.Strings(v, false).Known(); len(t) == 1 && t[0] != "" {
		return strings.ToLower(t[0])
	}
	if n, ok := p.Int(v); ok {
		return fmt.Sprint(n)
	}
	return ""
}

// limited reports whether a LIMIT or a count takes part.
func limited(p *link.Program, o *link.Op, params []link.Val) bool {
	if _, found := p.Keyword(params, "LIMIT", "COUNT"); found || builtLimit(p, o) {
		return true
	}
	if o.Rule.Raw == nil && len(params) > 0 {
		if o.Command[0] == 'X' && len(params) > 2 {
			return true // XRangeN
		}
		n, set, known := p.Field(params[len(params)-1], "Count")
		if set && constant(p, n) != "0" {
			return true
		}
		return !known && o.Command[0] == 'S'
	}
	return false
}

// builtLimit: a step of the builder sets a limit.
func builtLimit(p *link.Program, o *link.Op) bool {
	if !o.Does("build") || o.Rule.Raw != nil {
		return false
	}
	steps, _ := p.Chain(o.F, o.Call)
	return slices.ContainsFunc(steps, func(c *summary.Call) bool { return c.Name == "Limit" || c.Name == "Count" })
}

// entityKey reports whether the key is put together for one thing: a fixed part
// and a part that varies. A command that is stored away with its key (a
// transaction's list of actions) is taken for such: most hashes are.
func entityKey(p *link.Program, o *link.Op) bool {
	k, ok := p.KeyOf(o)
	if !ok {
		return true
	}
	return ofOne(forms(p, k))
}

// ofOne: the texts of a key are each put together for one thing.
func ofOne(texts []string) bool {
	return len(texts) > 0 && !slices.ContainsFunc(texts, func(s string) bool {
		return gathers(s) || !strings.Contains(s, link.Hole) || strings.Trim(s, link.Hole+":-_/.") == ""
	})
}

// forms are the texts of a key, but for what one of them has for a value at some time (a
// getter of an id that nobody has set gives 0), and for what is not known of one that is
// put together.
func forms(p *link.Program, key link.Val) []string {
	texts := p.Strings(key, true).Vals
	made := key.Value().Op == summary.CallVal && slices.ContainsFunc(texts, func(s string) bool { return strings.Trim(s, link.Hole) != "" })
	return slices.DeleteFunc(slices.Clone(texts), func(s string) bool {
		return made && s == link.Hole || !strings.Contains(s, link.Hole) && slices.ContainsFunc(texts, func(form string) bool {
			return fits(form, s) && (made || numbered(form, s))
		})
	})
}

// numbered: a text has a number where a form has its one hole, as of an id that somebody
// gives by itself, or that nobody has set.
func numbered(form, s string) bool {
	before, after, ok := strings.Cut(form, link.Hole)
	if !ok || len(s) <= len(before)+len(after) {
		return false
	}
	return strings.Trim(s[len(before):len(s)-len(after)], "0123456789") == ""
}

// fits: a text is what a form gives, which has a hole and is more than holes.
func fits(form, s string) bool {
	parts := strings.Split(form, link.Hole)
	if len(parts) == 1 || len(form) < len(parts)*len(link.Hole) || !strings.HasPrefix(s, parts[0]) {
		return false
	}
	for _, part := range parts {
		_, after, ok := strings.Cut(s, part)
		if !ok {
			return false
		}
		s = after
	}
	return s == "" || parts[len(parts)-1] == ""
}

// oneOfKeys: on every way to the read its key is put together for one thing, or is another
// one in each turn of a loop: there are as many such hashes as turns.
func oneOfKeys(p *link.Program, o *link.Op) bool {
	key, ok := p.KeyOf(o)
	return ok && oneOnWay(p, link.Val{Ref: key.Ref}, o.F, o.Site().Block, 0)
}

// oneOnWay is oneOfKeys from a block of f on, to which the context of the key leads.
func oneOnWay(p *link.Program, key link.Val, f *link.Func, block int32, depth int) bool {
	for _, l := range f.LoopsAt(block) {
		switch b := p.LoopBound(f, l, nil); b.Kind {
		case link.Elements, link.Iterated, link.Rows, link.Cursor:
			if p.VariesOver(key, f, &f.Loops[l], b.Kind != link.Elements, b.Over) {
				return true
			}
		}
	}
	t := p.Strings(key, false)
	if ofOne(t.Vals) { // and no caller asks for one that all share
		known := slices.DeleteFunc(forms(p, key), func(s string) bool { return s == link.Hole })
		return len(known) == 0 || ofOne(known)
	}
	if len(t.Open) == 0 || len(f.In) == 0 || depth > 3 || p.Outside(f) {
		return false
	}
	return !slices.ContainsFunc(f.In, func(e *link.Edge) bool {
		return e.Call < 0 || !oneOnWay(p, key.Seen(&link.Ctx{Edge: e}), e.Caller, e.Caller.Calls[e.Call].Block, depth+1)
	})
}

// writtenWhole: the type writes hashes with all their fields at once, and no field
// of one by itself, so that a hash is one thing, whatever its key is.
func writtenWhole(p *link.Program, o *link.Op) bool {
	if o.F.Recv == "" {
		return false
	}
	whole := false
	for _, f := range p.Funcs {
		if f.Recv != o.F.Recv {
			continue
		}
		for _, w := range f.Ops {
			switch w.Command {
			case "HSETNX", "HDEL", "HINCRBY", "HINCRBYFLOAT":
				return false
			case "HSET":
				args := afterKey(w, w.Args())
				if len(args) != 1 || !fields(args[0]) {
					return false
				}
				whole = true
			}
		}
	}
	return whole
}

// fields: the argument is a map, from fields to values.
func fields(v link.Val) bool {
	for v.V != 0 {
		x := v.Value()
		if v.Type().Kind == summary.Map {
			return true
		}
		if x.Op == summary.List && len(x.Args) == 1 {
			v = v.With(x.Args[0])
		} else if x.Op == summary.MakeIface || x.Op == summary.Convert {
			v = v.With(x.A)
		} else {
			return false
		}
	}
	return false
}

// gathering are words of keys under which one channel, room or group holds all who
// are in it: not one thing, though its name is part of the key.
var gathering = []string{"presence", "members", "followers", "subscribers", "subscriptions", "participants", "viewers", "online", "attendees", "listeners", "players", "visitors"}

func gathers(key string) bool {
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(key, link.Hole, " ")), func(r rune) bool { return r < 'a' || r > 'z' })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(gathering, w) })
}

// oneThing: a function that gives one thing, such as a user, reads a set that is
// a part of it ("user-roles:"+id). What gives a list or nothing reads the set for
// its own sake.
func oneThing(p *link.Program, o *link.Op, key link.Val) bool {
	f := o.F
	if len(f.Results) == 0 || !analyzers.Announces(f.Short, []string{"get", "load", "find", "fetch", "read", "lookup"}) {
		return false
	}
	given := f.TypeAt(f.Results[0])
	if given.Kind == summary.Pointer && given.Named != "" {
		given = f.TypeAt(given.Elem)
	}
	if given.Text == "error" || given.Named == "" || given.Kind != summary.Struct && given.Kind != summary.Interface || wraps(f, given.Named) {
		return false
	}
	texts := forms(p, key)
	return len(texts) > 0 && !slices.ContainsFunc(texts, func(s string) bool {
		return gathers(s) || !strings.HasSuffix(s, link.Hole) || strings.Trim(s, link.Hole+":-_/.") == ""
	})
}

// wraps: of the struct that a function gives it sets no more than one field, as of an
// answer to a request, which is the list in other clothes.
func wraps(f *link.Func, typ string) bool {
	set := map[string]bool{}
	for i := range f.Stores {
		if a := &f.Values[f.Stores[i].Addr]; a.Op == summary.FieldOf && strings.HasPrefix(a.Str, typ+".") {
			set[a.Str] = true
		}
	}
	return len(set) == 1
}

// registries are what keys of sets are called that list the parts of a system,
// which are few, rather than its data.
var registries = []string{"queues", "groups", "servers", "workers", "pools", "namespaces", "nodes", "hosts", "instances", "schedulers", "shards", "replicas", "types", "topics", "channels", "processes", "processors", "consumers", "connections", "clusters", "regions", "tenants", "databases"}

// registry reports whether a key's text ends in the name of a registry, or speaks
// of what is known.
func registry(p *link.Program, key link.Val) bool {
	texts := p.Strings(key, true).Vals
	return len(texts) > 0 && !slices.ContainsFunc(texts, func(s string) bool {
		words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < 'a' || r > 'z' })
		return len(words) == 0 || !slices.Contains(registries, words[len(words)-1]) && !slices.Contains(words, "known")
	})
}

// wholeListing reports whether the keys, as an entry passes them, are all that a
// listing gave.
func wholeListing(p *link.Program, o *link.Op, ctx *link.Ctx) bool {
	return slices.ContainsFunc(o.Site().Args, func(a int32) bool {
		return p.Whole(link.Val{Ref: link.Ref{F: o.F, V: a}, Ctx: ctx})
	})
}

func candidate(p *analyzers.Pass, o *link.Op, r reading) analyzers.Candidate {
	c := analyzers.OfOp(o)
	c.Command, c.Cost, c.Detail = r.command, "1 x "+r.command, r.detail
	c.Announce = promised(o.F)
	c.Level = func(a analyzers.At) finding.Level {
		if r.listed && !wholeListing(p.Prog, o, link.CtxOf(a.Path)) {
			return finding.None
		}
		if ctx := link.CtxOf(a.Path); r.given && !wholeGiven(p.Prog, o, ctx) || partAsked(p.Prog, o, ctx) {
			return finding.None
		}
		if r.listed && searches(a.Root.F) {
			return analyzers.Table(p.Hazard, a)
		}
		return level(p.Hazard, a, r.entity || oneOfMany(o))
	}
	return c
}

// oneOfMany: a pipeline collects many small reads in a loop. A single one is as
// large in a pipeline as without.
func oneOfMany(o *link.Op) bool { return o.Queued() && o.F.LoopAt[o.Site().Block] >= 0 }

// searches: a name that promises what matches promises no read of whatever does.
func searches(f *link.Func) bool {
	return analyzers.Announces(f.Short, []string{"find", "search", "query"})
}

var announce = slices.Concat(analyzers.Listing, analyzers.Collecting, analyzers.Emptying, []string{"visit"})

// promised are the words that announce the reading. A function that counts and gives a
// number promises none: the server counts what one key holds.
func promised(f *link.Func) []string {
	if len(f.Results) == 0 || f.TypeAt(f.Results[0]).Kind != summary.Integer {
		return announce
	}
	return slices.DeleteFunc(slices.Clone(announce), func(word string) bool {
		return slices.Contains([]string{"count", "len", "length", "size"}, word)
	})
}

// offers: the entry is called like the command, or like the client's function that it hands
// on to its callers.
func offers(a analyzers.At) bool {
	name := a.Root.F.Short
	if len(a.Path) > 0 || a.Root.F != a.Sink.F {
		return strings.EqualFold(name, a.Sink.Command)
	}
	return strings.EqualFold(name, a.Sink.Command) || a.Sink.Client != "" && strings.HasSuffix(a.Sink.Callee, "."+name)
}

// level is mild for one entity, for a wrapper that is named like the command and
// for a name that promises a list.
func level(h *rules.Hazard, a analyzers.At, mild bool) finding.Level {
	l := analyzers.Table(h, a)
	if mild || a.Root.Own && (analyzers.Plural(a.Root.F) || offers(a)) {
		return l.AtMost(analyzers.Param(h, "one_entity", finding.Note))
	}
	return l
}
