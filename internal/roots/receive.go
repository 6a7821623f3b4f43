package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// A queue of an application's own, or one that stands behind an interface, delivers
// messages to whoever asks for the next one in each turn of an endless loop:
//
//	for {
//		msg, err := q.Receive(ctx)
//		...
//		go handle(msg)
//	}

// takesNext begin the names of what gives the next message; receiving of what gives
// nothing else.
var (
	receiving = []string{"receive", "recv", "dequeue", "consume"}
	takesNext = []string{"receive", "recv", "dequeue", "consume", "fetch", "poll", "pop", "pull", "next", "read", "take", "reserve", "get"}
)

// receives reports whether a loop of a goroutine's, or of a command's, asks for a message
// in each turn and works on it. Who hands it on to its callers leaves that to them.
func (fd *finder) receives(f *link.Func, l int) bool {
	switch fd.p.LoopBound(f, l, nil).Kind {
	case link.EndlessFor, link.Unbounded:
	case link.Numeric:
		if fd.counted(f, &f.Loops[l]) {
			return false
		}
	default:
		return false
	}
	for _, b := range f.Loops[l].Blocks {
		if f.LoopAt[b] != l {
			continue // an inner loop's affair
		}
		for _, it := range f.Blocks[b].Items {
			if it.Kind != summary.CallItem || f.Calls[it.N].Val == 0 || f.Calls[it.N].Kind != summary.Plain {
				continue
			}
			got := f.First(&f.Calls[it.N])
			if got != 0 && (!fd.sendsCommand(&f.Calls[it.N]) && asksForNext(f, &f.Calls[it.N], got) || fd.takesBelow(f, it.N)) && !handsBack(f, got) || fd.reads(f, it.N, 0) && !givesBack(f) {
				return fd.runsBeside(f)
			}
		}
	}
	return false
}

// counted reports whether each turn of a loop compares numbers to know if it is the last;
// one that gives up after so many failures looks at them where one has failed.
func (fd *finder) counted(f *link.Func, loop *link.Loop) bool {
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		cond := &f.Values[f.Blocks[b].Cond]
		out := slices.ContainsFunc(f.Blocks[b].Succs, func(s int32) bool { return !loop.Has(s) })
		return out && cond.Op == summary.Binary && !chosen(f, f.Blocks[b].Cond) && f.TypeAt(f.Values[cond.A].Type).Kind == summary.Integer && !fd.onError(f, b, loop)
	})
}

// asksForNext: a call is named for receiving, and it or what it gives for messages.
func asksForNext(f *link.Func, c *summary.Call, got int32) bool {
	words := link.Words(c.Name)
	t := f.TypeAt(f.Values[got].Type)
	if len(words) == 0 || t.Kind == summary.Bool || t.Text == "error" || !slices.Contains(takesNext, words[0]) {
		return false
	}
	return slices.Contains(receiving, words[0]) || isEvent(f, t) ||
		slices.ContainsFunc(words, func(w string) bool { return slices.Contains(eventWords, strings.TrimSuffix(w, "s")) })
}

// Who serves a connection reads from it in each turn; its peer says how often.
var (
	readingWords = []string{"read", "recv", "receive", "decode", "next", "parse", "unmarshal", "scan"}
	streamWords  = []string{"conn", "connection", "socket", "websocket", "stream"}
)

// reads reports whether a call takes bytes from a connection, itself or by what it calls.
func (fd *finder) reads(f *link.Func, call int32, d int) bool {
	c := &f.Calls[call]
	if words := link.Words(c.Name); len(words) == 0 || !slices.Contains(readingWords, words[0]) || d > 1 || fd.sendsCommand(c) {
		return false
	}
	if slices.ContainsFunc(append([]int32{c.Recv}, c.Args...), func(v int32) bool { return fd.overConnection(link.Ref{F: f, V: v}, 0) }) {
		return true
	}
	for _, e := range f.Out[call] {
		for i := range e.Callee.Calls {
			if e.Via != link.Callback && !e.Async && e.Conf != finding.Possible && fd.reads(e.Callee, int32(i), d+1) {
				return true
			}
		}
	}
	return false
}

// overConnection: a value is a connection, or reads or decodes what comes over one. What
// reads a file is the same to its type.
func (fd *finder) overConnection(v link.Ref, d int) bool {
	if v.V == 0 || d > 6 {
		return false
	}
	v.V = v.F.Unconverted(v.V)
	x := v.Value()
	t := eventType(v.F, v.Type()).Named
	if slices.ContainsFunc(link.Words(bare(t)), func(w string) bool { return slices.Contains(streamWords, w) }) {
		return true
	}
	switch x.Op {
	case summary.Load:
		return fd.overConnection(v.With(x.A), d+1)
	case summary.FieldOf:
		return x.Str == "net/http.Response.Body" || slices.ContainsFunc(fd.p.Stored(x.Str), func(in link.Ref) bool { return fd.overConnection(in, d+2) })
	case summary.Alloc:
		in := fd.p.Assigned(v)
		return len(in) == 1 && fd.overConnection(in[0], d+1)
	case summary.CallVal: // bufio.NewReader(conn)
		c := &v.F.Calls[x.N]
		return len(c.Args) > 0 && strings.HasPrefix(c.Name, "New") && fd.overConnection(v.With(c.Args[0]), d+1)
	}
	return false
}

// sendsCommand: a call is of a cache's or a database's client, whose answers are no messages.
func (fd *finder) sendsCommand(c *summary.Call) bool {
	cl := fd.p.Cat.Client(c.Pkg)
	return cl != nil && cl.Kind != rules.Service
}

// takesBelow reports whether a call goes to a function that does little more than take
// a message from a channel.
func (fd *finder) takesBelow(f *link.Func, call int32) bool {
	out := f.Out[call]
	if len(out) != 1 || out[0].Via != link.Static || out[0].Async || len(out[0].Callee.Loops) > 0 {
		return false
	}
	g := out[0].Callee
	return slices.ContainsFunc(g.Blocks, func(b summary.Block) bool {
		return slices.ContainsFunc(b.Items, func(it summary.Item) bool {
			ch := link.Ref{F: g, V: it.N}
			return it.Kind == summary.RecvItem && carriesMessage(ch) && slices.ContainsFunc(g.Results, func(t int32) bool {
				return g.TypeAt(t).Text == g.TypeAt(ch.Type().Elem).Text
			})
		})
	})
}

// handsBack: a function returns what is of the type of a value.
func handsBack(f *link.Func, v int32) bool {
	text := f.TypeAt(f.Values[v].Type).Text
	return slices.ContainsFunc(f.Results, func(t int32) bool { return f.TypeAt(t).Text == text })
}

// givesBack: a function returns more than how it went.
func givesBack(f *link.Func) bool {
	return slices.ContainsFunc(f.Results, func(t int32) bool { return f.TypeAt(t).Text != "error" })
}

// maxBeside bounds the functions between what is started and its loop.
const maxBeside = 60

// runsBeside reports whether no request waits for a function: a go statement starts it,
// or a command, itself or by what it calls.
func (fd *finder) runsBeside(f *link.Func) bool {
	seen := map[*link.Func]bool{f: true}
	for queue := []*link.Func{f}; len(queue) > 0 && len(seen) < maxBeside; queue = queue[1:] {
		g := queue[0]
		switch {
		case fd.hot[g]:
			continue
		case background(g) || g.Pkg.Main && g.Short == "main" || fd.command(g):
			return true
		}
		for _, e := range g.In {
			if !e.Entry && e.Call >= 0 && !seen[e.Caller] {
				seen[e.Caller] = true
				queue = append(queue, e.Caller)
			}
		}
	}
	return false
}

// command: the function is run by hand, or at start.
func (fd *finder) command(f *link.Func) bool {
	_, ok := fd.out[rootKey{f, "cli", -1}]
	return ok
}

// workers makes entries of the handlers to which a loop over messages hands each, and of
// the jobs that a loop runs each time it is due: what users of the loop would call the
// consumer, or the job.
func (fd *finder) workers() {
	var loops []Root
	for _, r := range fd.out {
		if r.Loop >= 0 && (r.Kind == "consumer" || r.Kind == "periodic" && fd.schedules(r)) {
			loops = append(loops, r)
		}
	}
	sortByName(loops)
	var found []Root
	for _, r := range loops {
		for i := range r.F.Calls {
			if r.Runs(r.F.Calls[i].Block) {
				found = fd.work(r, r.F, int32(i), 0, found)
			}
		}
	}
	fd.dispatch(slices.Values(found)) // they may look into tables
}

// schedules reports whether nobody waits for a loop to end: one that looks until something
// is so runs no jobs.
func (fd *finder) schedules(r Root) bool {
	return r.Told || background(r.F) || startedBelow(r.F)
}

// maxHandOver bounds the functions of its own through which a loop hands a message on.
const maxHandOver = 3

// work looks at one call of a loop, or of what it calls in its own package.
func (fd *finder) work(loop Root, f *link.Func, call int32, d int, found []Root) []Root {
	handler := fd.toHandler(loop, f, &f.Calls[call])
	for _, e := range f.Out[call] {
		switch {
		case e.Entry || e.Conf == finding.Possible || e.Via == link.Callback || e.Callee == loop.F:
		case handler && !fd.m.modules[e.Callee.Pkg.Module] && !fd.known(e.Callee):
			for _, r := range fd.unwrapped([]Root{{F: e.Callee, Kind: loop.Kind, Heat: loop.Heat, Routes: loop.Routes, Loop: -1, Seconds: loop.Seconds}}) {
				r.Routes = loop.Routes // a table says more
				fd.add(r)
				found = append(found, r)
			}
		case !handler && d < maxHandOver && e.Callee.Pkg == loop.F.Pkg && e.Via != link.Interface:
			for i := range e.Callee.Calls {
				found = fd.work(loop, e.Callee, int32(i), d+1, found)
			}
		}
	}
	return found
}

// working are words by which a field that holds a function to work with is named, beside
// those of handlers.
var working = []string{"do", "run", "work", "worker", "perform", "callback", "job", "task"}

// toHandler reports whether a call goes to what is named a handler: by a method of an
// interface, or by a field that holds a function; or whether the loop itself calls the
// function that it was given to call.
func (fd *finder) toHandler(loop Root, f *link.Func, c *summary.Call) bool {
	if c.Iface != 0 {
		return toHandle(c.Name) || calledHandler(c.Type)
	}
	if c.Fun == 0 {
		return false
	}
	if f == loop.F && fd.paramOf(link.Ref{F: f, V: c.Fun}) >= 0 {
		return works(f, c, loop.Kind)
	}
	field := fieldOf(link.Ref{F: f, V: c.Fun})
	return field != "" && (saysHandling(field) || meets(link.Words(bare(field)), working) || strings.EqualFold(bare(field), "callBack"))
}

// works reports whether a function is one to be run for what it does: it is not told of an
// error, and gives back no more than how it went, or of a job whether to go on.
func works(f *link.Func, c *summary.Call, kind string) bool {
	for _, t := range c.Sig {
		if f.TypeAt(t).Text == "error" {
			return false
		}
	}
	if kind == "consumer" && len(c.Args) == 0 {
		return false
	}
	t := f.TypeAt(c.Result)
	return f.GivesNothing(c) || t.Text == "error" || kind == "periodic" && t.Kind == summary.Bool
}

// toHandle: a method is named for handling something, rather than for what it gives or
// changes: HandleTask, and not GetTask.
func toHandle(method string) bool {
	words := link.Words(method)
	if len(words) > 1 && slices.Contains([]string{"on", "do", "run", "serve", "call"}, words[0]) {
		return saysHandling(words[1])
	}
	return len(words) > 0 && slices.Contains([]string{"handle", "dispatch", "process", "consume", "execute", "exec", "invoke"}, words[0])
}
