package roundtrip

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// weight orders the commands of one call, of which one is reported: what writes
// says more than what reads, and that more than what deletes.
func weight(p *link.Program, o *link.Op) int {
	switch {
	case o.Drops():
		return 0
	case p.Cat.Commands[o.Command].ReadOnly:
		return 1
	}
	return 2
}

// heavier reports whether one command of a place says more than another: one that
// is waited for, one that asks a cache, then by its weight.
func heavier(p *link.Program, a, b link.Reached) bool {
	if a.Beside != b.Beside {
		return b.Beside
	}
	if (a.Client.Kind == rules.Store) != (b.Client.Kind == rules.Store) {
		return b.Client.Kind == rules.Store
	}
	return weight(p, a.Op) > weight(p, b.Op)
}

// groups are the kinds of commands that a pipeline or a batch may carry.
var groups = []string{"string", "hash", "set", "list", "sorted-set", "generic", "hyperloglog", "bitmap", "geo", "stream", "scripting", "server"}

// paging are commands whose loop asks for the next part of one thing, where it is
// one thing.
var paging = []string{"LRANGE", "ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE", "XRANGE", "XREVRANGE", "GETRANGE", "HSCAN", "SSCAN", "ZSCAN"}

// settling are commands that say of one message of a stream what has become of it, once
// that is known.
var settling = []string{"XACK", "XACKDEL", "XCLAIM", "XDEL"}

// taking are commands of which each gives the next member of one key, and which take a
// count: who knows how many are wanted can have them at once.
var taking = []string{"LPOP", "RPOP", "SPOP", "ZPOPMIN", "ZPOPMAX"}

// waiting are commands that a loop repeats for what comes next.
var waiting = []string{"XREAD", "XREADGROUP", "WAIT"}

// batchable reports whether an op is a round trip of its own that the client
// could have sent together with others.
func batchable(p *link.Program, r link.Reached) bool {
	o := r.Op
	if !o.Client.Kind.Keyed() && !beyond(o) || o.Dispatches() || p.QueuedIn(o, r.In) && !p.OwnPipeline(o, r.In) && !p.SentAtOnce(o) || o.Does("pipeline") && !o.Does("queue") || o.Does("none") || o.Rule.Bounded || o.Rule.Loads {
		return false
	}
	if slices.Contains(waiting, o.Command) || !pipelines(o) || o.Does("build") && !sent(o) {
		return false
	}
	if handsOn(o) {
		return true
	}
	cmd, known := p.Cat.Commands[o.Command]
	if !known {
		return o.Rule.Batch != "" && !o.Does("send") || o.Rule.Raw != nil && ofModule(o.Command)
	}
	if publishes(o) {
		return true
	}
	return slices.Contains(groups, cmd.Group) && !cmd.Blocking && cmd.FirstKey >= 0 || o.Script != nil
}

// beyond: a cache in front of a server, which is known to be there and takes many at
// once, so that an element's question is a round trip through it.
func beyond(o *link.Op) bool {
	return o.Client.Kind == rules.Facade && !o.Client.Transparent && o.Rule.Batch != ""
}

// handsOn: a command is sent that was built in another function, which says what it is.
func handsOn(o *link.Op) bool {
	if !o.Does("send") || o.Does("pipeline") || o.Command != "" {
		return false
	}
	if v, ok := o.Arg(o.Rule.Value); !ok || isList(v) {
		return false
	}
	return !slices.ContainsFunc(o.Inner().Ops, func(b *link.Op) bool { return b.Does("build") })
}

// ofModule: a command that a module of the server brings, such as TS.ADD or
// JSON.SET, takes its key first.
func ofModule(command string) bool { return strings.Contains(command, ".") }

// publishes: a message goes to a channel that is no key.
func publishes(o *link.Op) bool { return o.Command == "PUBLISH" || o.Command == "SPUBLISH" }

// sent reports whether the function that builds a command also sends one on its
// own; one that is handed on may wait in a pipeline.
func sent(o *link.Op) bool {
	return slices.ContainsFunc(o.F.Ops, func(s *link.Op) bool {
		return s.Does("send") && !s.Does("pipeline") && o.F.After(o.Call, s.Call) && !together(s)
	})
}

// together: what is sent is a pipeline that was made of commands.
func together(s *link.Op) bool {
	v, ok := s.Arg(s.Rule.Value)
	if !ok {
		return false
	}
	x := v.Bare().Value()
	return x.Op == summary.CallVal && slices.ContainsFunc(s.F.Ops, func(m *link.Op) bool { return m.Does("pipeline") && m.Call == int32(x.N) })
}

// pipelines reports whether the client has a pipeline, or the op a batch form.
func pipelines(o *link.Op) bool {
	if o.Rule.Batch != "" || o.Client.CommandMethods {
		return true
	}
	return slices.ContainsFunc(o.Client.Ops, func(r rules.Op) bool { return slices.Contains(r.Does, "pipeline") })
}

// paged reports whether the command takes a list of keys that its caller chose.
func paged(p *link.Program, r link.Reached) bool {
	if publishes(r.Op) || handsOn(r.Op) {
		return false
	}
	params, ok := p.Params(r.Op, r.In)
	if !ok && len(params) == 0 {
		keys, ok := listed(p, r)
		return !ok || !p.Spelled(keys)
	}
	k, ok := key(p, r)
	return !ok || isList(k) && !p.Spelled(k) || gathers(r.Op) && !p.Spelled(p.LastArg(r.Op, r.In))
}

// listed is the list of keys that the client's call passes on, where its elements
// are not known one by one.
func listed(p *link.Program, r link.Reached) (link.Val, bool) {
	args, c := p.ArgsIn(r.Op, r.In), &r.Inner().Calls[r.At]
	if i := r.Rule.Key; r.Rule.Raw != nil || i == nil || *i != len(args) || !c.Ellipsis {
		return link.Val{}, false
	}
	return p.LastArg(r.Op, r.In), true
}

// gathers reports whether the command is given a list that its own function has
// put together element by element.
func gathers(o *link.Op) bool {
	c := o.Site()
	if !c.Ellipsis || len(c.Args) == 0 {
		return false
	}
	v := &o.F.Values[c.Args[len(c.Args)-1]]
	return v.Op == summary.Append || v.Op == summary.Phi && slices.ContainsFunc(v.Args, func(a int32) bool { return o.F.Values[a].Op == summary.Append || o.F.Values[a].Op == summary.Phi })
}

func isList(v link.Val) bool {
	t := v.Type()
	if t.Kind != summary.Slice || v.Value().Op == summary.List {
		return false
	}
	elem := v.F.TypeAt(t.Elem)
	return elem.Text != "byte" && elem.Text != "uint8"
}

// key is the first key of the command.
func key(p *link.Program, r link.Reached) (link.Val, bool) {
	if r.Client.Kind == rules.Store {
		k, ok := p.KeyOf(r.Op)
		return k.Seen(r.In), ok
	}
	if r.Does("build") && r.Rule.Raw == nil {
		k, ok := p.KeyOf(r.Op)
		k.Ctx = r.In
		return k, ok
	}
	args := p.ArgsIn(r.Op, r.In)
	if i := r.Rule.Key; i != nil && *i >= 0 && *i < len(args) {
		return args[*i], true
	}
	if keys, ok := listed(p, r); ok {
		return keys, true
	}
	params, _ := p.Params(r.Op, r.In)
	first := max(p.Cat.Commands[r.Command].FirstKey, 0)
	if r.Rule.Raw == nil || first >= len(params) {
		return link.Val{}, false
	}
	return params[first], true
}

// keyVaries reports whether the key, or the member of a collection, hangs on the
// turn, and is known before the call of the turn before has answered.
func keyVaries(p *link.Program, r link.Reached, t turns, call int32) bool {
	if publishes(r.Op) {
		sent := p.ArgsIn(r.Op, r.In)
		if r.Rule.Raw != nil {
			sent, _ = p.Params(r.Op, r.In)
		}
		return slices.ContainsFunc(sent, func(v link.Val) bool { return t.known(p, v, call) })
	}
	if handsOn(r.Op) {
		v, _ := r.Arg(r.Rule.Value)
		return t.known(p, v.Seen(r.In), call)
	}
	k, ok := key(p, r)
	if !ok {
		return false
	}
	if t.known(p, k, call) {
		return true
	}
	if slices.Contains(paging, r.Command) || slices.Contains(settling, r.Command) {
		return false
	}
	if slices.Contains(taking, r.Command) && !r.Beside && t.counted(p) {
		return true
	}
	switch p.Cat.Commands[r.Command].Group {
	case "hash", "set", "list", "sorted-set", "geo", "bitmap", "hyperloglog", "stream":
		params, _ := p.Params(r.Op, r.In)
		for _, v := range params {
			if !isList(v) && t.known(p, v, call) {
				return true
			}
		}
	}
	return false
}
